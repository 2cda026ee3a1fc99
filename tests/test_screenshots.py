"""The pictures in docs/images."""

import re
from pathlib import Path

import pytest

from samples.screenshots import pages
from tests.archive import filled

ROOT = Path(__file__).parent.parent
PICTURES = sorted((ROOT / "docs" / "images").glob("*.png"))
TEXTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_there_is_a_picture_of_each_page(tmp_path):
    filled(tmp_path / "archive.db", 20).close()
    expected = {*pages(tmp_path / "archive.db"), "front-dark", "front-phone"}
    assert {picture.stem for picture in PICTURES} == expected


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.stem)
def test_each_picture_is_small_and_shown_somewhere(picture):
    assert picture.stat().st_size < 150_000
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert any(f"images/{picture.name}" in text.read_text("utf-8") for text in TEXTS)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_every_picture_that_is_shown_is_there_and_described(text):
    for alternative, address in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text.read_text("utf-8")):
        assert (text.parent / address).is_file()
        assert alternative
