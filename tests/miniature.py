"""A miniature mirror in the genuine formats (invented records), and a build of it.

`python -m tests.miniature HOME MIRROR WORKERS` builds it in a process that can be killed.
"""

from __future__ import annotations

import io
import json
import sys
import tarfile
from pathlib import Path

import msgspec

from rarekg.build import BuildOptions, build
from rarekg.build_report import BuildReport, Stages
from rarekg.release import Home, Release
from rarekg.sources.manifest import SourceManifest, source_named

Json = str | int | list["Json"] | dict[str, "Json"]

FILES = {
    "orphanet": ["orphapacket-json.tar.xz"],
    "mondo": ["mondo_exactmatch_orphanet.sssom.tsv", "mondo_exactmatch_omim.sssom.tsv"],
    "hpo": ["hp.json"],
    "hpoa": ["phenotype.hpoa", "genes_to_disease.txt"],
    "gard": ["GARD.csv"],
}
OBO = "http://purl.obolibrary.org/obo/"

# HP:0001250 … are signs, HP:0040281 and HP:0040283 frequencies; HP:0009250 is a former id.
TERMS = {
    "HP:0000001": "All",
    "HP:0000007": "Autosomal recessive inheritance",
    "HP:0001250": "Example fits",
    "HP:0001251": "Example unsteadiness",
    "HP:0001252": "Example floppiness",
    "HP:0001253": "Example stiffness",
    "HP:0040281": "Very frequent",
    "HP:0040283": "Occasional",
}
FORMER = "HP:0009250"

MAPPINGS = {
    "mondo_exactmatch_orphanet.sssom.tsv": [
        ("MONDO:9000001", "example syndrome", "Orphanet:900001"),
        ("MONDO:9000002", "sample syndrome", "Orphanet:900002"),
    ],
    "mondo_exactmatch_omim.sssom.tsv": [("MONDO:9000001", "example syndrome", "OMIM:900001")],
}

HPOA_HEADER = (
    "database_id\tdisease_name\tqualifier\thpo_id\treference\tevidence\tonset\tfrequency\t"
    "sex\tmodifier\taspect\tbiocuration"
)

# Agrees with Orphanet; differs from it; under a former id; a NOT; Orphanet's own, passed on.
ANNOTATIONS = [
    {"hpo_id": "HP:0001252", "frequency": "HP:0040281"},
    {"hpo_id": "HP:0001250", "frequency": "3/7"},
    {"hpo_id": FORMER, "reference": "PMID:1002", "frequency": "HP:0040283"},
    {"hpo_id": "HP:0001253", "qualifier": "NOT"},
    {
        "database_id": "ORPHA:900001",
        "hpo_id": "HP:0001252",
        "frequency": "HP:0040281",
        "reference": "ORPHA:900001",
        "evidence": "TAS",
        "biocuration": "ORPHA:orphadata[2026-01-01]",
    },
]


def sign(term: str, frequency: str) -> Json:
    """A sign as a packet has it."""
    return {"Phenotype": {"HPOId": term, "HPOTerm": TERMS[term], "HPOFrequency": frequency}}


def external(number: str, relation: str) -> Json:
    """A mapping to OMIM as a packet has it."""
    return {"Source": "OMIM", "Reference": number, "DisorderMappingRelation": relation}


def packet(code: str, label: str, kind: str = "Disease", **fields: Json) -> dict[str, Json]:
    """An ORPHApacket."""
    return {
        "ORPHApacketId": code,
        "creationDate": "2025-12-09 10:41:42",
        "version": "1.3.42 / 4.1.8 [2025-03-03]",
        "copyright": "Orphanet (c) 2025",
        "ORPHAcode": code,
        "Label": label,
        "PURL": f"http://www.orpha.net/ORDO/Orphanet_{code}",
        "DisorderType": {"value": kind, "PURL": ""},
        **fields,
    }


def packets() -> list[dict[str, Json]]:
    """A disease with everything, one with little, a group, and one whose mapping is disputed."""
    exact = "E (Exact mapping: the two concepts are equivalent)"
    gene: Json = {
        "Gene": {
            "Symbol": "EXA1",
            "Name": "example protein 1",
            "ExternalReferences": [{"Source": "HGNC", "Reference": "99001"}],
            "DisorderGeneAssociationType": "Disease-causing germline mutation(s) in",
        }
    }
    everything = packet(
        "900001",
        "Example syndrome",
        Synonyms=[{"Synonym": "ES"}, {"Synonym": "Beispiel-Straße disease"}],
        TextSection={"TextSectionType": "Definition", "Contents": "A disease that was invented."},
        TypeOfInheritances=[{"TypeOfInheritance": {"value": "Autosomal recessive"}}],
        Phenotypes=[
            sign("HP:0001250", "Very frequent (99-80%)"),
            sign("HP:0001251", "Excluded (0%)"),
            sign("HP:0001252", "Very frequent (99-80%)"),
        ],
        Genes=[gene],
        ExternalReferences=[
            external("900001", exact),
            external("900009", "NTBT (ORPHAcode's concept is narrower than the target's)"),
        ],
        Parents=[{"Parent": [{"ORPHAcode": "900090", "Label": "Examples"}]}],
    )
    return [
        everything,
        packet("900002", "Sample syndrome"),
        packet("900003", "Third syndrome", ExternalReferences=[external("900001", exact)]),
        packet("900090", "Examples", "Category"),
    ]


