"""XML and HTML from strangers made safe to read: encodings found, entities disarmed, broken documents recovered."""

import html
import re
from html.entities import name2codepoint
from typing import Any

from lxml import etree

from pipelines.body import decode

LONGEST_TITLE = 500
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
CONTROL_BYTES = bytes(code for code in range(32) if chr(code) not in "\t\n\r")
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
ELEMENT = re.compile(r"<(?:[\w.-]{1,40}:)?([A-Za-z][\w.-]{0,40})")
MARKUP = re.compile(r"<[^<>]{1,300}>")
DECLARED = re.compile(rb"""<\?xml[^>]{0,80}?encoding\s*=\s*["']([\w.:-]{2,40})""")
DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*", re.IGNORECASE)
DOCTYPE_END = re.compile(r"(?:\[.*?\]\s*)?>", re.DOTALL)
REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-fA-F]{1,6});)(?:(\w{2,31});)?")

XML: dict[str, Any] = {
    "recover": True,
    "resolve_entities": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "encoding": "utf-8",
}
"""Options of every XML parser: broken documents are read as far as they go, and nothing outside them is."""


def one_line(text: str) -> str:
    r"""A title as plain text on one line, its markup and character references read, at most 500 characters.

    >>> one_line(" Zo&euml; <b>wins</b>\n&amp; leaves: 1 < 2 ")
    'Zoë wins & leaves: 1 < 2'
    """
    text = text[: 4 * LONGEST_TITLE]
    if "&" in text or "<" in text:
        text = html.unescape(MARKUP.sub("", html.unescape(text)))
    text = " ".join(CONTROLS.sub("", text).split())[:LONGEST_TITLE]
    return text.encode("utf-8", "replace").decode()


def xml_text(body: bytes) -> str:
    """An XML document as text: its encoding found, what stands before it and its document type left out."""
    if name := utf_16(body):
        return trimmed(body.decode(name, "replace"))
    declared = DECLARED.search(body[:4000])
    return trimmed(decode(body, f"charset={declared[1].decode()}" if declared else ""))


def utf_16(body: bytes) -> str:
    """The codec of a UTF-16 document without a byte order mark, or ""."""
    return {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(body[:2], "")


def trimmed(text: str) -> str:
    """The beginning of an XML document, or all of it, without its document type and what stands before it."""
    start = text.find("<?xml", 0, 4000)
    text = text[start if start >= 0 else max(text.find("<"), 0) :]
    found = DOCTYPE.search(text, 0, 4000)
    end = DOCTYPE_END.match(text, found.end()) if found else None
    return text[: found.start()] + text[end.end() :] if found and end else text


def disarmed(text: str) -> bytes:
    """XML text that no entity and no stray character can break, as UTF-8.

    A reference to a character of HTML becomes that character; any other `&` stands for itself, so that there are no
    entities left to expand.

    >>> disarmed("a&b=1 &eacute; &bomb; &#160;").decode()
    'a&amp;b=1 &#233; &amp;bomb; &#160;'
    """
    if "&" in text:
        text = REFERENCE.sub(known_reference, text)
    return text.replace("\ufffe", "").replace("\uffff", "").encode("utf-8", "replace").translate(None, CONTROL_BYTES)


def known_reference(found: re.Match[str]) -> str:
    """A reference that XML knows, for one that only HTML knows or that is none."""
    code = name2codepoint.get(found[1] or "")
    return f"&#{code};" if code else "&amp;" + found[0][1:]


def parse_xml(body: bytes, url: str) -> Any:
    """Root element of a document, or None if there is none. `url` is what its relative addresses are relative to."""
    try:
        return etree.fromstring(disarmed(xml_text(body)), etree.XMLParser(**XML), base_url=url)
    except etree.XMLSyntaxError:  # not even recovery found an element
        return None


def root_name(text: str) -> str:
    """Name of the first element of a trimmed document, without prefix; "" if it has none."""
    found = ELEMENT.search(COMMENT.sub("", text[:100_000]))
    return found[1] if found else ""


def local_name(element: Any) -> str:
    """Name of an element without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
