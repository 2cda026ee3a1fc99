"""Processes that run `extract()`: a hostile page costs its own process, never the crawl.

A worker is `python -m pipelines.workers`, fed over a socket with one page at a time: four bytes of length, then a
pickle, both ways. It ends when its crawl does, whatever kills that. Trafilatura in threads crashes the interpreter
(lxml), and a standard process pool breaks whole when one process dies; hence this.
"""

import asyncio
import ctypes
import gc
import logging
import os
import pickle
import resource
import socket
import struct
import subprocess
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import WorkerError
from pipelines.items import Article, Page, Rejection

logger = logging.getLogger(__name__)

PAGES = int(os.environ.get("MORGUE_WORKER_PAGES", "3000"))
"""Pages after which a worker is replaced: lxml's and trafilatura's caches grow."""
GROWN = 150_000_000
"""Bytes of memory, after giving back what is free, at which a worker is replaced."""
ADDRESS_SPACE = 3 << 30
"""Bytes that a worker may map: a page that wants more fails alone."""
START_SECONDS = 60.0
"""How long a worker may take to start on a busy machine."""

_LENGTH = struct.Struct("!I")


@dataclass(frozen=True, slots=True, eq=False)
class _Worker:
    """A running worker and its end of the line."""

    process: subprocess.Popen[bytes]
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def ask(self, page: Page) -> tuple[Article | Rejection, bool]:
        """The worker's answer, and whether it wants to be replaced. Raises IncompleteReadError when it dies."""
        message = pickle.dumps(page, protocol=pickle.HIGHEST_PROTOCOL)
        self.writer.write(_LENGTH.pack(len(message)) + message)
        await self.writer.drain()
        return await self.answer()

    async def answer(self) -> tuple[Article | Rejection, bool]:
        """The next message from the worker."""
        (length,) = _LENGTH.unpack(await self.reader.readexactly(_LENGTH.size))
        answer: tuple[Article | Rejection, bool] = pickle.loads(await self.reader.readexactly(length))  # noqa: S301 - our own process
        return answer

    async def end(self) -> None:
        """Close the line and see the process gone."""
        self.writer.close()
        self.process.kill()
        while self.process.poll() is None:
            await asyncio.sleep(0.005)


class WorkerPool:
    """As many workers as asked for, started when first needed. `run()` waits until one is free."""

    def __init__(self, size: int = 0, timeout: float = 20.0) -> None:
        self.size, self.timeout = size or os.cpu_count() or 1, timeout
        self.waiting = 0
        self._workers: set[_Worker] = set()
        self._starting = 0
        self._idle: asyncio.Queue[_Worker | WorkerError] = asyncio.Queue()

    async def run(self, page: Page) -> Article | Rejection:
        """Have a page read. A page that takes too long, or kills its worker, is a failed one; so is an error."""
        self.waiting += 1
        try:
            worker = await self._take()
        finally:
            self.waiting -= 1
        try:
            result, retire = await asyncio.wait_for(worker.ask(page), self.timeout)
        except TimeoutError:
            await self._lose(worker)
            return Rejection(fate="failed", outcome="extract-timeout", detail=f"not read after {self.timeout:g} s")
        except (asyncio.IncompleteReadError, ConnectionError):
            await self._lose(worker)
            return Rejection(
                fate="failed", outcome="extract-crash", detail=f"worker ended with {worker.process.returncode}"
            )
        except BaseException:
            await self._lose(worker)
            raise
        if retire:
            await self._lose(worker)
        else:
            self._idle.put_nowait(worker)
        return result

    def processes(self) -> list[subprocess.Popen[bytes]]:
        """The processes of the workers."""
        return [worker.process for worker in self._workers]

    async def _take(self) -> _Worker:
        """A free worker: an idle one, else a new one while there are fewer than `size`."""
        if self._idle.empty() and len(self._workers) + self._starting < self.size:
            return await self._start()
        worker = await self._idle.get()
        if isinstance(worker, WorkerError):
            self._idle.put_nowait(worker)  # the others that wait have nothing to wait for, either
            raise worker
        return worker

    async def _start(self) -> _Worker:
        """One more worker."""
        self._starting += 1
        try:
            worker = await start_worker()
        except WorkerError as error:
            self._idle.put_nowait(error)
            raise
        finally:
            self._starting -= 1
        self._workers.add(worker)
        return worker

    async def _lose(self, worker: _Worker) -> None:
        """End a worker; when pages wait, start its successor."""
        self._workers.discard(worker)
        await worker.end()
        if self.waiting:
            self._idle.put_nowait(await self._start())

    async def close(self) -> None:
        """End all workers."""
        workers, self._workers = self._workers, set()
        await asyncio.gather(*(worker.end() for worker in workers))


async def start_worker() -> _Worker:
    """Start one worker and wait until it is warm."""
    ours, theirs = socket.socketpair()
    with theirs:
        # a session of its own, so that Ctrl-C in the terminal reaches the crawl only
        process = subprocess.Popen(
            [sys.executable, "-m", "pipelines.workers", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env={
                **os.environ,
                "OPENBLAS_NUM_THREADS": "1",
                "OMP_NUM_THREADS": "1",
                "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
            },
        )
    reader, writer = await asyncio.open_connection(sock=ours)
    worker = _Worker(process, reader, writer)
    try:
        await asyncio.wait_for(worker.answer(), START_SECONDS)
    except (asyncio.IncompleteReadError, ConnectionError, TimeoutError) as error:
        await worker.end()
        raise WorkerError(
            f"a worker process ended with {process.returncode} before its first page; its error is above"
        ) from error
    return worker


def work(line: socket.socket) -> None:
    """Read pages from the line and answer each, until it closes."""
    from pipelines.extract import extract, warm_up  # noqa: PLC0415 - the pool's own process need not load it

    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    logging.disable(logging.ERROR)  # trafilatura reports pages without text as errors; their outcome says so
    warm_up()
    _send(line, True)
    stream = line.makefile("rb")
    done = 0
    while head := stream.read(_LENGTH.size):
        page = pickle.loads(stream.read(_LENGTH.unpack(head)[0]))  # noqa: S301 - from the pool
        result: Article | Rejection
        try:
            result = extract(page)
        except MemoryError:
            result = Rejection(fate="failed", outcome="extract-memory", detail="the page needs too much memory")
        except Exception as error:  # noqa: BLE001 - whatever a hostile page brings about, it costs that page only
            where = traceback.extract_tb(error.__traceback__)[-1]
            detail = f"{type(error).__name__}: {error} ({where.name}, line {where.lineno})"
            result = Rejection(fate="failed", outcome="extract-error", detail=detail)
        done += 1
        _send(line, (result, done >= PAGES or has_grown()))


def has_grown() -> bool:
    """Whether this process holds on to too much memory. The C library keeps what large pages needed until it is told."""
    if memory() > GROWN:
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)
    return memory() > GROWN


def memory() -> int:
    """Bytes of memory that this process has in use."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def _send(line: socket.socket, answer: object) -> None:
    """One message."""
    message = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
    line.sendall(_LENGTH.pack(len(message)) + message)


if __name__ == "__main__":
    work(socket.socket(fileno=int(sys.argv[1])))
