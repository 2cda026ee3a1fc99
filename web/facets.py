"""Facets of the table of articles, from the counts that are kept ahead where they can tell, else counted as Datasette does.

In metadata, `{"kept": "section"}` asks for one. Counting a million rows anew for each view of the table takes a second.
"""

from typing import Any
from urllib.parse import parse_qsl

from datasette.database import QueryInterrupted  # type: ignore[import-untyped]
from datasette.facets import Facet  # type: ignore[import-untyped]
from datasette.utils import (  # type: ignore[import-untyped]
    escape_sqlite,
    path_with_added_args,
    path_with_removed_args,
)

KEPT = {
    "source": "SELECT source AS value, sum(articles) AS count FROM tallies WHERE facet = 'access'"
    " AND (:source IS NULL OR source = :source) GROUP BY source",
    **dict.fromkeys(
        ("section", "language", "access"),
        "SELECT value, sum(articles) AS count FROM tallies WHERE facet = :facet"
        " AND (:source IS NULL OR source = :source) GROUP BY value",
    ),
}
"""The counts by column, of all articles or of one source."""

NARROWING = ("_search", "_where", "_through")
"""Beginnings of parameters that choose rows; others that begin with an underscore only say how rows are shown."""


class KeptFacet(Facet):  # type: ignore[misc]
    """A facet that is counted ahead."""

    type = "kept"

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        """The facets asked for, and the names of those that took too long."""
        found, timed_out = [], []
        for config in self.get_configs():
            column = config["config"]["simple"]
            try:
                found.append(await self.counted(column, hideable=config["source"] != "metadata"))
            except QueryInterrupted:
                timed_out.append(column)
        return found, timed_out

    async def counted(self, column: str, *, hideable: bool) -> dict[str, Any]:
        """One facet, as Datasette's pages show it."""
        size = self.get_facet_size()
        sql, params = self.query(column)
        rows = await self.ds.execute(
            self.database,
            f"SELECT value, count FROM ({sql}) ORDER BY count DESC, value LIMIT {size + 1}",  # noqa: S608
            params,
            truncate=False,
            custom_time_limit=self.ds.setting("facet_time_limit_ms"),
        )
        return {
            "name": column,
            "type": "column",
            "hideable": hideable,
            "toggle_url": self.ds.urls.path(path_with_removed_args(self.request, {"_facet_kept": column})),
            "results": [self.choice(column, row["value"], row["count"]) for row in rows.rows[:size]],
            "truncated": len(rows) > size,
        }

    def query(self, column: str) -> tuple[str, dict[str, Any]]:
        """What counts the values of a column in the rows that are shown."""
        chosen = narrowed(self.request.query_string)
        if self.table == "articles" and column in KEPT and chosen.keys() <= {"source"}:
            return KEPT[column], {"facet": column, "source": chosen.get("source")}
        name = escape_sqlite(column)
        rows = f"SELECT {name} AS value, count(*) AS count FROM ({self.sql}) WHERE {name} IS NOT NULL GROUP BY {name}"  # noqa: S608
        return rows, self.params

    def choice(self, column: str, value: Any, count: int) -> dict[str, Any]:
        """One value, and the address that chooses it, or no longer."""
        selected = (column, str(value)) in self.get_querystring_pairs()
        changed = path_with_removed_args if selected else path_with_added_args
        path = self.ds.urls.path(changed(self.request, {column: str(value)}))
        return {
            "value": value,
            "label": value,
            "count": count,
            "toggle_url": self.ds.absolute_url(self.request, path),
            "selected": selected,
        }


def narrowed(query: str) -> dict[str, str]:
    """The parameters of a table's address that choose rows.

    >>> narrowed("_sort=words&source=a&_facet=tags"), narrowed("_search_text=x"), narrowed("source=a&source=b")
    ({'source': 'a'}, {'_search_text': 'x'}, {'source': 'a', 'source and': 'b'})
    """
    found: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if not name.startswith("_") or name.startswith(NARROWING):
            found[f"{name} and" if name in found else name] = value
    return found
