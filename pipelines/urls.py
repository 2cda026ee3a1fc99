"""Addresses: cleaned, folded onto the canonical one, compared. Nothing here raises, and nothing asks the network.

The forms and their normalisation are those of RFC 3986 (§5.2 references, §6.2.2 normalisation); where it leaves a
choice, browsers decide (the WHATWG URL standard), so that a cleaned address is sent as it stands.
"""

import re
from datetime import date

from pipelines.decorations import HINTS, REWRITES, SUBDOMAINS, word_of
from pipelines.hosts import host_and_port, registered_domain, same_site

__all__ = ["canonical_url", "clean", "date_in_url", "registered_domain", "same_site", "url_key"]

LONGEST = 2083
"""Characters of an address; what is longer is no page that anyone links to."""

IGNORED = re.compile("[\x00-\x1f\x7f\ufeff\u200b\u200e\u200f\u2060]")
ABSOLUTE = re.compile(r"(https?):/{2,}([^/?]*)([^?]*)(?:\?(.*))?", re.IGNORECASE | re.DOTALL)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)

# Characters that may stand as they are, and escapes that may not be undone: everything else changes.
LEGAL = r"A-Za-z0-9._~!$&'()*+,;=:@/?-"
NORMAL = re.compile(rf"(?:[{LEGAL}]|%(?!2[DE]|3\d|[46][1-9A-F]|[57][\dA]|5F|7E)[\dA-F]{{2}})*\Z")
ABNORMAL = re.compile(rf"%([\dA-Fa-f]{{2}})|%|[^%{LEGAL}]+")
INDEX = re.compile(r"/(?:(?:index|default)\.(?:html?|xhtml|shtml|php|aspx?|jsp))?\Z")
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def clean(url: str, base: str = "") -> str:
    """The absolute http(s) address that `url` means on the page `base`, normalised; "" if it can be no page.

    >>> clean("../%7eann/b.html#top", "HTTPS://User@Example.COM:443/a/b/c")
    'https://example.com/a/~ann/b.html'
    >>> clean("mailto:desk@example.com"), clean("http://intranet/")
    ('', '')
    """
    url = IGNORED.sub("", url.partition("#")[0] or url[:1]).strip()
    if not url or len(url) > LONGEST:
        return ""
    url = slashed(url)
    found = ABSOLUTE.match(url) or ABSOLUTE.match(joined(url, base))
    if not found:
        return ""
    scheme, authority, path, query = found.groups()
    scheme = scheme.lower()
    if not (host := host_and_port(scheme, authority)):
        return ""
    path = escaped(path) or "/"
    if "/." in path:
        path = without_dots(path)
    url = f"{scheme}://{host}{path}"
    if query:
        url += "?" + escaped(re.sub("&(?:amp;)+", "&", query)).replace("'", "%27")
    return url if len(url) <= LONGEST else ""


def slashed(url: str) -> str:
    """`url` with the backslashes before its query turned, as browsers do."""
    if "\\" not in url:
        return url
    head, mark, query = url.partition("?")
    return head.replace("\\", "/") + mark + query


def joined(url: str, base: str) -> str:
    """The reference `url` put onto `base` (RFC 3986 §5.2.2), dot segments still in; "" when that is no http(s)."""
    on = ABSOLUTE.match(slashed(base.partition("#")[0].strip()))
    if SCHEME.match(url) or not on:
        return ""
    scheme, authority, path, query = on.groups()
    if url.startswith("//"):
        return f"{scheme}:{url}"
    origin = f"{scheme}://{authority}"
    if url.startswith("/"):
        return origin + url
    if url.startswith("#"):
        return f"{origin}{path}?{query or ''}"
    if url.startswith("?"):
        return origin + path + url
    return f"{origin}{path.rpartition('/')[0]}/{url}"


def escaped(text: str) -> str:
    """A path or query with every character that needs it percent-encoded, and no other (RFC 3986 §6.2.2)."""
    return text if NORMAL.match(text) else ABNORMAL.sub(escape, text)


def escape(found: re.Match[str]) -> str:
    """One escape in its normal form, or the escapes of characters that must not stand as they are."""
    if code := found[1]:
        character = chr(int(code, 16))
        return character if character in UNRESERVED else f"%{code.upper()}"
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace"))


