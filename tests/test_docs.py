import ast
import re
import sqlite3
from itertools import pairwise
from pathlib import Path

import pytest

from crawler import settings
from crawler.keys import KEYS
from crawler.linkwords import WORDS
from crawler.reference import command_names, main, pages, settings_page
from pipelines import rights
from pipelines.decorations import REWRITES
from pipelines.items import Verdict, definitions
from pipelines.schema import describe
from pipelines.structured import MEDIA_TYPES
from tests.archive import filled

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
NUMBERED = sorted(DOCS.glob("[0-9]*.md"))
ALL = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), ROOT / "benchmarks" / "README.md"])
QUESTIONS = re.findall(r"```sql\n(.*?)```", (DOCS / "5-questions.md").read_text("utf-8"), re.DOTALL)
TEXT = "\n".join(path.read_text("utf-8") for path in NUMBERED)


def names(path):
    return str(path.relative_to(ROOT))


def headings(text):
    """The anchors of a document's headings, as GitHub makes them."""
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def functions_of(module, *wanted):
    tree = ast.parse((ROOT / module).read_text("utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in wanted]


def words_in(node):
    """The outcome words among the strings under a node of syntax; one that ends in a number is given as http-…"""
    strings = {leaf.value for leaf in ast.walk(node) if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)}
    return {word for word in strings if re.fullmatch(r"[a-z]{2,}(-[a-z0-9]+)*-?", word)}


def words_settled():
    """The second argument of each Outcome and the `outcome` of each Rejection in the code."""
    for path in [*(ROOT / "crawler").rglob("*.py"), *(ROOT / "pipelines").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id == "Outcome":
                    yield from words_in(node.args[1])
                yield from (word for key in node.keywords if key.arg == "outcome" for word in words_in(key.value))


def words_returned():
    """What the functions return that judge an address or a page."""
    judges = functions_of("crawler/linktest.py", "judge_link", "why_not")
    judges += functions_of("pipelines/articletest.py", "what_else")
    judges += functions_of("pipelines/revisions.py", "unfit")
    for judge in judges:
        for node in ast.walk(judge):
            if isinstance(node, ast.Return) and node.value:
                yield from words_in(node.value)


def words_of_the_code():
    stored = re.findall(r"`([a-z-]+)`", definitions(Verdict)["kind"])
    addresses = describe()["copies"][1]["kind"].partition(": ")[2].split(", ")
    assigned = {"excluded", "too-short", "no-text"}  # given to a variable first
    tables = {*rights.WORDS, *WORDS.values(), *MEDIA_TYPES.values(), *(rewrite[0] for rewrite in REWRITES)}
    return {*stored, *addresses, *assigned, *tables, *words_settled(), *words_returned()}


def words_of_the_docs():
    rows = re.findall(
        r"^\| (?:stored|dropped|failed) \| (.*?) \|", (DOCS / "3-the-line.md").read_text("utf-8"), re.MULTILINE
    )
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row)}


def test_every_outcome_word_is_explained_and_no_other():
    numbered = {"http-4xx", "http-5xx"}
    assert numbered <= words_of_the_docs()
    assert words_of_the_docs() - numbered == words_of_the_code() - {"http-"}


def test_the_generated_references_are_current():
    for name, text in pages().items():
        written = (DOCS / "reference" / name).read_text("utf-8")
        assert written == text, "write them again with: python -m crawler.reference"


def test_check_fails_on_a_missing_or_stale_reference_and_names_the_cure(tmp_path, capsys):
    assert main(["--check"], tmp_path) == 1
    assert main([], tmp_path) == 0
    assert main(["--check"], tmp_path) == 0
    (tmp_path / "settings.md").write_text("old", "utf-8")
    assert main(["--check"], tmp_path) == 1
    assert "settings.md is stale; write it again with: python -m crawler.reference" in capsys.readouterr().err


def test_the_reference_shows_a_setting_with_its_comment_and_one_of_many_lines_as_it_is():
    page = settings_page('A = "x"  # default y; z|w\n\n# -- the next\n\nB = {\n    "k": 1,  # why\n}\n')
    assert '| `A` | `"x"` | default y; z&#124;w |' in page
    assert '## The next\n\n```python\nB = {\n    "k": 1,  # why\n}\n```' in page


def test_every_setting_is_in_the_reference():
    page = pages()["settings.md"]
    own = [name for name in vars(settings) if name.isupper()]
    assert own
    assert [name for name in own if f"`{name}`" not in page and f"\n{name} = " not in page] == []


def test_the_settings_that_are_the_projects_own_are_explained_in_the_numbered_docs():
    source = Path(settings.__file__).read_text("utf-8")
    own = re.findall(r"^(\w+) = ", source.partition("# -- the project's own")[2].partition("# -- ")[0], re.MULTILINE)
    assert "NEWS_DAYS" in own
    assert [name for name in own if not re.search(rf"\b{name}\b", TEXT)] == []


@pytest.mark.parametrize("command", command_names())
def test_every_command_is_explained(command):
    assert f"scrapy {command}" in TEXT
    assert f"## {command}\n" in pages()["commands.md"]


def test_every_key_of_a_publication_is_explained_and_no_other():
    rows = re.findall(r"^\| `(\w+)` \|", (DOCS / "2-sources.md").read_text("utf-8"), re.MULTILINE)
    assert rows == list(KEYS)


def test_every_table_is_explained_and_no_other():
    text = (DOCS / "4-the-archive.md").read_text("utf-8")
    rows = re.findall(r"^\| ((?:`\w+`(?: \(view\))?(?:, )?)+) \|", text, re.MULTILINE)
    explained = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert explained - {"articles_fts"} == set(describe()) - {"searchable"}
    assert "`searchable`" in text


def test_numbered_docs_are_consecutive_and_lead_to_the_next():
    assert [path.name.partition("-")[0] for path in NUMBERED] == [str(n) for n in range(1, len(NUMBERED) + 1)]
    for path, following in pairwise(NUMBERED):
        assert f"Next: [{title(following)}]({following.name})" in path.read_text("utf-8")


def title(path):
    return path.read_text("utf-8").splitlines()[0].partition(". ")[2]


@pytest.mark.parametrize("path", ALL, ids=names)
def test_every_link_within_the_project_resolves(path):
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text):
        file, _, anchor = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        assert found.exists(), f"{target}: no such file"
        if anchor:
            assert anchor in headings(found.read_text("utf-8")), f"{target}: no such heading"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("questions") / "archive.db"
    filled(path, attacked=False).close()
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    yield connection
    connection.close()


def test_there_are_ten_questions():
    assert len(QUESTIONS) == 10


@pytest.mark.parametrize("sql", QUESTIONS, ids=range(1, len(QUESTIONS) + 1))
def test_each_question_finds_rows_in_a_filled_archive(archive, sql):
    assert archive.execute(sql).fetchall()
