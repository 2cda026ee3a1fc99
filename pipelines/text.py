"""The main text of a page: trafilatura's, in its fast mode where that is enough, without what is not article.

Trafilatura is asked about the region of the article alone. Its cascade of fallback extractors costs as much as its own
extractor: it is asked about the whole page only where the fast answer is short against the prose of the page.
"""

import re
import unicodedata
from dataclasses import dataclass

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document, Extractor

from pipelines.dates import parse_date
from pipelines.embedded import as_page, embedded_texts
from pipelines.phrases import AFTER, CREDIT, FURNITURE, INSIDE, MENTIONS, POSTED
from pipelines.printeddate import find_date
from pipelines.region import article_tree
from pipelines.structured import Structured

FAST = Extractor(output_format="python", fast=True, comments=False, with_metadata=False)
CASCADE = Extractor(output_format="python", fast=False, comments=False, with_metadata=False)
"""How trafilatura is asked. It copies what it would change; to make them for each page costs as much as some pages do."""

SHORT_WORDS = 150
"""With fewer words than this, the text may be elsewhere in the page."""

FEW_WORDS = 25
"""With fewer words than this, extraction has found nothing worth the name."""
SENTENCE_WORDS = 6

_WIDE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?…:;\"”»“’'」。！？)]$")
_INITIALS = re.compile(r"^[(\[/]\w{2,5}(?:[/, ]+\w{2,5}){0,3}[)\]/]$")
"""Who wrote it, in the last line: "(dmk)"."""
_RULE = re.compile(r"[_*=~·•—–]{3,}|(?:[*•·] ?){3,}")
"""A line across the column: what agencies put below it is no article."""
_WHO = re.compile(
    r" (?:is|was|are|writes|covers|reports|joined|works|ist|war|schreibt|berichtet|arbeitet|est|était|écrit|es|fue|escribe|cubre|è|scrive"
    r"|é|escreve|jest|är|er|là)\s",
    re.IGNORECASE,
)
_DAY = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{2,4}(?!\d)")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
SIGNED_LETTERS, SIGNED_WORDS = 200, 6
"""How long a line may be that signs and dates an article, and how many words it may have beside its names and a date."""
DATED_LINES = 5
"""Lines among which dates stand that are no text: below a standfirst."""
_DATED = re.compile(
    r"(?:(?:first |last )?(?:updated|published|posted|modified)|aktualisiert|veröffentlicht|stand:|publié|mis à jour|actualizad[oa]"
    r"|publicad[oa]"
    r"|aggiornat[oa]|pubblicat[oa]|atualizad[oa]|обновлено|опубликовано|发布|更新|公開|更新日)\W.{0,80}?\d{4}"
    r"|\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?\s+\d{1,2}:\d{2}",
    re.IGNORECASE,
)
"""A line that tells when a page was published and changed, with whatever stands beside the date."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What is known of an article before its text, so that it is not taken for a part of it."""

    headline: str = ""
    people: tuple[str, ...] = ()
    """Who wrote it."""


NOTHING = Known()


def count_words(text: str) -> int:
    """Words of a text; scripts without spaces count two characters a word.

    >>> count_words("Don't panic, it's a well-known state-owned ferry."), count_words("新闻档案")
    (7, 2)
    """
    wide = len(_WIDE.findall(text))
    return len(_WORD.findall(_WIDE.sub(" ", text) if wide else text)) + wide // 2


def shorter(text: str, words: int) -> bool:
    """Whether a text has fewer words than so many; long texts need not be counted for that."""
    return len(text) < 20 * words and count_words(text) < words


def find_text(tree: HtmlElement, data: Structured, known: Known, *, whole: bool) -> tuple[str, str]:
    """The main text, one paragraph a line, and where it was found, as in `Article.evidence`.

    Changes the tree: what is marked as foreign to the article is taken out.

    `whole` is whether the page is thought to have the whole text: a paywall's stub is short by nature.
    """
    for element in data.marked.get("foreign", ()):
        if element.getparent() is not None:
            element.drop_tree()
    article, prose = article_tree(tree, known.headline)
    found = _trafilatura(article, FAST), "block"
    if shorter(found[0], SHORT_WORDS):
        found = _embedded(tree, data, found)
    if whole and (shorter(found[0], FEW_WORDS) or 2 * len(found[0]) < prose):
        found = max(found, (_trafilatura(tree, CASCADE), "cascade"), key=_words)
    if shorter(found[0], FEW_WORDS):
        found = max(found, (paragraphs(tree), "paragraphs"), key=_words)
    return clean(found[0], known), found[1]


def _words(found: tuple[str, str]) -> int:
    """Words of a text that was found somewhere."""
    return count_words(found[0])


def _embedded(tree: HtmlElement, data: Structured, shown: tuple[str, str]) -> tuple[str, str]:
    """The longest text that the page holds for its scripts, if it is more than twice as long as what it shows."""
    pages = [(page, where) for text, where in embedded_texts(tree, data) if (page := as_page(text)) is not None]
    texts = [(_trafilatura(article_tree(page, "")[0], FAST), where) for page, where in pages]
    longest = max(texts, key=_words, default=("", ""))
    return longest if _words(longest) > 2 * _words(shown) else shown


