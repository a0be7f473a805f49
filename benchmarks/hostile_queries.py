"""What may come as a query that nobody means: random, mutated, and made to break something.

Used by `benchmarks/hostile.py`, which measures, and by the tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy


def _each(text: str, between: str | None = None) -> list[str]:
    return text.split(between)


_FTS5 = _each('" * ^ + AND OR NOT NEAR( NEAR/3 {name} - {text}: name:')
_SQL = _each(r"' '' -- ; /* % _ ? ' OR 1=1 -- ); DROP TABLE name; \ \' `")
_OURS = _each("""( ) (( )) - -- -( OR "" "a a* *a ** : :: gene: gene:FXN area:" area:( type:Disease
    -type:Gene id: name:* x:y (type:Gene stage:() treatment:true gene:gene: sign:"a" «a»""")
_MARKUP = _each("<script> &amp; %00 %ff {{7*7}} $& ../../etc/passwd http://")
_NUMBERS = _each(f"0 95 -1 1e309 {'9' * 40} Ⅻ IV MMMMMMMM ٣ ² ½ 𝟘 ⅷ 〇 十")
_LETTERS = _each("ẞ ß İ ı ǅ ﬁ ﷺ ſ K Å 病 か\u3099 ガ ｶﾞ 烟 ا א ก็ क्ष")
_SIGNS = _each("😀 👩‍👩‍👧‍👦 🏳️‍🌈 🇨🇭 ’ ʼ ´ – ・ 。 · α β- ™")
_WORDS = _each("a ataxia type disease of ORPHA: ORPHA:95 OMIM")
_MARKS = (  # control characters, blanks, direction marks, accents alone, halves of surrogates
    "\x00\x01\x1b\x7f\x85\t\r\n\u00a0\u00ad\u2028\ufeff\ufffd\uffff\u200b\u200d\u2060\u200e\u200f"
    "\u202e\u2066\u061c\ud800\udfff\udc80\U0010ffff\U000e0001\u0301\u20dd\u3099\u1160"
)
_PIECES = [
    *(*_FTS5, *_SQL, *_OURS, *_MARKUP, *_NUMBERS, *_LETTERS, *_SIGNS, *_WORDS, *_MARKS),
    *(" ", "  ", "\r\nSet-Cookie: a=b"),
]
# One of many characters, or words, of which text is made that is long.
REPEATED = [
    *_each('a|a |aa b |1|1 |9.|I|IV |M|-|-a |\'|\'s |"|"a" |"a b|*|a* |(|)|(a |() |:|OR ', "|"),
    *_each("AND |NOT a |gene:|gene:a |-gene:a |ORPHA:|http://|ss|ae|oe|ph|type |of |disease ", "|"),
    *_each("ataxia |a OR |\\|%|\x00|\t|\u0301|a\u0301|\u200b|\u202e|\ud800|ﷺ|ﬃ|ẞ|İ|病|病 ", "|"),
    *_each("か\u3099|ก็|😀|👩‍👩‍👧‍👦|Ⅻ|𝟘|²|½|ا|א|α|ʼ", "|"),
]
LENGTHS = (100_000, 10_000_000)


@dataclass(frozen=True, slots=True)
class Long:
    """A text of a length."""

    of: str
    length: int

    def text(self) -> str:
        """All of it."""
        return (self.of * (self.length // len(self.of) + 1))[: self.length]

    def __str__(self) -> str:
        return f"{self.length:,} characters of {self.of!r}"


def longest(*lengths: int) -> list[Long]:
    """All long texts of some lengths."""
    return [Long(of, length) for of in REPEATED for length in lengths]


def queries(names: Sequence[str]) -> SearchStrategy[str]:
    """Any query: random text of all scripts, operators in any order, and names (of what is in the
    index) that are cut, exchanged, doubled, mixed and broken."""
    pieces = st.sampled_from(_PIECES)
    name = st.sampled_from(list(names))
    characters = st.characters()  # lone surrogates and control characters, too
    mutated = st.builds(
        _mutated,
        name,
        st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5), pieces), max_size=6),
    )
    return st.one_of(
        st.text(characters, max_size=60),
        st.text(st.characters(categories=["Lo", "Mn", "Mc", "Cf", "Zs", "Cc", "Cs"]), max_size=40),
        st.lists(pieces, max_size=12).map(" ".join),
        st.lists(pieces, max_size=12).map("".join),
        st.lists(st.one_of(name, pieces, st.text(characters, max_size=3)), max_size=8).map(
            " ".join
        ),
        mutated,
        st.lists(mutated, max_size=3).map(" ".join),
        st.builds(lambda a, b, n: (a + b) * n, mutated, pieces, st.integers(1, 60)),
    )


def _mutated(name: str, edits: list[tuple[int, int, str]]) -> str:
    """A name with some edits: (place, how much is cut out there, what is put in)."""
    for place, cut, put in edits:
        at = place % (len(name) + 1)
        if cut == 5:  # two letters exchanged
            name = name[:at] + name[at : at + 2][::-1] + name[at + 2 :]
        elif cut == 4:  # a letter doubled
            name = name[:at] + name[at : at + 1] + name[at:]
        else:
            name = name[:at] + put * (cut != 1) + name[at + cut :]
    return name
