"""Asks a server for pages: one reader after the other question, or eight at once, and keeps how long each took."""

import itertools
import random
import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field

from benchmarks.reading_room.questions import Kind
from benchmarks.reading_room.serving import Client, Server, ServerError


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """How long answers took, in milliseconds, by kind."""

    by_kind: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    """What went wrong, a line each."""

    seconds: float = 0.0
    """From the first question to the last answer."""

    def median(self, kind: str) -> float:
        """The middle one; 0 where there are none."""
        return statistics.median(self.by_kind[kind]) if self.by_kind.get(kind) else 0.0

    def p95(self, kind: str) -> float:
        """What 95 of 100 stay below (nearest rank)."""
        times = sorted(self.by_kind.get(kind, [0.0]))
        return times[min(len(times) - 1, int(len(times) * 0.95))]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return sum(map(len, self.by_kind.values())) / self.seconds if self.seconds else 0.0


def one_by_one(server: Server, kinds: Sequence[Kind], times: int, *, plain: bool = False) -> Times:
    """One reader: each kind `times` times in a row, after three answers that do not count."""
    found, started = Times(), time.monotonic()
    with closing(Client(server, plain=plain)) as client:
        for kind in kinds:
            paths = itertools.cycle(addresses(kind, server, plain=plain))
            for number in range(times + 3):
                took = client.get(next(paths)) * 1000
                if number >= 3:
                    found.by_kind[kind.name].append(took)
    return Times(by_kind=dict(found.by_kind), seconds=time.monotonic() - started)


def addresses(kind: Kind, server: Server, *, plain: bool = False) -> list[str]:
    """The addresses of a kind on this server."""
    return [path.format(base=server.base) for path in (kind.plain if plain else kind.paths)]


def mix(kinds: Sequence[Kind]) -> list[Kind]:
    """The kinds as often as they are asked."""
    return [kind for kind in kinds for _ in range(kind.share)]


def at_once(server: Server, kinds: Sequence[Kind], readers: int, seconds: float, *, plain: bool = False) -> Times:
    """So many readers at once for so long, each with a mix of all kinds in an order of its own."""
    found, until, started = Times(), time.monotonic() + seconds, time.monotonic()

    def ask(number: int) -> None:
        chance = random.Random(number)
        with closing(Client(server, plain=plain)) as client:
            while time.monotonic() < until:
                kind = chance.choice(mix(kinds))
                try:
                    took = client.get(chance.choice(addresses(kind, server, plain=plain)))
                    found.by_kind[kind.name].append(took * 1000)
                except ServerError as error:
                    found.errors.append(str(error))
                    client.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Times(by_kind=dict(found.by_kind), errors=found.errors, seconds=time.monotonic() - started)
