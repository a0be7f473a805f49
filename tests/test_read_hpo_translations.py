"""HPO's translations: what is a translation, in which language, and who vouches for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rarekg.errors import BadSource
from rarekg.facts import Fact, Text
from rarekg.readers.hpo_translations import is_orcid, read_babelon, read_synonym_table
from rarekg.report import Report
from rarekg.sources.manifest import source_named
from tests.reading import about, findings, mirrored, read, source_file

SPANISH = (
    "source_language\ttranslation_language\tsubject_id\tsource_value\tpredicate_id\t"
    "translation_value\ttranslation_status"
)
GERMAN = (
    "source_language\tsource_value\tsubject_id\tpredicate_id\ttranslation_language\t"
    "translation_value\ttranslation_status\ttranslator\ttranslator_expertise\ttranslation_date\t"
    "comment"
)
FRENCH_SYNONYMS = "subject_id\ttranslation_value\tcomment\tStatus\tLine number"
TURKISH_SYNONYMS = "subject_id\ttranslation_value\tcomment"


def babelon(
    folder: Path, *rows: str, header: str = SPANISH, language: str = "es"
) -> tuple[list[Fact], Report]:
    name = f"hp-{language}.babelon.tsv"
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return read(read_babelon, source_file("hpo-translations", name, path))


def spanish(value: str, status: str = "OFFICIAL", source: str = "Sample sign") -> str:
    return f"en\tes\tHP:0000001\t{source}\trdfs:label\t{value}\t{status}"


def german(value: str, status: str, translator: str) -> str:
    return (
        f"en\tSample sign\tHP:0000001\trdfs:label\tde\t{value}\t{status}\t{translator}\tX\t"
        "2024-05-08\tpreview"
    )


def synonyms(
    folder: Path, *rows: str, language: str = "tr", header: str = TURKISH_SYNONYMS
) -> tuple[list[Fact], Report]:
    name = f"hp-{language}.synonyms.tsv"
    path = folder / name
    template = f"ID\tAL oboInOwl:hasExactSynonym@{language}" + "\t" * (header.count("\t") - 1)
    path.write_text("\n".join([header, template, *rows]) + "\n", "utf-8")
    return read(read_synonym_table, source_file("hpo-translations", name, path))


def texts(facts: list[Fact], predicate: str) -> list[object]:
    return [fact.object for fact in about(facts, "HP:0000001", predicate)]


def test_an_official_name_is_a_name_in_its_language(tmp_path: Path) -> None:
    facts, report = babelon(tmp_path, spanish("Signo de ejemplo"))
    (fact,) = facts
    assert (fact.subject, fact.predicate) == ("HP:0000001", "name")
    assert fact.object == Text("Signo de ejemplo", "es")
    assert fact.references[0].source == "hpo-translations"
    assert fact.references[0].method is None
    assert report.counts["hpo-translations", "translation"] == 1
    assert not report.entries


def test_columns_are_found_by_name_and_candidates_say_what_they_are(tmp_path: Path) -> None:
    facts, report = babelon(
        tmp_path,
        german("Maschinell", "CANDIDATE", "DeepL"),
        german("Mensch", "CANDIDATE", "orcid:0000-0002-1825-0097"),
        german("Amtlich", "OFFICIAL", "orcid:0000-0002-1825-0097|orcid:0000-0001-5109-3700"),
        header=GERMAN,
        language="de",
    )
    machine, person, official = (fact.references[0] for fact in facts)
    assert machine.method == "machine translation (DeepL), not reviewed"
    assert machine.curated_by is None
    assert person.method == "candidate translation, not reviewed"
    assert person.curated_by == "ORCID:0000-0002-1825-0097"
    assert official.method is None
    assert official.curated_by == "ORCID:0000-0002-1825-0097; ORCID:0000-0001-5109-3700"
    assert findings(report) == {"second name": 2}


def test_a_second_name_is_a_synonym_and_the_same_name_stays_one(tmp_path: Path) -> None:
    facts, _ = babelon(tmp_path, spanish("Uno"), spanish("Uno"), spanish("Otro"))
    assert set(texts(facts, "name")) == {Text("Uno", "es")}
    assert texts(facts, "synonym") == [Text("Otro", "es")]


def test_a_definition_is_one(tmp_path: Path) -> None:
    row = "en\tes\tHP:0000001\tWhat it is.\tIAO:0000115\tLo que es.\tCANDIDATE"
    (fact,) = babelon(tmp_path, row)[0]
    assert (fact.predicate, fact.object) == ("definition", Text("Lo que es.", "es"))
    assert fact.references[0].method == "candidate translation, not reviewed"


@pytest.mark.parametrize(
    "row",
    [spanish("NA", "NOT_TRANSLATED"), spanish("NA"), spanish(""), spanish("x", "NOT_TRANSLATED")],
)
def test_what_is_not_translated_is_counted_and_left_out(tmp_path: Path, row: str) -> None:
    facts, report = babelon(tmp_path, row)
    assert facts == []
    assert report.counts == {("hpo-translations", "not translated"): 1}


def test_a_name_like_the_english_one_is_kept_and_reported(tmp_path: Path) -> None:
    facts, report = babelon(tmp_path, spanish("Asthma", source="asthma"))
    assert texts(facts, "name") == [Text("Asthma", "es")]
    assert findings(report) == {"same as the English": 1}


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (spanish("signo obsoleto", source="obsolete Sign"), "name of an obsolete term"),
        (spanish("Signo", "GUESS"), "unknown status"),
        (spanish("Signo").replace("rdfs:label", "skos:note"), "unknown predicate"),
        (spanish("Signo").replace("en\t", "fr\t", 1), "not from English"),
        (spanish("Signo").replace("HP:0000001", "HP:1"), "not an identifier in subject_id"),
        ("en\tes\tHP:0000001", "wrong number of fields"),
    ],
)
def test_a_bad_row_is_left_out_and_reported(tmp_path: Path, row: str, rule: str) -> None:
    if rule == "not an identifier in subject_id":
        row = row.replace("HP:1", "HP:12345678")
    facts, report = babelon(tmp_path, row, spanish("Bueno"))
    assert [fact.object for fact in facts] == [Text("Bueno", "es")]
    assert findings(report) == {rule: 1}
    assert [e.place for e in report.examples.values()] == ["hp-es.babelon.tsv:2"]


def test_an_orcid_with_a_wrong_check_digit_credits_nobody(tmp_path: Path) -> None:
    facts, report = babelon(
        tmp_path,
        german("Wort", "OFFICIAL", "orcid:0000-0002-1825-0098"),
        header=GERMAN,
        language="de",
    )
    assert facts[0].references[0].curated_by is None
    assert findings(report) == {"malformed translator": 1}


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("0000-0002-1825-0097", True),
        ("0000-0002-1694-233X", True),
        ("0000-0002-1825-0098", False),
        ("0000-0002-1825-009", False),
        ("", False),
    ],
)
def test_the_check_digit_of_an_orcid(text: str, valid: bool) -> None:
    assert is_orcid(text) is valid


def test_quoted_cells_lose_their_quotes(tmp_path: Path) -> None:
    facts, _ = babelon(tmp_path, spanish('"Signo ""raro"", sí"'))
    assert texts(facts, "name") == [Text('Signo "raro", sí', "es")]


def test_an_unknown_column_is_reported(tmp_path: Path) -> None:
    facts, report = babelon(tmp_path, spanish("Signo") + "\tx", header=SPANISH + "\tmood")
    assert len(facts) == 1
    assert findings(report) == {"unknown column": 1}


def test_broken_utf8_stops_reading(tmp_path: Path) -> None:
    path = tmp_path / "hp-es.babelon.tsv"
    path.write_bytes(f"{SPANISH}\n".encode() + spanish("niño").encode("cp1252") + b"\n")
    with pytest.raises(BadSource, match=r"hp-es\.babelon\.tsv.*damaged"):
        read(read_babelon, source_file("hpo-translations", "hp-es.babelon.tsv", path))


def test_synonyms_are_in_the_language_of_the_table(tmp_path: Path) -> None:
    facts, report = synonyms(
        tmp_path, "HP:0000001\tÖrnek\tOFFICIAL", "HP:0000001\tBaşka\tCANDIDATE"
    )
    official, candidate = facts
    assert official.object == Text("Örnek", "tr")
    assert official.references[0].method is None
    assert candidate.references[0].method == "candidate translation, not reviewed"
    assert report.counts["hpo-translations", "synonym"] == 2


def test_a_cell_may_hold_several_synonyms_and_damaged_quotes(tmp_path: Path) -> None:
    facts, report = synonyms(
        tmp_path,
        "HP:0000001\tun signe|quot;autre signe, rarequot;\tsynonyms of x\tCANDIDATE\t7",
        language="fr",
        header=FRENCH_SYNONYMS,
    )
    assert texts(facts, "synonym") == [Text("un signe", "fr"), Text("autre signe, rare", "fr")]
    assert findings(report) == {"mended text": 1}


def test_a_candidate_that_is_still_english_is_left_out(tmp_path: Path) -> None:
    synonyms(tmp_path, "HP:0000001\tPoor Vision\tNOT_TRANSLATED", language="nl")
    facts, report = synonyms(
        tmp_path,
        "HP:0000001\tPoor vision|Weak sight\tc\tCANDIDATE\t1",
        "HP:0000001\tVue faible\tc\tCANDIDATE\t2",
        "HP:0000002\tPoor vision\tc\tCANDIDATE\t3",
        language="fr",
        header=FRENCH_SYNONYMS,
    )
    assert texts(facts, "synonym") == [Text("Vue faible", "fr")]
    assert len(facts) == 2
    assert findings(report) == {"untranslated candidate": 1}


@pytest.mark.parametrize("template", ["AL oboInOwl:hasExactSynonym@de", "Örnek"])
def test_a_table_in_another_language_than_expected_is_refused(
    tmp_path: Path, template: str
) -> None:
    path = tmp_path / "hp-tr.synonyms.tsv"
    path.write_text(f"{TURKISH_SYNONYMS}\nID\t{template}\t\n", "utf-8")
    with pytest.raises(BadSource, match=r"hp-tr\.synonyms\.tsv:2: expected the template line"):
        read(read_synonym_table, source_file("hpo-translations", "hp-tr.synonyms.tsv", path))


@pytest.mark.mirror
def test_the_genuine_tables_are_read_as_the_manifest_expects(mirror: Path) -> None:
    languages = set()
    for entry in source_named("hpo-translations").file:
        reader = read_babelon if entry.reader == "babelon" else read_synonym_table
        facts, report = read(reader, mirrored("hpo-translations", entry.name, mirror))
        languages |= {fact.object.language for fact in facts if isinstance(fact.object, Text)}
        for kind, expected in entry.expect.items():
            assert report.counts["hpo-translations", kind] >= expected.least, entry.name
    assert languages == {"cs", "de", "es", "fr", "it", "ja", "nl", "pt", "tr", "zh"}


@pytest.mark.mirror
def test_a_third_of_the_french_candidates_is_english(mirror: Path) -> None:
    file = mirrored("hpo-translations", "hp-fr.synonyms.tsv", mirror)
    facts, report = read(read_synonym_table, file)
    assert findings(report)["untranslated candidate"] == 3_051
    assert len(facts) == 9_261
