"""The names under which rare diseases are looked for elsewhere (in registries of trials)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rarekg.graph.dossiers import Dossiers
from rarekg.records.model import Entity
from rarekg.records.summaries import summaries

_LISTS = ("ORPHA", "GARD", "NANDO")  # whose entries are rare diseases
_KINDS = ("Disease", "DiseaseSubtype")
_SAME = ("displayName", "name", "synonym", "layName")  # abbreviations are words of anything
_LANGUAGE = "en"


def rare_disease_names(release: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every disease and subtype of a release that a register of rare diseases has, by its
    identifier, with its English names: the display name first, the others in their order."""
    for summary in summaries(Dossiers(release)):
        listed = any(i.startswith(_LISTS) for i in (summary.id, *summary.identifiers))
        if listed and summary.type in _KINDS:
            names = [n for n, language, k in summary.names if k in _SAME and language == _LANGUAGE]
            yield summary.id, tuple(dict.fromkeys(names))


def names_of(disease: Entity) -> tuple[str, ...]:
    """The English names of one disease that stand for nothing else."""
    named = [n.text for n in disease.names if n.kind in _SAME and n.language == _LANGUAGE]
    shown = [disease.name] if disease.language == _LANGUAGE else []
    return tuple(dict.fromkeys([*shown, *named]))
