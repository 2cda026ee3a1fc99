"""The hooks of Datasette that an archive uses; only ones that Datasette 0.65 and 1.0 both have."""

import sqlite3
from collections.abc import Generator
from typing import Any

from datasette import Response  # type: ignore[import-untyped]
from datasette.app import Datasette  # type: ignore[import-untyped]
from jinja2 import Environment
from markupsafe import Markup
from pluggy import HookimplMarker

from web import cells, failures, functions, headers, shell

hookimpl = HookimplMarker("datasette")  # the same as datasette.hookimpl, with types

STYLES = ["/static/room.css", "/static/morgue.css"]


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Add the SQL functions that the queries need."""
    functions.prepare(conn)


@hookimpl
def prepare_jinja2_environment(env: Environment, datasette: Datasette) -> None:
    """Let templates show hostile texts safely, and know the way to the other pages."""
    env.filters["whole"] = lambda cell: cells.whole(cell["raw"], cell["value"])
    for name, show in cells.FILTERS.items():
        env.filters[name] = show
    env.globals["navigation"] = shell.NAVIGATION
    env.globals["instance_metadata"] = lambda: datasette.metadata() or {}
    env.globals["archive_url"] = lambda: datasette.urls.database(datasette.get_database().name)


@hookimpl
def render_cell(value: Any, column: str, database: str, datasette: Datasette) -> Markup | None:
    """Show a value safely and readably."""
    return cells.cell(column, value, datasette.urls.database(database))


@hookimpl
def extra_css_urls() -> list[str]:
    """Make Datasette's own pages look like ours."""
    return STYLES


@hookimpl
def extra_js_urls() -> list[str]:
    """Name the fields of Datasette's own pages."""
    return ["/static/names.js"]


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Any:
    """Put the protecting headers on every answer."""
    facets = "true" if datasette.setting("allow_facet") else "false"
    scripts = headers.inline_scripts(datasette.jinja_env, {"datasette_allow_facet": facets})
    policy = headers.content_security_policy(scripts)
    hosts = frozenset(name.lower() for name in (datasette.plugin_config("morgue") or {}).get("hosts", ()))
    return lambda app: headers.protect(app, policy, hosts)


@hookimpl(wrapper=True)
def handle_exception(datasette: Datasette, request: Any, exception: Exception) -> Generator[None, Any, list[Any]]:
    """Say what went wrong and what to do, instead of Datasette's own way: that would be called as well, and prints."""
    yield
    return [failures.failed(datasette, request, exception)]


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Ask robots to stay away."""
    return [(r"^/robots\.txt$", lambda: Response.text("User-agent: *\nDisallow: /\n"))]


@hookimpl
def extra_template_vars(view_name: str, database: str | None, table: str, request: Any, datasette: Datasette) -> Any:
    """Tell the front pages whether the archive is empty, and an article's page its text, which another table holds."""

    async def found() -> dict[str, Any]:
        archive = datasette.get_database(database)
        if view_name in ("index", "database"):
            return {"empty": not (await archive.execute("SELECT 1 FROM articles LIMIT 1")).rows}
        if view_name == "row" and table == "articles":
            number = request.url_vars["pks"]
            row = (await archive.execute("SELECT text FROM texts WHERE article_id = ?", [number])).first()
            return {"text": row["text"] if row else ""}
        return {}

    return found