def paragraphs(tree: HtmlElement) -> str:
    """The longer paragraphs of the element that has most of them as children: what to do when extraction finds nothing."""
    texts: dict[HtmlElement, list[str]] = {}
    for element in tree.iter("p"):
        text, parent = " ".join(element.text_content().split()), element.getparent()
        if parent is not None and count_words(text) >= SENTENCE_WORDS:
            texts.setdefault(parent, []).append(text)
    return "\n".join(max(texts.values(), key=lambda found: sum(map(len, found)), default=[]))


def _trafilatura(tree: HtmlElement, options: Extractor) -> str:
    """Trafilatura's text of a tree, which it copies; '' if it finds none."""
    document = bare_extraction(tree, options=options)
    return document.text or "" if isinstance(document, Document) else ""


def clean(text: str, known: Known = NOTHING) -> str:
    r"""The text without lines that are no part of the article.

    Furniture, credits, prompts and embedded posts go wherever they stand; date lines, labels and the headline only
    before the first paragraph; what stands after the last paragraph goes when it is a label, a prompt or a note.

    >>> clean("Sunday, September 27, 2015\nHarbour\nGet short URL\nThe ferry is back, the city said.\nNo comments:")
    'The ferry is back, the city said.'
    """
    lines = [
        line
        for raw in unicodedata.normalize("NFC", text).splitlines()
        if (line := " ".join(raw.split()).strip("|- \u200b"))
    ]
    lines = _without_posts([line for line in lines if not is_furniture(line)])
    lines = [
        line for place, line in enumerate(lines) if place >= DATED_LINES or not _is_signed_date(line, known.people)
    ]
    start = next((place for place, line in enumerate(lines) if not _is_preamble(line, known.headline)), len(lines))
    kept = lines[start : _end(lines, start)]
    while len(kept) > 1 and _is_biography(kept[-1], known.people):
        kept.pop()
    dated = {place for place, line in enumerate(kept[:DATED_LINES]) if place and _is_date_line(line)}
    return "\n".join(line for place, line in enumerate(kept) if place not in dated)


def is_furniture(line: str) -> bool:
    """Whether a whole line is a label, prompt or credit of the page.

    >>> is_furniture("No comments:"), is_furniture("© Photo Agency / A. Name"), is_furniture("The comments came late.")
    (True, True, False)
    """
    plain = line.lower()
    if plain.rstrip(" :.…»→>") in FURNITURE:
        return True
    if len(line) < 160 and CREDIT.search(line):
        return True
    return len(line) < 320 and (INSIDE.match(line) is not None or any(mention in plain for mention in MENTIONS))


def _end(lines: list[str], start: int) -> int:
    """Where the article ends: before the prompts, notes and labels that stand after its last paragraph.

    One short line of another kind may stand among them. Never in the first three fifths of a text.
    """
    end, strange = len(lines), 0
    for place in range(len(lines) - 1, max(start, int(0.6 * len(lines)) - 1), -1):
        line = lines[place]
        if (
            _RULE.fullmatch(line)
            or (len(line) < 300 and AFTER.search(line))
            or (place == len(lines) - 1 and _INITIALS.match(line))
        ):
            end, strange = place, 0
        elif not _is_label(line):
            strange += 1
            if strange > 1 or len(line) > 160:
                break
    while end > start + 1 and _is_label(lines[end - 1]):
        end -= 1
    return end


def _without_posts(lines: list[str]) -> list[str]:
    """Lines without embedded posts: the line that says who posted, and a caption of it in other letters before it."""
    kept: list[str] = []
    for line in lines:
        if not POSTED.match(line):
            kept.append(line)
        elif kept and len(kept) > 1 and _script(kept[-1]) != _script(" ".join(kept[:-1])):
            kept.pop()
    return kept


def _is_date_line(line: str) -> bool:
    """Whether a line has dates and times in digits and next to nothing else."""
    return len(line) <= 90 and _DAY.match(line) is not None and len(_LETTERS.findall(line)) <= 3


def _is_signed_date(line: str, people: tuple[str, ...]) -> bool:
    """Whether a line says who wrote the article and when, and next to nothing else."""
    if len(line) > SIGNED_LETTERS or not any(name in line for name in people):
        return False
    for name in people:
        line = line.replace(name, "")
    return find_date(line, words=SIGNED_WORDS) is not None


def _is_biography(line: str, people: tuple[str, ...]) -> bool:
    """Whether a line at the end says who an author is."""
    name = next((name for name in people if line.startswith(f"{name} ")), "")
    return bool(name) and len(line) < 300 and _WHO.match(line[len(name) :]) is not None


def _script(text: str) -> str:
    """The alphabet most letters of a text are from, as Unicode names it."""
    names = [unicodedata.name(letter, "").partition(" ")[0] for letter in text[:400] if letter.isalpha()]
    return max(set(names), key=names.count, default="")


def _is_label(line: str) -> bool:
    """A short line that ends like no sentence."""
    return len(line) <= 40 and count_words(line) <= 4 and not _SENTENCE_END.search(line)


def _is_preamble(line: str, headline: str) -> bool:
    """A line that may stand before an article's first paragraph and is none of it."""
    if _is_label(line) or line == headline or (len(line) > 20 and headline.endswith(line)):
        return True
    if len(line) < 120 and _DATED.match(line) and not _SENTENCE_END.search(line):
        return True
    return len(line) <= 60 and bool(re.search(r"\d{4}", line)) and bool(parse_date(line))
