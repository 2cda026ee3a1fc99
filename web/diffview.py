"""How the difference of two texts looks: paragraphs of pieces, as one column or as two.

The pieces carry the marks of the SQL function `word_diff` in the text itself, `{+added+}` and `[-removed-]`, so that
nothing rests on colour, and a passage can be copied into an email.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, zip_longest

from markupsafe import Markup

from pipelines.diffs import Span, word_diff
from web.cells import visible

BREAK = "¶"
"""Stands for a paragraph's end that was added or removed amid text that stayed."""

LONGEST, MOST = 100_000, 2000
"""Characters and paragraphs of a text that a page shows or compares; what is longer is no article, or an attack."""

Paragraph = tuple[Span, ...]
"""Pieces of one paragraph: the same, added or removed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """Neighbouring paragraphs that are all unchanged, or all changed."""

    same: bool
    paragraphs: tuple[Paragraph, ...]

    @property
    def shown(self) -> list[Markup]:
        """The paragraphs as markup."""
        return [markup(paragraph) for paragraph in self.paragraphs]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """What stands beside each other in two columns."""

    left: tuple[Paragraph, ...]
    right: tuple[Paragraph, ...]

    @property
    def same(self) -> bool:
        """Whether both sides say the same."""
        return all(span.kind == "same" for paragraph in (*self.left, *self.right) for span in paragraph)

    @property
    def shown(self) -> tuple[list[Markup], list[Markup]]:
        """Both sides as markup."""
        return [markup(paragraph) for paragraph in self.left], [markup(paragraph) for paragraph in self.right]


def compared(old: str, new: str) -> tuple[tuple[Span, ...], bool]:
    """What differs between the beginnings of two texts, and whether they go on after that."""
    ours, theirs = beginning(old), beginning(new)
    return word_diff(ours, theirs), ours != old or theirs != new


def beginning(text: str) -> str:
    """As much of a text as a page shows: all of it, but for texts beyond reason."""
    short = text[:LONGEST]
    return "\n".join(short.split("\n", MOST)[:MOST]) if short.count("\n") >= MOST else short


def one_column(spans: Iterable[Span]) -> list[Block]:
    """Both texts in one: every paragraph with what was removed from it and added to it."""
    found = paragraphs(spans)
    groups = groupby(found, lambda paragraph: all(span.kind == "same" for span in paragraph))
    return [Block(same=same, paragraphs=tuple(group)) for same, group in groups]


def two_columns(spans: Iterable[Span]) -> list[Row]:
    """Both texts beside each other: a row ends where a paragraph ends in both."""
    rows: list[Row] = []
    gathered: list[Span] = []
    for span in spans:
        lines = span.text.split("\n") if span.kind == "same" else [span.text]
        for number, line in enumerate(lines):
            if number:
                rows.append(row(gathered))
                gathered = []
            if line:
                gathered.append(Span(kind=span.kind, text=line))
    rows.append(row(gathered))
    return [each for each in rows if each.left or each.right]


def row(spans: list[Span]) -> Row:
    """Each side of the spans between two common ends of a paragraph."""
    left = paragraphs(span for span in spans if span.kind != "added")
    right = paragraphs(span for span in spans if span.kind != "removed")
    return Row(left=tuple(left), right=tuple(right))


def paragraphs(spans: Iterable[Span]) -> list[Paragraph]:
    """Spans cut where a paragraph ends; an end amid text that stayed is shown as a piece of its own."""
    found: list[Paragraph] = []
    gathered: list[Span] = []
    spans = list(spans)
    for span, following in zip_longest(spans, spans[1:]):
        lines = span.text.split("\n")
        joined = span.kind != "same" and lines[-1] == "" and following is not None and following.kind == "same"
        for number, line in enumerate(lines):
            if number and gathered:
                if joined and number == len(lines) - 1 and any(piece.kind == "same" for piece in gathered):
                    gathered.append(Span(kind=span.kind, text=BREAK))
                found.append(tuple(gathered))
                gathered = []
            if line:
                gathered.append(Span(kind=span.kind, text=line))
    return [*found, tuple(gathered)] if gathered else found


def markup(paragraph: Paragraph) -> Markup:
    """A paragraph's pieces as HTML, the marks close to the words.

    >>> print(markup((Span("removed", "Two "), Span("same", "<b>"))))
    <del><span class="sign">[-</span>Two<span class="sign">-]</span></del> &lt;b&gt;
    """
    return Markup("").join([piece(span) for span in paragraph])


def piece(span: Span) -> Markup:
    """One piece as HTML."""
    inner = span.text.strip()
    if span.kind == "same" or not inner:
        return visible(span.text)
    start = span.text.index(inner)
    before, after = FORMS[span.kind]
    return visible(span.text[:start]) + before + visible(inner) + after + visible(span.text[start + len(inner) :])


FORMS = {
    "added": (Markup('<ins><span class="sign">{+</span>'), Markup('<span class="sign">+}</span></ins>')),
    "removed": (Markup('<del><span class="sign">[-</span>'), Markup('<span class="sign">-]</span></del>')),
}
"""What stands before and after a piece, by its kind."""
