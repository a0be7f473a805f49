"""The least that `serve` can be compared with: Flask, one line, under the same server."""

from __future__ import annotations

from flask import Flask

app = Flask(__name__)


@app.get("/healthz")
def healthz() -> str:
    return "ok"
