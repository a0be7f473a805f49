"""The WSGI application for any server: `granian --interface wsgi rarekg.wsgi:app`."""

from __future__ import annotations

import contextlib
import os
import threading
from functools import partial

from rarekg.errors import RarekgError
from rarekg.parent import stay_with_parent
from rarekg.records.organisations import directory
from rarekg.records.payments import ledger
from rarekg.records.therapies import catalogue
from rarekg.server import askers
from rarekg.server.app import create_app
from rarekg.server.current import CurrentRelease
from rarekg.server.public_address import reached_at
from rarekg.settings import settings_from
from rarekg.sparql.client import SparqlClient
from rarekg.sparql.dump import GRAPH_SECONDS


def _read_ahead(current: CurrentRelease) -> None:
    """Reads what the page of every disease asks for, while the server already answers: more than
    a second, which somebody's first page would else take."""
    with contextlib.suppress(RarekgError):  # the first request will say what is wrong
        records = current.get().records
        for read in (catalogue, directory, ledger):
            read(records)


_settings = settings_from(os.environ)
app = create_app(_settings.home, SparqlClient(_settings.home.path, _settings.limits))
app.config["REPORTS"] = _settings.reports
askers.trust(app, _settings.client_header)
reached_at(app, _settings.address)

threading.Thread(target=_read_ahead, args=(app.extensions["rarekg"].current,), daemon=True).start()

if "RAREKG_SERVER" in os.environ:  # `rarekg serve` started us: when it is killed, we end as well
    stay_with_parent(int(os.environ["RAREKG_SERVER"]))
    _admission = app.extensions["rarekg"].sparql.admission
    askers.look_at_connections(app, partial(_admission.answer_seconds, GRAPH_SECONDS))
