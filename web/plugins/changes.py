"""What was changed after publication: /changes, the same as data and as a feed: /changes.json, /changes.atom."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from datasette import Response  # type: ignore[import-untyped]
from datasette.app import Datasette  # type: ignore[import-untyped]
from jinja2 import Environment
from pluggy import HookimplMarker

from web import atom, changes, shell
from web.rows import Row, number

hookimpl = HookimplMarker("datasette")


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    """Let the template name the lists."""
    env.globals["kinds_of_change"] = changes.KINDS


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """The addresses of this page."""
    return [(r"^/changes\.atom$", feed), (r"^/changes(?P<format>\.json)?$", show)]


async def show(datasette: Datasette, request: Any) -> Any:
    """The changes, as a page or as data."""
    wanted = asked(request)
    page = await shell.read(datasette, request, partial(changes.page, wanted=wanted))
    page["title"] = changes.title(wanted)
    page["narrowed"] = narrowed(wanted)
    return await shell.answer(datasette, request, "changes.html", page)


async def feed(datasette: Datasette, request: Any) -> Any:
    """The changes as an Atom feed, narrowed as the page is."""
    wanted = asked(request)
    found = await shell.read(datasette, request, partial(changes.changes, wanted=wanted))
    query = narrowed(wanted)
    entries = (entry(change, partial(datasette.absolute_url, request)) for change in found)
    own, page = (
        datasette.absolute_url(request, datasette.urls.path(f"/changes{form}{query}")) for form in (".atom", "")
    )
    body = atom.feed(own, page, f"Morgue: {changes.title(wanted)}", entries)
    return Response(body, content_type=atom.CONTENT_TYPE)


def entry(change: Row, absolute: Any) -> atom.Entry:
    """One change in the feed; its address names the version, so that a later edit is another entry."""
    query = f"?from={change['before_id']}&to={change['id']}#versions" if change.get("before_id") else ""
    return atom.Entry(
        url=absolute(f"/article/{change['article_id']}{query}"),
        title=change["headline"],
        updated=change["seen"],
        author=change["title"] or change["source"],
        summary=changes.summary(change),
    )


def asked(request: Any) -> changes.Asked:
    """What a request asks for."""
    show, source, day = (request.args.get(name) or "" for name in ("show", "source", "day"))
    return changes.asked(show, source, day, number(request.args.get("before")))


def narrowed(wanted: changes.Asked) -> str:
    """The query string that asks for the same list from its beginning."""
    given = {"show": wanted.show, "source": wanted.source, "day": wanted.day}
    kept = {name: value for name, value in given.items() if value and value != "edits"}
    return f"?{urlencode(kept)}" if kept else ""
