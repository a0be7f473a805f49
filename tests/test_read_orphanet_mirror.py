"""The genuine files of Orphanet: all of them is read, and the counts are as measured."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from rarekg.errors import BadSource
from rarekg.readers.orphadata_csv import read_orphadata_csv
from rarekg.readers.orphadata_xml import read_orphadata_xml
from rarekg.readers.orphapackets import read_orphapackets
from rarekg.report import Report
from rarekg.sources.manifest import SourceFile
from tests.reading import findings, mirrored, read, source_file

pytestmark = pytest.mark.mirror
PACKETS = "orphapacket-json.tar.xz"
TABLES = "orphadata_csv_converted"
# Findings that a sound file may have; anything else is a word or an element that nobody mapped.
SILENT = {"hasOnset says nothing", "hasInheritance says nothing", "measure says nothing"}


def test_all_packets(mirror: Path) -> None:
    facts, report = read(read_orphapackets, mirrored("orphanet", PACKETS, mirror))
    counted = {kind: number for (_, kind), number in report.counts.items()}
    assert counted["entity"] == 9960
    assert counted["phenotype"] == 115_878
    assert counted["excluded phenotype"] == 727
    assert counted["gene link"] == 8018
    assert counted["prevalence record"] == 16_654
    assert counted["prevalence said by a fuller file"] == 15_936
    assert (counted["exactMatch"], counted["broadMatch"]) == (3659, 758)
    assert (counted["narrowMatch"], counted["relatedMatch"]) == (3989, 29)
    assert counted["definition"] == 6891
    said = Counter(fact.predicate for fact in facts)
    assert said["hasPhenotype"] == 115_878
    assert sum(fact.negated for fact in facts) == 727
    assert set(findings(report)) - SILENT == {
        "count without a number",
        "gene without HGNC number",
        "parent without a packet",
        "prevalence without a class",
    }


def test_every_prevalence_of_the_packets_is_said_or_reported(mirror: Path, tmp_path: Path) -> None:
    """Without the table beside them, the packets say all that they can; nothing goes silently."""
    genuine = mirrored("orphanet", PACKETS, mirror)
    alone = tmp_path / genuine.path.name
    alone.symlink_to(genuine.path)
    facts, report = read(read_orphapackets, source_file("orphanet", PACKETS, alone))
    counted = report.counts["orphanet", "prevalence"]
    lost = findings(report)
    silent = lost["count without a number"] + lost["prevalence without a class"]
    silent += lost["measure says nothing"]
    assert counted + silent == 16_654
    assert sum(fact.predicate == "associatedGene" for fact in facts) == 8016


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("epidemiology_of_rare_diseases.csv", {"prevalence record": 16_119, "prevalence": 16_020}),
        ("natural_history_of_rare_diseases.csv", {"hasOnset": 11_335, "hasInheritance": 4759}),
        ("genes_associated_with_rare_diseases.csv", {"gene link": 8300, "gene": 8163}),
        ("linearisation_of_rare_diseases.csv", {"area": 9753}),
    ],
)
def test_all_tables(mirror: Path, name: str, counts: dict[str, int]) -> None:
    _, report = read(read_orphadata_csv, mirrored("orphanet", f"{TABLES}/{name}", mirror))
    assert {kind: number for (_, kind), number in report.counts.items()} == counts
    assert not [rule for rule in findings(report) if rule.startswith(("unknown", "not "))]
    assert findings(report).get("no longer in the packet", 0) < 100


def test_all_classifications(mirror: Path) -> None:
    report = Report()
    for path in sorted((mirror / "orphanet/orphadata_xml").glob("en_product3_*.xml.gz")):
        _, one = read(
            read_orphadata_xml, source_file("orphanet", "orphadata_xml/en_product3.xml", path)
        )
        report.merge(one)
    assert report.counts["orphanet", "classification"] == 32
    assert report.counts["orphanet", "node"] == 15_767
    assert findings(report) == {"no longer in the packet": 140}  # 111 parents


PRODUCTS = {
    "product1": "en_product1.xml",
    "alignment": "en_product1.xml",
    "product3": "orphadata_xml/en_product3.xml",
    "product4": "en_product4.xml",
    "clinical_signs": "en_product4.xml",
    "product6": "en_product6.xml",
    "genes": "en_product6.xml",
    "product7": "en_product7.xml",
    "linearisation": "en_product7.xml",
    "product9_prev": "en_product9_prev.xml",
    "epidemiology": "en_product9_prev.xml",
    "product9_ages": "en_product9_ages.xml",
    "natural_history": "en_product9_ages.xml",
}


def as_product(path: Path) -> SourceFile | None:
    name = next((entry for part, entry in PRODUCTS.items() if part in path.name), None)
    return None if name is None else source_file("orphanet", name, path)


def test_samples_of_all_years(mirror: Path) -> None:
    """Files of 2019 to 2025: nothing in them is unknown."""
    files = sorted((mirror / "orphanet/orphadata_xml_samples").glob("*/*.xml"))
    samples = [sample for sample in map(as_product, files) if sample is not None]
    assert len(samples) == 14
    for sample in samples:
        facts, report = read(read_orphadata_xml, sample)
        assert facts, sample.path
        assert set(findings(report)) <= SILENT | {
            "list not as long as announced",  # excerpts keep the whole file's count
            "gene without HGNC number",
            "not an identifier",  # an empty OMIM number
        }


def test_truncated_files_are_refused_with_their_line(mirror: Path) -> None:
    files = sorted((mirror / "orphanet/orphadata_xml_heads_2025").glob("*.txt"))
    heads = [head for head in map(as_product, files) if head is not None]
    assert len(heads) == 6
    for head in heads:
        with pytest.raises(BadSource, match=r"\.xml:501: .*cut off"):
            read(read_orphadata_xml, head)
