"""What a person types into the search box, read as they meant it, and written as a full-text query that SQLite accepts.

    harbour bridge      both words                  "narrows bridge"   the words as they stand there
    ferry OR boat       one of them                 harbo*             words that begin so
    bridge -weather     not this word, as does NOT  headline:bridge    in the headline; byline: likewise
    (ferry OR boat) strike

Any text is a query: what makes no sense is left out and explained in `notes`.
"""

import re
import unicodedata
from dataclasses import dataclass

FIELDS = {
    "headline": "headline",
    "title": "headline",
    "byline": "byline",
    "author": "byline",
    "by": "byline",
    "text": "text",
    "body": "text",
}
"""Columns of the index, by the names that people give them."""

LONGEST = 500
"""Characters of a query that are read."""

MOST_WORDS = 24
"""Words of a query that are read: ranking walks the list of articles of each."""

DEEPEST = 8
"""Parentheses within each other."""

MOST_PREFIXES = 3
"""Words with a `*`, for the same reason as their length."""

SHORTEST_PREFIX = 3
"""Letters before a `*`: the lists of all words that begin so are joined in memory."""

TOKEN = re.compile(
    r"""\s*(?:
        (?P<paren>[()])
      | (?P<minus>-)(?=[^\s()-])
      | (?P<field>[A-Za-z]+):(?=\s*[^\s)])
      | "(?P<phrase>[^"]*)(?P<quote>"?)(?P<open>\*?)
      | (?P<word>[^\s()"]+)
    )""",
    re.VERBOSE,
)
QUOTES = dict.fromkeys(map(ord, "“”„‟«»＂"), '"')  # as word processors and other languages set them

UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")
"""Scripts that are written without spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""

OPERATORS = ("AND", "OR", "NOT")
MISPLACED = "AND, OR and NOT stand between words; one that joins nothing was left out. To look for the word, put it in quotation marks."
UNBALANCED = "A parenthesis without its other half was left out."
RUNS = (
    "Chinese, Japanese, Thai and other texts without spaces are found where a run of characters begins with the words."
)
NOTHING = "There is no word in it to look for."
ONLY_NOT = "What is left out needs something to be left out of: add a word to look for."


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A word or phrase that is looked for."""

    text: str
    """As typed, without quotation marks."""

    match: str
    """The full-text query for it alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """A query as it was understood."""

    match: str = ""
    """The full-text query, in FTS5's syntax; empty when there is nothing to look for."""

    terms: tuple[Term, ...] = ()
    """What is looked for, in order; not what is left out."""

    prefixes: bool = False
    """Whether it looks for beginnings of words."""

    notes: tuple[str, ...] = ()
    """What was not understood, a sentence each, for the person who typed it."""


def parse(typed: str) -> Query:
    """The query in what a person typed, whatever that is.

    >>> parse('ferry -"night boat" headline:bridge').match
    '("ferry" AND {headline} : ("bridge")) NOT ("night boat")'
    >>> parse('harbour AND ').notes[0][:40]
    'AND, OR and NOT stand between words; one'
    """
    reader = Reader(typed)
    match = reader.either()
    while reader.here < len(reader.tokens):
        reader.note(UNBALANCED)  # a closing one too many: what follows counts all the same
        reader.here += 1
        rest = reader.either()
        match = f"({match}) AND ({rest})" if match and rest else match or rest
    if typed.strip() and not match and not reader.notes:
        reader.note(NOTHING)
    notes = tuple(dict.fromkeys(reader.notes))
    return Query(match=match, terms=tuple(reader.terms), prefixes=reader.prefixes > 0, notes=notes)


