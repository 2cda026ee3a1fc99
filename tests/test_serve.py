import asyncio
import re
import shutil
import signal
import socket
import urllib.request
from urllib.parse import urlsplit

import pytest

from crawler.commands.serve import listen
from tests.archive import filled
from tests.serving import address, start
from web.app import PAGES, reading_room
from web.metadata import read_metadata


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("serve") / "archive.db"
    filled(path, 20).close()
    return path


def run(*arguments):
    server = start(*arguments)
    out, err = server.communicate(timeout=60)
    return server.returncode, out, err


def test_the_archive_is_served_until_ctrl_c(archive):
    with start("-s", f"ARCHIVE={archive}", "--port", 0) as server:
        try:
            url = address(server)
            with urllib.request.urlopen(f"{url}search?q=harbour") as answer:
                assert answer.status == 200
        finally:
            server.send_signal(signal.SIGINT)
            out, err = server.communicate(timeout=60)
    assert (server.returncode, err) == (0, "")
    assert out.endswith("Stopped.\n")


def test_other_names_of_this_machine_are_refused_unless_named(archive):
    statuses = []
    with start("-s", f"ARCHIVE={archive}", "--port", 0, "--name", "News.example") as server:
        try:
            url = address(server)
            for host in ("news.example", "rebound.example"):
                with socket.create_connection(("127.0.0.1", urlsplit(url).port)) as connection:
                    connection.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
                    statuses.append(connection.recv(12).decode()[9:])
        finally:
            server.terminate()
            server.communicate(timeout=60)
    assert statuses == ["200", "421"]


def test_any_address_of_this_machine_is_as_private_and_answers_to_itself(archive):
    with start("-s", f"ARCHIVE={archive}", "--port", 0, "--host", "127.0.0.2") as server:
        try:
            with urllib.request.urlopen(address(server)) as answer:
                assert answer.status == 200
        finally:
            server.terminate()
            _, err = server.communicate(timeout=60)
    assert err == ""


def test_a_public_address_is_served_with_a_warning(archive):
    with start("-s", f"ARCHIVE={archive}", "--port", 0, "--host", "0.0.0.0") as server:
        try:
            address(server)
            warning = server.stderr.readline()
        finally:
            server.terminate()
            server.communicate(timeout=60)
    assert "there is no password" in warning


def test_a_taken_port_is_named_with_the_next_one(archive):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = run("-s", f"ARCHIVE={archive}", "--port", port)
    assert (code, out) == (1, "")
    assert f"port {port}: Address already in use" in err
    assert f"scrapy serve --port {port + 1}" in err
    assert "Traceback" not in err


def test_a_missing_archive_is_not_made_but_explained(tmp_path):
    code, out, err = run("-s", f"ARCHIVE={tmp_path / 'archive.db'}")
    assert (code, out) == (1, "")
    assert err == (
        f"{tmp_path / 'archive.db'}: there is no archive here; make one with: "
        f"scrapy crawl news -s ARCHIVE={tmp_path / 'archive.db'}\n"
    )
    assert not (tmp_path / "archive.db").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--host", "192.0.2.1"], "name an address of this machine"),
        (["--host", "no.such.name.invalid"], "name an address of this machine"),
        (["--port", "70000"], "'70000' is no port; write a number from 0 to 65535"),
        (["other.db"], "name an archive with -s ARCHIVE="),
    ],
)
def test_a_mistake_is_answered_with_its_cure(archive, arguments, message):
    code, out, err = run("-s", f"ARCHIVE={archive}", *arguments)
    assert code in (1, 2)
    assert message in out + err
    assert "Traceback" not in err


def test_a_path_that_datasette_cannot_open_is_refused(tmp_path):
    path = tmp_path / "100%41" / "archive.db"
    path.parent.mkdir()
    filled(path, 1).close()
    code, _, err = run("-s", f"ARCHIVE={path}")
    assert code == 1
    assert "rename the file or folder" in err


def test_no_answer_waits_for_the_browser_to_acknowledge_its_headers():
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_metadata_of_the_users_own_says_who_may_read(archive, tmp_path):
    (tmp_path / "who.yaml").write_text("allow:\n  id: editor\ntitle: ignored\n")
    own = read_metadata(tmp_path / "who.yaml")
    room = reading_room(archive, own=own)
    for path in ("/", "/search?q=harbour", "/search.csv?q=harbour", "/search.atom?q=harbour", "/archive/articles"):
        assert asyncio.run(room.client.get(path)).status_code == 403, path
    cookies = {"ds_actor": room.sign({"a": {"id": "editor"}}, "actor")}
    assert asyncio.run(room.client.get("/search?q=harbour", cookies=cookies)).status_code == 200
    assert room.metadata("title") == "Morgue"


@pytest.mark.parametrize(
    ("text", "told"), [("a: [", "Metadata is not valid"), ("- a", "no mapping"), (None, "No such file")]
)
def test_metadata_that_cannot_be_used_is_told(archive, tmp_path, text, told):
    file = tmp_path / "mine.yaml"
    if text is not None:
        file.write_text(text)
    code, out, err = run("-s", f"ARCHIVE={archive}", "--metadata", file)
    assert (code, out) == (1, "")
    assert err.startswith(f"{file}: ")
    assert told.lower() in err.lower()


def test_an_archive_named_like_a_page_is_refused(archive, tmp_path):
    shutil.copy(archive, tmp_path / "search.db")
    code, _, err = run("-s", f"ARCHIVE={tmp_path / 'search.db'}")
    assert code == 1
    assert "rename the file" in err


def test_no_page_of_ours_can_hide_an_archive(archive):
    routes = [pattern.pattern for pattern, _ in reading_room(archive)._routes()]
    ours = {found[1] for route in routes if (found := re.match(r"\^/(\w+)", route))}
    assert ours - {"robots"} <= PAGES
