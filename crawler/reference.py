"""`python -m crawler.reference`: writes the commands and the settings into docs/reference; `--check` fails if stale.

The words are those of the code: help texts of the commands, docstrings of the spiders, comments beside the settings.
"""

import argparse
import ast
import inspect
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

import crawler.commands
from crawler import settings as crawl_settings
from crawler.arguments import Arguments, ImportArguments
from pipelines.items import definitions

FOLDER = Path(__file__).parent.parent / "docs" / "reference"

COMMANDS = """# Commands

The commands of this project, beside [Scrapy's own](https://docs.scrapy.org/en/latest/topics/commands.html). Written by
`python -m crawler.reference` from their help texts, which `scrapy COMMAND -h` prints, and from their docstrings.
"""

SETTINGS = """# Settings

How to crawl: every setting of `crawler/settings.py` with its value and the comment beside it. Scrapy's settings that
are not here have [Scrapy's defaults](https://docs.scrapy.org/en/latest/topics/settings.html). Change one for good in
that file, or for one run with `-s NAME=VALUE`. Written by `python -m crawler.reference`.
"""

ARGUMENTS = {"jsonl": ImportArguments, "news": Arguments}
"""The arguments of each spider."""


def table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown.

    >>> print(table(["key", "what it is"], [["a", "b|c"]]), end="")
    | key | what it is |
    | --- | --- |
    | a | b&#124;c |
    """
    headings = list(headings)
    lines = [headings, ["---"] * len(headings), *([cell.replace("|", "&#124;") for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def command_names() -> list[str]:
    """The commands of this project."""
    return sorted(module.name for module in pkgutil.iter_modules(crawler.commands.__path__))


def commands_page() -> str:
    """The reference of the commands: a section a command, then the options that all of them take."""
    sections, shared = [COMMANDS], ""
    for name in command_names():
        module = import_module(f"crawler.commands.{name}")
        command: ScrapyCommand = module.Command()
        own, shared = options(command)
        says = " ".join((inspect.getdoc(module) or "").split())
        sections.append(f"## {name}\n\n{says}\n\n    scrapy {name} {command.syntax()}\n\n{own}")
        if name == "crawl":
            sections.append(spiders())
    sections.append(f"## Options of every command\n\n{shared}")
    return "\n".join(sections)


def options(command: ScrapyCommand) -> tuple[str, str]:
    """The options of a command, and those that it shares with all others, as tables."""
    parser = argparse.ArgumentParser(add_help=False)
    command.settings = Settings()
    command.settings.setmodule(crawl_settings)
    command.add_options(parser)
    groups: dict[bool, list[argparse.Action]] = {True: [], False: []}
    for group in parser._action_groups:
        groups[group.title == "Global Options"] += group._group_actions
    own, shared = (table(["option", "what it does"], map(option, groups[kind])) for kind in (False, True))
    return own, shared


def option(action: argparse.Action) -> tuple[str, str]:
    """An option as it is typed, and what it does."""
    value = "" if action.nargs == 0 else f" {action.metavar or action.dest.upper()}"
    meaning = (action.help or "") % vars(action)
    return ", ".join(f"`{name}{value}`" for name in action.option_strings), meaning


def spiders() -> str:
    """What `scrapy crawl` can be told to run, and the arguments of each spider."""
    loaded = SpiderLoader.from_settings(Settings({"SPIDER_MODULES": crawl_settings.SPIDER_MODULES}))
    parts = []
    for name in sorted(loaded.list()):
        about = (inspect.getdoc(loaded.load(name)) or "").replace("\n\n", "\n").replace("\n", "\n\n")
        parts.append(f"### The spider {name}\n\n{about}\n")
        rows = ((f"`-a {argument}=…`", meaning) for argument, meaning in definitions(ARGUMENTS[name]).items())
        parts.append(table([f"argument of {name}", "what it is"], rows))
    return "\n".join(parts)


def settings_page(source: str) -> str:
    """The reference of the settings, given the text of the settings module."""
    lines, assignments = source.splitlines(), list(values(source))
    starts = [(0, "The project")] + [
        (number, line.removeprefix("# -- ")) for number, line in enumerate(lines, 1) if line.startswith("# -- ")
    ]
    sections = [SETTINGS]
    for (start, title), (end, _) in zip(starts, [*starts[1:], (len(lines) + 1, "")], strict=True):
        within = [(name, node) for name, node in assignments if start < node.lineno < end]
        rows = [row(lines, name, node) for name, node in within if node.lineno == node.end_lineno]
        parts = [f"## {title[0].upper()}{title[1:]}\n"]
        parts += [table(["setting", "value", "why"], rows)] if rows else []
        for _, node in within:
            if node.lineno != node.end_lineno:
                code = "\n".join(lines[node.lineno - 1 : node.end_lineno])
                parts.append(f"```python\n{code}\n```\n")
        sections.append("\n".join(parts))
    return "\n".join(sections)


def values(source: str) -> Iterator[tuple[str, ast.expr]]:
    """The settings that a module assigns, and their values."""
    for statement in ast.parse(source).body:
        target = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
        value = getattr(statement, "value", None)
        if isinstance(target, ast.Name) and isinstance(value, ast.expr):
            yield target.id, value


def row(lines: list[str], name: str, value: ast.expr) -> tuple[str, str, str]:
    """A setting of one line: its name, its value as written, and the comment behind it."""
    line = lines[value.lineno - 1].encode()
    written, behind = line[value.col_offset : value.end_col_offset].decode(), line[value.end_col_offset :].decode()
    return f"`{name}`", f"`{written}`", behind.partition("#")[2].strip()


def pages() -> dict[str, str]:
    """The references by file name."""
    return {"commands.md": commands_page(), "settings.md": settings_page(inspect.getsource(crawl_settings))}


def main(arguments: list[str], folder: Path = FOLDER) -> int:
    """Write the references, or with --check compare them: 1 when one is missing or stale."""
    parser = argparse.ArgumentParser(prog="python -m crawler.reference", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is stale")
    check = parser.parse_args(arguments).check
    stale = 0
    for name, text in pages().items():
        path = folder / name
        if not check:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        elif not path.is_file() or path.read_text("utf-8") != text:
            print(f"{path} is stale; write it again with: python -m crawler.reference", file=sys.stderr)
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
