"""What a descriptive name says that a substance acts on, or brings in, word by word.

"Humanised monoclonal antibody against complement C5" has a frame ("antibody against") and the
thing itself ("complement C5"). "Adeno-associated viral vector containing the human RPE65 gene"
brings in a gene. Names of things only are taken as written: what is read is a part of the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

ACTS, BRINGS = "acts on", "brings in"


@dataclass(frozen=True, slots=True)
class Aim:
    """Words that say what a substance acts on or brings in (`relation`). `words` are frame and
    thing as written, `thing` the thing alone; `by_receptor` where the frame ("agonist of …") means
    what the thing binds to, unless it is itself a receptor."""

    relation: str
    words: str
    thing: str
    by_receptor: bool = False


_SPACE = re.compile(r"\s+")
_PLAIN = str.maketrans(
    dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("’‘′´`", "'") | {"\xa0": " ", "?": " "}
)

# The thing ends where the name goes on to say how it is done, made or given.
_END = re.compile(
    r"\s*(?:[,;:.](?=\s|$)|[)\]]|\s-\s|$"
    r"|\s(?:conjugated|linked|fused|coupled|covalently|labell?ed|chemically|genetically|via|with|by"
    r"|for|under|that|which|who|whose|using|derived|produced|purified|expanded"
    r"|administered|formulated|encapsulated|delivered|packaged|driven|consisting|composed"
    r"|comprising|containing(?! \d)|carrying|having|administration|solution|suspension|injection"
    r"|as|on|at|from|into|through|within|designed|engineered|also|called|named|known|expressed|expressing"
    r"|in(?= (?:combination|conjunction|lipid|an? |patients|sodium|saline|solution|order|the form"
    r"|its|their))"
    r"|is|are|was|to|and (?:a|an|the|its|is|other|various|single|human|formulated|conjugated|linked"
    r"|fused|truncated|cultured|expanded|co\w*|anti\w*|transduced|inhibit\w*|binding|bind\w*"
    r"|encoding|expressing|suppress\w*|induc\w*|activat\w*|with)\b|plus|followed|combined|vaccine"
    r"|drug conjugate)\b)",
    re.I,
)
_LONGEST = 14  # words of a thing: longer ones are sentences

_BODY = (
    r"(?:antibod(?:y|ies)|mabs?|immunoglobulins?|ig[gm]\d?|nanobod(?:y|ies)|fab|f\(ab'?\)2?"
    r"|fragments?|scfv|mca|fv)"
)
_RNA = (
    r"(?:antisense(?:[ -](?:\w+[ -])?oligonucleotides?)?|oligonucleotides?|oligomers?|aso|aptamers?"
    r"|oligodeoxynucleotides?|(?:double[- ]stranded )?(?:si|sh|mi)?rnas?|rna interference"
    r"|morpholino)"
)
_CELLS = (
    r"(?:t[- ]?(?:cells?|lymphocytes?)|cells|lymphocytes|receptors?|car|car-?ts?|immunotherapy)"
)
_AT = (
    r"(?:(?:directed|targeted|raised|reactive|active|immunotherapy directed)\s+"
    r"(?:against|to(?:wards?)?|at)|against|(?:that\s+|to\s+|specifically\s+)*"
    r"(?:target(?:ing|s)?(?! of\b)|recogni[sz](?:ing|es?)|bind(?:ing|s)?\s+to)"
    r"|(?:that|which)\s+(?:\w+\s+)?binds"
    r"|(?:which|that) (?:inhibits|blocks)|specific (?:for|to)|specificity (?:for|to)"
    r"|complementary to|hybridi[sz]ing to|selective for|silencing)"
)
_MEANS = (
    r"(?:inhibitors?|antagonists?|agonists?|blockers?|modulators?|activators?|degraders?"
    r"|stimulators?|potentiators?|correctors?|stabili[sz]ers?|suppressors?|silencers?"
    r"|inhibition|antagonism)"
)
_GIVES = re.compile(r"agonis|antagonis", re.I)  # of a receptor, whatever binds to it
_FRAMES = (
    (re.compile(rf"\b(?:{_BODY}\b(?: [\w-]+){{0,3}}?(?: \([^()]*\))? )?{_AT}\s+", re.I), ACTS),
    (re.compile(rf"\b{_BODY}(?:\s*\([^()]*\))*\s+to\s+", re.I), ACTS),
    (
        re.compile(rf"\b{_BODY}\b(?: \([^()]*\))? (?:targeting|binding|recognizing)\s+", re.I),
        ACTS,
    ),
    (re.compile(rf"\b{_RNA}(?:\s*\([^()]*\))*\s+to\s+", re.I), ACTS),
    # an "inhibitor of apoptosis" is a protein of that name, which others act on or bring in
    (re.compile(rf"\b(?:small[ -]molecule )?{_MEANS}\s+of\s+(?!apoptosis\b)", re.I), ACTS),
)
_GENE_BEARER = re.compile(
    r"vector|vir(?:us|al)|\baav\w*|plasmid|\bm?rna\b|ribonucleic|lentivir|transduced|transfected"
    r"|genetically|gene therapy|engineered|adenovir|vaccinia|\bdna\b|deoxyribonucleic|transgen"
    r"|modified .*cells",
    re.I,
)
_ENCODING = re.compile(
    r"(?<!-)\b(?:(?:that |which |to )?(?:encod(?:ing|es?)|cod(?:ing|es) for|express(?:ing|es)?)"
    r"(?: for)?"
    r"|(?:containing|carrying|harbou?ring|delivering|bearing|contains"
    r"|with(?! (?:an? |the )?(?:[\w-]+ )?(?:vector|lentivir|retrovir|modified|partial|deletion))"
    r"|carries|comprising|consisting of|incorporating)(?=[^,;]{0,90}\b(?:genes?|cdnas?|transgenes?"
    r"|coding (?:sequence|region)|complementary d|deoxyribonucleic|open reading frame)\b))\s+",
    re.I,
)
_MESSAGE = re.compile(
    r"^(?:(?:modified|human|synthetic|codon[- ]optimi[sz]ed)\s+)*(?P<thing>(?:[\w-]+\s+){0,5}?"
    r"[\w-]+)\s+(?:m-?rna|messenger (?:rna|ribonucleic acid))\b(?![\s-]*(?:vaccine|lipoplex"
    r"|target|antisense"
    r"|binding|inhibit|silenc|degrad|specific|encod|coding))",
    re.I,
)
# What is brought in as a tool is not what the therapy is about.
_TOOL = re.compile(
    r"chimeric|\bcars?\b|t[- ]cell (?:receptor|antigen)|antibod|\b(?:si|sh|mi|micro|guide |single "
    r"guide )rna|\bcas\s?9|crispr|nuclease|\bguide|sgrna|receptor targeting|luciferase|base editor"
    r"|[- ]specific|promoter|construct|oncolytic|\btcr|transposase|zinc[- ]finger|antisense"
    r"|reporter|intron|gene transfer|\bplasmids?$",
    re.I,
)
_NO_MESSAGE = re.compile(
    rf"{_TOOL.pattern}|\b(?:to|against|of|for|target\w*|binding)\b"
    r"|^(?:modified|synthetic|bicistronic|stabili[sz]ed|nucleoside-modified)$",
    re.I,
)
_LEADING = re.compile(
    r"^(?:(?:the|a|an|human|both|native|normal|functional|active|full[- ]length|wild[- ]type|mutant"
    r"|mature|soluble|recombinant|synthetic|corrected|codon[- ]?\w*|optimi[sz]ed|cdna|dna|rna"
    r"|m-?rna|(?:trans)?genes?|coding|sequences?|regions?|complementary|deoxyribonucleic acid"
    r"|messenger"
    r"|ribonucleic acid|portions?|parts?|of|for|encod\w+|coded?|expressing|copy|copies|two|an?"
    r"|version|variants?|form|entire|truncated|modified|engineered|protein|enzyme|secreted"
    r"|enhanced|bioengineered|nucleic acids?|homo sapiens|highly|transcripts?|expression"
    r"|cassettes?|insert|therapeutic|[35]['¿]?|the ends?)\s+)+",
    re.I,
)
_ANTI = re.compile(
    r"(?<![\w-])(?:fully |human |humani[sz]ed |murine |chimeric )*anti[- ]"
    r"(?P<thing>(?:\([^()]+\)|[^\s,;()]+?)(?:\s+(?!and\b)[^\s,;()]+?){0,6}?(?:\s*\([^()]{2,14}\))?)"
    rf"(?=[\s-]+(?:(?:human|monoclonal|bispecific|humani[sz]ed|chimeric|polyclonal|igg?\d?|murine"
    rf"|recombinant|drug|fully|single|fc|rabbit|killer|equine|ovine|mouse|conjugat\w+|autologous|allogeneic|cars?|car-ts?"
    rf"|t[- ](?:cells?|lymphocytes?)|fusion|serum|globulin)\b|{_BODY}\b|biologic)|\s*$|\s*[,;(])",
    re.I,
)
_NO_TARGET = re.compile(
    r"^(?:inflammat\w*|fung\w*|viral|bacter\w*|tumor(?! n)|tumour(?! n)|cancer|epilep\w*|inhibitor"
    r"|coagul\w*|oxid\w*|sense\b|biotic|body|bodies|gen\b|neoplas\w*|fibrin\w*|hemophil\w*|d\b|pan\b|fibro\w*|idiotyp\w*"
    r"|\d[\d,]*-[a-z])",
    re.I,
)
_DIRECTED = re.compile(
    rf"(?P<thing>(?:[\w./αβγ-]+\s+){{0,5}}?[\w./αβγ]+)"
    rf"[- ](?:targeted|directed|specific|targeting|binding|reactive)(?:,)?\s+"
    rf"(?:\w+[ -]){{0,3}}?(?:{_BODY}|{_CELLS}|chimeric|{_RNA}|peptide|fusion|drug conjugate)\b",
    re.I,
)
_OF_MEANS = re.compile(
    rf"(?P<thing>(?:[\w./'α-ω-]+\s+){{0,7}}?[\w./'α-ω-]*[\w'])(?P<symbol>\s*\([\w .-]+\))?"
    rf"[\s-]+(?:(?:allosteric|inverse|partial|full|selective)\s+)?"
    rf"(?P<means>{_MEANS})\b(?![-\s]*\d|\s+of\b|-|\s+(?:gene|protein|cdna|peptide)\b)",
    re.I,
)
_SENSE = re.compile(
    r"(?P<thing>(?:[\w./-]+\s+){0,4}?[\w./-]+)[\s-]+antisense\b"
    r"(?!\s+(?:transcript|to|of))",
    re.I,
)
_QUALITY = re.compile(
    r"^(?:(?:a|an|the|orally|oral|bioavailable|available|small|molecule|small-molecule|selective"
    r"|potent|novel|reversible|irreversible|covalent|allosteric|highly|synthetic|peptide|peptidic"
    r"|cyclic|dual|[\w-]+ed|gene|new|first|generation|second|third|next|active|inverse|partial|full|brain"
    r"|penetrant|competitive|low|molecular|weight|recombinant|human|humani[sz]ed|fully|pegylated"
    r"|inhaled|topical|non|direct|competing|systemic|compound|monoclonal|of|and|is|lipid"
    r"|nanoparticle|suspension|solution|containing|with|chemical|orally-available|type|mesylate"
    r"|20-mer|mer|phosphorothioate|drug|investigational|combination|long-acting|acting|long|liposomal"
    r"|formulation|hydrochloride|salt|racemic|substituted|derivative|class|analogue?|other|that|as"
    r"|antisense|autologous|allogeneic|bi|engineered|modified|therapeutic|liquid|encapsulated|bicistronic|nucleoside-modified|stereopure|stranded|single|double|base"
    r"|locked|morpholino|targeted|directed|second-generation|dual-acting|t|cells?|cytotoxic|specific)"
    r"(?:[\s,]+|$))+",
    re.I,
)


_PROTEIN = re.compile(r"alpha[- ]?1\b", re.IGNORECASE)  # alpha-1 proteinase inhibitor
_SENSELESS = re.compile(r"-ATS\b|antisense[- ]transcript")  # the target is not the gene itself
_NUMBER = re.compile(r"mono|bi|tri|tetra|dual|multi\w*|poly|pan|[a-z]", re.I)
_VERB = re.compile(
    r".*\b(?:expressing|encoding|containing|with|that|comprising|including|by|from|using|an?|the|is"
    r"|which|against|to|for|targeting|binding|as|plus|in)\s",
    re.I,
)


def aims(name: str) -> tuple[Aim, ...]:
    """What a name says that the substance acts on or brings in; nothing where it does not say."""
    text = _SPACE.sub(" ", name.translate(_PLAIN)).strip()
    found: dict[str, Aim] = {}
    taken: list[tuple[int, int]] = []
    for start, end, aim in [*_brought(text), *_framed(text), *_named_before(text)]:
        if not any(start < b and a < end for a, b in taken):
            taken.append((start, end))
            found.setdefault(aim.words.casefold(), aim)
    return tuple(found.values())


_Placed = tuple[int, int, Aim]


def _framed(text: str) -> Iterator[_Placed]:
    for frame, relation in _FRAMES:
        for hit in frame.finditer(text):
            if re.search(r"\b(?:non|not|depleted(?: of)?)[\s-]*$", text[: hit.start()], re.I):
                continue
            end, thing = _thing(text, hit.end())
            if thing:
                words = text[hit.start() : end]
                means = bool(_GIVES.search(hit.group()))
                yield hit.start(), end, Aim(relation, words, thing, means)


def _brought(text: str) -> Iterator[_Placed]:
    message = _MESSAGE.match(text)
    against = re.search(r"antisense|oligo|interfer|knock|inhibit", text, re.I)
    if message and not against and not _NO_MESSAGE.search(message["thing"]):
        yield 0, message.end(), Aim(BRINGS, message.group(), message["thing"])
    bearer = _GENE_BEARER.search(text)
    if bearer is None:
        return
    for hit in _ENCODING.finditer(text):
        if bearer.start() >= hit.start():
            continue
        end, thing = _thing(text, hit.end())
        near = text[hit.end() : max(end, hit.end() + 40)]
        if thing and not _TOOL.search(near) and not _TOOL.search(thing):
            yield hit.start(), end, Aim(BRINGS, text[hit.start() : end], thing)


def _named_before(text: str) -> Iterator[_Placed]:
    for pattern in (_ANTI, _DIRECTED, _SENSE, _OF_MEANS):
        for hit in pattern.finditer(text):
            written = hit["thing"].strip()
            quality = _QUALITY.match(f"{written} ") if pattern is not _ANTI else None
            skipped = quality.end() if quality else 0
            cut = _VERB.match(written) if pattern is not _ANTI else None
            skipped = max(skipped, cut.end() if cut else 0)
            quality = _QUALITY.match(f"{written[skipped:]} ") if cut else None
            skipped += quality.end() if quality else 0
            thing = written[skipped:].strip(" ,-")
            if not _is_thing(thing) or (pattern is _SENSE and _SENSELESS.search(text)):
                continue
            refused = {_ANTI: _NO_TARGET, _OF_MEANS: _PROTEIN}.get(pattern)
            if refused is not None and refused.match(thing):
                continue
            if pattern is not _ANTI and not skipped and _cut_off(text[: hit.start()]):
                continue
            if (
                "[" in thing
                or "deplet" in hit.group()
                or (pattern is _DIRECTED and _NUMBER.fullmatch(thing))
            ):
                continue
            start = hit.start() if pattern is _ANTI else hit.start("thing") + skipped
            words = text[start : hit.end()].strip(" ,;-(")
            means = pattern is _OF_MEANS and bool(_GIVES.search(hit["means"]))
            yield start, hit.end(), Aim(ACTS, words, thing, means)


# What the substance itself is called, in brackets at the end.
_ALSO_NAMED = re.compile(r"\s*\((?:also known as )?[a-z]{7,}(?: [a-z]{4,})?\)\s*$")


def _cut_off(before: str) -> bool:
    """Whether a thing is only the end of a longer one that begins before it."""
    return bool(before) and before.rstrip()[-1:].isalnum()


def _thing(text: str, start: int) -> tuple[int, str]:
    """Where the thing that begins at `start` ends, and the thing without what only leads to it."""
    rest = text[start:]
    lead = _LEADING.match(rest)
    first = lead.end() if lead else 0
    end = _end(rest, first)
    end -= len(rest[:end]) - len(_ALSO_NAMED.sub("", rest[:end]))
    return start + end, rest[first:end].strip(" -") if _is_thing(rest[first:end]) else ""


def _end(rest: str, first: int) -> int:
    """Where a thing ends; what stands in brackets belongs to it."""
    depth = 0
    for place in range(first, len(rest)):
        depth += {"(": 1, ")": -1}.get(rest[place], 0)
        if depth < 0:
            return place
        if depth == 0 and place > first and rest[place] != ")":
            stop = _END.match(rest, place)
            if stop is not None:
                return place
    return len(rest)


def _is_thing(text: str) -> bool:
    words = re.findall(r"[A-Za-z0-9]+", text)
    return 0 < len(words) <= _LONGEST and (len(text.strip()) > 1) and not _EMPTY.fullmatch(text)


_EMPTY = re.compile(
    r"(?:[\s-]|a|an|the|human|protein|gene|tumou?r|cancer|cells?|antigens?|target|receptors?|small"
    r"|molecule|multiple|specific|selective|viral|vectors?|type|serotype|t|b|it|them|kinase|enzyme"
    r"|drug|dna|rna|sequence|pathway|viruse?s?|therap\w+|and|of|humans?|monoclonal|bispecific|antibod(?:y|ies)|agents?|ligands?|peptides?|transgene|s)*",
    re.I,
)
