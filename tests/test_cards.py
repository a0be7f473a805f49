"""Widgets as pictures: `/card/v1/….svg` and `.png`, on the curated data."""

from __future__ import annotations

import io
from base64 import b64encode
from hashlib import sha256
from xml.etree.ElementTree import Element, fromstring

from flask.testing import FlaskClient
from PIL import Image

SVG = "{http://www.w3.org/2000/svg}"
ATAXIA = "/card/v1/disease/MONDO:0100339"


def picture(client: FlaskClient, address: str) -> Element:
    """A picture in SVG, read as strictly as XML is."""
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert response.mimetype == "image/svg+xml"
    return fromstring(response.data)  # noqa: S314  (our own)


def said(root: Element) -> str:
    """All words of a picture, as they stand in it."""
    return " ".join(" ".join("".join(e.itertext()).split()) for e in root.iter(f"{SVG}text"))


def test_a_card_shows_facts_sources_release_and_address(client: FlaskClient) -> None:
    root = picture(client, f"{ATAXIA}.svg?lang=fr")
    words = said(root)
    for shown in ("Ataxie de Friedreich", "1 Orphanet", "CC BY 4.0", "localhost/fr/disease/MONDO:"):
        assert shown in words, shown
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
    assert (root.findtext(f"{SVG}title") or "").startswith("Ataxie de Friedreich")
    assert "FXN" in (root.findtext(f"{SVG}desc") or "")


def test_the_style_of_a_card_is_allowed_by_its_hash_and_nothing_else_is(
    client: FlaskClient,
) -> None:
    for asked in ("", "?accent=fc0&theme=dark", "?theme=light"):
        response = client.get(f"{ATAXIA}.svg{asked}")
        style = fromstring(response.data).findtext(f"{SVG}style") or ""  # noqa: S314
        hashed = b64encode(sha256(style.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{hashed}'"
        assert response.headers["Content-Security-Policy"] == policy
        assert ("prefers-color-scheme" in style) is (asked == "")
        assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_card_in_pixels_is_the_same_card(client: FlaskClient) -> None:
    for layout, asked, width in (("full", "", 1200), ("compact", "&width=600", 600)):
        root = picture(client, f"{ATAXIA}.svg?layout={layout}")
        response = client.get(f"{ATAXIA}.png?layout={layout}{asked}")
        assert response.mimetype == "image/png"
        with Image.open(io.BytesIO(response.data)) as image:
            assert image.width == width
            if layout == "compact":
                assert image.height == 315
                assert (root.get("width"), root.get("height")) == ("600", "315")
