"""What a command costs: CPU, memory and time of the whole tree of processes it starts. Linux only (/proc)."""

import resource
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crawl.tree import TICKS, Tree, memory_of

SAMPLE = 0.25  # seconds between two looks at the tree


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

    def look(self, tree: Tree) -> None:
        """Take one sample."""
        sizes = [size for pid in tree.living() if (size := memory_of(pid))]
        self.memory = max(self.memory, sum(size for size, _ in sizes))
        self.processes = max(self.processes, len(sizes))
        if any(kind == "RSS" for _, kind in sizes):
            self.kind = "RSS"


def busy() -> float:
    """Seconds of CPU used by anything since the machine started, its host's other guests included; proc(5)."""
    counters = [int(word) for word in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    idle, waiting = counters[3:5]
    return (sum(counters) - idle - waiting) / TICKS


def watch(tree: Tree, timeout: float, peak: Peak) -> bool:
    """Sample `tree` until its command ends; whether it was killed after `timeout` seconds."""
    end = time.monotonic() + timeout
    while True:
        peak.look(tree)
        try:
            tree.root.wait(SAMPLE)
        except subprocess.TimeoutExpired:
            if time.monotonic() < end:
                continue
            tree.kill()
            tree.root.wait()
            return True
        return False


def measure(command: Sequence[str], log: Path, cwd: Path, timeout: float = 3600) -> Usage:
    """Run `command` to its end and say what it cost. Its output goes to `log`."""
    peak, clock = Peak(), time.monotonic()
    before, mine, all_before = resource.getrusage(resource.RUSAGE_CHILDREN), time.process_time(), busy()
    tree = Tree(command, log, cwd)
    timed_out = watch(tree, timeout, peak)
    seconds, left = time.monotonic() - clock, tree.reap()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
    return Usage(
        seconds=seconds, user=user, system=system, peak=peak.memory, memory=peak.kind, processes=peak.processes,
        left=left, others=max(0.0, busy() - all_before - user - system - (time.process_time() - mine)),
        exit=tree.root.returncode, timed_out=timed_out,
    )  # fmt: skip
