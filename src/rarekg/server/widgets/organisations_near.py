"""The organisations of a disease in widgets: those that its page has, each with what puts it there
and who says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rarekg.records.model import Entity, Link, Source, Statement
from rarekg.records.organisations import Organisation, directory
from rarekg.records.payments import ledger
from rarekg.records.trials import trials_of
from rarekg.server.labels import other_language
from rarekg.server.languages import gettext, ngettext
from rarekg.server.organisation_views import RELATIONS, near
from rarekg.server.widgets.behind import marks_of, sources_of_place, statements_of
from rarekg.server.widgets.desk import Desk
from rarekg.server.widgets.model import Item

WORKS, TRIALS, AREA = RELATIONS
_TAKING_PART = ("sponsoredBy", "collaborator", "hasSite")


class Near:
    """The organisations of a disease by what they have to do with it (a key of RELATIONS), those of
    the country that was asked for; `sources` grows with the places that are told."""

    def __init__(self, desk: Desk, disease: Entity, *, headed: bool = False) -> None:
        """`headed`: what they have to do with it stands above them."""
        self._desk, self._disease, self._headed = desk, disease, headed
        self._areas = tuple(
            fact.value
            for fact in disease.graph_facts.get("category", ())
            if isinstance(fact.value, Link)
        )
        known = near(disease, directory(desk.records), "", ledger(desk.records))
        self.all = known.groups
        self.sources: dict[str, Source] = {}

    def of(self, relation: str) -> tuple[Organisation, ...]:
        """Those of a relation in the country that was asked for."""
        country = self._desk.asked.country
        return tuple(o for o in self.all.get(relation, ()) if country in ("", o.country))

    def item(self, one: Organisation, relation: str, group: str, note: Iterable[str]) -> Item:
        """An organisation as an item; `note` is what is said of it before why it is here."""
        behind, why = self._behind(one, relation)
        self.sources |= {s.id: s for s in sources_of_place(self._desk.records.lookup, one.link.id)}
        return organisation_item(self._desk, one, group, (*note, why), behind)

    def _behind(self, one: Organisation, relation: str) -> tuple[tuple[Statement, ...], str]:
        """The statements that put it there, and their words."""
        if relation == WORKS:
            said = statements_of(self._desk, one.link.id, ("worksOn",), (self._disease.id,))
            return said, "" if self._headed else gettext("works on it")
        if relation == AREA:
            areas = [area for area in self._areas if area.id in one.works_on]
            named = ", ".join(area.name for area in areas)
            said = statements_of(self._desk, one.link.id, ("worksOn",), [a.id for a in areas])
            return said, gettext("What it works on: %(topics)s.", topics=named)
        found = trials_of(self._desk.records, self._disease.id)
        trials = [trial.id for trial in found if one.link.id in trial.organisations]
        parts = [statements_of(self._desk, t, _TAKING_PART, (one.link.id,)) for t in trials]
        words = ngettext(
            "takes part in %(num)s trial of it", "takes part in %(num)s trials of it", len(trials)
        )
        return tuple(s for part in parts for s in part), words


def organisation_item(
    desk: Desk,
    one: Organisation,
    group: str,
    note: Iterable[str],
    behind: tuple[Statement, ...] = (),
) -> Item:
    """An organisation as an item; `behind` are the statements that put it in the list."""
    link = desk.records.spoken(one.link)
    return Item(
        link.name,
        language=other_language(link.language),
        url=desk.page(link.url),
        code=link.id if desk.asked.expert else "",
        note=" · ".join(part for part in note if part),
        group=group,
        statement=desk.page(behind[0].url) if behind else "",
        references=marks_of(desk, behind),
    )


def named(one: Organisation, desk: Desk) -> Organisation:
    """The organisation under its name in the reader's language."""
    return replace(one, link=desk.records.spoken(one.link))
