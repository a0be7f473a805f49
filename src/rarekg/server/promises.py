"""What the site promises its readers: privacy and accessibility."""

from __future__ import annotations

from flask import Blueprint, render_template

blueprint = Blueprint("promises", __name__)


@blueprint.get("/privacy")
def privacy() -> str:
    """What the site learns of its readers, and what it keeps."""
    return render_template("privacy.html")


@blueprint.get("/accessibility")
def accessibility() -> str:
    """For whom the pages are made to work, what was tested, and what is known to be wanting."""
    return render_template("accessibility.html")
