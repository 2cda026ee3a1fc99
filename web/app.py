"""An archive as a Datasette application: the one place where its parts are put together."""

from pathlib import Path

from datasette import handle_exception  # type: ignore[import-untyped]
from datasette.app import Datasette  # type: ignore[import-untyped]

from web.metadata import metadata
from web.settings import SETTINGS

HERE = Path(__file__).parent


def reading_room(archive: Path | str, hosts: tuple[str, ...] = ()) -> Datasette:
    """Datasette for an archive that exists, which it opens read-only and never writes to.

    `hosts` are the host names it answers to, as in metadata(); none for any. The database's name in addresses is the
    file's name without suffix, as with plain `datasette archive.db`.
    """
    handle_exception.rich = None  # with rich, Datasette prints all variables of all frames: 18 s for a page that failed
    return Datasette(
        [str(archive)],
        metadata=metadata(Path(archive).stem, hosts),
        settings=SETTINGS,
        plugins_dir=str(HERE / "plugins"),
        template_dir=str(HERE / "templates"),
        static_mounts=[("static", str(HERE / "static"))],
    )
