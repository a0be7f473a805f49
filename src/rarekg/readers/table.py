"""The table of readers: the name that a manifest gives (`reader = "…"`) and the function."""

from __future__ import annotations

from rarekg.errors import BadSource
from rarekg.readers.clinicaltrials import read_clinicaltrials
from rarekg.readers.curated import (
    read_curated_diseases,
    read_curated_entities,
    read_curated_therapies,
)
from rarekg.readers.ema_medicines import read_ema_medicines
from rarekg.readers.ema_orphan import read_ema_orphan
from rarekg.readers.ema_shortages import read_ema_shortages
from rarekg.readers.everycure import read_everycure
from rarekg.readers.fda_orphan import read_fda_orphan
from rarekg.readers.gard import read_gard_diseases, read_gard_genes, read_gard_xrefs
from rarekg.readers.genes_to_disease import read_genes_to_disease
from rarekg.readers.hpo_translations import read_babelon, read_synonym_table
from rarekg.readers.hpoa import read_hpoa
from rarekg.readers.kgx import read_kgx
from rarekg.readers.maxo_annotations import read_maxo_annotations
from rarekg.readers.mondo_labels import read_mondo_labels
from rarekg.readers.nando import read_nando
from rarekg.readers.obographs import read_obographs
from rarekg.readers.orphadata_csv import read_orphadata_csv
from rarekg.readers.orphadata_xml import read_orphadata_xml
from rarekg.readers.orphapackets import read_orphapackets
from rarekg.readers.payments import read_payments
from rarekg.readers.protocol import Reader
from rarekg.readers.ror import read_ror
from rarekg.readers.sssom import read_sssom
from rarekg.sources.manifest import SourceFile

READERS: dict[str, Reader] = {
    "babelon": read_babelon,
    "clinicaltrials": read_clinicaltrials,
    "curated-diseases": read_curated_diseases,
    "curated-entities": read_curated_entities,
    "curated-therapies": read_curated_therapies,
    "ema-medicines": read_ema_medicines,
    "ema-orphan": read_ema_orphan,
    "ema-shortages": read_ema_shortages,
    "everycure": read_everycure,
    "fda-orphan": read_fda_orphan,
    "gard-diseases": read_gard_diseases,
    "gard-genes": read_gard_genes,
    "gard-xrefs": read_gard_xrefs,
    "genes-to-disease": read_genes_to_disease,
    "hpo-synonyms": read_synonym_table,
    "hpoa": read_hpoa,
    "kgx": read_kgx,
    "maxo-annotations": read_maxo_annotations,
    "mondo-labels": read_mondo_labels,
    "nando": read_nando,
    "obographs": read_obographs,
    "orphadata_csv": read_orphadata_csv,
    "orphadata_xml": read_orphadata_xml,
    "orphapackets": read_orphapackets,
    "payments": read_payments,
    "ror": read_ror,
    "sssom": read_sssom,
}


def reader_of(file: SourceFile) -> Reader:
    """The reader of a file. Raises BadSource if its manifest names one that does not exist."""
    reader = READERS.get(file.manifest.reader)
    if reader is None:
        raise BadSource(
            f"ingest/{file.source}/source.toml: {file.name}: no reader '{file.manifest.reader}'; "
            f"there are: {', '.join(READERS)}"
        )
    return reader
