"""Invented agency texts, and what newsrooms do to them."""

import random
from datetime import datetime, timedelta

SYLLABLES = """
    ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zy bran clet dros flim grun plon stel trim
""".split()  # noqa: SIM905
SMALL = """
    the of and to in a that for on with as was at by from is it an be had not said who they after which will
""".split()  # noqa: SIM905
FOOTER = (
    "The Harbour Gazette is printed every morning by the press of the lower town and delivered to all its islands.",
    "Readers who find a mistake in these pages are asked to write to the desk, which answers every letter it is sent.",
)


def word(chance: random.Random) -> str:
    if chance.random() < 0.4:
        return chance.choice(SMALL)
    return "".join(chance.choices(SYLLABLES, k=chance.randint(1, 3)))


def sentence(chance: random.Random, words: int = 18) -> str:
    made = [word(chance) for _ in range(words)]
    for place in range(4, words, 7):
        made[place] = chance.choice([made[place].title(), str(chance.randint(2, 9000))])
    return " ".join(made).capitalize() + "."


def wire(seed: int, paragraphs: int = 12) -> str:
    """A text of two sentences a paragraph: the same for the same seed."""
    chance = random.Random(seed)
    return "\n".join(f"{sentence(chance)} {sentence(chance)}" for _ in range(paragraphs))


def cut(text: str, share: float = 0.5) -> str:
    lines = text.split("\n")
    return "\n".join(lines[: max(1, round(len(lines) * share))])


def edited(text: str, seed: int, words: float = 0.03, sentences: float = 0.08) -> str:
    """Some sentences dropped, some words replaced by others of the text."""
    chance, pool = random.Random(seed), text.split()
    lines = []
    for line in text.split("\n"):
        kept = [part for part in line.split(". ") if chance.random() > sentences]
        lines.append(" ".join(chance.choice(pool) if chance.random() < words else w for w in ". ".join(kept).split()))
    return "\n".join(line for line in lines if line)


def localised(text: str, seed: int) -> str:
    """With a date line, a paragraph of the paper's own, and a moved paragraph."""
    chance, lines = random.Random(seed), text.split("\n")
    lines.insert(chance.randrange(1, len(lines)), lines.pop())
    lines.insert(1, f"{sentence(chance)} {sentence(chance)}")
    return "QUAYSIDE (AFP) – " + "\n".join(lines)


def weather(seed: int) -> str:
    """A report from a template: nothing but its facts differs."""
    chance = random.Random(seed)
    town = chance.choice(["Alderwick", "Brackmouth", "Cranholm", "Dunbury", "Eastfleet", "Fernhaven"])
    n = chance.randint
    return (
        f"Tomorrow will be {chance.choice(['dry', 'wet', 'windy', 'misty'])} in {town} with a high near {n(-5, 35)} degrees and a low"
        f" of {n(-15, 15)}. Winds from the {chance.choice(['north', 'south', 'east', 'west'])} reach {n(5, 90)} kilometres an hour.\n"
        f"The chance of rain is {n(1, 99)} per cent by day and {n(1, 99)} per cent by night, and the tide at {town} pier turns at"
        f" {n(1, 12)}:{n(10, 59)}.\nSailors are advised to ask the harbour office before they leave, and to come home before dark."
    )


def notice(seed: int) -> str:
    """A short notice above a long footer."""
    return "\n".join((sentence(random.Random(seed), 24), *FOOTER, *reversed(FOOTER)))


def later(day: str, hours: float) -> str:
    """So many hours after the noon of a day."""
    return (datetime.fromisoformat(f"{day}T12:00:00") + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
