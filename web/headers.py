"""What every answer's headers say to browsers, robots and caches: private, no foreign code, no frames, no referrer.

The archive's texts come from strangers. Escaping keeps them inert; the policy makes sure where escaping fails.
"""

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from jinja2 import Environment

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Header = tuple[bytes, bytes]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

FIXED = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",  # so that JSON and CSV of hostile texts never run as script
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow, noarchive",
}

POLICY = (
    "default-src 'none'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Datasette colours its headings with style attributes, hence unsafe-inline for styles, which can load nothing here.
A page that brings a stricter policy of its own keeps it."""


def content_security_policy(scripts: Iterable[str]) -> str:
    """The policy that lets exactly these inline scripts run (CSP Level 3, hash-source).

    >>> content_security_policy(["alert(1)"]).split("; ")[1]
    "script-src 'self' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"
    """
    digests = sorted({base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts})
    return POLICY.format(hashes=" ".join(f"'sha256-{digest}'" for digest in digests))


def inline_scripts(templates: Environment, variables: dict[str, str]) -> list[str]:
    """The inline scripts of Datasette's own templates, with the variables that its table page fills in.

    A script that takes other variables, as on the permissions debug page, is left out and does not run.
    """
    found = []
    for name in templates.list_templates(extensions=["html"]):
        assert templates.loader is not None
        source, _, _ = templates.loader.get_source(templates, name)
        for script in re.findall(r"<script>(.*?)</script>", source, re.DOTALL):
            for variable, value in variables.items():
                script = re.sub(rf"{{{{ *{variable} *}}}}", value, script)  # noqa: PLW2901 filled step by step
            if "{{" not in script and "{%" not in script:
                found.append(script)
    return found


def protect(app: App, policy: str, hosts: frozenset[str]) -> App:
    """The app with these headers on every answer, and answers only to these host names; any name where there are none.

    A browser tab on a hostile site can rebind that site's name to 127.0.0.1; it still sends the name it asked for.
    """
    own = [(name.encode(), value.encode()) for name, value in {**FIXED, "content-security-policy": policy}.items()]

    async def protected(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_protected(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": with_own(message.get("headers", []), own)}
            await send(message)

        if scope["type"] == "http" and hosts and host_of(scope) not in hosts:
            await refuse(send_protected, host_of(scope))
        else:
            await app(scope, receive, send_protected)

    return protected


def with_own(headers: Iterable[Header], own: Iterable[Header]) -> list[Header]:
    """The headers of an answer and ours, which win; only a Content-Security-Policy that a page brings is its own.

    >>> with_own([(b"X-Frame-Options", b"ALLOW"), (b"a", b"b")], [(b"x-frame-options", b"DENY")])
    [(b'a', b'b'), (b'x-frame-options', b'DENY')]
    >>> with_own([(b"Content-Security-Policy", b"strict")], [(b"content-security-policy", b"usual")])
    [(b'content-security-policy', b'strict')]
    """
    brought = {name.lower(): value for name, value in headers}
    ours = {name: brought.get(name, value) if name == b"content-security-policy" else value for name, value in own}
    return [*(header for header in headers if header[0].lower() not in ours), *ours.items()]


def host_of(scope: Scope) -> str:
    """The host a request asks for, without port.

    >>> host_of({"headers": [(b"host", b"LocalHost:8001")]}), host_of({"headers": [(b"host", b"[::1]:8001")]})
    ('localhost', '[::1]')
    """
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower()
    return re.sub(r":\d+$", "", host)


async def refuse(send: Send, host: str) -> None:
    """Answer 421 (RFC 9110, section 15.5.20)."""
    text = f"This archive does not answer to the name {host!r}. Serve it with: scrapy serve --name {host}\n"
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 421, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
