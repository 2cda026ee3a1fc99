"""/: the front page, and the same as JSON. Datasette's own front page is at /-/, as in Datasette 1.0."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

from datasette import Response  # type: ignore[import-untyped]
from datasette.app import Datasette  # type: ignore[import-untyped]
from datasette.views.index import IndexView  # type: ignore[import-untyped]
from pluggy import HookimplMarker

from web import front, shell

hookimpl = HookimplMarker("datasette")


async def page(datasette: Datasette, request: Any) -> Response:
    """The front page."""
    found = await shell.read(datasette, request, partial(front.page, today=datetime.now(UTC).date()))
    return await shell.answer(datasette, request, "front.html", found)


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, Any]]:
    """The addresses of both."""
    return [
        (r"^/(?P<format>\.json)?$", page),
        (r"^/-/(\.(?P<format>json))?$", IndexView.as_view(datasette)),
    ]
