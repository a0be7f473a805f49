"""What our templates' code does besides what Jinja's does."""

from __future__ import annotations

import gc
import weakref

import pytest
from flask import Flask, render_template
from jinja2 import DictLoader

from rarekg.server.template_code import quicken

_TEMPLATES = {
    "base.html": "{% macro own() %}{{ shown }}{% endmacro %}[{% block main %}{% endblock %}]",
    "page.html": (
        '{% extends "base.html" %}{% import "parts.html" as parts %}'
        "{% macro twice(x) %}{{ x }}{{ x }}{{ shown }}{% endmacro %}"
        '{% block main %}{{ twice(1) }}{{ parts.bold("<") }}{% include "more.html" %}{% endblock %}'
    ),
    "parts.html": "{% macro bold(x) %}<b>{{ x }}</b>{% endmacro %}",
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
