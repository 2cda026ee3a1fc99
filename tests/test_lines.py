"""The lines of a file: all of them, numbered, in bounded memory, and without waiting for the file."""

import asyncio
import gzip
import os
import threading
from contextlib import aclosing

import pytest

from crawler import lines
from crawler.lines import Lines, LinesError


def read(path):
    async def collected():
        file = Lines(str(path))
        async with aclosing(file.batches()) as batches:
            return [line async for batch in batches for line in batch], file

    return asyncio.run(collected())


def test_lines_are_numbered_as_an_editor_does_and_blank_ones_left_out(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"a": 1}\r\n\n  \n{"b": 2}')
    found, file = read(path)
    assert [(line.number, line.content.strip(), line.whole) for line in found] == [
        (1, b'{"a": 1}', True),
        (4, b'{"b": 2}', True),
    ]
    assert (file.name, file.read, file.size) == ("a.jsonl", 22, 22)


def test_a_compressed_file_is_known_by_its_first_bytes_whatever_its_name(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(gzip.compress(b"1\n2\n") + gzip.compress(b"3\n"))
    found, file = read(path)
    assert [line.content for line in found] == [b"1\n", b"2\n", b"3\n"]
    assert file.read == file.size > 0


def test_a_file_of_many_batches_comes_whole_and_in_order(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(b"%d\n" % number for number in range(1, 1234)))
    assert [int(line.content) for line in read(path)[0]] == list(range(1, 1234))


def test_a_line_that_is_too_long_is_not_held_and_the_next_one_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(lines, "LONGEST", 2000)
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"a" * 2000 + b"\n" + b"b" * 2001 + b"\n" + b"c" * 9000 + b"\nd\n" + b"e" * 4000)
    found, _ = read(path)
    assert [(line.number, line.content[:1], line.whole) for line in found] == [
        (1, b"a", True),
        (2, b"b", False),
        (3, b"c", False),
        (4, b"d", True),
        (5, b"e", False),
    ]
    assert len(found[2].content) == 1000


def test_an_empty_file_has_no_lines(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"")
    assert read(path)[0] == []


@pytest.mark.parametrize("name", ["nowhere.jsonl", "."])
def test_what_cannot_be_read_is_told_with_the_cure(tmp_path, name):
    with pytest.raises(LinesError, match=r"cannot be read: .*; name a file, or - for standard input"):
        read(tmp_path / name)


def test_a_compressed_file_that_is_cut_off_is_told_after_its_lines(tmp_path):
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(os.urandom(3000).hex().encode() + b"\n2\n")[:-9])
    with pytest.raises(LinesError, match=r"a\.gz: cannot be read on after .* bytes: .*; is it whole\?"):
        read(path)


def test_a_pipe_that_has_nothing_to_say_holds_nobody_up(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = os.open(path, os.O_RDWR)

    async def until_bored():
        async with aclosing(Lines(str(path)).batches()) as batches:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(anext(batches), 0.05)

    asyncio.run(until_bored())
    os.write(writer, b"too late\n" * 200)
    os.close(writer)
    for thread in threading.enumerate():
        if thread.name == "lines":
            thread.join(10)
            assert not thread.is_alive()
