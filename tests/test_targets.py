"""What names of substances say of their targets: words, genes, stems, and their references."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks import gold_targets

from rarekg.facts import Fact, Reference, Text
from rarekg.identifiers import Curie
from rarekg.linking.genes import GeneLexicon
from rarekg.linking.mechanism_rules import FILE, check_mechanisms, mechanism_rules
from rarekg.linking.names import Name, NameCollector, gene_names
from rarekg.linking.target_phrases import ACTS, BRINGS, aims
from rarekg.linking.targets import METHOD, targets
from rarekg.report import Report

CURATED = Path(__file__).resolve().parents[1] / "ingest" / "curated"
THERAPY = Curie("rarekg:fda-inventin")
REFERENCE = Reference("fda", "inventin, designated 2020-01-01")
GENES = GeneLexicon(
    [
        Name("TTR", "name", "HGNC:12405", "orphanet"),
        Name("transthyretin", "fullName", "HGNC:12405", "orphanet"),
        Name("RPE65", "name", "HGNC:10294", "orphanet"),
        Name("KIT", "name", "HGNC:6342", "orphanet"),
        Name("PTH", "name", "HGNC:9606", "orphanet"),
        Name("parathyroid hormone", "fullName", "HGNC:9606", "orphanet"),
        Name("IL6R", "name", "HGNC:6019", "orphanet"),
        Name("interleukin 6 receptor", "fullName", "HGNC:6019", "orphanet"),
        Name("SNCA", "name", "HGNC:11138", "orphanet"),
        Name("alpha-synuclein", "synonym", "HGNC:11138", "orphanet"),
        Name("alpha-synuclein", "synonym", "HGNC:99999", "orphanet"),
        Name("novatin receptor", "synonym", "HGNC:6342", "orphanet"),
    ]
)


def record(name: str, *more: tuple[str, str]) -> list[Fact]:
    """The facts of a record about one therapy."""
    facts = [Fact(THERAPY, "type", Curie("rkg:Therapy"), (REFERENCE,))]
    facts.append(Fact(THERAPY, "name", Text(name, "en"), (REFERENCE,)))
    for predicate, value in more:
        told = value if predicate == "atcCode" else Text(value, "en")
        facts.append(Fact(THERAPY, predicate, told, (REFERENCE,)))
    return facts


def derived(name: str, *more: tuple[str, str]) -> list[Fact]:
    """What follows from such a record."""
    return list(targets(record(name, *more), GENES, Report()))


def said(facts: list[Fact], predicate: str) -> list[str]:
    """The values of a property, English texts only."""
    values = [f.object for f in facts if f.predicate == predicate]
    return [v.value if isinstance(v, Text) else str(v) for v in values if _is_english(v)]


def _is_english(value: object) -> bool:
    return not isinstance(value, Text) or value.language == "en"


@pytest.mark.parametrize(
    ("name", "relation", "thing"),
    [
        ("humanised monoclonal antibody against invented protein 5", ACTS, "invented protein 5"),
        ("anti-CD19 chimeric antigen receptor T cells", ACTS, "CD19"),
        (
            "antisense oligonucleotide targeting exon 13 in the USH2A gene",
            ACTS,
            "exon 13 in the US",
        ),
        ("small molecule inhibitor of novase kinase", ACTS, "novase kinase"),
        ("an oral selective novase kinase inhibitor", ACTS, "novase kinase"),
        ("AAV serotype 9 vector containing the human RPE65 gene", BRINGS, "RPE65 gene"),
        ("lentiviral vector encoding codon-optimised human inventase", BRINGS, "inventase"),
        ("inventin mRNA", BRINGS, "inventin"),
        ("Claudin18.2-targeted CAR-T cells", ACTS, "Claudin18.2"),
    ],
)
def test_the_words_that_tell_what_a_substance_acts_on_are_found(
    name: str, relation: str, thing: str
) -> None:
    found = aims(name)
    assert [(aim.relation, aim.thing[: len(thing)]) for aim in found] == [(relation, thing)]


@pytest.mark.parametrize(
    "name",
    [
        "recombinant human inventase alfa",
        "anti-inflammatory peptide of eleven amino acids",
        "lentiviral vector with self-inactivating lentiviral vector backbone",
        "human alpha-1-inventin, plasma derived, for inhalation",
        "(2R)-2-amino-N-benzyl-3-methoxypropanamide hydrochloride salt",
        "autologous T cells depleted of host reactive cells",
        "adeno-associated virus encoded gene for invented inhibitor of apoptosis protein (KIT)",
    ],
)
def test_what_a_substance_is_made_of_is_no_target(name: str) -> None:
    assert aims(name) == ()


def test_the_name_of_the_substance_in_brackets_is_no_part_of_the_words() -> None:
    [aim] = aims("monoclonal antibody against novase (inventumab)")
    assert (aim.words, aim.thing) == ("antibody against novase", "novase")
    [aim] = aims("monoclonal antibody against claudin 18.2 (CLDN18.2)")
    assert aim.words == "antibody against claudin 18.2 (CLDN18.2)"


def test_what_stands_in_a_vector_as_a_tool_is_not_what_is_brought_in() -> None:
    found = aims("T cells with a lentiviral vector encoding a chimeric antigen receptor for CD19")
    assert not [aim for aim in found if aim.relation == BRINGS]


def test_a_gene_is_a_target_or_is_brought_in_with_the_words_that_say_so() -> None:
    acts = derived("antisense oligonucleotide targeting human transthyretin mRNA")
    assert said(acts, "hasTarget") == ["HGNC:12405"]
    [gene] = [f for f in acts if f.predicate == "hasTarget"]
    [reference] = gene.references
    assert reference.source == "fda"
    assert reference.record == REFERENCE.record
    assert reference.method == METHOD
    assert reference.asserted_object == "targeting human transthyretin mRNA"
    assert reference.confidence is not None
    brings = derived("AAV vector containing the human RPE65 gene")
    assert said(brings, "suppliesGene") == ["HGNC:10294"]
    assert said(brings, "targetDescription") == ["containing the human RPE65 gene"]
    assert not said(brings, "hasTarget")


@pytest.mark.parametrize(
    ("name", "genes"),
    [
        ("antibody against alpha-synuclein", []),  # a name that two genes have
        ("inhibitor of novatin receptor", []),  # a name for one, and of a family
        ("antibody against kit of tools", []),  # a symbol in another spelling
        ("antisense oligonucleotide specific for the TTR-antisense transcript", []),
        ("inhibitor of TTR and KIT", ["HGNC:12405", "HGNC:6342"]),
        ("parathyroid hormone agonist", []),  # it acts on the receptor
        ("interleukin-6 receptor antagonist", ["HGNC:6019"]),
        ("antibody against transthyretin (KIT)", []),  # name and symbol contradict each other
        ("antibody that binds to the classical pathway (KIT) specific protease", []),
    ],
)
def test_only_what_is_surely_a_gene_is_one(name: str, genes: list[str]) -> None:
    assert said(derived(name), "hasTarget") == genes


def test_a_stem_says_how_a_substance_works_in_two_languages() -> None:
    facts = derived("invetinib mesylate")
    languages = [f.object.language for f in facts if isinstance(f.object, Text)]
    assert languages == ["en", "fr"]
    assert said(facts, "targetDescription")[0].startswith("tyrosine kinase inhibitor")
    assert facts[0].references[0].method == "mechanism by INN stem -tinib"
    assert facts[0].references[0].asserted_object == "invetinib"


def test_the_longest_stem_counts_and_exceptions_have_none() -> None:
    assert said(derived("invmetinib"), "targetDescription")[0].startswith("MEK")
    assert not derived("pimasertib")
    assert not derived("invetinib; inventumab")  # of a combination nothing is said
    assert not derived("invetinib and inventumab")


def test_an_atc_group_counts_where_the_name_says_nothing() -> None:
    facts = derived("inventumab", ("atcCode", "L04AJ09"))
    assert said(facts, "targetDescription")[0].startswith("complement inhibitor")
    assert facts[0].references[0].method == "mechanism by ATC group L04AJ"
    assert not derived("inventumab", ("atcCode", "L04AA09"))  # a group that says nothing of it


def test_genes_are_collected_with_their_names(tmp_path: Path) -> None:
    collector = NameCollector()
    for predicate, value in (
        ("type", Curie("rkg:Gene")),
        ("fullName", Text("transthyretin", "en")),
    ):
        collector.add(Fact(Curie("HGNC:12405"), predicate, value, (REFERENCE,)))
    collector.add(Fact(THERAPY, "name", Text("inventin", "en"), (REFERENCE,)))
    collector.save(tmp_path / "names-0001.msgpack")
    found = gene_names([tmp_path / "names-0001.msgpack"])
    assert [(n.text, n.kind, n.of) for n in found] == [("transthyretin", "fullName", "HGNC:12405")]


def test_the_rules_in_use_have_no_mistake() -> None:
    assert check_mechanisms(CURATED) == []
    meanings = [*mechanism_rules().stems.values(), *mechanism_rules().atc.values()]
    assert all(len(text) <= 140 for meaning in meanings for _, text in meaning.texts)
    assert not mechanism_rules().others & set(mechanism_rules().stems)


def test_mistakes_in_the_rules_are_told_with_their_place(tmp_path: Path) -> None:
    rules = 'not: "UPPER"\nstems:\n  - {ends: "tinib, tinib", en: blocks, de: sperrt}\natc: none\n'
    (tmp_path / FILE).write_text(rules, "utf-8")
    problems = [str(problem) for problem in check_mechanisms(tmp_path)]
    for words in ("'UPPER' is not of the form", "de: is no field", "fr: is missing", "stands here"):
        assert any(words in problem for problem in problems), problems
    assert any("atc: expected a list" in problem for problem in problems)


@pytest.mark.mirror
def test_the_gold_set_of_targets(mirror: Path) -> None:
    found = gold_targets.measure(mirror)
    assert [gold.topic for gold in found] == ["targets", "target-genes"]
    for gold in found:
        assert gold.precision >= gold.bound, gold.errors
    assert found[0].recall > 0.9
