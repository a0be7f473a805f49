"""Which gene words mean: its approved symbol, its full name, or another name that is its alone.

Strict: the whole of the words, without what only says how the gene is meant ("exon 13 of the …
gene", "human … mRNA"), has to be a name. The graph knows the genes of rare diseases, a quarter of
all: short names that nobody approved may be those of others, and are not taken.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from rarekg.identifiers import Curie
from rarekg.linking.lexicon import words
from rarekg.linking.names import Name

_REGISTRY = "HGNC:"
_SYMBOL, _FULL, _OTHER = Decimal("0.97"), Decimal("0.97"), Decimal("0.92")
_SHORTEST = 5  # letters and figures of a full name, and of a symbol in any case
_SHORTEST_OTHER = 7  # of a name that nobody approved

# Names that some source has for one gene, and that are those of a family.
_FAMILY = re.compile(
    r"(?:^|\s)(?:receptor|factor|kinase|inhibitor|subunit|protein|antigen|enzyme|neutrophil|tubulin"
    r"|tgf-?beta)$",
    re.I,
)

_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
# the abbreviation of a pathway is no symbol: CP, of the classical pathway, is not ceruloplasmin
_PATHWAY = re.compile(r"\b(?:pathway|cascade|axis)(?=\s*[(\[])", re.I)
_BEFORE = re.compile(
    r"^(?:(?:exons?|introns?) [\d, -]+(?:and \d+ )?(?:(?:skipping )?(?:in|of) )?|(?:two |the )*"
    r"(?:coding |untranslated )?regions? (?:in |of )|(?:the )?(?:extracellular|transmembrane)"
    r" domain of |(?:the|human|complement component|mutant|mutated|wild-type|mature|normal|native"
    r"|cell[- ]surface|surface"
    r"|endogenous|a|an|messenger RNA (?:of|for)|m-?RNA (?:of|for)|gene for|expression of"
    r"|production of|activity of|homo sapiens) )+",
    re.I,
)
_AFTER = re.compile(
    r"(?:[\s-]+(?:trans)?genes?|[\s-]+c?DNA|[\s-]+(?:pre-?)?m-?RNA|[\s-]+messenger RNA"
    r"|[\s-]+messenger ribonucleic acid|[\s-]+RNA|[\s-]+transcripts?|[\s-]+proteins?|[\s-]+enzymes?"
    r"|[\s-]+antigen|[\s-]+coding (?:sequence|region)|[\s-]+sequence|[\s-]+promoter"
    r"|[\s-]+expression|[\s-]+(?:genomic )?locus|[\s-]+(?:tyrosine )?kinases?"
    r"|[\s-]+variant|[\s-]+mutations?)+$",
    re.I,
)
_IN_GENE = re.compile(r"\b(?P<symbol>[A-Z][A-Z0-9orf]*\d*[A-Z0-9]*) gene\b")
_LIST = re.compile(r"\s*(?:/|,|\band\b|\bor\b)\s*")
_OTHERWISE = re.compile(r"\bantisense|\bfusion|\bpseudogene|\binhibitor|\breceptor-\w+ed\b", re.I)
_COENZYME = re.compile(r"\bcoenzyme[\s-]+a\b", re.I)
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Gene:
    """A gene, how surely the words mean it, and whether it is one of a receptor."""

    id: Curie
    confidence: Decimal
    receptor: bool


class GeneLexicon:
    """The names of genes. Made once, read-only."""

    def __init__(self, names: Iterable[Name] = ()) -> None:
        self._symbols: dict[str, Gene] = {}
        self._spelt: dict[str, Gene] = {}  # symbols in any case and hyphenation
        self._names: dict[str, Gene] = {}
        usable = [name for name in names if name.of.startswith(_REGISTRY)]
        receptors = {n.of for n in usable if "receptor" in n.text.casefold()}
        for kind, confidence in (("name", _SYMBOL), ("fullName", _FULL), ("synonym", _OTHER)):
            for text, gene in _borne(n for n in usable if n.kind == kind):
                self._add(kind, text, Gene(Curie(gene), confidence, gene in receptors))

    def _add(self, kind: str, text: str, gene: Gene) -> None:
        if kind == "name":
            self._symbols[text] = gene
            if len(text) >= (_SHORTEST - 1 if _FIGURE.search(text) else _SHORTEST):
                self._spelt[_bare(text)] = gene
        elif kind == "synonym" and _FAMILY.search(text):
            return
        elif len(_key(text)) >= (_SHORTEST if kind == "fullName" else _SHORTEST_OTHER):
            self._names.setdefault(_key(text), gene)

    def find(self, thing: str) -> tuple[Gene, ...]:
        """The genes that words name, each once; none if they do not name one surely."""
        if _OTHERWISE.search(thing):
            return ()
        told = [] if _PATHWAY.search(thing) else _BRACKETS.findall(thing)
        inside = [self._symbol(text.strip()) for text in told]
        outside = _BRACKETS.sub("", thing).strip()
        whole = self._whole(outside)
        short = [gene for gene in inside if gene is not None]
        if whole is not None:
            return () if any(gene.id != whole.id for gene in short) else (whole,)
        if short:
            return tuple({gene.id: gene for gene in short[:1]}.values())
        found = [self._approved(member) for member in _LIST.split(outside)]
        if not any(found):
            found = [self._symbols.get(hit["symbol"]) for hit in _IN_GENE.finditer(outside)]
        return tuple({gene.id: gene for gene in found if gene is not None}.values())

    def _whole(self, text: str) -> Gene | None:
        bare = text.strip(" -,.;:")
        for form in (bare, _AFTER.sub("", bare), _AFTER.sub("", _BEFORE.sub("", bare))):
            found = self._symbol(form) or self._names.get(_key(form))
            if found is not None:
                return found
        return None

    def _approved(self, text: str) -> Gene | None:
        """A member of a list, which may be the end of a name: only approved names count."""
        found = self._whole(text)
        return found if found is not None and found.confidence >= _FULL else None

    def _symbol(self, text: str) -> Gene | None:
        found = self._symbols.get(text) or self._spelt.get(_bare(text))
        if found is None and text.startswith("h"):  # hCLN3: the human one
            found = self._symbols.get(text[1:])
        return found if len(text) > 1 else None

    @property
    def symbols(self) -> dict[Curie, str]:
        """The approved symbols of the genes that have names here."""
        return {gene.id: symbol for symbol, gene in self._symbols.items()}


def _borne(names: Iterable[Name]) -> Iterator[tuple[str, str]]:
    """The names that only one gene has."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for name in names:
        bearers[name.text].add(name.of)
    for text, of in sorted(bearers.items()):
        if len(of) == 1:
            yield text, next(iter(of))


def _bare(text: str) -> str:
    return re.sub(r"[\s-]", "", text).casefold()


def _key(text: str) -> str:
    return "".join(words(_COENZYME.sub("CoA", text)))
