"""Words that occur as often as the words of news do: some 200,000 in five languages, by Zipf's law.

A word of rank r is drawn with a weight of (r + 2.7) ** -1.1 (Mandelbrot 1953): with it a text of 400 words has about 230
different ones, as real news has. Frequent words are short.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ranks = NDArray[np.int64]

FUNCTION_WORDS = {
    "en": "the of to and a in that is for on it with as was he by at be said from his have an this has are which not will "
    "who but they had their its or been one would were more about after new there up out people when year over government",
    "de": "die der und in den das von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont son avec aux cette",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin sobre",
    "it": "di e il la che in un a per è una sono da non del con si le della dei ha alla più i nel anche al come ma gli",
}
"""The most frequent words, in order."""

SIZES = {"en": 110_000, "de": 35_000, "fr": 20_000, "es": 20_000, "it": 15_000}
"""Words by language, 200,000 in all."""

SYLLABLES = {
    "en": ("b c d f g h l m n p r s t w st tr ch sh", "a e i o u an er in on ar ed es it ow and est"),
    "de": ("b d f g h k l m n r s t w z sch st", "a e i o u ei er un ach en eit au or el ast"),
    "fr": ("b c d f g l m n p r s t v ch pr qu", "a e i o u é ai on ant ois è age ou in el"),
    "es": ("b c d f g l m n p r s t v ch tr ll", "a e i o u ado ra ón ar es ía en al ur or"),
    "it": ("b c d f g l m n p r s t v ch pr st", "a e i o u at io one are ità en o el ra ia"),
}
"""First and last sounds of the syllables that all other words are made of."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a language, most frequent first."""

    words: tuple[str, ...] = field(repr=False)
    """Each word, by rank."""

    shares: NDArray[np.float64] = field(repr=False)
    """Share of all text that is made of the words up to each rank."""

    def draw(self, chance: np.random.Generator, count: int) -> Ranks:
        """Ranks of that many words of running text."""
        return np.searchsorted(self.shares, chance.random(count))

    def draw_rare(self, chance: np.random.Generator, count: int) -> Ranks:
        """Ranks of names and terms of which an article is made its own: evenly by the logarithm of the rank."""
        low, high = np.log(500), np.log(len(self.words) - 1)
        ranks: Ranks = np.exp(low + (high - low) * chance.random(count)).astype(np.int64)
        return ranks


def vocabulary(language: str) -> Vocabulary:
    """The words of a language.

    >>> vocabulary("en").words[:3], len(set(vocabulary("it").words))
    (('the', 'of', 'to'), 15000)
    """
    size = SIZES[language]
    words = dict.fromkeys(FUNCTION_WORDS[language].split())
    onsets, rimes = (sounds.split() for sounds in SYLLABLES[language])
    syllables = [onset + rime for onset in onsets for rime in rimes]
    number = len(syllables)
    while len(words) < size:
        words.setdefault(spell(number, syllables))
        number += 1
    weights = (np.arange(size) + 2.7) ** -1.1
    return Vocabulary(tuple(words), np.cumsum(weights / weights.sum()))


def spell(number: int, syllables: list[str]) -> str:
    """A number in syllables for digits; the digits are stirred so that words next in rank do not look alike."""
    base = len(syllables)
    word = syllables[(number * 97 + number // base) % base]
    while number := number // base:
        word += syllables[(number * 89) % base]
    return word


def vocabularies() -> dict[str, Vocabulary]:
    """All of them by language."""
    return {language: vocabulary(language) for language in SIZES}
