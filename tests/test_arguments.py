"""The arguments of the news spider that say how far back to go."""

import pytest

from crawler.arguments import read_arguments
from pipelines.errors import SourcesError


def test_a_day_may_be_written_as_iso_8601_has_it():
    assert read_arguments({"backfill": "20240102"}).backfill == "2024-01-02"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"backfill": "yesterday"}, "not a date; write e.g. -a backfill=2024-01-01, or -a backfill=resume"),
        ({"backfill": "2999-01-01"}, "not a date of the past"),
        ({"backfill": "0099-01-01"}, "not a date of the past"),
        ({"backfill": "2024-01-01", "since": "2024-01-01"}, "keep one of them"),
        ({"backfill": "resume", "revisit": "only"}, "keep one of them"),
        ({"backfil": "2024-01-01"}, "did you mean backfill?"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_cure(given, says):
    with pytest.raises(SourcesError, match=says.replace("?", r"\?")):
        read_arguments(given)
