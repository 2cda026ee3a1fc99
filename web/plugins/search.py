"""/search: the page of a search, and the same as JSON, CSV, Atom and Parquet."""

from typing import Any

from datasette import Response  # type: ignore[import-untyped]
from datasette.app import Datasette  # type: ignore[import-untyped]
from pluggy import HookimplMarker

from web import atom, shell
from web.searchformats import FILES, as_feed, rows
from web.searchpage import search_page
from web.searchrequest import read_search

hookimpl = HookimplMarker("datasette")


async def page(datasette: Datasette, request: Any) -> Response:
    """A search as a page or as JSON."""
    asked, notes = read_search(request.args)
    found = await shell.read(datasette, request, lambda db: search_page(db, asked, tuple(notes)))
    return await shell.answer(datasette, request, "search.html", found)


async def file(datasette: Datasette, request: Any) -> Response:
    """The articles of a search as a file."""
    asked, _ = read_search(request.args)
    suffix = request.url_vars["suffix"]
    content_type, write = FILES[suffix]
    found = await shell.read(datasette, request, lambda db: write(list(rows(db, asked, texts=suffix == "parquet"))))
    headers = {"content-disposition": f'attachment; filename="search.{suffix}"'}
    return Response(found, headers=headers, content_type=content_type)


async def feed(datasette: Datasette, request: Any) -> Response:
    """A search as a feed: an alert for whoever subscribes to it."""
    asked, _ = read_search(request.args)
    base = datasette.absolute_url(request, datasette.urls.path("/")).rstrip("/")
    found = await shell.read(datasette, request, lambda db: as_feed(db, asked, base))
    return Response(found, content_type=atom.CONTENT_TYPE)


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """The addresses of a search."""
    return [
        (r"^/search(?P<format>\.json)?$", page),
        (r"^/search\.(?P<suffix>csv|parquet)$", file),
        (r"^/search\.atom$", feed),
    ]
