"""Pages kept with what was read from them: the regression test of rules.toml, for those who write rules.

A kept page is `rules/<host>/<name>.html`, beside rules.toml, with `<name>.json` for its address and the fields read.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from urllib.parse import urlsplit

from pipelines.body import unpack
from pipelines.errors import MorgueError
from pipelines.extract import MAX_PLAIN, extract
from pipelines.items import Article, Page
from pipelines.rules import Rules, rules_for

FIELDS = (
    "headline", "byline", "authors", "published_printed", "modified_printed", "section", "tags", "language", "access", "text",
)  # fmt: skip


class KeptError(MorgueError):
    """Raised when a kept page cannot be read, from `differences()`."""


def keep(folder: Path, page: Page, article: Article) -> Path:
    """Keep a page with what was read from it; returns the file of the page. What was kept before is replaced."""
    parts = urlsplit(page.url)
    name = re.sub(r"[^\w.-]+", "-", parts.path.strip("/"))[-80:].strip("-.") or "front"
    path = folder / (parts.hostname or "unknown") / f"{name}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(unpack(page.body, page.coding, MAX_PLAIN))
    kept = {"url": page.url, "content_type": page.content_type, "fetched": page.fetched, "fields": fields_of(article)}
    path.with_suffix(".json").write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def fields_of(article: Article) -> dict[str, object]:
    """The fields of an article that its page decides, as JSON gives them back."""
    values = asdict(article)
    return {name: list(value) if isinstance(value := values[name], tuple) else value for name in FIELDS}


def differences(folder: Path, rules: Rules) -> Iterator[tuple[Path, list[str]]]:
    """Every kept page, with one line for each field that is read differently now. Raises KeptError."""
    for path in sorted(folder.glob("*/*.json")):
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            wanted, url = kept["fields"], kept["url"]
            body = path.with_suffix(".html").read_bytes()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise KeptError(f"{path}: no kept page ({error}); keep it again: scrapy try URL --keep") from error
        page = Page(
            url=url,
            source="try",
            body=body,
            content_type=kept.get("content_type", ""),
            fetched=kept.get("fetched", ""),
            trusted=True,
            rules=rules_for(url, rules),
        )
        result = extract(page)
        if not isinstance(result, Article):
            yield path, [f"no article any more: {result.outcome} ({result.detail})"]
            continue
        now = fields_of(result)
        yield (
            path,
            [f"{name}: was {wanted.get(name)!r}, is {now[name]!r}" for name in FIELDS if wanted.get(name) != now[name]],
        )
