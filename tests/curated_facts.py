"""Compares each curated fact with the record that it cites, in the genuine files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import msgspec

from rarekg.facts import Text
from rarekg.readers.curated_diseases import FREQUENCIES, MEASURES
from rarekg.sources.manifest import source_named
from tests.curated_claims import NAMES, SYNONYMS, Check, Claim, Finding, expect
from tests.curated_regulators import ema, fda
from tests.curated_sources import Mirror, Row

RELATIONS = {"exactMatch": "E", "broadMatch": "NTBT", "narrowMatch": "BTNT"}
MEASURE_WORDS = {
    "pointPrevalence": "Point prevalence",
    "prevalenceAtBirth": "Prevalence at birth",
    "lifetimePrevalence": "Lifetime Prevalence",
    "annualIncidence": "Annual incidence",
    "reportedCases": "Cases/families",
    "reportedFamilies": "Cases/families",
}
KINDS = {
    "Category": "DiseaseGroup",
    "Clinical group": "DiseaseGroup",
    "Clinical subtype": "DiseaseSubtype",
    "Etiological subtype": "DiseaseSubtype",
    "Histopathological subtype": "DiseaseSubtype",
}
WORD_OF_FREQUENCY = {curie: word for word, curie in FREQUENCIES.items()}
FOUNDING = {
    "servier-patients",
    "servier-immune",
    "sanofi-pags",
    "servier-rare-disease-day-2025",
}
# Judgements and words of ours, which stand on a record but in no field of it.
NAMED_BY_US = {"areas.yaml", "modalities.yaml", "approaches.yaml"}
OURS = {
    "type",
    "closeMatch",
    "summary",
    "note",
    "definition",
    "category",
    "hasModality",
    "targetDescription",
}
MAXO_RELATIONS = {
    "treats": {"treats"},
    "prevents": {"prevents"},
    "contraindicatedFor": {"contraindicated"},
    "indicatedFor": {"no_observed_benefit", "lack of observed response"},  # negated
}
OURS |= {"usesApproach", "hasTarget", "indicationText"}


def disagreements(mirror: Mirror, claims: list[Claim]) -> list[str]:
    """What the cited records do not say: one line for each claim."""
    return [f"{claim}: {finding}" for claim in claims for finding in _findings(mirror, claim)]


def _findings(mirror: Mirror, claim: Claim) -> Iterator[str]:
    source, subject = claim.reference.primary_source, str(claim.fact.subject)
    if subject.startswith("HGNC:") and claim.fact.predicate == "name":
        symbols = mirror.symbols.get(subject, set())
        if claim.text not in symbols:
            yield f"the gene's symbol is {symbols}"
    if subject == claim.about and claim.fact.predicate == "type" and subject in mirror.packets:
        kind = KINDS.get(mirror.packets[subject].kind, "Disease")
        if claim.text != f"rkg:{kind}":
            yield f"Orphanet's type means {kind}"
    if source is None or source in FOUNDING:
        return
    if claim.fact.predicate in NAMES and claim.file in NAMED_BY_US:
        fact = msgspec.structs.replace(claim.fact, predicate="note")  # the record is there
        claim = replace(claim, fact=fact)
    finding = CHECKS[source](mirror, claim) if source in CHECKS else "no check for this source"
    if finding is not None:
        yield finding


def _orphanet(mirror: Mirror, claim: Claim) -> Finding:
    fact, record = claim.fact, claim.reference.record
    packet = mirror.packets.get(record)
    if packet is None:
        return None if record in mirror.areas else "there is no such ORPHApacket"
    if fact.subject != record and fact.predicate in {"name", "type", "fullName"}:
        return _orphanet_label(mirror, claim)
    if fact.predicate == "name":
        return expect(claim.text == packet.label, packet.label)
    if fact.predicate in SYNONYMS:
        return expect(claim.text in packet.synonyms, sorted(packet.synonyms))
    if fact.predicate == "hasParent":
        return expect(str(fact.object) in packet.parents, packet.parents)
    return _orphanet_more(mirror, claim)


def _orphanet_more(mirror: Mirror, claim: Claim) -> Finding:
    fact, packet = claim.fact, mirror.packets[claim.reference.record]
    code = claim.reference.record.removeprefix("ORPHA:")
    history = mirror.history.get(code, [])
    match fact.predicate:
        case "exactMatch" | "broadMatch" | "narrowMatch":
            link = (str(fact.object), RELATIONS[fact.predicate])
            return expect(link in packet.mappings, sorted(packet.mappings))
        case "hasOnset":
            ages = packet.onsets | {a for r in history for a in r["age_of_onset"].split("|")}
            word = str(fact.object).removeprefix("rkg:Onset")
            return expect(word in {a.replace("All ages", "AllAges") for a in ages}, sorted(ages))
        case "hasInheritance":
            suffix = " inheritance"
            modes = packet.modes | {m for r in history for m in r["type_of_inheritance"].split("|")}
            label = mirror.hp_labels.get(str(fact.object), "?").casefold()
            words = {m.casefold().replace("semi-", "semi").removesuffix(suffix) for m in modes}
            parts = {part for word in words for part in word.split("/")}
            return expect(label.removesuffix(suffix) in parts, sorted(modes))
        case "hasPhenotype":
            sign = packet.signs.get(str(fact.object))
            frequency = WORD_OF_FREQUENCY.get(str(claim.qualifier("frequency")))
            wanted = "Excluded" if fact.negated else frequency
            return expect(sign is not None and sign[1] == wanted, sign)
        case "associatedGene":
            return _orphanet_gene(mirror, claim)
        case predicate if predicate in MEASURE_WORDS:
            return _orphanet_prevalence(mirror, claim)
        case predicate if predicate in OURS:
            return None
    return "no check for this property"


def _orphanet_gene(mirror: Mirror, claim: Claim) -> Finding:
    genes = mirror.packets[claim.reference.record].genes
    table = next(
        f for f in source_named("curated").file if "gene_association" in f.lookups
    ).lookups["gene_association"]
    kind = str(claim.qualifier("associationType")).removeprefix("rkg:")
    words = {table.get(association) for _, _, association in genes.get(str(claim.fact.object), ())}
    return expect(kind in words, genes)


def _orphanet_label(mirror: Mirror, claim: Claim) -> Finding:
    """A sign, a gene or a parent that the record names."""
    fact, packet = claim.fact, mirror.packets[claim.reference.record]
    subject = str(fact.subject)
    if subject == claim.about:
        return None if fact.predicate == "type" else "a name from another entity's record"
    if subject.startswith("HGNC:"):
        names = {name for _, name, _ in packet.genes.get(subject, set())}
        return expect(fact.predicate != "fullName" or claim.text in names, names)
    if fact.predicate == "type":
        parent = mirror.packets.get(subject)
        kind = KINDS.get(parent.kind, "Disease") if parent else "DiseaseGroup"
        return expect(str(fact.object) == f"rkg:{kind}", kind)
    return expect(claim.text == packet.parents.get(subject), packet.parents)


def _hp_label(mirror: Mirror, claim: Claim) -> Finding:
    known = mirror.hp_labels.get(str(claim.fact.subject))
    return expect(claim.text == known, known)


def _orphanet_prevalence(mirror: Mirror, claim: Claim) -> Finding:
    code = claim.reference.record.removeprefix("ORPHA:")
    rows = mirror.epidemiology.get(code, [])
    return expect(
        any(_same_prevalence(claim, row) for row in rows),
        [
            (r["prevalence_type"], r["prevalence_class"], r["val_moy"], r["prevalence_geographic"])
            for r in rows
        ],
    )


def _same_prevalence(claim: Claim, row: Row) -> bool:
    fact = claim.fact
    table = next(
        f for f in source_named("curated").file if "prevalence_class" in f.lookups
    ).lookups["prevalence_class"]
    counted = fact.predicate not in MEASURES.values()
    value = fact.object if counted else claim.qualifier("valuePer100000") or Decimal(0)
    status = "Not yet validated" if claim.qualifier("validation") else "Validated"
    return (
        row["prevalence_type"] == MEASURE_WORDS[fact.predicate]
        and (counted or f"rkg:{table.get(row['prevalence_class'])}" == fact.object)
        and Decimal(row["val_moy"] or 0) == value
        and row["prevalence_geographic"] == claim.qualifier("region")
        and row["prevalence_validation_status"] == status
    )


def _mondo(mirror: Mirror, claim: Claim) -> Finding:
    record, fact = claim.reference.record, claim.fact
    if record not in mirror.mondo_names:
        return "Mondo's files have no such id"
    if fact.predicate in NAMES:
        return expect(claim.text in mirror.mondo_names[record], mirror.mondo_names[record])
    if fact.predicate.endswith("Match"):
        other = str(fact.subject) if fact.object == record else str(fact.object)
        return expect(other in mirror.mondo_links[record], sorted(mirror.mondo_links[record]))
    return None


def _hpoa(mirror: Mirror, claim: Claim) -> Finding:
    record, fact = claim.reference.record, claim.fact
    rows = [r for r in mirror.hpoa.get(record, []) if r["hpo_id"] == fact.object]
    genes = {r["ncbi_gene_id"]: r["gene_symbol"] for r in mirror.gene_diseases.get(record, [])}
    if fact.predicate == "associatedGene":
        return expect(str(fact.object) in genes, genes)
    if fact.predicate == "name" and fact.subject.startswith("NCBIGene:"):
        return expect(genes.get(str(fact.subject)) == claim.text, genes)
    if fact.predicate == "name" and fact.subject.startswith("HP:"):
        return _hp_label(mirror, claim)
    if fact.predicate == "hasPhenotype":
        return _hpoa_sign(claim, rows)
    if fact.predicate == "hasInheritance":
        return expect(any(r["aspect"] == "I" for r in rows), "no such mode")
    return None if record in mirror.hpoa or genes else "phenotype.hpoa has no such disease"


def _hpoa_sign(claim: Claim, rows: list[Row]) -> Finding:
    wanted = [
        str(claim.qualifier(k) or "") for k in ("frequency", "frequencyCount", "frequencyPercent")
    ]
    written = "".join(wanted)
    return expect(
        any(
            r["frequency"] == written and (r["qualifier"] == "NOT") == claim.fact.negated
            for r in rows
        ),
        [(r["qualifier"], r["frequency"]) for r in rows],
    )


def _hpo(mirror: Mirror, claim: Claim) -> Finding:
    if claim.reference.record not in mirror.hp_labels:
        return "hp.json has no such live term"
    return (
        _hp_label(mirror, claim)
        if claim.fact.subject.startswith("HP:") and claim.fact.predicate == "name"
        else None
    )


def _maxo(mirror: Mirror, claim: Claim) -> Finding:
    record, fact = claim.reference.record, claim.fact
    if " " in record:
        return _maxo_annotation(mirror, claim)
    if record not in mirror.maxo_labels:
        return "maxo.json has no such live term"
    if fact.predicate == "name" and claim.file not in NAMED_BY_US:
        return expect(claim.text == mirror.maxo_labels[record], mirror.maxo_labels[record])
    return None


def _maxo_annotation(mirror: Mirror, claim: Claim) -> Finding:
    rows = mirror.maxo_rows.get(claim.reference.record)
    if rows is None:
        return "there is no such annotation"
    if claim.fact.predicate not in MAXO_RELATIONS:
        return None if claim.fact.predicate in OURS else "no check for this property"
    cited = {r["source_id"] for r in rows if r["relation"] in _maxo_words(claim)}
    if not cited or not set(claim.reference.publications) <= cited:
        return f"the record has {[(r['source_id'], r['relation']) for r in rows]}"
    sign, told = claim.qualifier("forSign"), rows[0]["hpo_id"]
    whole = told == "HP:0000118" or not told.startswith("HP:")
    return expect(sign is None if whole else sign in {None, told}, told)


def _maxo_words(claim: Claim) -> set[str]:
    """The words of MAxO for what is claimed."""
    if claim.fact.predicate == "indicatedFor":
        return MAXO_RELATIONS["indicatedFor"] if claim.fact.negated else set()
    return MAXO_RELATIONS[claim.fact.predicate]


def _gard(mirror: Mirror, claim: Claim) -> Finding:
    record, fact = claim.reference.record, claim.fact
    rows = mirror.gard.get(record)
    if rows is None:
        return "GARD has no such id"
    if fact.predicate in NAMES:
        names = {n for r in rows for n in (r["Name"], *r["Synonym"].split("|"))}
        return expect(claim.text in names, sorted(names))
    if fact.predicate.endswith("Match"):
        other = str(fact.subject) if fact.object == record else str(fact.object)
        return expect(other in mirror.gard_links[record], sorted(mirror.gard_links[record]))
    return None


def _nando(mirror: Mirror, claim: Claim) -> Finding:
    block = mirror.nando.get(claim.reference.record)
    if block is None:
        return "NANDO has no such id"
    if claim.fact.predicate in NAMES and isinstance(claim.fact.object, Text):
        written = f'"{claim.text}"@{claim.fact.object.language}'
        return expect(written in block, block[:300])
    return None


def _everycure(mirror: Mirror, claim: Claim) -> Finding:
    known = claim.reference.record.lower() in mirror.drugs
    return None if known else "Every Cure's list has no such drug"


def _ror(mirror: Mirror, claim: Claim) -> Finding:
    found = mirror.ror.get(claim.reference.record)
    if found is None:
        return "ROR has no such record"
    if claim.fact.predicate in SYNONYMS | {"name", "locatedIn"}:
        return expect(f'"{claim.text}"' in found, "no such name")
    if claim.fact.predicate == "exactMatch":
        return expect(claim.fact.object == claim.reference.record, claim.reference.record)
    if claim.fact.predicate == "worksOn":  # the record does not say it in so many words
        return expect(claim.reference.method is not None, "a reference that says how we know")
    return None


def _funding_ch(mirror: Mirror, claim: Claim) -> Finding:
    row = mirror.payments.get(claim.reference.record)
    if row is None:
        return "the Swiss list has no such payment"
    cluster = f"rarekg:organisation-ch-{row['payment_receiver_cluster_ID']}"
    if str(claim.fact.subject) != cluster:
        return f"the payment went to {cluster}"
    if claim.fact.predicate in NAMES:
        return expect(claim.text == row["payment_receiver_cluster"], row)
    return None


def _clinicaltrials(mirror: Mirror, claim: Claim) -> Finding:
    number = claim.reference.record.replace(":", "")
    known = number in mirror.trials
    return None if known else "the captured answers have no such study"


CHECKS: dict[str, Check] = {
    "orphanet": _orphanet,
    "mondo": _mondo,
    "hpoa": _hpoa,
    "hpo": _hpo,
    "maxo": _maxo,
    "gard": _gard,
    "nando": _nando,
    "fda": fda,
    "ema": ema,
    "everycure": _everycure,
    "ror": _ror,
    "funding-ch": _funding_ch,
    "clinicaltrials": _clinicaltrials,
}
