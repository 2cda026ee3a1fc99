"""What every page of the reading room shares: how it reads the archive, and how it answers as a page or as JSON.

A page family is a module of functions that take a connection and return plain data, a template, and a plugin in
web/plugins that joins the two with `read()` and `answer()`.
"""

import dataclasses
import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

from datasette import Response  # type: ignore[import-untyped]
from datasette.app import Datasette  # type: ignore[import-untyped]
from datasette.utils import sqlite_timelimit  # type: ignore[import-untyped]

from pipelines.errors import MorgueError

T = TypeVar("T")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
"""Content-Security-Policy (CSP Level 3) of our own pages: no inline script, no inline style, nothing from elsewhere."""

NAVIGATION: tuple[tuple[str, str], ...] = (
    ("/", "Front"),
    ("/search", "Search"),
    ("/changes", "Changes"),
    ("/sources", "Sources"),
    ("/dashboards", "Dashboards"),
)
"""The pages named in the header of every page, by path."""


class TooSlowError(MorgueError):
    """Raised when reading took longer than `sql_time_limit_ms`, from `read()`."""


async def read(datasette: Datasette, request: Any, function: Callable[[sqlite3.Connection], T]) -> T:
    """What a function reads from the archive, in one thread and one snapshot, within `sql_time_limit_ms`.

    Raises Forbidden where the visitor may not see the archive, and TooSlowError when the time is up.
    """
    archive = datasette.get_database()
    await datasette.ensure_permissions(request.actor, [("view-database", archive.name), "view-instance"])
    limit = datasette.setting("sql_time_limit_ms")

    def within(connection: sqlite3.Connection) -> T:
        connection.execute("BEGIN")
        try:
            with sqlite_timelimit(connection, limit):
                return function(connection)
        finally:
            connection.execute("ROLLBACK")

    try:
        return await archive.execute_fn(within)  # type: ignore[no-any-return]
    except sqlite3.OperationalError as error:
        if str(error) == "interrupted":
            raise TooSlowError(f"Reading took longer than {limit / 1000:g} seconds") from error
        raise


async def answer(datasette: Datasette, request: Any, template: str, found: Any, status: int = 200) -> Response:
    """Plain data as a page, or as JSON where the address ends in .json: a dict or a dataclass, whose fields are the
    template's variables.
    """
    data = as_dict(found)
    if request.url_vars.get("format"):
        return Response.json(data, status=status, default=as_dict)
    context = {**shallow(found), "database": datasette.get_database().name}
    html = await datasette.render_template(template, context, request=request, view_name="room")
    return Response.html(html, status=status, headers={"content-security-policy": POLICY})


async def missing(datasette: Datasette, request: Any, title: str, cure: str) -> Response:
    """404, as a page or as JSON: what is not there, and where to look for it."""
    return await answer(datasette, request, "missing.html", {"title": title, "cure": cure}, 404)


def shallow(found: Any) -> dict[str, Any]:
    """The fields of a dataclass, or a dict as it is."""
    if isinstance(found, dict):
        return found
    return {field.name: getattr(found, field.name) for field in dataclasses.fields(found)}


def as_dict(found: Any) -> Any:
    """A dataclass as a dict, all the way down, for JSON; a row of the archive as a dict."""
    if dataclasses.is_dataclass(found) and not isinstance(found, type):
        return dataclasses.asdict(found)
    if isinstance(found, sqlite3.Row):
        return dict(found)
    return found
