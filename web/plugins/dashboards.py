"""The archive in numbers: /dashboards, and the same as data: /dashboards.json."""

from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from datasette.app import Datasette  # type: ignore[import-untyped]
from jinja2 import Environment
from markupsafe import Markup
from pluggy import HookimplMarker

from web import dashboards, shell

hookimpl = HookimplMarker("datasette")


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Let the template draw a share as a bar beside its number."""
    env.filters["share"] = share


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """The addresses of this page."""
    return [(r"^/dashboards(?P<format>\.json)?$", show)]


async def show(datasette: Datasette, request: Any) -> Any:
    """All figures."""
    shown = dashboards.window(request.args.get("days"), datetime.now(UTC).date())
    numbers = await shell.read(datasette, request, partial(dashboards.numbers, shown=shown))
    if request.url_vars.get("format"):
        return await shell.answer(datasette, request, "dashboards.html", {"window": shown, "numbers": numbers})
    base = datasette.urls.database(datasette.get_database().name)
    page = {
        "window": shown,
        "windows": dashboards.WINDOWS,
        "figures": [
            {
                "figure": figure,
                "rows": numbers[figure.name],
                "highest": max((row[figure.columns[1][0]] for row in numbers[figure.name]), default=0),
                "query": query(base, figure, shown),
            }
            for figure in dashboards.FIGURES
        ],
        "empty": not numbers["months"] and not numbers["outcomes"],
    }
    return await shell.answer(datasette, request, "dashboards.html", page)


def query(base: str, figure: dashboards.Figure, shown: dashboards.Window) -> str:
    """The address at which Datasette runs the query of a figure, to be changed."""
    given = {"since": shown.since, "until": shown.until}
    taken = {name: value for name, value in given.items() if f":{name}" in figure.sql}
    return f"{base}?{urlencode({'sql': figure.sql, **taken})}"


def share(count: float, highest: float) -> Markup:
    """A number as a bar; the number itself stands beside it."""
    width = max(100 * count / highest, 0.5) if highest and count else 0
    return Markup(
        '<svg class="share" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{:.1f}" height="10"/></svg>'
    ).format(width)
