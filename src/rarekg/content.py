"""Where the content folders (`ontology`, `ingest`, `web`) are: in a checkout or in the wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rarekg.errors import RarekgError

_PACKAGE = Path(__file__).resolve().parent


@cache
def content_folder(name: str) -> Path:
    """The folder `ontology`, `ingest` or `web`, packaged in the wheel or beside `src/`.

    Raises RarekgError if neither place has it.
    """
    for candidate in (_PACKAGE / "_content" / name, _PACKAGE.parents[1] / name):
        if candidate.is_dir():
            return candidate
    raise RarekgError(f"the content folder '{name}' is neither in the package nor in a checkout")
