"""Releases with what the curated data lacks: trials and payments, all invented."""

from __future__ import annotations

import json
from pathlib import Path

from rarekg.build import BuildOptions, build
from rarekg.build_report import Stages
from rarekg.release import Home
from tests.payment_lists import COLLECTED, COLLECTED_MAPPING, RECIPIENTS, build_lists, listed
from tests.trials import Json, study


def build_paying(home: Home, folder: Path) -> None:
    """Builds a release of invented payments: a collection, and what recipients disclosed."""
    shared = 'dataset = "reports"\norganisations = "example"\nlanguage = "de"\n'
    files = [
        listed(folder, COLLECTED, COLLECTED_MAPPING, source="collected"),
        listed(folder, RECIPIENTS, shared, source="reports"),
    ]
    build_lists(home, files)


def build_studied(home: Home, mirror: Path) -> None:
    """Builds a release of the curated data with three invented trials."""
    path = mirror / "clinicaltrials" / "studies.jsonl"
    path.parent.mkdir()
    drug: Json = {"interventions": [{"type": "DRUG", "name": "Nusinersen 12 mg"}]}
    ataxia = ("Friedreich ataxia",)
    studies = [
        study("NCT90000001", title="Walking", conditions=ataxia),
        study("NCT90000002", title="An old study", status="COMPLETED", conditions=ataxia),
        study(
            "NCT90000003",
            title="Again",
            conditions=("Spinal Muscular Atrophy",),
            designModule={"studyType": "INTERVENTIONAL", "phases": ["PHASE3"]},
            armsInterventionsModule=drug,
        ),
    ]
    path.write_text("".join(json.dumps(s) + "\n" for s in studies), "utf-8")
    build(home, BuildOptions(mirror, ["curated", "clinicaltrials"], workers=1), Stages())
