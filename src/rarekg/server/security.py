"""What browsers are told to refuse: the policy of the site, and those of pages that need more."""

from __future__ import annotations

# Nothing is loaded from elsewhere, and no other site may frame a page.
_POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'self'",
}


def policy(**changed: str) -> str:
    """The Content-Security-Policy of the site, with other values of some directives:
    `policy(frame_src="'self'")`."""
    directives = _POLICY | {name.replace("_", "-"): value for name, value in changed.items()}
    return "; ".join(f"{name} {value}" for name, value in directives.items())


HEADERS = {
    "Content-Security-Policy": policy(),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}
