"""What Scrapy hands back, read: a response's headers, a failure's exception."""

import re
from datetime import UTC, datetime
from typing import Any

from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.throttle import retry_after
from pipelines.archive import utc_now
from pipelines.items import Page
from pipelines.recall import RECALLED
from pipelines.rights import in_order, of_headers

HTML = ("text/html", "application/xhtml", "text/plain")
"""How the Content-Type of a page begins."""


def header(response: Response, name: str) -> str:
    """A header of a response as text; '' without one."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else ""


def is_html(response: Response) -> bool:
    """Whether a response says that it is a page, or does not say what it is."""
    content_type = header(response, "Content-Type").strip().lower()
    return not content_type or content_type.startswith(HTML)


def rights_of(response: Response) -> tuple[str, ...]:
    """What the headers of a response reserve."""
    tags = [value.decode("latin-1") for value in response.headers.getlist("X-Robots-Tag")]
    return of_headers(tags, header(response, "tdm-reservation"), header(response, "tdm-policy"))


def page_of(response: Response, **rest: Any) -> Page:
    """A response as it goes down the line; `rest` says what it was fetched for."""
    return Page(
        url=response.url,
        body=response.body,
        coding=response.meta["coding"],
        content_type=header(response, "Content-Type"),
        fetched=response.meta["captured"].fetched if RECALLED in response.flags else utc_now(),
        capture=response.meta["capture"],
        rights=in_order({*rights_of(response), *response.meta["reserved"]}),
        obey=response.meta["obey"],
        **rest,
    )


def asked_pause(response: Response) -> float | None:
    """Seconds that an answer asks to be left alone for, if it does."""
    value = header(response, "Retry-After")
    return retry_after(value, datetime.now(UTC)) if value else None


def max_age(response: Response) -> int:
    """Seconds for which an answer says that it stays as it is: max-age of Cache-Control (RFC 9111, 5.2.2.1); 0 if it does not."""
    stated = re.search(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", header(response, "Cache-Control").lower())
    return int(stated[1]) if stated else 0


def as_exception(failure: Failure) -> Exception:
    """The exception in a failure."""
    return failure.value if isinstance(failure.value, Exception) else RuntimeError(repr(failure.value))
