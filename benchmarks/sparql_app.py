"""The `/sparql` blueprint alone, for `sparql.py` to measure under granian."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from rarekg.server.sparql import blueprint
from rarekg.sparql.client import SparqlClient


@dataclass(frozen=True, slots=True)
class Services:
    """What the blueprint finds in the application."""

    sparql: SparqlClient


app = Flask(__name__)
app.extensions["rarekg"] = Services(SparqlClient(Path(os.environ["RAREKG_HOME"])))
app.register_blueprint(blueprint)
