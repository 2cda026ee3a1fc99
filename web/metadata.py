"""What Datasette is told about an archive: titles, definitions, order, facets, and the queries of web/queries."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from datasette.utils import BadMetadataError, parse_metadata  # type: ignore[import-untyped]

from pipelines.errors import MorgueError
from pipelines.schema import describe


class MetadataError(MorgueError):
    """Raised when a file of metadata cannot be used, from `read_metadata()`."""


QUERIES = Path(__file__).parent / "queries"

PRESENTATION: dict[str, dict[str, Any]] = {
    "articles": {
        "label_column": "headline",
        "sort_desc": "published",
        "facets": [{"kept": column} for column in ("source", "language", "section", "access")],
    },
    "bad_lines": {"sort_desc": "crawl_id", "facets": ["outcome"]},
    "boilerplate": {"label_column": "text", "sort_desc": "id", "facets": ["source"]},
    "captures": {"label_column": "url", "sort_desc": "id"},
    "copies": {"label_column": "url", "sort_desc": "id", "facets": ["kind", "source"]},
    "crawls": {"label_column": "started", "sort_desc": "id", "facets": ["spider", "status"]},
    "days": {"sort_desc": "day"},
    "endpoints": {"label_column": "url", "facets": ["source", "kind", "status"]},
    "former_stories": {"sort_desc": "id"},
    "links": {"label_column": "url", "sort_desc": "id", "facets": ["state", "outcome"]},
    "outcomes": {"sort_desc": "crawl_id", "facets": ["source", "fate", "outcome"]},
    "recomputations": {"sort_desc": "id"},
    "resemblances": {"facets": ["reason"]},
    "revisions": {"label_column": "headline", "sort_desc": "id", "size": 20},
    "sources": {"label_column": "name", "sort": "name"},
    "stories": {"label_column": "headline", "sort_desc": "id"},
    "tallies": {"sort_desc": "articles", "facets": ["facet"]},
    "texts": {"size": 20},
    "walks": {"label_column": "url", "sort_desc": "id", "facets": ["kind", "state"]},
    "searchable": {"allow": False},  # the search index reads it; for people there are texts and the search box
    "counted": {"allow": False},  # a view to write to, by the triggers that keep days and tallies
    "fingerprints": {"hidden": True},  # these two are what looks for near-duplicates; what it found is in resemblances
    "shingles": {"hidden": True},
    "recomputed": {"hidden": True},
    "paragraphs": {"hidden": True},  # counts; what they led to is in boilerplate
    "_sqlite_migrations": {"hidden": True},
}
"""Label, order, facets and page size by table. Facets of large tables are kept ahead or served by an index; a reader may ask
for any other, bounded by facet_time_limit_ms."""

ORDER = (
    "search",
    "who-ran-it",
    "told-once",
    "stories-by-day",
    "who-had-it-first",
    "who-takes-from-whom",
    "agency-copy",
    "agencies",
    "most-copied",
    "changed-headlines",
    "what-changed",
    "taken-out",
    "removed",
    "who-edits",
    "articles-by-day",
    "when-they-publish",
    "longest",
    "reserved",
    "how-fast",
    "fill-rates",
    "undated",
    "dropped",
    "failures",
    "silent-feeds",
    "growth",
)
"""The queries as they are listed: first what was published, then how well it was archived."""

DESCRIPTION = "Articles, their versions and copies, and what became of every address seen. Search under articles."


def metadata(database: str, hosts: tuple[str, ...] = ()) -> dict[str, Any]:
    """Datasette's metadata for an archive that it serves under the name `database` (its file name without suffix).

    `hosts` are the host names it answers to; none for any.
    """
    shown = {"description": DESCRIPTION, "tables": tables(), "queries": queries()}
    return {
        "title": "Morgue",
        "description": "A news archive that its users own. The texts belong to their publishers.",
        "plugins": {"morgue": {"hosts": list(hosts)}},
        "databases": {database: shown},
    }


def read_metadata(path: Path) -> dict[str, Any]:
    """Metadata of the user's own, YAML or JSON, in Datasette's form: plugins, permissions, licence.

    Raises MetadataError when the file cannot be read as that.
    """
    try:
        found = parse_metadata(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, BadMetadataError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise MetadataError(
            f"{path}: {reason}; write it as in https://docs.datasette.io/en/0.65.2/metadata.html"
        ) from error
    if not isinstance(found, dict):
        raise MetadataError(
            f"{path}: this is no mapping of keys to values; begin with a key like `plugins:` or `allow:`"
        )
    return found


def merged(own: Mapping[str, Any], ours: Mapping[str, Any]) -> dict[str, Any]:
    """Both, all the way down; where both have a value, ours.

    >>> merged({"plugins": {"a": {"b": 1}}, "title": "News"}, {"plugins": {"c": 2}, "title": "Morgue"})
    {'plugins': {'a': {'b': 1}, 'c': 2}, 'title': 'Morgue'}
    """
    both = {**own, **ours}
    for key in own.keys() & ours.keys():
        if isinstance(own[key], Mapping) and isinstance(ours[key], Mapping):
            both[key] = merged(own[key], ours[key])
    return both


def tables() -> dict[str, dict[str, Any]]:
    """The definition of every table, view and column, from the schema, and how Datasette presents it."""
    described = describe()
    return {
        name: PRESENTATION.get(name, {})
        | ({"description": described[name][0], "columns": described[name][1]} if name in described else {})
        for name in sorted({*described, *PRESENTATION})
    }


def queries() -> dict[str, dict[str, str]]:
    """The queries of web/queries by name: a line of title, lines of description, then SQL.

    >>> queries()["longest"]["title"]
    'Longest articles'
    """
    return {name: query((QUERIES / f"{name}.sql").read_text("utf-8")) for name in ORDER}


def query(text: str) -> dict[str, str]:
    r"""The parts of one query file.

    >>> query("-- Title\n-- What it\n-- answers.\nSELECT 1\n")
    {'title': 'Title', 'description': 'What it answers.', 'sql': 'SELECT 1'}
    """
    lines = text.splitlines()
    comments = [line.removeprefix("-- ") for line in lines if line.startswith("-- ")]
    sql = "\n".join(line for line in lines if not line.startswith("-- "))
    return {"title": comments[0], "description": " ".join(comments[1:]), "sql": sql}
