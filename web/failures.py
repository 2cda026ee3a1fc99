"""What is answered when a page cannot be: a page or JSON that says why, and a log of what was nobody's intention.

Datasette's own way prints every failure with all local variables where `rich` is installed, a missing page included:
that fills the log, and takes longer than any page.
"""

import sys
import traceback
from typing import Any

from datasette import Response  # type: ignore[import-untyped]
from datasette.app import Datasette  # type: ignore[import-untyped]
from datasette.utils.asgi import Base400  # type: ignore[import-untyped]
from datasette.views.base import DatasetteError  # type: ignore[import-untyped]
from markupsafe import Markup

from web.searchrequest import Search
from web.shell import POLICY, TooSlowError

SLOW = "{}. Ask for less, like fewer words or a shorter time, or try again when the machine is less busy."
BROKEN = "The archive could not be read: {}. The log of `scrapy serve` tells where."


async def failed(datasette: Datasette, request: Any, error: Exception) -> Response:
    """The answer to a request that ended in an error, in Datasette's form: `ok`, `error`, `status`, `title`."""
    status, title, message = told(error)
    if status == 500:
        traceback.print_exception(error, file=sys.stderr)
    details = error.error_dict if isinstance(error, DatasetteError) else {}
    if request.path.endswith(".json"):
        return Response.json(
            {**details, "ok": False, "error": str(message), "status": status, "title": title}, status=status
        )
    shown = {"title": title, "error": message, "status": status, "instead": instead(request)}
    html = await datasette.render_template("error.html", shown, request=request)
    return Response.html(html, status=status, headers={"content-security-policy": POLICY})


def instead(request: Any) -> str:
    """Where to search for what a table of Datasette could not be searched for in time; empty if it was no search."""
    words = request.args.get("_search") or ""
    return Search(q=words).address() if words else ""


def told(error: Exception) -> tuple[int, str | None, str]:
    """HTTP status, title and message of an error.

    >>> told(TooSlowError("Reading took longer than 3 seconds"))[:2]
    (503, 'That took too long')
    """
    if isinstance(error, TooSlowError):
        return 503, "That took too long", SLOW.format(error)
    if isinstance(error, DatasetteError):
        return error.status, error.title, Markup(error.message) if error.message_is_html else str(error.message)  # noqa: S704
    if isinstance(error, Base400):
        return error.status, None, str(error.args[0]) if error.args else ""
    return 500, None, BROKEN.format(error)
