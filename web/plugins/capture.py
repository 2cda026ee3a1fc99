"""What was fetched: /capture/7, the page itself at /capture/7/page, its WARC record at /capture/7.warc.gz, and /capture/7.json."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

from datasette import Response  # type: ignore[import-untyped]
from datasette.app import Datasette  # type: ignore[import-untyped]
from pluggy import HookimplMarker

from pipelines.errors import CaptureError
from web import captures, fetched, shell
from web.rows import number

hookimpl = HookimplMarker("datasette")


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """The addresses of this family."""
    return [
        (r"^/capture/(?P<id>[^/]+)/page$", show_page),
        (r"^/capture/(?P<id>[^/]+)\.warc\.gz$", give_record),
        (r"^/capture/(?P<id>[^/]+?)(?P<format>\.json)?$", show),
    ]


async def show(datasette: Datasette, request: Any) -> Any:
    """What is known of a capture, and whether its record is still whole."""
    page = await shell.read(datasette, request, partial(captures.page, number=number(request.url_vars["id"]) or 0))
    if page is None:
        return await none(datasette, request)
    page["state"] = await asyncio.to_thread(captures.state, folder(datasette), page["capture"])
    return await shell.answer(datasette, request, "capture.html", page)


async def show_page(datasette: Datasette, request: Any) -> Any:
    """The page as it was fetched, inert; where it cannot be shown, why."""
    page = await shell.read(datasette, request, partial(captures.page, number=number(request.url_vars["id"]) or 0))
    if page is None:
        return await none(datasette, request)
    try:
        seen = await asyncio.to_thread(captures.shown, folder(datasette), page["holder"])
    except CaptureError as error:
        return await shell.missing(datasette, request, "The page cannot be shown", f"{error}.")
    headers = {"content-security-policy": fetched.POLICY, "x-dns-prefetch-control": "off"}
    return Response(seen.text, headers=headers, content_type=seen.content_type)


async def give_record(datasette: Datasette, request: Any) -> Any:
    """The WARC record, as the gzip member that it is."""
    wanted = number(request.url_vars["id"])
    found = await shell.read(datasette, request, partial(captures.capture, number=wanted or 0))
    if found is None:
        return await none(datasette, request)
    try:
        member = await asyncio.to_thread(captures.record_of, folder(datasette), found)
    except CaptureError as error:
        return await shell.missing(datasette, request, "The record cannot be given out", f"{error}.")
    headers = {"content-disposition": f'attachment; filename="capture-{wanted}.warc.gz"'}
    return Response(member, headers=headers, content_type="application/gzip")


async def none(datasette: Datasette, request: Any) -> Any:
    """404 for a number that no capture has."""
    cure = "An article's page leads to its capture; all of them are in the table of captures."
    return await shell.missing(datasette, request, f"There is no capture {request.url_vars['id'][:40]}", cure)


def folder(datasette: Datasette) -> Path:
    """Where the archive lies: WARC files are named relative to it."""
    return Path(datasette.get_database().path).resolve().parent
