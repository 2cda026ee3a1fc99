"""What a command costs: CPU, memory and time of the whole tree of processes it starts. Linux only (/proc).

A command runs in a session of its own, so its tree is every process of that session, orphans included; this process
adopts the orphans (PR_SET_CHILD_SUBREAPER, prctl(2)), so their CPU is in RUSAGE_CHILDREN once they are reaped.
"""

import ctypes
import os
import resource
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE = 0.25  # seconds between two looks at the tree
PATIENCE = 10.0  # seconds that processes may outlive the command that started them
PR_SET_CHILD_SUBREAPER = 36
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True, slots=True)
class Usage:
    """What one run of a command cost."""

    seconds: float
    """From its start to its end, by the wall clock."""
    user: float
    """Seconds of CPU in user mode, all processes of the tree."""
    system: float
    """Seconds of CPU in the kernel, all processes of the tree."""
    others: float
    """Seconds of CPU that the rest of the machine used meanwhile: the noise."""
    peak: int
    """Highest sum of memory over the tree, bytes."""
    memory: str
    """What the memory is: PSS (shared pages divided by who shares them), or RSS where the kernel gives no PSS."""
    processes: int
    """Most processes at once."""
    left: int
    """Processes that had to be killed because they outlived the command."""
    exit: int
    """Exit status; negative for a signal."""
    timed_out: bool
    """Whether it was killed because it ran longer than allowed."""

    @property
    def cpu(self) -> float:
        """Seconds of CPU."""
        return self.user + self.system


@dataclass(kw_only=True, slots=True)
class Peak:
    """The highest values seen so far."""

    memory: int = 0
    processes: int = 0
    kind: str = "PSS"

    def look(self, session: int) -> None:
        """Take one sample of the processes of `session`."""
        sizes = [size for pid in members(session) if (size := memory_of(pid))]
        self.memory = max(self.memory, sum(size for size, _ in sizes))
        self.processes = max(self.processes, len(sizes))
        if any(kind == "RSS" for _, kind in sizes):
            self.kind = "RSS"


def adopt_orphans() -> None:
    """Make this process the parent of every orphan among its descendants. Raises OSError when the kernel refuses."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER) failed")


def states(session: int) -> dict[int, str]:
    """State letter (proc(5), Z for a zombie) of every process of `session`, by id."""
    pids = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    stats = {pid: stat for pid in pids if (stat := stat_of(pid))}
    return {pid: stat[0] for pid, stat in stats.items() if stat[3] == str(session)}


def members(session: int) -> list[int]:
    """Ids of the living processes of `session`."""
    return [pid for pid, state in states(session).items() if state not in "ZX"]


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


def kill_all(session: int) -> int:
    """Kill -9 every process of `session`, its leader first; the number killed."""
    killed = 0
    for pid in sorted(members(session), key=lambda pid: pid != session):
        try:
            os.kill(pid, signal.SIGKILL)
            killed += 1
        except ProcessLookupError:
            continue
    return killed


def busy() -> float:
    """Seconds of CPU used by anything since the machine started, its host's other guests included; proc(5)."""
    counters = [int(word) for word in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    idle, waiting = counters[3:5]
    return (sum(counters) - idle - waiting) / TICKS


def start(command: Sequence[str], log: Path, cwd: Path) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, its output appended to `log`; this process adopts its orphans."""
    adopt_orphans()
    with log.open("ab") as output:
        return subprocess.Popen(
            command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )


def watch(process: subprocess.Popen[bytes], timeout: float, look: Callable[[int], None]) -> bool:
    """Call `look(session)` every SAMPLE seconds until `process` ends; whether it was killed after `timeout` seconds."""
    end = time.monotonic() + timeout
    while True:
        look(process.pid)
        try:
            process.wait(SAMPLE)
        except subprocess.TimeoutExpired:
            if time.monotonic() < end:
                continue
            kill_all(process.pid)
            process.wait()
            return True
        return False


def reap(session: int, patience: float = PATIENCE) -> int:
    """Wait for what is left of `session`, kill it after `patience` seconds; the number killed."""
    end, killed = time.monotonic() + patience, 0
    while members(session):
        if time.monotonic() > end:
            killed += kill_all(session)
        time.sleep(0.02)
    for pid in states(session):
        try:
            os.waitpid(pid, 0)
        except ChildProcessError:
            continue
    return killed


def measure(command: Sequence[str], log: Path, cwd: Path, timeout: float = 3600) -> Usage:
    """Run `command` to its end and say what it cost. Its output goes to `log`."""
    peak, clock = Peak(), time.monotonic()
    before, mine, all_before = resource.getrusage(resource.RUSAGE_CHILDREN), time.process_time(), busy()
    process = start(command, log, cwd)
    timed_out = watch(process, timeout, peak.look)
    seconds, left = time.monotonic() - clock, reap(process.pid)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
    return Usage(
        seconds=seconds, user=user, system=system, peak=peak.memory, memory=peak.kind, processes=peak.processes,
        left=left, others=max(0.0, busy() - all_before - user - system - (time.process_time() - mine)),
        exit=process.returncode, timed_out=timed_out,
    )  # fmt: skip
