"""The page of one article: /article/7, and the same as data: /article/7.json."""

import sqlite3
from typing import Any

from datasette.app import Datasette  # type: ignore[import-untyped]
from jinja2 import Environment
from pluggy import HookimplMarker

from web import articles, diffview, shell
from web.rows import Row, number

hookimpl = HookimplMarker("datasette")


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Let templates show texts, and what differs."""
    env.filters["beginning"] = diffview.beginning
    env.filters["version_timeline"] = articles.picture
    env.filters["one_column"] = diffview.one_column
    env.filters["two_columns"] = diffview.two_columns


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """The addresses of this page."""
    return [(r"^/article/(?P<id>[^/]+?)(?P<format>\.json)?$", show)]


async def show(datasette: Datasette, request: Any) -> Any:
    """One article; 404 for a number that no article has."""
    wanted = number(request.url_vars["id"])
    old, new = number(request.args.get("from")), number(request.args.get("to"))

    def found(connection: sqlite3.Connection) -> Row | None:
        return articles.page(connection, wanted or 0, old, new)

    page = await shell.read(datasette, request, found)
    if page is None:
        cure = "Look for it by its words or its address in the search, or in the table of articles."
        return await shell.missing(datasette, request, f"There is no article {request.url_vars['id'][:40]}", cure)
    return await shell.answer(datasette, request, "article.html", page)
