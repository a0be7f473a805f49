"""Of files read on demand, what other files speak of is described, and what that consists of."""

from __future__ import annotations

from rarekg.build_steps import Therapies
from rarekg.facts import Fact, Reference, Value
from rarekg.identifiers import Curie
from rarekg.identity import IdentityBuilder

MEDICINES = Reference("ema", "EMEA/H/C/009001")
THERAPY = Curie("rkg:Therapy")


def said(subject: str, predicate: str, value: Value) -> Fact:
    return Fact(Curie(subject), predicate, value, (MEDICINES,))


def test_the_parts_of_a_wanted_combination_are_wanted() -> None:
    """Otherwise the combination would consist of things that nothing is said about. It is known
    by the identifier that another file has for it."""
    therapies, identity = Therapies(), IdentityBuilder()
    designations = [said("rarekg:fda-both", "type", THERAPY)]
    medicines = [
        said("rarekg:ema-both", "type", THERAPY),
        said("rarekg:ema-both", "exactMatch", Curie("rarekg:fda-both")),
        said("rarekg:ema-both", "hasIngredient", Curie("rarekg:ema-one")),
        said("rarekg:ema-other", "hasIngredient", Curie("rarekg:ema-two")),
    ]
    identity.add(therapies.seen(designations, on_demand=False))
    identity.add(therapies.seen(medicines, on_demand=True))
    assert therapies.wanted(identity.build()) == {"rarekg:fda-both", "rarekg:ema-one"}
