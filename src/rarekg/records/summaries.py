"""All entities in short, read in bulk: what the search index is made from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rarekg.graph.dossiers import Dossier, Dossiers, StoredValue
from rarekg.records.around import Around, addresses, facts
from rarekg.records.attributes import attributes
from rarekg.records.graph_facts import NAME_KEYS
from rarekg.records.kinds import DISEASES, deciding_type, identifier_of
from rarekg.records.model import Summary
from rarekg.vocabulary import SOURCE

_ID_KEYS = frozenset({"exactMatch", "formerId"})
_NEAR_KEYS = ("broadMatch", "narrowMatch", "closeMatch", "relatedMatch")
_CLASSIFICATIONS = ("ICD10:", "ICD10CM:", "ICD11MMS:", "GARD:", "SCTID:")
_MARK = re.compile(r"[+*]$")  # of a code of ICD-10 that names the cause, or the place
_TEXT_KEYS = frozenset({"definition", "summary", "figureText", "conditionText", "interventionText"})
_NAMES = frozenset({*NAME_KEYS, "tradeName", "officialTitle"})  # a package bears the trade name
# Titles in full are names of their own kind, as those of genes are.
_KIND_OF = {"officialTitle": "fullName"}
# Whoever looks for an organisation must not find each of its payments: they have their own list.
_NOT_SEARCHED = frozenset({"Payment"})

Names = list[tuple[str, str, str]]  # text, language, kind


def summaries(dossiers: Dossiers) -> Iterator[Summary]:
    """Every entity that has a kind and a name and is to be found, by IRI; one at a time is in
    memory."""
    around = Around(dossiers)
    for address, types, labels, dossier in dossiers.all():
        kind = deciding_type(types)
        names = _names(labels, dossier)
        if kind and names and kind not in _NOT_SEARCHED:
            yield Summary(
                id=identifier_of(address),
                type=kind,
                name=labels.get("en") or (labels[min(labels)] if labels else names[0][0]),
                names=tuple(names),
                identifiers=tuple(sorted(_identifiers(dossier))),
                text="\n".join(_texts(dossier)),
                facts=len(dossier.statements),
                described=any(s.property == "summary" for s in dossier.statements),
                treatments=around.treated(address),
                sources=_sources(dossier),
                parents=_parents(dossier),
                attributes=tuple(attributes(address, kind, dossier, around)),
                codes=tuple(sorted(_codes(kind, dossier))),
            )


def _names(labels: Mapping[str, str], dossier: Dossier) -> Names:
    names = [(text, language, "displayName") for language, text in labels.items()]
    facts = (fact for fact in dossier.facts if fact.property in _NAMES)
    names.extend(
        (*_words(fact.value), _KIND_OF.get(fact.property, fact.property)) for fact in facts
    )
    return names


def _words(value: StoredValue) -> tuple[str, str]:
    return (value, "") if isinstance(value, str) else (value[0], value[1])


def _identifiers(dossier: Dossier) -> set[str]:
    values = (fact.value for fact in dossier.facts if fact.property in _ID_KEYS)
    return {identifier_of(value) for value in values if isinstance(value, str)}


def _codes(kind: str, dossier: Dossier) -> set[str]:
    """The codes of classifications under which a disease or a medicine is filed: those of ICD are
    mostly wider than the disease. (Letters name them, and nothing else leads from them to it.)"""
    if kind == "Therapy":
        return {f"ATC:{code}" for code in facts(dossier, "atcCode")}
    if kind not in DISEASES:
        return set()
    near = (identifier_of(value) for value in addresses(dossier, *_NEAR_KEYS))
    return {_MARK.sub("", code) for code in near if code.startswith(_CLASSIFICATIONS)}


def _sources(dossier: Dossier) -> int:
    return len({g for fact in dossier.facts for g in fact.graphs if g.startswith(SOURCE)})


def _parents(dossier: Dossier) -> tuple[str, ...]:
    above = (fact.value for fact in dossier.facts if fact.property == "hasParent")
    return tuple(sorted(identifier_of(value) for value in above if isinstance(value, str)))


def _texts(dossier: Dossier) -> list[str]:
    """Definitions and the like, each once: English ones first, then by language."""
    told = (s.value for s in dossier.statements if s.property in _TEXT_KEYS)
    texts = {value[0]: value[1] for value in told if not isinstance(value, str)}
    return sorted(texts, key=lambda text: (texts[text] not in ("en", ""), texts[text]))
