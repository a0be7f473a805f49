"""The widget `trials`: those of a disease, a therapy or an organisation, as the page of all trials
lists them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from msgspec.structs import replace

from rarekg.records.countries import country_code
from rarekg.records.kinds import section_of
from rarekg.records.model import Source, Statement
from rarekg.records.trials import Selection, Trial, register, selected
from rarekg.server.formats import day, listed, number
from rarekg.server.labels import country_words, other_language
from rarekg.server.languages import gettext, gettext_noop, ngettext
from rarekg.server.trials_wording import phase_words, status_words
from rarekg.server.widgets.behind import marks_of, statements_of
from rarekg.server.widgets.desk import Content, Desk
from rarekg.server.widgets.model import Item, Section
from rarekg.server.widgets.parts import all_of_it, with_something

_ASKED = 5  # trials that are asked who tells of them
_COUNTRIES = 4  # that are named; of more, how many
_TAKING_PART = ("sponsoredBy", "collaborator", "hasSite")
# What links a trial to the thing that the widget is about.
_LINKS = {
    "disease": ("studiesDisease",),
    "therapy": ("studiesTherapy",),
    "organisation": _TAKING_PART,
}
_HINTS = {
    "disease": gettext_noop(
        "A trial asks a question: that something is tested does not say that it works. "
        "Whether somebody can take part, the people who lead it decide."
    ),
    "therapy": gettext_noop(
        "Studies in people that test it, those that look for participants first. "
        "A trial asks a question: that something is tested does not say that it works."
    ),
    "organisation": gettext_noop(
        "Recognised by its name in the records of the registry: there may be more."
    ),
}


def content(desk: Desk, ref: str) -> Content:
    """The trials about a thing, those that look for participants first."""
    entity = desk.records.entity(ref, inverse=False)
    about = section_of(entity.type)
    found = selected(register(desk.records), Selection(**{about: entity.id}))
    own = _Own(desk, about, entity.id, found)
    sections = [_SECTIONS[name](own) for name in desk.wanted]
    made = with_something(sections, own.nothing())
    return desk.content(entity, "", made, *own.sources())


class _Own:
    """The trials of one thing."""

    def __init__(self, desk: Desk, about: str, ref: str, found: tuple[Trial, ...]) -> None:
        self.desk, self.about, self.ref, self.found = desk, about, ref, found

    def nothing(self) -> str:
        """What is said where there is none."""
        known = self.found or self.about != "disease"
        return "" if known else gettext("No trial that we read studies it.")

    def address(self, **more: str) -> str:
        """The page of these trials, narrowed down."""
        return self.desk.page(f"/trials?{urlencode({self.about: self.ref, **more})}")

    def trials(self) -> Section:
        """The trials themselves, by status."""
        country = self.desk.asked.country
        fitting = [t for t in self.found if country in ("", *t.codes)]
        items = tuple(self._item(t) for t in fitting[: self.desk.most])
        section = Section(
            "trials",
            gettext("Trials"),
            "list",
            items,
            len(fitting),
            hint=gettext(_HINTS[self.about]),
        )
        if self.found and not fitting:  # in the country that was asked for
            return replace(section, kind="text", items=(Item(gettext("No trial here fits")),))
        more = gettext("All %(number)s trials", number=number(len(fitting)))
        chosen = {"country": country} if country else {}
        return all_of_it(section, self.address(**chosen), more)

    def _item(self, trial: Trial) -> Item:
        behind = statements_of(self.desk, trial.id, _LINKS[self.about], (self.ref,))
        status = statements_of(self.desk, trial.id, ("trialStatus",))
        return Item(
            trial.name,
            language=other_language(trial.language),
            url=self.desk.page(trial.url),
            code=trial.id.replace(":", "") if self.desk.asked.expert else "",
            note=" · ".join(_told(trial, behind)),
            group=status_words(trial.status),
            statement=self.desk.page(behind[0].url) if behind else "",
            references=marks_of(self.desk, (*status, *behind)),
        )

    def sources(self) -> tuple[Source, ...]:
        """Who is behind what is counted, where no trial is shown: those of some of them."""
        if self.desk.references.backings:
            return ()
        known = (
            b.source
            for trial in self.found[:_ASKED]
            for status in statements_of(self.desk, trial.id, ("trialStatus",))
            for b in status.backings
        )
        return tuple({source.id: source for source in known}.values())

    def countries(self) -> Section:
        """How many there are by country."""
        counts = Counter(country for trial in self.found for country in trial.countries)
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        items = tuple(
            Item(
                country_words(name),
                url=self.address(country=country_code(name) or name),
                value=number(many),
                share=round(many / ordered[0][1], 3),
            )
            for name, many in ordered[: self.desk.most]
        )
        section = Section("countries", gettext("By country"), "bars", items, len(ordered))
        more = gettext("All %(number)s", number=number(len(ordered)))
        return all_of_it(section, self.address(), more)


_SECTIONS: dict[str, Callable[[_Own], Section]] = {
    "trials": _Own.trials,
    "countries": _Own.countries,
}


def _told(trial: Trial, behind: tuple[Statement, ...]) -> Iterator[str]:
    """What is said beside a trial: how far it is, where, who is responsible, of which day the
    record is; that only a part of the thing is studied."""
    yield from (phase_words(phase) for phase in trial.phases if phase != "NA")
    yield _where(trial) or gettext("the record names no place")
    if any(s.qualifier("scope") for s in behind):
        yield gettext("the trial is about a part of it")
    if trial.sponsor:
        yield trial.sponsor
    if trial.updated:
        yield gettext("record of %(day)s", day=day(trial.updated))


def _where(trial: Trial) -> str:
    named = [country_words(name) for name in trial.countries]
    more = len(named) - _COUNTRIES
    if more <= 0:
        return listed(named)
    return ngettext(
        "%(countries)s and %(num)s more country",
        "%(countries)s and %(num)s more countries",
        more,
        countries=", ".join(named[:_COUNTRIES]),
    )
