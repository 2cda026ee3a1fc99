"""Telling the archive's owner: by a command, by a POST to a web address, or by whatever Apprise can reach."""

import json
import shlex
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable

from pipelines.errors import MorgueError

TIMEOUT = 30
"""Seconds for one target."""


class NotifyError(MorgueError):
    """Raised when a target cannot be told, from `tell()`."""


def tell(target: str, title: str, text: str) -> None:
    """Tell one target.

    `https://…` and `http://…` get `{"title", "text"}` as JSON; another `scheme://…` is left to Apprise (the extra
    `notify`); anything else is a command, which gets the text on standard input. Raises NotifyError.
    """
    scheme, found, _ = target.partition("://")
    way: Callable[[str, str, str], None] = run_command
    if found and " " not in scheme:
        way = post if scheme in {"http", "https"} else by_apprise
    way(target, title, text)


def run_command(command: str, title: str, text: str) -> None:
    """Run a command with the title as its last argument and the text on standard input. Raises NotifyError."""
    try:
        words = [*shlex.split(command), title]
        told = subprocess.run(words, input=text, text=True, capture_output=True, timeout=TIMEOUT, check=False)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise NotifyError(f"{command}: cannot be run: {error}; name a program that reads standard input") from error
    if told.returncode:
        said = (told.stderr or told.stdout).strip()[-200:]
        raise NotifyError(f"{command}: ended with exit code {told.returncode}: {said}; try it by hand")


def post(url: str, title: str, text: str) -> None:
    """POST a title and a text as JSON. Raises NotifyError."""
    body = json.dumps({"title": title, "text": text}, ensure_ascii=False).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})  # noqa: S310 http(s) only
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT):  # noqa: S310
            pass
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise NotifyError(f"{url}: cannot be told: {error}; try it with curl") from error


def by_apprise(url: str, title: str, text: str) -> None:
    """Tell a service by Apprise. Raises NotifyError."""
    scheme = url.partition("://")[0]  # the rest may hold a password
    try:
        import apprise  # noqa: PLC0415 an extra
    except ImportError as error:
        raise NotifyError(f"{scheme}://…: needs Apprise; install it with: pip install apprise") from error
    service = apprise.Apprise()
    if not service.add(url):
        raise NotifyError(f"{scheme}://…: Apprise knows no such service, or a part is missing; see its documentation")
    if not service.notify(body=text, title=title):
        raise NotifyError(f"{scheme}://…: the service was not reached; try it with the command apprise")
