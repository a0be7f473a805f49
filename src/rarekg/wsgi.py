"""The WSGI application for any server: `granian --interface wsgi rarekg.wsgi:app`."""

from __future__ import annotations

import os

from rarekg.parent import stay_with_parent
from rarekg.server.app import create_app
from rarekg.settings import settings_from
from rarekg.sparql.client import SparqlClient

_settings = settings_from(os.environ)
app = create_app(_settings.home, SparqlClient(_settings.home.path))

if "RAREKG_SERVER" in os.environ:  # `rarekg serve` started us: when it is killed, we end as well
    stay_with_parent(int(os.environ["RAREKG_SERVER"]))
