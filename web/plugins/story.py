"""The page of one story: /story/7, and the same as data: /story/7.json."""

import sqlite3
from typing import Any

from datasette import Response  # type: ignore[import-untyped]
from datasette.app import Datasette  # type: ignore[import-untyped]
from jinja2 import Environment
from pluggy import HookimplMarker

from web import shell, stories
from web.rows import Row, number

hookimpl = HookimplMarker("datasette")


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Let the template draw the timeline."""
    env.filters["story_timeline"] = stories.picture


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """The addresses of this page."""
    return [(r"^/story/(?P<id>[^/]+?)(?P<format>\.json)?$", show)]


async def show(datasette: Datasette, request: Any) -> Any:
    """One story; the story that it became part of, where two turned out to be one; else 404."""
    wanted = number(request.url_vars["id"]) or 0
    left, right = number(request.args.get("left")), number(request.args.get("right"))

    def found(connection: sqlite3.Connection) -> Row | int | None:
        return stories.page(connection, wanted, left, right) or stories.successor(connection, wanted)

    page = await shell.read(datasette, request, found)
    if isinstance(page, int):
        path = f"/story/{page}{request.url_vars['format'] or ''}"
        return Response.redirect(datasette.urls.path(path), status=301)
    if page is None:
        cure = "A story ends when its articles turn out to be different ones. Look for one of them in the search."
        return await shell.missing(datasette, request, f"There is no story {request.url_vars['id'][:40]}", cure)
    return await shell.answer(datasette, request, "story.html", page)
