"""The files that start a crawl again and again: right for cron, systemd and GitHub, also from odd directories."""

import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from crawler.timers import EVERY, Place, crontab, service, timer, workflow
from tests.test_commands import scrapy

PLAIN = Path("/srv/morgue")
ODD = Path("/srv/news archive/100% $HOME 'q' \"d\"")


def place(folder=PLAIN, **more) -> Place:
    return Place(folder=folder, python=folder / ".venv/bin/python", user="news", **more)


def minutes_of(field: str) -> list[int]:
    """The minutes of an hour that the first field of a crontab line names (crontab(5))."""
    if field.isdigit():
        return [int(field)]
    first, last, step = map(int, re.fullmatch(r"(\d+)-(\d+)/(\d+)", field).groups())
    return list(range(first, last + 1, step))


@pytest.mark.parametrize("every", EVERY)
def test_cron_starts_a_run_as_often_as_asked(every):
    minutes = minutes_of(crontab(place(), every).split()[0])
    assert len(minutes) == 60 // every
    assert all(later - earlier == every for earlier, later in pairwise(minutes))


@pytest.mark.parametrize("folder", [PLAIN, ODD])
def test_the_shell_reads_the_crontab_line_as_the_words_that_were_meant(folder):
    given = place(folder, settings={"ARCHIVE": f"{folder}/a b.db"})
    line = crontab(given, 10).split(maxsplit=5)[5]
    assert re.search(r"(?<!\\)%", line) is None  # cron would end the command there
    words = shlex.split(line.replace(r"\%", "%"))
    assert words == ["cd", str(folder), "&&", *given.command, "--logfile", "crawl.log"]


def test_the_contact_goes_along():
    contact = "https://paper.example/about us"
    given = place(contact=contact)
    assert crontab(given, 10).startswith(f"MORGUE_CONTACT={contact}\n")
    assert f'Environment="MORGUE_CONTACT={contact}"\n' in service(given)
    assert "MORGUE_CONTACT" not in crontab(place(), 10) + service(place())


def test_the_service_may_write_to_the_archive_and_nowhere_else():
    unit = service(place(written=(Path("/data/news"),)))
    assert "ProtectSystem=strict\n" in unit
    assert "ReadWritePaths=/srv/morgue /data/news\n" in unit
    assert "PrivateTmp=yes\n" in unit


def test_a_folder_for_temporary_files_stays_visible_to_a_service_that_is_in_it():
    assert "PrivateTmp=no\n" in service(place(Path("/var/tmp/morgue")))


@pytest.mark.parametrize("every", EVERY)
def test_systemd_starts_a_run_as_often_as_cron(every):
    when = re.search(r"OnCalendar=\*:(\d\d)(?:/(\d+))?\n", timer(place(), every))
    first, step = int(when[1]), int(when[2] or 60)  # systemd.time(7): from the first minute on, every step
    assert list(range(first, 60, step)) == minutes_of(crontab(place(), every).split()[0])


def test_the_workflow_is_yaml_with_a_schedule_and_keeps_the_archive():
    read = yaml.safe_load(workflow(place(), 15))
    (schedule,) = read[True]["schedule"]  # YAML 1.1 reads the key `on` as true
    assert len(minutes_of(schedule["cron"].split()[0])) == 4
    uses = [step.get("uses", "").partition("@")[0] for step in read["jobs"]["crawl"]["steps"]]
    assert {"actions/cache/restore", "actions/cache/save"} <= set(uses)


def test_schedule_prints_all_three_for_this_directory():
    shown = scrapy("schedule", "-s", "ARCHIVE=/data/news/x.db")
    assert shown.returncode == 0, shown.stderr
    assert "* * * *  cd " in shown.stdout
    assert "ExecStart=" in shown.stdout
    assert "cron: " in shown.stdout
    assert shown.stdout.count("-s ARCHIVE=/data/news/x.db") == 2
    assert "/data/news\n" in shown.stdout


def test_schedule_writes_files_and_never_over_others(tmp_path):
    for _ in range(2):  # the same again is no change
        written = scrapy("schedule", "systemd", "--every", 15, "--to", tmp_path)
        assert written.returncode == 0, written.stderr
        assert written.stdout.split() == [f"{tmp_path}/morgue.service", f"{tmp_path}/morgue.timer"]
    (tmp_path / "morgue.timer").write_text("mine")
    refused = scrapy("schedule", "systemd", "--to", tmp_path)
    assert refused.returncode == 1
    assert "morgue.timer: is there already, with other text" in refused.stderr
    assert (tmp_path / "morgue.timer").read_text() == "mine"


def test_schedule_says_what_it_can_do():
    wrong = scrapy("schedule", "launchd")
    assert wrong.returncode != 0
    assert "name one of cron, systemd, actions" in wrong.stderr + wrong.stdout
