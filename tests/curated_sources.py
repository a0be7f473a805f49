"""The genuine files of the mirror as small indexes, read without the readers of rarekg: what
curated facts are compared with must not come through the code that they are to test."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
import lzma
import re
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast

import openpyxl

Row = dict[str, str]
Json = dict[str, object]


def listed(value: object, key: str) -> list[Json]:
    """Orphanet's lists: a list of `{key: …}`, one such dict, `{key: […]}`, or nothing."""
    found: list[Json] = []
    for item in value if isinstance(value, list) else [value] if isinstance(value, dict) else []:
        inner = item.get(key, item) if isinstance(item, dict) else {}
        found += inner if isinstance(inner, list) else [cast(Json, inner)]
    return found


@dataclass(frozen=True)
class Packet:
    """What one ORPHApacket says."""

    label: str
    kind: str
    synonyms: frozenset[str]
    mappings: frozenset[tuple[str, str]]  # (OMIM:229300, E)
    parents: dict[str, str]
    signs: dict[str, tuple[str, str]]  # HP id: (label, frequency word)
    genes: dict[str, set[tuple[str, str, str]]]  # HGNC id: {(symbol, name, association)}
    onsets: frozenset[str]
    modes: frozenset[str]


def packet_of(text: bytes) -> Packet:
    """The packet in a JSON file."""
    data = cast(Json, json.loads(text)["Orphapacket"])
    genes: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for gene in listed(data.get("Genes"), "Gene"):
        for ref in listed(gene.get("ExternalReferences"), "ExternalReference"):
            if ref["Source"] == "HGNC":
                kind = str(gene["DisorderGeneAssociationType"])
                names = (str(gene["Symbol"]), str(gene["Name"]), kind)
                genes[f"HGNC:{ref['Reference']}"].add(names)
    return Packet(
        label=str(data["Label"]),
        kind=str(cast(Json, data["DisorderType"])["value"]),
        synonyms=frozenset(
            str(s["Synonym"]) for s in listed(data.get("Synonyms"), "") if "Synonym" in s
        ),
        mappings=frozenset(
            (f"{r['Source']}:{r['Reference']}", str(r["DisorderMappingRelation"]).split(" ")[0])
            for r in listed(data.get("ExternalReferences"), "ExternalReference")
            if "DisorderMappingRelation" in r
        ),
        parents={
            f"ORPHA:{p['ORPHAcode']}": str(p["Label"])
            for p in listed(data.get("Parents"), "Parent")
            if "ORPHAcode" in p
        },
        signs={
            str(p["HPOId"]): (str(p["HPOTerm"]), str(p["HPOFrequency"]).split(" (")[0])
            for p in listed(data.get("Phenotypes"), "Phenotype")
            if "HPOId" in p
        },
        genes=dict(genes),
        onsets=_values(data, "AverageAgeOfOnsets", "AverageAgeOfOnset"),
        modes=_values(data, "TypeOfInheritances", "TypeOfInheritance"),
    )


def _values(data: Json, outer: str, inner: str) -> frozenset[str]:
    return frozenset(str(v["value"]) for v in listed(data.get(outer), inner) if "value" in v)