def without_dots(path: str) -> str:
    """`path` with its `.` and `..` segments resolved (RFC 3986 §5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join([*kept, ""] if segments[-1] in {".", ".."} else kept)


def canonical_url(url: str) -> tuple[str, tuple[str, ...]]:
    """The address without the decorations of `pipelines.decorations`, and the words of the rules that took them off.

    The words are those of `copies.kind`: amp, mobile, print, tracking. ("", ()) if the address can be no page.

    >>> canonical_url("https://m.example.com/a/amp?id=7&utm_source=rss")
    ('https://example.com/a?id=7', ('amp', 'mobile', 'tracking'))
    """
    url, words = clean(url), set[str]()
    while word := (step := undecorated(url))[1]:
        url = step[0]
        words.add(word)
    return url, tuple(sorted(words))


def undecorated(url: str) -> tuple[str, str]:
    """`url` shortened by the first rule that applies, and that rule's word; both unchanged and "" when none does."""
    lower = url.lower()
    if not any(hint in lower for hint in HINTS):
        return url, ""
    for word, hint, pattern, replacement in REWRITES:
        if hint in lower and (folded := pattern.sub(replacement, url)) != url and (folded := clean(folded)):
            return folded, word
    if (found := SUBDOMAINS.match(url)) and registered_domain(found[1] + found[3]):
        return found[1] + found[3], "amp" if found[2] == "amp" else "mobile"
    address, _, query = url.partition("?")
    words = [word_of(parameter) for parameter in query.split("&")] if query else []
    if word := next(filter(None, words), ""):
        kept = [parameter for parameter, other in zip(query.split("&"), words, strict=True) if other != word]
        return "?".join(filter(None, (address, "&".join(kept)))), word
    return url, ""


def url_key(url: str) -> str:
    """Identity of a page: the canonical address without scheme, www., index document and last slash, its query sorted.

    Two addresses with one key are one page; the case of a path and everything else in it tells pages apart.

    >>> url_key("http://www.example.com/A/index.html?b=2&a=1&fbclid=x"), url_key("https://example.com/A/?a=1&b=2")
    ('example.com/A?a=1&b=2', 'example.com/A?a=1&b=2')
    """
    address, _, query = canonical_url(url)[0].partition("?")
    key = INDEX.sub("", address.partition("://")[2].removeprefix("www."))
    if parameters := sorted(filter(None, query.split("&")), key=lambda parameter: parameter.partition("=")[0]):
        key += "?" + "&".join(parameters)
    return key


MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan ene gen", "feb fev", "mar mrt", "apr avr abr", "may mai mag mei", "jun giu", "jul lug", "aug ago",
         "sep set", "oct okt out ott", "nov", "dec dez dic"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
YEAR = r"((?:18|19|20)\d\d)"
DATED = (
    # /2026/11/23/  /2026/nov/23  /2026-11/23/
    re.compile(rf"/{YEAR}[/-](\d\d?|[a-z]{{3,9}})[/-](\d\d?)(?=[/.]|\Z)", re.IGNORECASE),
    re.compile(rf"(?<![0-9A-Za-z]){YEAR}[-_.](\d\d)[-_.](\d\d)(?![0-9A-Za-z])"),  # -2026-11-23-
    re.compile(rf"/{YEAR}/(\d\d)(\d\d)(?=/|\Z)"),  # /2026/1123/
    re.compile(r"(?:(?<![0-9A-Za-z])|(?<=/t))((?:19[89]|20[0-4])\d)(\d\d)(\d\d)(?![0-9A-Za-z])"),  # -20261123.html
)


def date_in_url(url: str) -> str:
    """The day that the path of an address states, as YYYY-MM-DD; "" when it states none, or a month only.

    >>> date_in_url("https://example.com/world/2026/nov/23/x"), date_in_url("https://example.com/2026/11/23-die-in-x")
    ('2026-11-23', '')
    """
    path = url.partition("?")[0]
    for pattern in DATED:
        for year, month, day in pattern.findall(path):
            number = int(month) if month.isdigit() else MONTHS.get(month[:3].lower(), 0)
            try:
                return date(int(year), number, int(day)).isoformat()
            except ValueError:  # no day of the calendar
                continue
    return ""
