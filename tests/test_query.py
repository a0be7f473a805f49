"""The syntax of queries: what is syntax, what is a name, and what is written comes back."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rarekg.search import query
from rarekg.search.fields import FIELDS
from rarekg.search.query import (
    And,
    Field,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Query,
    Term,
    Wildcard,
    all_of,
    any_of,
    parsed,
    value,
    words,
    written,
)

FXN = Field("gene", Term("FXN"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ataxia",
        "Charcot-Marie-Tooth disease: type 2",
        "AND",
        "OR",
        "or",
        "X-linked",
        "von Hippel-Lindau (VHL)",
        "Ehlers-Danlos (-like) syndrome",
        "del(5)(q31) VHL)",
        "ORPHA:95",
        "MONDO:0100339",
        "rarekg:spinraza",
        "https://example.org/name:x",
        "HLA-B*27",
        "18q- syndrome",
        "SEIZURES WITH OR WITHOUT FEVER",
        "ataxia AND neuropathy",
        "either or both",
        "OR ataxia OR",
        "((ataxia)) ()",
        "- * -- ,",
        "脊髄小脳変性症",
    ],
)
def test_what_names_hold_is_no_syntax(text: str) -> None:
    assert parsed(text) == Query(text)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("gene:FXN", FXN),
        ("Gene:FXN,", FXN),
        ("-trial ataxia", And((Term("ataxia"), Not(Term("trial"))))),
        ("ataxia --trial", And((Term("ataxia"), Not(Term("trial"))))),
        ('"exact  phrase"', Phrase("exact phrase")),
        ("„exact phrase“", Phrase("exact phrase")),
        ("« exact phrase »", Phrase("exact phrase")),
        ("neuro*", Wildcard("neuro")),
        ("n* gene:FXN", And((Term("n"), FXN))),
        ("神*", Wildcard("神")),
        ("HLA-B*27*", Wildcard("HLA-B*27")),
        ("name:neuro*", Field("name", Wildcard("neuro"))),
        ("id:ORPHA:95", Field("id", Term("ORPHA:95"))),
        ("organization:AFM symptom:gait", None),
        ("a OR b", Or((Term("a"), Term("b")))),
        ("a b OR c d", And((Term("a"), Or((Term("b"), Term("c"))), Term("d")))),
        ("a OR (b OR c)", Or((Term("a"), Term("b"), Term("c")))),
        ("a AND b gene:FXN", And((Term("a"), Term("b"), FXN))),
        ("(a b) OR c", Or((And((Term("a"), Term("b"))), Term("c")))),
        (
            "gene:(FXN OR SMN1)",
            Or((FXN, Field("gene", Term("SMN1")))),
        ),
        ("ataxia -(a OR b)", And((Term("ataxia"), Not(Or((Term("a"), Term("b"))))))),
        ("del(5)(q31) -trial", And((Term("del(5)(q31)"), Not(Term("trial"))))),
        ("with OR without gene:FXN", And((Term("with"), Term("without"), FXN))),
        ("type:gene:x", Field("type", Term("gene:x"))),
    ],
)
def test_syntax(text: str, tree: Node | None) -> None:
    found = parsed(text)
    if tree is None:
        tree = And((Field("organisation", Term("AFM")), Field("sign", Term("gait"))))
    assert found.tree == tree
    assert found.hint == ""
    assert parsed(written(tree)).tree == tree


def test_the_example_of_the_help() -> None:
    text = 'gene:FXN modality:"antisense oligonucleotide" -trial "exact phrase"'
    found = parsed(text)
    assert found.tree == And(
        (
            FXN,
            Field("modality", Phrase("antisense oligonucleotide")),
            Phrase("exact phrase"),
            Not(Term("trial")),
        )
    )
    assert found.words == "exact phrase"


@pytest.mark.parametrize(
    ("text", "plain", "hint"),
    [
        ('"ataxia telangiectasia', "ataxia telangiectasia", query.NOT_CLOSED_QUOTE),
        ('gene:FXN "a" b" c', "FXN a b c", query.NOT_CLOSED_QUOTE),
        ("(ataxia OR gait", "ataxia gait", query.NOT_CLOSED_GROUP),
        ("von Hippel-Lindau (VHL", "von Hippel-Lindau VHL", query.NOT_CLOSED_GROUP),
        ("gene:", "", query.NO_VALUE),
        ("gene: FXN", "FXN", query.NO_VALUE),
        ('gene:"" FXN', "FXN", query.NO_VALUE),
        ("gene:() FXN", "FXN", query.NO_VALUE),
        ("-trial", "trial", query.ONLY_LEFT_OUT),
        ("ataxia -( -trial)", "ataxia trial", query.ONLY_LEFT_OUT),
        ("a OR -b", "a b", query.ONLY_LEFT_OUT),
        ("(" * 50 + "a -b" + ")" * 50, "a b", query.TOO_DEEP),
        ("-b " + "a " * 300, "b " + "a " * 299 + "a", query.TOO_MUCH),
        ("-b " * 1_400, "-b " * 1_400, query.TOO_MUCH),
    ],
)
def test_what_does_not_parse_is_words_with_a_hint(text: str, plain: str, hint: str) -> None:
    found = parsed(text)
    assert found.tree is None
    assert found.hint == hint
    assert found.words == plain


_ALPHABET = st.sampled_from([*'abOR -+"()*:,;.“»１神é\t\u200f\x00', "gene:", " OR ", " AND ", "-("])
_TEXTS = st.one_of(st.text(), st.lists(_ALPHABET, max_size=40).map("".join))


@given(_TEXTS)
@example("with OR (without OR b)")
@example('"a"-(b -fo(o)')
@example("ſign:a")
def test_nothing_raises_and_all_comes_back(text: str) -> None:
    found = parsed(text)
    if found.tree is None:
        return
    assert found.hint == ""
    assert parsed(written(found.tree)) == Query(words(found.tree), found.tree)


_SIMPLE = st.from_regex(r"[a-z][a-z0-9-]{0,6}[a-z0-9]", fullmatch=True).filter(
    lambda text: text not in ("with", "without")
)
_LEAVES: st.SearchStrategy[Leaf] = st.one_of(
    _SIMPLE.map(Term),
    _SIMPLE.map(Wildcard),
    st.lists(_SIMPLE, min_size=1, max_size=3).map(" ".join).map(Phrase),
)
_OPERANDS: st.SearchStrategy[Node] = st.one_of(
    _LEAVES, st.builds(Field, st.sampled_from(FIELDS), _LEAVES)
)


def _wider(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    some = st.lists(inner, min_size=1, max_size=4)
    left_out = inner.map(Not)
    return st.one_of(
        some.map(any_of),
        some.map(all_of),
        st.builds(lambda kept, out: all_of([*kept, *out]), some, st.lists(left_out, max_size=2)),
    )


@given(st.recursive(_OPERANDS, _wider, max_leaves=12))
def test_a_tree_that_is_written_is_read_again(tree: Node) -> None:
    found = parsed(written(tree))
    if found.tree is None:  # nothing but words
        assert found.hint == ""
        assert found.words == written(tree)
    else:
        assert found.tree == tree


@pytest.mark.parametrize(
    ("text", "leaf"),
    [
        ("FXN", Term("FXN")),
        ("HP:0000007", Term("HP:0000007")),
        ("antisense oligonucleotide", Phrase("antisense oligonucleotide")),
        ('6" of it', Phrase("6 of it")),
        ("neuro*", Phrase("neuro*")),
        ("-x", Phrase("-x")),
        ("OR", Term("OR")),
    ],
)
def test_any_text_can_be_a_value(text: str, leaf: Leaf) -> None:
    assert value(text) == leaf
    field = Field("gene", value(text))
    assert parsed(written(field)).tree == field


@pytest.mark.parametrize(
    "unit",
    [
        '"',
        "(",
        ")",
        "a)",
        "a(",
        "-",
        " -",
        "gene:",
        "gene:a ",
        "a OR ",
        "*",
        "-(",
        '"a',
        "with ",
        "é",
    ],
)
def test_reading_takes_time_in_proportion(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begun = time.process_time()
    parsed(text)
    assert time.process_time() - begun < 0.1