class Reader:
    """Reads the tokens of a query from left to right; each method returns a full-text query, or nothing."""

    def __init__(self, typed: str) -> None:
        self.notes: list[str] = []
        self.terms: list[Term] = []
        self.prefixes = 0
        self.here = 0
        self.words = 0
        self.depth = 0
        self.excluding = False
        if len(typed) > LONGEST:
            self.note(f"Only the first {LONGEST} characters were read.")
        self.tokens = list(TOKEN.finditer(plain(typed[:LONGEST])))

    def note(self, text: str) -> None:
        """Explain something to the person."""
        self.notes.append(text)

    def peek(self, group: str) -> str | None:
        """What the token here holds of a kind; None when it is of another, or there is none."""
        return self.tokens[self.here][group] if self.here < len(self.tokens) else None

    def take(self, *words: str) -> str | None:
        """The operator here, if it is one of these, passing over it."""
        word = self.peek("word")
        if word not in words:
            return None
        self.here += 1
        return word

    def either(self) -> str:
        """Queries with OR between them, up to a closing parenthesis or the end."""
        branches = [self.all()]
        while self.take("OR"):
            branches.append(self.all())
        if len(branches) > 1 and not all(branches):
            self.note(MISPLACED)
        found = [branch for branch in branches if branch]
        return " OR ".join(f"({branch})" for branch in found) if len(found) > 1 else "".join(found)

    def all(self) -> str:
        """Queries that must all hold, with AND or nothing between them, and those that must not, after NOT or `-`."""
        wanted: list[str] = []
        unwanted: list[str] = []
        while self.here < len(self.tokens) and self.peek("paren") != ")" and self.peek("word") != "OR":
            operator = self.take("AND")
            excluded = False
            while self.take("NOT") or self.minus():
                excluded = True
            outer, self.excluding = self.excluding, self.excluding or excluded
            query = self.one()
            self.excluding = outer
            if (not query and (operator or excluded)) or (operator and not wanted and not unwanted):
                self.note(MISPLACED)
            if query:
                (unwanted if excluded else wanted).append(query)
        if unwanted and not wanted:
            self.note(ONLY_NOT)
            return ""
        query = " AND ".join(wanted)
        return f"({query}) NOT ({' OR '.join(unwanted)})" if unwanted else query

    def minus(self) -> bool:
        """Pass over a `-` that excludes what follows."""
        found = self.peek("minus") is not None
        self.here += found
        return found

    def one(self) -> str:
        """A word, a phrase, a query in parentheses, or a field and one of these."""
        if self.here >= len(self.tokens) or self.peek("paren") == ")" or self.peek("word") in OPERATORS:
            return ""
        token = self.tokens[self.here]
        self.here += 1
        if token["paren"]:
            return self.group()
        if token["field"]:
            return self.field(token["field"])
        if token["minus"]:
            return ""
        if token["phrase"] is not None:
            if not token["quote"]:
                self.note("A quotation mark is missing: the phrase was taken to go on to the end.")
            return self.term(token["phrase"], bool(token["open"]))
        return self.term(token["word"].rstrip("*"), token["word"].endswith("*"))

    def group(self) -> str:
        """What is in parentheses, of which the first has been passed."""
        if self.depth >= DEEPEST:
            self.note(f"Parentheses deeper than {DEEPEST} were left out.")
            return ""
        self.depth += 1
        query = self.either()
        self.depth -= 1
        if self.peek("paren") == ")":
            self.here += 1
        else:
            self.note(UNBALANCED)
        return f"({query})" if query else ""

    def field(self, name: str) -> str:
        """What follows the name of a field, looked for there."""
        column = FIELDS.get(name.lower())
        if column is None:
            self.note(
                f"There is no field {name}: write headline:, byline: or text:, or choose below what to narrow the search to."
            )
            first, rest = self.term(name, prefix=False), self.one()
            return f"{first} AND {rest}" if first and rest else first or rest
        query = self.one()
        if not query:
            self.note(MISPLACED)
        return f"{{{column}}} : ({query})" if query else ""

    def term(self, text: str, prefix: bool) -> str:
        """A word or phrase; in it every sign that is no letter or digit only parts words."""
        letters = "".join(character if is_letter(character) else " " for character in text).split()
        if not letters:
            return ""
        self.words += len(letters)
        if self.words > MOST_WORDS:
            self.note(f"Only the first {MOST_WORDS} words were looked for.")
            return ""
        begins = self.begins(letters[-1], prefix)
        match = f'"{" ".join(letters)}"' + " *" * begins
        self.prefixes += begins
        if not self.excluding:
            self.terms.append(Term(text=text, match=match))
        return match

    def begins(self, word: str, asked: bool) -> bool:
        """Whether a word is looked for as the beginning of words, where that is asked."""
        if UNSPACED.search(word):
            self.note(RUNS)
            return True
        if asked and len(word) < SHORTEST_PREFIX:
            self.note(f"Before a * stand {SHORTEST_PREFIX} letters or more: {word} was looked for as a whole word.")
            return False
        if asked and self.prefixes >= MOST_PREFIXES:
            self.note(f"Only {MOST_PREFIXES} words may end in *: {word} was looked for as a whole word.")
            return False
        return asked


def plain(typed: str) -> str:
    """A text with typographic quotation marks as `"`, a dash before a word as `-`, and without what no index holds."""
    text = typed.translate(QUOTES)
    text = re.sub(r"(?<!\S)[‐‑–—−](?=\S)", "-", text)
    return "".join(
        character if unicodedata.category(character)[0] != "C" or character == "\u200d" else " " for character in text
    )


def is_letter(character: str) -> bool:
    """Whether a character is part of a word: a letter, a digit, or a mark on one.

    >>> [is_letter(character) for character in "aß7é-'中"]
    [True, True, True, True, False, False, True]
    """
    return unicodedata.category(character)[0] in "LNM"
