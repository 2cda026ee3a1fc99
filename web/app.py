"""An archive as a Datasette application: the one place where its parts are put together."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from datasette.app import Datasette  # type: ignore[import-untyped]

from web.metadata import merged, metadata
from web.settings import SETTINGS

HERE = Path(__file__).parent

PAGES = frozenset({"article", "capture", "changes", "dashboards", "search", "source", "sources", "static", "story"})
"""First parts of the addresses of our pages: the archive's own address cannot be one of them."""


def reading_room(archive: Path | str, hosts: tuple[str, ...] = (), own: Mapping[str, Any] | None = None) -> Datasette:
    """Datasette for an archive that exists, which it opens read-only and never writes to.

    `hosts` are the host names it answers to, as in metadata(); none for any. `own` is metadata of the user's that is
    added, as from `read_metadata()`. The database's name in addresses is the file's name without suffix, as with plain
    `datasette archive.db`. Who logs in stays so over a restart if the environment has Datasette's DATASETTE_SECRET.
    """
    secret = os.environ.get("DATASETTE_SECRET")
    return Datasette(
        [str(archive)],
        metadata=merged(own or {}, metadata(Path(archive).stem, hosts)),
        settings=SETTINGS,
        **({"secret": secret} if secret else {}),
        plugins_dir=str(HERE / "plugins"),
        template_dir=str(HERE / "templates"),
        static_mounts=[("static", str(HERE / "static"))],
    )
