"""What a competent developer has without this project: one wide table with its text, searched, in plain Datasette."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

COLUMNS = "id, url, source, headline, byline, authors, published, section, tags, language, words, description, image, first_seen"
METADATA = {"sort_desc": "published", "facets": ["source", "language", "section"]}


def build(archive: Path, path: Path, articles: int) -> None:
    """Put the first articles of an archive into one wide table, with indexes for its facets and a search index."""
    if path.exists():
        return
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished, uri=True)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("ATTACH ? AS morgue", (f"file:{archive}?mode=ro",))
        connection.execute(f"CREATE TABLE articles AS SELECT {COLUMNS}, '' AS text FROM morgue.articles LIMIT 0")
        names = [name.strip() for name in COLUMNS.split(",")]
        db = Database(connection)
        db.table("articles").transform(pk="id")
        connection.execute(
            f"INSERT INTO articles ({COLUMNS}, text) SELECT {', '.join('a.' + name for name in names)}, t.text"
            " FROM morgue.articles a JOIN morgue.texts t ON t.article_id = a.id ORDER BY a.id LIMIT ?",
            (articles,),
        )
        connection.commit()
        db.table("articles").enable_fts(["headline", "byline", "text"], create_triggers=True)
        for column in ("published", "source", "language", "section"):
            db.table("articles").create_index([column])
        connection.execute("ANALYZE main")
        connection.commit()
    unfinished.rename(path)


def plain(path: Path) -> tuple[list[str], str]:
    """The command that serves it, and the name of the database."""
    metadata = path.with_suffix(".json")
    metadata.write_text(json.dumps({"databases": {path.stem: {"tables": {"articles": METADATA}}}}))
    return ["datasette", "serve", str(path), "--metadata", str(metadata), "--port", "0"], path.stem