@dataclass
class Mirror:
    """The genuine files; each index is built when it is first asked for."""

    folder: Path
    codes: frozenset[str]  # the ORPHAcodes whose packets are wanted
    organisations: frozenset[str] = frozenset()  # the ROR ids whose records are wanted

    def rows(self, name: str, delimiter: str = ",", skip: str = "") -> Iterator[Row]:
        """The rows of a gzipped table; lines that begin with `skip` are left out."""
        with gzip.open(self.folder / name, "rt", encoding="utf-8-sig", newline="") as stream:
            lines = (line for line in stream if not skip or not line.startswith(skip))
            yield from cast(Iterator[Row], csv.DictReader(lines, delimiter=delimiter))

    def grouped(
        self, name: str, key: str, delimiter: str = ",", skip: str = ""
    ) -> dict[str, list[Row]]:
        """The rows of a table by the value of a column."""
        table: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows(name, delimiter, skip):
            table[row[key]].append(row)
        return table

    @cached_property
    def packets(self) -> dict[str, Packet]:
        """ORPHApackets by ORPHA id."""
        found = {}
        wanted = {f"ORPHApacket_{code}.json": f"ORPHA:{code}" for code in self.codes}
        (path,) = (self.folder / "orphanet").glob("orphapacket-json-*.tar.xz")
        with tarfile.open(path) as archive:
            for member in archive:
                name = Path(member.name).name
                stream = archive.extractfile(member) if name in wanted else None
                if stream is not None:
                    found[wanted[name]] = packet_of(stream.read())
        return found

    @cached_property
    def areas(self) -> frozenset[str]:
        """ORPHA ids of the medical areas of the linearisation."""
        rows = self.rows("orphanet/orphadata_csv_converted/linearisation_of_rare_diseases.csv.gz")
        return frozenset(f"ORPHA:{row['target_disorder_code']}" for row in rows)

    @cached_property
    def epidemiology(self) -> dict[str, list[Row]]:
        """Prevalence rows by ORPHAcode."""
        name = "orphanet/orphadata_csv_converted/epidemiology_of_rare_diseases.csv.gz"
        return self.grouped(name, "orpha_code")

    @cached_property
    def history(self) -> dict[str, list[Row]]:
        """Onset and inheritance by ORPHAcode, values separated by `|`."""
        name = "orphanet/orphadata_csv_converted/natural_history_of_rare_diseases.csv.gz"
        return self.grouped(name, "orpha_code")

    @cached_property
    def gene_rows(self) -> dict[str, list[Row]]:
        """Gene associations by ORPHAcode."""
        name = "orphanet/orphadata_csv_converted/genes_associated_with_rare_diseases.csv.gz"
        return self.grouped(name, "orpha_code")

    @cached_property
    def hpoa(self) -> dict[str, list[Row]]:
        """Annotations by disease id."""
        return self.grouped("hpo/phenotype.hpoa.gz", "database_id", "\t", "#")

    @cached_property
    def gene_diseases(self) -> dict[str, list[Row]]:
        """genes_to_disease rows by disease id."""
        return self.grouped("hpo/genes_to_disease.txt.gz", "disease_id", "\t")

    @cached_property
    def hp_labels(self) -> dict[str, str]:
        """Labels of live HPO terms by id."""
        with gzip.open(self.folder / "hpo/hp.json.gz") as stream:
            nodes = json.load(stream)["graphs"][0]["nodes"]
        return _labels(nodes, "HP_")

    @cached_property
    def maxo_labels(self) -> dict[str, str]:
        """Labels of live MAxO terms by id."""
        with gzip.open(self.folder / "maxo/maxo.json.gz") as stream:
            nodes = json.load(stream)["graphs"][0]["nodes"]
        return _labels(nodes, "MAXO_")

    @cached_property
    def maxo_rows(self) -> dict[str, list[dict[str, str]]]:
        """Rows of MAxO's annotations by `<disease> <action> <sign>`."""
        found: dict[str, list[dict[str, str]]] = defaultdict(list)
        path = self.folder / "maxo/maxo-annotations.tsv"
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream, delimiter="\t"):
                found[f"{row['disease_id']} {row['maxo_id']} {row['hpo_id']}".rstrip()].append(row)
        return found

    @cached_property
    def mondo_links(self) -> dict[str, set[str]]:
        """Identifiers that Mondo's mapping sets give, by MONDO id, prefixes as curated."""
        found: dict[str, set[str]] = defaultdict(set)
        for path in sorted((self.folder / "mondo").glob("*.sssom.tsv.gz")):
            for row in self.rows(f"mondo/{path.name}", "\t", "#"):
                found[row["subject_id"]].add(row["object_id"].replace("Orphanet:", "ORPHA:"))
        return found

    @cached_property
    def mondo_names(self) -> dict[str, set[str]]:
        """Labels and synonyms by MONDO id, from the table and from the mapping sets."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.rows("mondo/new-rare-diseases.tsv.gz", "\t"):
            found[row["ID"]] |= {row["LABEL"], *(row["SYNONYMS"] or "").split("|")}
        for path in sorted((self.folder / "mondo").glob("*.sssom.tsv.gz")):
            for row in self.rows(f"mondo/{path.name}", "\t", "#"):
                found[row["subject_id"]].add(row["subject_label"])
        return found

    @cached_property
    def gard(self) -> dict[str, list[Row]]:
        """GARD's diseases by GARD id."""
        return self.grouped("gard/GARD.csv.gz", "GardID")

    @cached_property
    def gard_links(self) -> dict[str, set[str]]:
        """Identifiers by GARD id, as `PREFIX:local`."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.rows("gard/GARD_xrefs.csv.gz"):
            prefix = row["XrefSource"].replace("Orphanet", "ORPHA")
            found[row["GardID"]].add(f"{prefix}:{row['SourceID'].split(':')[-1]}")
        return found

    @cached_property
    def nando(self) -> dict[str, str]:
        """The Turtle of each NANDO class by id."""
        with gzip.open(self.folder / "nando/nando.ttl.gz", "rt", encoding="utf-8") as stream:
            blocks = stream.read().split("\n\n")
        parts = (
            re.match(r"<http://nanbyodata.jp/ontology/NANDO_(\d+)>", b.strip()) for b in blocks
        )
        return {
            f"NANDO:{m[1]}": block for m, block in zip(parts, blocks, strict=True) if m is not None
        }

    @cached_property
    def fda(self) -> dict[str, list[Row]]:
        """FDA designations by `<generic name>, designated <day>`; days are ISO 8601."""
        found: dict[str, list[Row]] = defaultdict(list)
        book = openpyxl.load_workbook(self.folder / "fda/oopd_all_drug.xlsx", read_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True)
        heads = [str(cell) for cell in next(rows)]
        for cells in rows:
            row = {h: _cell(c) for h, c in zip(heads, cells, strict=True)}
            name, day = row["Generic Name"], row["Date Designated"]
            found[f"{name}, designated {day}"].append(row)
        book.close()
        for row in self.rows("fda/FDA_approved_subset_2025.csv.gz"):  # a year newer
            name, day = " ".join(row["Generic Name"].split()), row["Date Designated"]
            found[f"{name}, designated {day}"].append(row)
        return found

    @cached_property
    def ema(self) -> dict[str, list[Row]]:
        """EMA rows by product number and by designation number."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows("ema/medicines_output_medicines_en.csv.gz"):
            found[row["EMA product number"]].append(row)
        for row in self.rows("ema/medicines_output_orphan_designations_en.csv.gz"):
            found[row["EU designation number"]].append(row)
        for row in self.rows("ema/medicines_output_referrals_en.csv.gz"):
            found[row["Reference number"]].append(row)
        return found

    @cached_property
    def symbols(self) -> dict[str, set[str]]:
        """Symbols of genes by HGNC id, as Orphanet and GARD (after Orphanet) give them."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.rows("gard/GARD_genes.csv.gz"):
            found[row["GeneIdentifier"]].add(row["GeneSymbol"])
        for packet in self.packets.values():
            for gene, names in packet.genes.items():
                found[gene] |= {symbol for symbol, _, _ in names}
        return found

    @cached_property
    def drugs(self) -> frozenset[str]:
        """All cells of Every Cure's drug list that name a drug, lower case."""
        rows = self.rows("everycure/drug_list_stringent.csv.gz")
        return frozenset(cell.lower() for row in rows for cell in row.values() if cell)

    @cached_property
    def ror(self) -> dict[str, str]:
        """The JSON of each ROR record by `ROR:` id, with non-ASCII characters as they are."""
        found = {}
        with lzma.open(self.folder / "ror/ror-records-v2-merged.jsonl.xz", "rt") as stream:
            for line in stream:
                local = line.partition('"id":"https://ror.org/')[2][:9]
                if f"ROR:{local}" in self.organisations:
                    found[f"ROR:{local}"] = json.dumps(json.loads(line), ensure_ascii=False)
        return found

    @cached_property
    def payments(self) -> dict[str, Row]:
        """The payments of the Swiss list by `UID …`."""
        rows = self.rows("funding_ch_2015/data_main.hco_po.csv.gz")
        return {f"UID {row['UID']}": row for row in rows}

    @cached_property
    def trials(self) -> frozenset[str]:
        """NCT numbers of the captured answers and samples."""
        paths = [p for p in (self.folder / "clinicaltrials").rglob("*") if p.is_file()]
        texts = (
            gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes() for p in paths
        )
        return frozenset(n.decode() for text in texts for n in re.findall(rb"NCT\d{8}", text))


def _labels(nodes: list[dict[str, object]], prefix: str) -> dict[str, str]:
    found = {}
    for node in nodes:
        local = str(node["id"]).rsplit("/", 1)[-1]
        meta = node.get("meta")
        live = not (isinstance(meta, dict) and meta.get("deprecated"))
        if local.startswith(prefix) and live and "lbl" in node:
            found[local.replace("_", ":")] = str(node["lbl"])
    return found


def _cell(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return "" if value is None else " ".join(str(value).split())


__all__ = ["Mirror", "Packet", "Row", "listed"]
