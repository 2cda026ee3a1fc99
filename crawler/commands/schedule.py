"""`scrapy schedule`: ready files for cron, systemd or GitHub Actions that crawl from this very directory."""

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES
from scrapy.utils.conf import closest_scrapy_cfg

from crawler.timers import EVERY, Place, crontab, service, timer, workflow
from pipelines.errors import MorgueError

SYSTEMD = Path("/etc/systemd/system")
KINDS = ("cron", "systemd", "actions")
HINTS = {
    "cron": "(crontab -l; scrapy schedule cron) | crontab -",
    "systemd": "scrapy schedule systemd --to units && sudo cp units/morgue.* /etc/systemd/system/"
    " && sudo systemctl enable --now morgue.timer",
    "actions": "scrapy schedule actions --to . && git add .github && git commit -m 'Crawl on a schedule'",
}
"""How each is put in place."""


class ScheduleError(MorgueError):
    """Raised when a file of a schedule cannot be written, from `write()`."""


def files(kind: str, place: Place, every: int) -> dict[str, str]:
    """The files of one kind of timer, by name."""
    match kind:
        case "cron":
            return {"crontab": crontab(place, every)}
        case "systemd":
            return {"morgue.service": service(place), "morgue.timer": timer(place, every)}
        case _:
            return {".github/workflows/crawl.yml": workflow(place, every)}


def write(folder: Path, texts: dict[str, str]) -> list[Path]:
    """Write files into a folder; returns their paths. A file that differs is not overwritten. Raises ScheduleError."""
    paths = {folder / name: text for name, text in texts.items()}
    try:
        for path, text in paths.items():
            if path.exists() and path.read_text("utf-8", "replace") != text:
                raise ScheduleError(f"{path}: is there already, with other text; remove it, or name another --to")
        for path, text in paths.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    except OSError as error:
        cure = "name another folder with --to"
        raise ScheduleError(f"{error.filename}: cannot be written: {error.strerror}; {cure}") from error
    return list(paths)


class Command(ScrapyCommand):
    """Print what crawls again and again."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Arguments, for the usage line."""
        return "[cron | systemd | actions] [--every MINUTES] [--to FOLDER]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Print a crontab, systemd units or a GitHub workflow that crawl from here"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of this command."""
        super().add_options(parser)
        parser.add_argument(
            "--every",
            type=int,
            choices=EVERY,
            default=10,
            metavar="MINUTES",
            help=f"minutes between two starts: {', '.join(map(str, EVERY))} (default 10)",
        )
        parser.add_argument("--to", type=Path, metavar="FOLDER", help="write the files there instead of printing them")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print or write the files; what prevents it goes to stderr, with exit code 1."""
        if len(args) > 1 or (args and args[0] not in KINDS):
            raise UsageError(f"scrapy schedule {' '.join(args)}: name one of {', '.join(KINDS)}, or none for all")
        place = self.place()
        for kind in args or KINDS:
            texts = files(kind, place, opts.every)
            if opts.to:
                try:
                    print(*write(opts.to, texts), sep="\n")
                except MorgueError as error:
                    print(error, file=sys.stderr)
                    self.exitcode = 1
                    return
            else:
                self.show(kind, texts)

    def show(self, kind: str, texts: dict[str, str]) -> None:
        """Print the files of one kind, each under its name, and how they are put in place."""
        print(f"# {kind}: {HINTS[kind]}")
        for name, text in texts.items():
            if len(texts) > 1 or kind == "actions":
                print(f"# -- {SYSTEMD / name if kind == 'systemd' else name}")
            print(text)

    def place(self) -> Place:
        """Where this runs: directory, interpreter, user, and the settings given on the command line."""
        assert self.settings is not None
        folder = Path(closest_scrapy_cfg()).parent.absolute()
        given = {
            name: str(self.settings[name])
            for name in self.settings
            if self.settings.getpriority(name) == SETTINGS_PRIORITIES["cmdline"]
        }
        archive = (folder / self.settings["ARCHIVE"]).parent
        return Place(
            folder=folder,
            python=Path(sys.executable),
            user=getpass.getuser(),
            contact=os.environ.get("MORGUE_CONTACT", ""),
            settings=given,
            written=() if archive.is_relative_to(folder) else (archive,),
        )
