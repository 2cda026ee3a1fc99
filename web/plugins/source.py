"""The page of all publications and that of one: /sources and /source/herald, and the same as data: /source/herald.json."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

from datasette.app import Datasette  # type: ignore[import-untyped]
from datasette.utils import tilde_decode  # type: ignore[import-untyped]
from jinja2 import Environment
from markupsafe import Markup
from pluggy import HookimplMarker

from web import charts, publication, shell, sources
from web.rows import Row

hookimpl = HookimplMarker("datasette")


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Let templates draw counts."""
    env.filters["bars"] = bars
    env.filters["spark"] = charts.spark


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """The addresses of these pages."""
    return [
        (r"^/sources(?P<format>\.json)?$", show_all),
        (r"^/source/(?P<name>[^/]+?)(?P<format>\.json)?$", show),
    ]


async def show_all(datasette: Datasette, request: Any) -> Any:
    """All publications."""
    page = await shell.read(datasette, request, partial(sources.page, today=datetime.now(UTC).date()))
    return await shell.answer(datasette, request, "sources.html", page)


async def show(datasette: Datasette, request: Any) -> Any:
    """One publication; 404 for a name that the archive has not."""
    name = tilde_decode(request.url_vars["name"])
    found = partial(publication.page, name=name, today=datetime.now(UTC).date())
    page = await shell.read(datasette, request, found)
    if page is None:
        cure = "Publications are named as in sources.toml; those of this archive are in the table of sources."
        return await shell.missing(datasette, request, f"There is no publication {name[:40]}", cure)
    return await shell.answer(datasette, request, "source.html", page)


def bars(counted: list[Row], title: str, name: str = "value", column: str = "articles") -> Markup:
    """Counted rows as bars."""
    return charts.bars([(str(row[name]), row[column]) for row in counted], title)