def write_mirror(folder: Path) -> Path:
    """Writes the miniature mirror into a folder; returns it."""
    for name in ("orphanet", "mondo", "hpo", "gard"):
        (folder / name).mkdir(parents=True)
    write_packets(folder, packets())
    for name, rows in MAPPINGS.items():
        (folder / "mondo" / name).write_text(_sssom(rows), "utf-8")
    (folder / "hpo" / "hp.json").write_text(json.dumps(_obograph()), "utf-8")
    write_annotations(folder, ANNOTATIONS)
    (folder / "hpo" / "genes_to_disease.txt").write_text(
        "ncbi_gene_id\tgene_symbol\tassociation_type\tdisease_id\tsource\n"
        "NCBIGene:901\tEXA1\tMENDELIAN\tOMIM:900001\tftp://example.org/mim2gene\n",
        "utf-8",
    )
    (folder / "gard" / "GARD.csv").write_text(
        "GardID,DataSource,SourceID,ClassificationLevel,DisorderType,Name,Synonym\n"
        "GARD:0900001,Orphanet,ORPHA:900001,Disorder,Disease,Example syndrome,ES\n"
        "GARD:0900002,Orphanet,ORPHA:900002,Disorder,Disease,Former sample syndrome,\n",
        "utf-8",
    )
    return folder


def write_packets(mirror: Path, made: list[dict[str, Json]]) -> None:
    """Writes the archive of ORPHApackets."""
    path = mirror / "orphanet" / "orphapacket-json-1.tar.xz"
    with tarfile.open(path, "w:xz") as tar:
        for one in made:
            content = json.dumps({"Orphapacket": one}).encode()
            member = tarfile.TarInfo(f"orphapacket/json/ORPHApacket_{one['ORPHAcode']}.json")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def write_annotations(mirror: Path, rows: list[dict[str, str]]) -> None:
    """Writes phenotype.hpoa; what a row does not say is filled in."""
    usual = {
        "database_id": "OMIM:900001",
        "disease_name": "Example syndrome",
        "reference": "PMID:1001",
        "evidence": "PCS",
        "aspect": "P",
        "biocuration": "HPO:someone[2020-01-02]",
    }
    lines = ["#description: test", "#version: 2026-01-16", HPOA_HEADER]
    columns = HPOA_HEADER.split("\t")
    lines += ["\t".join({**usual, **row}.get(c, "") for c in columns) for row in rows]
    (mirror / "hpo" / "phenotype.hpoa").write_text("\n".join(lines) + "\n", "utf-8")


def _sssom(rows: list[tuple[str, str, str]]) -> str:
    head = [
        "# curie_map:",
        f"#   MONDO: {OBO}MONDO_",
        "# mapping_set_version: http://purl.obolibrary.org/obo/mondo/releases/2031-02-03/x.tsv",
        "subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification",
    ]
    made = [
        f"{subject}\t{label}\tskos:exactMatch\t{target}\t\tsemapv:ManualMappingCuration"
        for subject, label, target in rows
    ]
    return "\n".join([*head, *made]) + "\n"


def _obograph() -> Json:
    former: Json = [
        {
            "pred": "http://www.geneontology.org/formats/oboInOwl#hasAlternativeId",
            "val": FORMER,
        }
    ]
    nodes: list[Json] = [
        {
            "id": OBO + term.replace(":", "_"),
            "type": "CLASS",
            "lbl": label,
            "meta": {"basicPropertyValues": former} if term == "HP:0001250" else {},
        }
        for term, label in TERMS.items()
    ]
    edges: list[Json] = [
        {"sub": OBO + term.replace(":", "_"), "pred": "is_a", "obj": OBO + "HP_0000001"}
        for term in TERMS
        if term != "HP:0000001"
    ]
    meta: Json = {"version": OBO + "hp/releases/2026-08-13/hp.json"}
    return {"graphs": [{"id": OBO + "hp.json", "meta": meta, "nodes": nodes, "edges": edges}]}


def manifests() -> list[SourceManifest]:
    """The genuine manifests, of the miniature's files only, without expectations."""
    found = []
    for source, names in FILES.items():
        whole = source_named(source)
        files = [msgspec.structs.replace(f, expect={}) for f in whole.file if f.name in names]
        assert len(files) == len(names), f"a manifest changed: {source} {names}"
        found.append(msgspec.structs.replace(whole, file=files))
    return found


def build_miniature(
    home: Path, mirror: Path, workers: int = 1, stages: Stages | None = None
) -> tuple[Release, BuildReport]:
    """Builds the miniature mirror and publishes it."""
    options = BuildOptions(mirror, manifests(), workers=workers)
    return build(Home(home), options, stages or Stages())


if __name__ == "__main__":
    build_miniature(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
