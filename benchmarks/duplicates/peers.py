"""What others do: the exact text's hash, SimHash, and MinHash with locality-sensitive hashing. Clusters by name."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from rensa import RMinHash, RMinHashLSH

from benchmarks.duplicates.corpus import Corpus
from pipelines.stories import components

WORD = re.compile(r"\w+")
BITS, BLOCKS = 64, 4


def clusters(corpus: Corpus, links: Iterable[tuple[int, int]]) -> dict[str, int]:
    """Clusters by name out of pairs of places in the corpus."""
    parts = components(range(len(corpus.articles)), links)
    names = [corpus.names[article.url] for article in corpus.articles]
    return {names[place]: part[0] for part in parts for place in part}


def exact(corpus: Corpus) -> dict[str, int]:
    """Texts that are equal but for case and punctuation."""
    first: dict[str, int] = {}
    digests = [hashlib.sha256(re.sub(r"\W+", " ", a.text.lower()).encode()).hexdigest() for a in corpus.articles]
    return clusters(corpus, [(first.setdefault(digest, place), place) for place, digest in enumerate(digests)])


def simhash(corpus: Corpus) -> dict[str, int]:
    """Texts whose SimHash (Charikar 2002; runs of three words) differs in three bits at most, as Manku and others did."""
    blocks: dict[tuple[int, int], list[int]] = defaultdict(list)
    hashes: list[int] = []
    links: list[tuple[int, int]] = []
    for place, article in enumerate(corpus.articles):
        mine = simhash_of(article.text)
        keys = [(block, mine >> (16 * block) & 0xFFFF) for block in range(BLOCKS)]
        near = {other for key in keys for other in blocks[key]}
        links += [(other, place) for other in near if (hashes[other] ^ mine).bit_count() < BLOCKS]
        hashes.append(mine)
        for key in keys:
            blocks[key].append(place)
    return clusters(corpus, links)


def simhash_of(text: str) -> int:
    """The SimHash of a text, 64 bits."""
    counts = [0] * BITS
    for run in runs(text, 3):
        value = int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest(), "big")
        for bit in range(BITS):
            counts[bit] += 1 if value >> bit & 1 else -1
    return sum(1 << bit for bit in range(BITS) if counts[bit] > 0)


def minhash(corpus: Corpus) -> dict[str, int]:
    """Texts that share half of their runs of five words, as MinHash estimates it (rensa, 128 permutations)."""
    index, links = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32), []
    for place, article in enumerate(corpus.articles):
        mine = RMinHash(num_perm=128, seed=1)
        mine.update(list(runs(article.text, 5)))
        links += [(other, place) for other in index.query(mine)]
        index.insert(place, mine)
    return clusters(corpus, links)


def runs(text: str, length: int) -> set[str]:
    """The runs of so many words of a text."""
    words = WORD.findall(text.lower())
    return {" ".join(words[start : start + length]) for start in range(max(1, len(words) - length + 1))}


PEERS: Mapping[str, Callable[[Corpus], dict[str, int]]] = {
    "exact hash": exact,
    "SimHash ≤ 3 bits": simhash,
    "MinHash-LSH 0.5": minhash,
}
"""By the name that the report gives them."""
