"""How all sources of a run are: judged, kept in `health`, and told to the owner when that changed."""

import logging
from collections.abc import Iterable
from datetime import datetime

from crawler.notify import NotifyError, tell
from crawler.sources import Source
from pipelines.archive import Archive
from pipelines.health import Health, Vitals, judge_health
from pipelines.vitals import Outcomes, Rows, forget_other_health, keep_health, read_outcomes, read_vitals

logger = logging.getLogger(__name__)


def check_up(rows: Rows, sources: Iterable[Source], now: datetime) -> dict[str, tuple[Health, Vitals]]:
    """The judgement on each source, with what it rests on."""
    outcomes = read_outcomes(rows, now)
    judged = {}
    for source in sources:
        vitals = read_vitals(rows, source.name, source.per_day, outcomes.get(source.name, Outcomes()), now)
        judged[source.name] = judge_health(vitals), vitals
    return judged


def keep_check_up(archive: Archive, sources: tuple[Source, ...], now: datetime) -> None:
    """Judge sources and keep it; those of the archive that are no longer enabled are forgotten."""
    for name, (health, vitals) in check_up(archive.rows, sources, now).items():
        keep_health(archive, name, health, vitals, now)
    forget_other_health(archive, (row[0] for row in archive.rows("SELECT name FROM sources WHERE enabled = 1")))
    archive.commit()


def tell_changes(archive: Archive, target: str) -> None:
    """Tell the owner which sources became ill or well since last told; if that fails, the next run tries again."""
    changed = archive.rows(
        "SELECT source, state, reason FROM health WHERE told <> state"
        " AND (state IN ('quiet', 'failing', 'worse') OR told IN ('quiet', 'failing', 'worse')) ORDER BY source"
    )
    if not changed or not target:
        return
    title = f"Morgue: {', '.join(f'{source} is {state}' for source, state, _ in changed[:3])}"
    title += f", and {len(changed) - 3} others" if len(changed) > 3 else ""
    text = "".join(f"{source} is {state}{reason and ': ' + reason}\n" for source, state, reason in changed)
    try:
        tell(target, title, text)
    except NotifyError as error:
        logger.warning("NOTIFY: %s", error)
        return
    archive.execute("UPDATE health SET told = state")
    archive.commit()
