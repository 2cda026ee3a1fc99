"""Worker processes: a page costs at most its own."""

import asyncio
import os
import signal

import pytest

from pipelines.errors import WorkerError
from pipelines.items import Article, Rejection
from pipelines.workers import WorkerPool
from tests.pages import html, page


def with_pool(act, **rest):
    """What `await act(pool)` returns."""

    async def run():
        pool = WorkerPool(**({"size": 1, "timeout": 30.0} | rest))
        try:
            return await act(pool)
        finally:
            await pool.close()

    return asyncio.run(run())


SLOW = html(
    "<article>"
    + "<div>" * 30
    + "".join(f"<p>Sentence number {n} of a very long page.</p>" for n in range(25_000))
    + "</article>"
)


def test_pages_are_read_by_the_workers_as_in_process():
    async def act(pool):
        return await asyncio.gather(*(pool.run(page()) for _ in range(5)))

    results = with_pool(act, size=2)
    assert all(isinstance(result, Article) for result in results)
    assert len({result.text for result in results}) == 1


def test_a_page_that_takes_too_long_fails_alone():
    async def act(pool):
        first = await pool.run(page())
        pool.timeout = 0.05
        slow = await pool.run(page(SLOW))
        pool.timeout = 30.0
        return first, slow, await pool.run(page())

    first, slow, last = with_pool(act)
    assert isinstance(slow, Rejection)
    assert (slow.fate, slow.outcome) == ("failed", "extract-timeout")
    assert isinstance(first, Article)
    assert isinstance(last, Article)


def test_a_worker_that_dies_costs_its_page_only():
    async def act(pool):
        await pool.run(page())
        (process,) = pool.processes()
        slow = asyncio.create_task(pool.run(page(SLOW)))
        waiting = asyncio.create_task(pool.run(page()))
        await asyncio.sleep(0.05)
        os.kill(process.pid, signal.SIGSEGV)
        return await slow, await waiting, await pool.run(page())

    slow, waiting, last = with_pool(act)
    assert isinstance(slow, Rejection)
    assert (slow.fate, slow.outcome) == ("failed", "extract-crash")
    assert isinstance(waiting, Article)
    assert isinstance(last, Article)


def test_workers_are_replaced_now_and_then(monkeypatch):
    monkeypatch.setenv("MORGUE_WORKER_PAGES", "2")  # read by the worker processes

    async def act(pool):
        seen = set()
        for _ in range(5):
            assert isinstance(await pool.run(page()), Article)
            seen |= {process.pid for process in pool.processes()}
        return seen

    assert len(with_pool(act)) >= 2


def test_no_process_is_left_behind():
    pids = []

    async def act(pool):
        await pool.run(page())
        pids.extend(process.pid for process in pool.processes())

    with_pool(act)
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_pages_do_not_wait_for_workers_that_cannot_start(monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false")

    async def act(pool):
        pages = [pool.run(page()) for _ in range(3)]
        return await asyncio.wait_for(asyncio.gather(*pages, return_exceptions=True), 20)

    results = with_pool(act)
    assert all(isinstance(result, WorkerError) for result in results)
    assert "before its first page" in str(results[0])


def test_nothing_is_started_before_the_first_page():
    async def act(pool):
        return pool.processes()

    assert with_pool(act) == []
