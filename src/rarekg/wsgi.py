"""The WSGI application for any server: `granian --interface wsgi rarekg.wsgi:app`."""

from __future__ import annotations

import os

from rarekg.server.app import create_app
from rarekg.settings import settings_from
from rarekg.sparql.client import SparqlClient

_settings = settings_from(os.environ)
app = create_app(_settings.home, SparqlClient(_settings.home.path))
