"""From a publisher's columns to the one format of disclosed payments (docs/payments.md).

A mapping is a TOML file: which column is which field, constants, tables of values, category
columns that are parts of the amount, an amount that the publisher converted, and the columns
that are ignored, each with its reason.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from rarekg.content import content_folder
from rarekg.errors import BadSource
from rarekg.sources.manifest import SourceFile

NEEDED = ("payer", "recipient", "year", "amount", "currency")
FIELDS = (
    *NEEDED,
    "payer_country",
    "recipient_country",
    "recipient_kind",
    "purpose",
    "category",
    "document",
    "page",
    "reported_by",
    # what a publisher with a database of its own can say besides
    "record",
    "consulted",
    "payer_id",
    "payer_place",
    "recipient_id",
    "recipient_written",
    "recipient_class",
    "recipient_place",
    "recipient_region",
    "recipient_latitude",
    "recipient_longitude",
    "recipient_family",
    "recipient_family_id",
    "anonymous",
)
ANYTHING_ELSE = "*"  # in a table of values: what every value stands for that it does not name


class PartColumn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column that holds the part of the amount that falls under a category, in a currency
    (None: the one of the amount)."""

    column: str
    category: str
    currency: str | None = None


class ConvertedColumns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The column of an amount that the publisher converted into `currency`, with those of the
    rate and of its day (YYYY-MM-DD)."""

    amount: str
    currency: str
    rate: str | None = None
    date: str | None = None


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a table of payments is read.

    `dataset` begins the ids of the payments, `organisations` those of payers and recipients
    (data sets that share it share organisations of one name or id). `columns` gives for a field
    its column, or several of which the first with a value counts; fields without column or
    constant are absent. Without any `columns`, the table's columns are named as the fields.
    `values` maps what stands in a field to what is meant. `language` is the one of purposes.
    `join_companies`: payers of exactly the name of a company that the curators list are that
    company. `decimal` and `thousands` say how numbers are written.
    """

    dataset: str
    organisations: str
    language: str = "und"
    delimiter: str = ","
    sheet: str = ""
    decimal: str = "."
    thousands: str = ""
    join_companies: bool = False
    columns: dict[str, str | list[str]] = {}
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    part: list[PartColumn] = []
    converted: ConvertedColumns | None = None
    ignored: dict[str, str] = {}

    def columns_of(self, field: str) -> tuple[str, ...]:
        """The columns of a field, the first to be asked first."""
        if not self.columns:
            return (field,)
        found = self.columns.get(field, ())
        return (found,) if isinstance(found, str) else tuple(found)

    def needed_columns(self) -> frozenset[str]:
        """The columns without which the table is not the one that the mapping is for."""
        if not self.columns:
            return frozenset(f for f in NEEDED if f not in self.constants)
        return self._all_columns()

    def optional_columns(self) -> frozenset[str]:
        """Other columns that are read, or left aside for a reason."""
        standard = () if self.columns else FIELDS
        return frozenset((*standard, *self.ignored, *self._all_columns()))

    def _all_columns(self) -> frozenset[str]:
        named = [c for field in self.columns for c in self.columns_of(field)]
        named += [p.column for p in self.part]
        if self.converted:
            others = (self.converted.amount, self.converted.rate, self.converted.date)
            named += [c for c in others if c]
        return frozenset(named)


def mapping_of(file: SourceFile) -> Mapping:
    """The mapping that the manifest's option `mapping` names: a path below the source's folder
    in `ingest/`, or an absolute one. Without it, the table has the fields as its columns.

    Options named as a field are constants of this file, and `sheet` is its sheet: so lists by
    country share one mapping. Raises BadSource naming the file and what is wrong in it.
    """
    named = file.options.get("mapping")
    path = content_folder("ingest") / file.source / (named or "source.toml")
    mapping = load_mapping(path) if named else Mapping(file.source, file.source)
    constants = {k: v for k, v in file.options.items() if k in FIELDS}
    mapping = msgspec.structs.replace(
        mapping,
        constants=mapping.constants | constants,
        sheet=file.options.get("sheet", mapping.sheet),
    )
    _check(path, mapping)
    return mapping


def load_mapping(path: Path) -> Mapping:
    """The mapping in a file, as it stands there."""
    try:
        document: dict[str, object] = tomllib.loads(path.read_text("utf-8"))
        return msgspec.convert(document, Mapping)
    except OSError as error:
        raise BadSource(f"{path}: {error.strerror}; the mapping of payments is missing") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadSource(f"{path}: {error}") from error


def _check(path: Path, mapping: Mapping) -> None:
    named = {*mapping.columns, *mapping.constants, *mapping.values}
    unknown = sorted(named.difference(FIELDS))
    if unknown:
        raise BadSource(
            f"{path}: no field is called {', '.join(unknown)}; there are: {', '.join(FIELDS)}"
        )
    missing = [f for f in NEEDED if mapping.columns and f not in mapping.columns]
    missing = [f for f in missing if f not in mapping.constants]
    if missing:
        raise BadSource(f"{path}: neither a column nor a constant for {', '.join(missing)}")
    if len(mapping.delimiter) != 1 or len(mapping.decimal) != 1:
        raise BadSource(f"{path}: delimiter and decimal are one character each")
