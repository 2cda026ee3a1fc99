"""`python -m web.reference`: writes the data dictionary in docs/reference from the schema; `--check` fails if stale."""

import argparse
import sys
from pathlib import Path

from pipelines.schema import describe
from web.metadata import queries

DICTIONARY = Path(__file__).parent.parent / "docs" / "reference" / "data-dictionary.md"

OPENING = """# Data dictionary

What an archive holds, table by table. Times are UTC, ISO 8601. Written by `python -m web.reference` from the comments
in `pipelines/schema.py` and the definitions in `pipelines/items.py`; Datasette shows the same words beside the data.
"""


def dictionary() -> str:
    """The data dictionary in Markdown: a section a table or view, a line a column; then the queries."""
    sections = [OPENING]
    for name, (about, columns) in sorted(item for item in describe().items() if item[1][1]):
        rows = "\n".join(f"| `{column}` | {meaning.replace('|', '&#124;')} |" for column, meaning in columns.items())
        sections.append(f"## {name}\n\n{about}.\n\n| column | what it is |\n| --- | --- |\n{rows}\n")
    lines = "\n".join(f"- `{name}`: {query['title']}. {query['description']}" for name, query in queries().items())
    sections.append(f"## Queries\n\nListed on the archive's front page in Datasette.\n\n{lines}\n")
    return "\n".join(sections)


def main(arguments: list[str], path: Path = DICTIONARY) -> int:
    """Write the dictionary, or with --check compare it: 1 when it is missing or stale."""
    parser = argparse.ArgumentParser(prog="python -m web.reference", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the file is stale")
    if not parser.parse_args(arguments).check:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dictionary(), "utf-8")
        return 0
    if path.is_file() and path.read_text("utf-8") == dictionary():
        return 0
    print(f"{path} is stale; write it again with: python -m web.reference", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
