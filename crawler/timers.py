"""What starts a crawl again and again, as files for cron, systemd and GitHub Actions: pure text, made for one `Place`.

The timer is outside, the plan inside: a run asks only what is due, so it may be started as often as news is wanted.
"""

import hashlib
import shlex
from dataclasses import dataclass, field
from pathlib import Path

EVERY = (5, 6, 10, 12, 15, 20, 30, 60)
"""Minutes between two starts: those that divide an hour, as cron and systemd count."""

TEMPORARY = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 nothing is written there
"""What PrivateTmp= would replace by empty folders."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where and as whom a crawl is run."""

    folder: Path
    """The project's folder, absolute."""

    python: Path
    """The interpreter that has the dependencies, absolute."""

    user: str
    """Who runs it."""

    contact: str = ""
    """MORGUE_CONTACT: where a webmaster learns who crawls."""

    settings: dict[str, str] = field(default_factory=dict)
    """Settings other than the project's own, as given with -s."""

    written: tuple[Path, ...] = ()
    """Folders beside the project's own that a run writes to, absolute."""

    @property
    def command(self) -> list[str]:
        """The words that start a run."""
        given = [word for name, value in self.settings.items() for word in ("-s", f"{name}={value}")]
        return [str(self.python), "-m", "scrapy", "crawl", "news", *given]

    @property
    def minute(self) -> int:
        """A minute of its own, so that not every archive in the world asks at the full hour."""
        return hashlib.blake2b(str(self.folder).encode(), digest_size=2).digest()[0]


def crontab(place: Place, every: int) -> str:
    """A line for `crontab -e` (crontab(5)); what keeps a run from starting goes into cron's mail."""
    start = place.minute % every
    minutes = str(start) if every == 60 else f"{start}-59/{every}"
    words = " ".join(shlex.quote(word) for word in [*place.command, "--logfile", "crawl.log"])
    line = f"cd {shlex.quote(str(place.folder))} && {words}".replace("%", r"\%")  # cron ends a line at a bare %
    contact = f"MORGUE_CONTACT={place.contact}\n" if place.contact else ""
    return f"{contact}{minutes} * * * *  {line}\n"


def service(place: Place) -> str:
    """The systemd service of one run (systemd.exec(5)), which may write to the archive's folders and nowhere else."""
    environment = f"Environment={quoted(f'MORGUE_CONTACT={place.contact}')}\n" if place.contact else ""
    writable = " ".join(quoted(str(folder)) for folder in dict.fromkeys((place.folder, *place.written)))
    temporary = any(folder.is_relative_to(root) for folder in (place.folder, *place.written) for root in TEMPORARY)
    return SERVICE.format(
        user=place.user,
        folder=str(place.folder).replace("%", "%%"),
        environment=environment,
        command=" ".join(quoted(word) for word in place.command),
        writable=writable,
        temporary="no" if temporary else "yes",
    )


def timer(place: Place, every: int) -> str:
    """The systemd timer (systemd.timer(5)); Persistent makes up for a run that was missed while the machine was off."""
    start = place.minute % every
    return TIMER.format(every=every, when=f"*:{start:02d}" if every == 60 else f"*:{start:02d}/{every}")


def workflow(place: Place, every: int) -> str:
    """A GitHub Actions workflow for a repository that holds the project; the archive lives in its cache."""
    start = place.minute % every
    minutes = str(start) if every == 60 else f"{start}-59/{every}"
    return WORKFLOW.replace("MINUTES", minutes)


def quoted(word: str) -> str:
    """A word of a unit file: in quotes where it needs them, specifiers and variables switched off (systemd.service(5)).

    >>> quoted("/srv/news archive/100%")
    '"/srv/news archive/100%%"'
    """
    word = word.replace("%", "%%").replace("$", "$$")
    if word and not set(word) & set(" \t\"'\\;"):
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


SERVICE = """[Unit]
Description=Crawl the news
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={user}
WorkingDirectory={folder}
{environment}ExecStart={command}
SuccessExitStatus=130
KillSignal=SIGINT
KillMode=mixed
TimeoutStopSec=2min
Nice=10
IOSchedulingClass=idle
UMask=0027
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={writable}
PrivateTmp={temporary}
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
"""

TIMER = """[Unit]
Description=Crawl the news every {every} minutes

[Timer]
OnCalendar={when}
Persistent=true
RandomizedDelaySec=30
AccuracySec=5

[Install]
WantedBy=timers.target
"""

WORKFLOW = """name: crawl
on:
  schedule:
    - cron: "MINUTES * * * *"
  workflow_dispatch:
concurrency:  # two runs never overlap; the later one waits
  group: crawl
permissions:
  contents: read
jobs:
  crawl:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    env:
      MORGUE_CONTACT: ${{ vars.MORGUE_CONTACT || format('https://github.com/{0}', github.repository) }}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
          cache: pip
          cache-dependency-path: requirements.lock
      - run: python -m pip install --quiet --require-hashes -r requirements.lock
      - uses: actions/cache/restore@v4  # the archive of the run before; a cache not used for 7 days is lost: download often
        with:
          path: |
            archive.db
            warc
          key: archive-${{ github.run_id }}
          restore-keys: archive-
      - run: python -m scrapy crawl news
      - uses: actions/cache/save@v4
        if: always()
        with:
          path: |
            archive.db
            warc
          key: archive-${{ github.run_id }}
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: archive
          path: archive.db
          retention-days: 7
          overwrite: true
"""
