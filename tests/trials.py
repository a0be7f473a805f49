"""Studies as the API of ClinicalTrials.gov gives them, written for the tests."""

from __future__ import annotations

Json = dict[str, object]


def study(
    nct: str = "NCT90000001",
    *,
    title: str = "Inventamab in invented ataxia",
    status: str = "RECRUITING",
    updated: str | None = "2026-03-02",
    conditions: tuple[str, ...] = ("Invented ataxia",),
    **modules: object,
) -> Json:
    """A small study; `modules` are further modules of its protocol section."""
    states: Json = {
        "overallStatus": status,
        "startDateStruct": {"date": "2025-04", "type": "ACTUAL"},
        "completionDateStruct": {"date": "2027-05-06", "type": "ESTIMATED"},
    }
    if updated:
        states["lastUpdatePostDateStruct"] = {"date": updated, "type": "ACTUAL"}
    protocol: Json = {
        "identificationModule": {"nctId": nct, "briefTitle": title},
        "statusModule": states,
        "sponsorCollaboratorsModule": {
            "leadSponsor": {"name": "Invented Pharma", "class": "INDUSTRY"},
            "collaborators": [{"name": "Invented Trust", "class": "OTHER"}],
        },
        "conditionsModule": {"conditions": list(conditions)},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE1", "PHASE2"],
            "enrollmentInfo": {"count": 40, "type": "ESTIMATED"},
        },
        "armsInterventionsModule": {
            "interventions": [
                {"type": "DRUG", "name": "Inventamab", "otherNames": ["INV-1", "Inventa"]},
                {"type": "DRUG", "name": "Placebo"},
            ]
        },
        "eligibilityModule": {"minimumAge": "6 Years", "sex": "ALL", "healthyVolunteers": False},
        "contactsLocationsModule": {
            "locations": [
                {
                    "facility": "Invented Hospital",
                    "status": "RECRUITING",
                    "city": "Genève",
                    "country": "Switzerland",
                    "geoPoint": {"lat": 46.20222, "lon": 6.14569},
                },
                {"city": "Boston", "country": "United States"},
            ]
        },
        **modules,
    }
    return {"protocolSection": protocol}
