"""What our templates' code does besides what Jinja's does."""

from __future__ import annotations

import gc
import weakref

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from jinja2 import DictLoader, StrictUndefined, UndefinedError

from rarekg.server.template_code import quicken
from rarekg.server.template_texts import template_text

_TEMPLATES = {
    "base.html": "{% macro own() %}{{ shown }}{% endmacro %}[{% block main %}{% endblock %}]",
    "page.html": (
        '{% extends "base.html" %}{% import "parts.html" as parts %}'
        "{% macro twice(x) %}{{ x }}{{ x }}{{ shown }}{% endmacro %}"
        '{% block main %}{{ twice(1) }}{{ parts.bold("<") }}{% include "more.html" %}{% endblock %}'
    ),
    "parts.html": "{% macro bold(x) %}<b>{{ x }}</b>{% endmacro %}",
    "texts.html": (
        "{{ _('Menu <') }}|{{ ngettext('%(num)s sign', '%(num)s signs', n) }}|{{ gettext('%%') }}"
        "|{{ _('Trials: %(class)s', class=n) }}|{% for _, x in pairs %}{{ x }}{% endfor %}"
    ),
    "attributes.html": (
        "{{ given.real }}|{{ table.key }}|{{ table.items()|list|length }}|{{ 1 if given.none is "
        "defined else 2 }}|{{ 'x' if not given }}|{{ 1.5 }}{{ given / 2 }}|{{ given.missing|"
        "default('-') }}|{{ table.key.real.real }}|{{ flag }}"
    ),
    "wrong.html": "{{ given.missing }}",
    "more.html": "{% macro again() %}{{ shown }}{% endmacro %}{{ again() }}",
}


class Shown:
    """What a page shows, and may be referred to weakly."""

    def __str__(self) -> str:
        return "<i>"


@pytest.fixture
def app() -> Flask:
    """An application with a few templates."""
    made = Flask("of-templates")
    made.jinja_env.loader = DictLoader(_TEMPLATES)
    made.jinja_env.undefined = StrictUndefined
    made.jinja_env.globals.update(_=template_text)
    quicken(made)
    return made


def test_pages_let_go_of_what_they_were_made_from(app: Flask) -> None:
    """No cycle is left that Python would have to look for; what is imported stays."""
    shown = Shown()
    gone = weakref.ref(shown)
    gc.disable()
    try:
        with app.test_request_context():
            assert render_template("page.html", shown=shown) == "[11&lt;i&gt;<b>&lt;</b>&lt;i&gt;]"
        del shown
        assert gone() is None
    finally:
        gc.enable()
    with app.test_request_context():
        assert render_template("page.html", shown=2) == "[112<b>&lt;</b>2]"


def test_an_error_in_a_page_lets_go_too(app: Flask) -> None:
    """The page after one that failed is whole."""
    with app.test_request_context():
        with pytest.raises(ZeroDivisionError):
            render_template("page.html", shown=Failing())
        assert render_template("page.html", shown=3) == "[113<b>&lt;</b>3]"


class Failing:
    """What cannot be shown."""

    def __html__(self) -> str:
        return str(1 // 0)


def test_texts_are_asked_for_with_their_values(app: Flask) -> None:
    """Markup of our own stays, what is filled in is escaped, and `_` may be a variable."""
    pairs = [(1, "<"), (2, "b")]
    with app.test_request_context():
        made = render_template("texts.html", n=2, pairs=pairs)
    assert made == "Menu <|2 signs|%|Trials: 2|&lt;b"


def test_attributes_are_found_as_jinja_finds_them(app: Flask) -> None:
    """Those of things first, then keys of dictionaries; what is not defined may be asked about, and
    is an error where it is shown."""
    with app.test_request_context():
        made = render_template("attributes.html", given=3, table={"key": 7}, flag=True)
        assert made == "3|7|1|2||1.51.5|-|7|True"
        with pytest.raises(UndefinedError, match="missing"):
            render_template("wrong.html", given=3)


@pytest.mark.parametrize(("path", "words"), [("", "All organisations"), ("/fr", "organisations")])
def test_the_foot_names_all_pages_and_the_one_that_is_open(
    client: FlaskClient, path: str, words: str
) -> None:
    """It is made once for all pages that it does not name, and in each language."""

    def foot(of: str) -> str:
        made: str = client.get(f"{path}{of}").get_data(as_text=True)
        return made.partition('<nav class="groups"')[2].partition("</nav>")[0]

    other = foot("/privacy-of-nobody")
    assert words in other
    assert f'href="{path}/organisations"' in other
    assert "aria-current" not in other
    assert f'<a href="{path}/organisations" aria-current="page">' in foot("/organisations")
    assert foot("/organisations").count("aria-current") == 1
    assert foot("/privacy-of-nobody") == other
