"""The archive's file: made, brought up to date, and described. All SQL that defines it is in sql/, a file a migration.

`open_archive()` is the one way in; it creates the file, brings an older one up to date, and refuses what it must not
touch with an `ArchiveError` that says what to do. Column comments are read by `describe()` into Datasette's metadata.
"""

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

from sqlite_utils import Database, Migrations

from pipelines.errors import ArchiveError
from pipelines.items import Article, definitions

FILES = sorted((Path(__file__).parent / "sql").glob("*.sql"))
"""The migrations, in order: what was released is never edited, a change is a new file."""

migrations = Migrations("morgue")


def migration(file: Path) -> Callable[[Database], None]:
    """What brings an archive to the state that a file of SQL describes."""

    def apply(db: Database) -> None:
        for statement in split_statements(defined(file)):
            db.execute(statement)

    return apply


for _file in FILES:
    migrations(name="m" + _file.stem.replace("-", "_"))(migration(_file))


def defined(file: Path) -> str:
    """The SQL of a file, with the definitions of the fields of Article where `{field}` stands for them."""
    meanings = definitions(Article)
    return re.sub(r"{(\w+)}", lambda found: meanings[found[1]], file.read_text("utf-8"))


def split_statements(script: str) -> list[str]:
    r"""The statements of a script without strings that hold `;` at a line's end: `executescript` would commit.

    >>> split_statements("ALTER TABLE a ADD COLUMN b TEXT; -- What it is; in full\nDROP VIEW c;\n")
    ['ALTER TABLE a ADD COLUMN b TEXT;\n', 'DROP VIEW c;\n']
    """
    statements, begun = [], ""
    for part in re.split(r";[ \t]*(?:--[^\n]*)?\n", script):
        begun += part + ";\n"
        if sqlite3.complete_statement(begun):  # a trigger ends with its END, not at the first semicolon
            statements.append(begun)
            begun = ""
    return [statement for statement in statements if re.sub(r"--[^\n]*", "", statement).strip("; \n")]


def open_archive(path: Path | str, *, create: bool = True) -> Database:
    """The archive at `path`, brought up to date, with this project's connection settings.

    WAL, so that readers never wait for the writer; synchronous=FULL, so that what was committed survives a power cut.
    Raises ArchiveError when the file is missing and `create` is false, is no database, belongs to something else, or
    was written by a newer version.
    """
    path = Path(path)
    if not create and not path.exists():
        raise ArchiveError(f"{path}: there is no archive here; make one with: scrapy crawl news -s ARCHIVE={path}")
    check_folder(path)
    try:
        connection = sqlite3.connect(path, isolation_level=None, timeout=30)
        db = Database(connection)
        refuse_foreign(db, path)
        for pragma in (
            "page_size=16384",  # of a new file: a text of 400 words leaves a third of a page of 4096 bytes empty
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "cache_size=-32000",
            "temp_store=MEMORY",
        ):
            db.execute(f"PRAGMA {pragma}")
        migrations.apply(db)
    except sqlite3.DatabaseError as error:
        cure = "restore it from a backup, or name another file with -s ARCHIVE=…"
        raise ArchiveError(f"{path}: SQLite says: {error}; {cure}") from error
    return db


def check_folder(path: Path) -> None:
    """Raise ArchiveError when the folder for an archive is missing."""
    if not path.parent.is_dir():
        raise ArchiveError(f"{path}: the folder {path.parent} does not exist; create it, or name another ARCHIVE")


def refuse_foreign(db: Database, path: Path) -> None:
    """Raise ArchiveError when the database is not an archive, or one written by a newer version."""
    tables = set(db.table_names())
    if tables and not {"_sqlite_migrations", "articles"} <= tables:
        names = ", ".join(sorted(tables)[:4])
        raise ArchiveError(f"{path}: this is a database of something else (tables {names}); name another ARCHIVE")
    known = {migration.name for migration in migrations.pending(Database(memory=True))}
    if newer := {migration.name for migration in migrations.applied(db)} - known:
        raise ArchiveError(f"{path}: written by a newer version ({', '.join(sorted(newer))}); update this one")


def describe() -> dict[str, tuple[str, dict[str, str]]]:
    """Description of every table and view, and of its columns, from the comments of the SQL.

    >>> describe()["sources"][1]["homepage"]
    'Front page'
    >>> describe()["articles"][1]["headline"].startswith("Headline as a reader sees it")
    True
    """
    described: dict[str, tuple[str, dict[str, str]]] = {}
    script = "".join(defined(file) for file in FILES)
    for statement in re.split(r"\n(?=CREATE|ALTER|DROP|INSERT)", script):
        if made := re.match(r"CREATE (?:TABLE|VIEW) (\w+) (?:AS )?\(? ?-- ([^\n]*)", statement):
            described[made[1]] = (made[2], dict(COLUMN.findall(statement)))
        elif added := re.match(r"ALTER TABLE (\w+) ADD COLUMN (\w+)[^\n]*?; -- ([^\n]*)", statement):
            described[added[1]][1][added[2]] = added[3]
        elif gone := re.match(r"DROP (?:TABLE|VIEW) (\w+)", statement):
            described.pop(gone[1], None)  # the search index has no description
    return described


COLUMN = re.compile(
    r"^  (?:[^\n]*? AS )?(\w+)(?: (?:TEXT|INTEGER|REAL|BLOB|ANY)\b[^\n]*?)?,? -- ([^\n]*)$", re.MULTILINE
)
"""A column of a table, `name TYPE … -- meaning`, or of a view, `… AS name -- meaning`."""
