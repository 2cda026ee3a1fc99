"""What Scrapy hands back, read: a response's headers, a failure's exception."""

from datetime import UTC, datetime

from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.throttle import retry_after


def header(response: Response, name: str) -> str:
    """A header of a response as text; '' without one."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else ""


def asked_pause(response: Response) -> float | None:
    """Seconds that an answer asks to be left alone for, if it does."""
    value = header(response, "Retry-After")
    return retry_after(value, datetime.now(UTC)) if value else None


def as_exception(failure: Failure) -> Exception:
    """The exception in a failure."""
    return failure.value if isinstance(failure.value, Exception) else RuntimeError(repr(failure.value))
