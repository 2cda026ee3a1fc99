"""What hosts have asked for, kept across runs in `hosts`: until when to leave one alone, and how slowly to ask it."""

from dataclasses import dataclass

from pipelines.archive import Archive


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a host has asked for."""

    host: str
    until: str = ""
    """Not to be asked before (UTC, ISO 8601); empty for at once."""
    pause: float = 0.0
    """Least seconds between two requests, as they were when `noted`."""
    reason: str = ""
    """The status that told it, with its Retry-After."""
    noted: str = ""
    """When it was told (UTC)."""


def asked_for(archive: Archive) -> list[Asked]:
    """The hosts that have asked for something."""
    rows = archive.rows("SELECT host, until, pause, reason, noted FROM hosts WHERE until <> '' OR pause > 0")
    return [Asked(host=row[0], until=row[1], pause=row[2], reason=row[3], noted=row[4]) for row in rows]


def note_asked(archive: Archive, asked: Asked) -> None:
    """Keep what a host asks for."""
    archive.execute(
        "INSERT INTO hosts (host, until, pause, reason, noted) VALUES (?, ?, ?, ?, ?) ON CONFLICT (host) DO UPDATE SET"
        " until = max(until, excluded.until), pause = excluded.pause, reason = excluded.reason, noted = excluded.noted",
        (asked.host, asked.until, asked.pause, asked.reason[:200], asked.noted),
    )


def note_pause(archive: Archive, host: str, pause: float, now: str) -> None:
    """Keep how slowly a host was asked in the end; one that never asked for patience is not entered."""
    archive.execute("UPDATE hosts SET pause = ?, noted = ? WHERE host = ? AND pause <> ?", (pause, now, host, pause))


def reserved_by(archive: Archive, host: str) -> tuple[str, str]:
    """What a host reserves for all of its pages, as JSON, and when that was read; both empty while it is not known."""
    rows = archive.rows("SELECT reserved, read FROM hosts WHERE host = ?", (host,))
    return (rows[0][0], rows[0][1]) if rows else ("", "")


def note_reserved(archive: Archive, host: str, reserved: str, now: str) -> None:
    """Keep what a host reserves for all of its pages."""
    archive.execute(
        "INSERT INTO hosts (host, reserved, read) VALUES (?, ?, ?)"
        " ON CONFLICT (host) DO UPDATE SET reserved = excluded.reserved, read = excluded.read",
        (host, reserved, now),
    )


def robots_rules(archive: Archive, origin: str, since: str) -> str | None:
    """The robots.txt of an origin, if it was read after `since`; '' where there was none."""
    rows = archive.rows("SELECT rules FROM robots WHERE origin = ? AND read > ?", (origin, since))
    return rows[0][0] if rows else None


def keep_robots(archive: Archive, origin: str, rules: str, now: str) -> None:
    """Remember a robots.txt for the runs to come."""
    archive.execute(
        "INSERT INTO robots (origin, rules, read) VALUES (?, ?, ?)"
        " ON CONFLICT (origin) DO UPDATE SET rules = excluded.rules, read = excluded.read",
        (origin, rules, now),
    )
