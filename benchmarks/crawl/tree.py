"""The tree of processes that a command starts, sessions of their own and orphans included. Linux only (/proc).

While the command runs, this process adopts the orphans among its descendants (PR_SET_CHILD_SUBREAPER, prctl(2)). So
the tree is every process below this one except those it had before, and all CPU of it is in RUSAGE_CHILDREN once it is
reaped.
"""

import ctypes
import os
import resource
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

PATIENCE = 10.0  # seconds that processes may outlive the command that started them
PR_SET_CHILD_SUBREAPER = 36
TICKS = os.sysconf("SC_CLK_TCK")


class Tree:
    """A running command and all it started. One at a time: nothing else may start processes meanwhile."""

    def __init__(self, command: Sequence[str], log: Path, cwd: Path) -> None:
        """Start `command` in a session of its own, its output appended to `log`."""
        adopt_orphans(True)
        self.before = frozenset(pid for pid, (parent, _) in processes().items() if parent == os.getpid())
        with log.open("ab") as output:
            self.root = subprocess.Popen(
                command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
            )

    def states(self) -> dict[int, str]:
        """State letter (proc(5), Z for a zombie) of every process of the tree, by id."""
        all_of_them = processes()
        found: dict[int, str] = {}
        parents = {os.getpid()}
        while parents:
            children = {pid for pid, (parent, _) in all_of_them.items() if parent in parents} - self.before
            found |= {pid: all_of_them[pid][1] for pid in children}
            parents = children
        return found

    def living(self) -> list[int]:
        """Ids of the processes that have not ended, the command's own first."""
        pids = (pid for pid, state in self.states().items() if state not in "ZX")
        return sorted(pids, key=lambda pid: pid != self.root.pid)

    def kill(self) -> set[int]:
        """Kill -9 all of them; their ids."""
        killed = set()
        for pid in self.living():
            try:
                os.kill(pid, signal.SIGKILL)
                killed.add(pid)
            except ProcessLookupError:
                continue
        return killed

    def reap(self, patience: float = PATIENCE) -> int:
        """Wait for all of them to end, kill those that have not after `patience` seconds; how many those were."""
        end, killed = time.monotonic() + patience, set[int]()
        while self.living():
            if time.monotonic() > end:
                killed |= self.kill()
            time.sleep(0.02)
        self.root.wait()
        for pid in self.states():
            try:
                os.waitpid(pid, 0)
            except ChildProcessError:
                continue
        adopt_orphans(False)
        return len(killed)


def adopt_orphans(yes: bool) -> None:
    """Make this process the parent of every orphan among its descendants, or no longer.

    Raises OSError when the kernel refuses.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, int(yes), 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER) failed")


def processes() -> dict[int, tuple[int, str]]:
    """Parent and state letter of every process of the machine."""
    pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return {pid: (int(stat[1]), stat[0]) for pid in pids if (stat := stat_of(pid))}


def stat_of(pid: int) -> list[str]:
    """Fields of /proc/PID/stat from the third (state) on, proc(5); empty when the process has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def memory_of(pid: int) -> tuple[int, str] | None:
    """Memory of a process in bytes and what it is, PSS or RSS; None when the process has ended."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024, "PSS"
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        if not Path(f"/proc/{pid}").exists():
            return None
    stat = stat_of(pid)
    return (int(stat[21]) * resource.getpagesize(), "RSS") if stat else None
