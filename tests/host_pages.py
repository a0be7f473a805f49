"""Pages of other sites: a server of another origin, to show widgets on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.listening import listening

# What a careful site allows: the script of the widgets and their data, nothing else.
STRICT = (
    "default-src 'none'; script-src {site}; connect-src {site}; base-uri 'none'; "
    "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


def host_page(site: str, body: str, head: str = "", html: str = 'lang="en"') -> str:
    """A page with widgets of a site."""
    return (
        f"<!doctype html><html {html}><head><meta charset=utf-8><title>A host</title>{head}"
        f'<script src="{site}/widgets/v1/rarekg.js" async></script></head>'
        f"<body><main><h1>A host</h1>{body}</main></body></html>"
    )


@dataclass(frozen=True, slots=True)
class HostPage:
    """A page of another site: its body and its headers."""

    body: str
    headers: dict[str, str]


@dataclass(slots=True)
class Hosts:
    """A server of another origin at `address`; `put` gives it a page."""

    address: str
    pages: dict[str, HostPage] = field(default_factory=dict)

    def strict(self, site: str, body: str) -> str:
        """The address of a new page under a strict policy with widgets of a site."""
        policy = STRICT.format(site=site)
        return self.put(host_page(site, body), Content_Security_Policy=policy)

    def put(self, body: str, **headers: str) -> str:
        """The address of a new page; `Content_Security_Policy=…` sets that header."""
        path = f"/{len(self.pages)}"
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = HostPage(body, named)
        return self.address + path


@contextmanager
def hosting() -> Iterator[Hosts]:
    """A server of pages of another site, on a port of its own: another origin."""
    hosts = Hosts("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = hosts.pages.get(self.path, HostPage("", {}))
            self.send_response(200 if page.body else 404)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **page.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(page.body.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (its name there)
            """Says nothing."""

    with listening(Handler) as address:
        hosts.address = address
        yield hosts
