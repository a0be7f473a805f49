"""The widget `disease`: what it is in plain words, how common it is, what can be done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from rarekg.records.acts import Use
from rarekg.records.kinds import page_of
from rarekg.records.model import Disease, Entity, Statement
from rarekg.server.cautions import Cautions, Fuller, cautions
from rarekg.server.disease_page import course_of, genes_of, inheritance_words
from rarekg.server.figures import Figure, figure, figures, headline
from rarekg.server.labels import capital, listed, number, region_words
from rarekg.server.languages import gettext, ngettext
from rarekg.server.references import References
from rarekg.server.treatments import (
    APPROVED_GROUP,
    STOPPED,
    STUDIED,
    Measure,
    by_status,
    care,
    care_words,
    not_to_be_used,
    short_name,
)
from rarekg.server.views import rows
from rarekg.server.widgets.behind import marks_of
from rarekg.server.widgets.desk import Content, Desk
from rarekg.server.widgets.model import Item, Section
from rarekg.server.widgets.parts import (
    all_of_it,
    item_of_lines,
    of_thing,
    of_wider,
    shown_texts,
    with_something,
)


def content(desk: Desk, ref: str) -> Content:
    """A disease in short."""
    entity = desk.records.entity(ref, inverse=False)
    made = [_SECTIONS[name](desk, entity) for name in desk.wanted]
    return of_thing(desk, entity, with_something(made))


def _cautions(desk: Desk, entity: Entity) -> Section:
    """That much more stands on another page."""
    described = "summary" in entity.statements  # then no other page is the fuller one
    fuller = None if described else _known(desk, entity).fuller
    items = (_fuller(desk, fuller),) if fuller else ()
    return Section("cautions", gettext("Before you read on"), "text", items, len(items))


def _namesakes(desk: Desk, entity: Entity) -> Section:
    """Other diseases with this name; their identifiers are what tells them apart."""
    found = _known(desk, entity).namesakes
    items = tuple(
        Item(hit.name, url=desk.page(page_of(hit.id, hit.type)), code=hit.id)
        for hit in found[: desk.most]
    )
    hint = gettext(
        "They stand apart because no undisputed mapping of our sources says that they are the"
        " same: look at each."
    )
    heading = gettext("Other pages with this name")
    made = Section("namesakes", heading, "list", items, len(found), hint=hint)
    return all_of_it(made, desk.page(entity.url), _all_of(len(found)))


def _known(desk: Desk, entity: Entity) -> Cautions:
    """What its page says before all else."""
    children = desk.records.children(entity.id)
    return cautions(Disease(entity, children, (), ()), desk.records, desk.release.engine)


def _fuller(desk: Desk, other: Fuller) -> Item:
    facts = number(str(other.statements))
    told = gettext("Much more is known on %(name)s: %(num)s facts.", name=other.name, num=facts)
    if other.described:
        told = gettext(
            "Much more is known on %(name)s: a summary in plain words, and %(num)s facts.",
            name=other.name,
            num=facts,
        )
    return Item(told, url=desk.page(other.url), code=other.id if desk.asked.expert else "")


def _summary(desk: Desk, entity: Entity) -> Section:
    """The plain summary in the reader's language, or in English; else the definition. With what
    the page notes beside it."""
    heading, found = gettext("In plain words"), entity.findings("summary")
    if not found:
        heading, found = gettext("Definition for experts"), entity.findings("definition")
    items = shown_texts(desk, found) + shown_texts(desk, entity.findings("note"))
    return Section("summary", heading, "text", items, len(items))


def _prevalence(desk: Desk, entity: Entity) -> Section:
    """The figures that are named at a glance."""
    told = figures(entity, References())
    named = headline(told)
    shown = {f.line.url for f in named[: desk.most]}
    stated = {s.url: s for found in entity.statements.values() for s in found if s.url in shown}
    items = [_figure(desk, figure(stated[f.line.url], desk.references)) for f in named[: desk.most]]
    heading, kind = gettext("How common"), "figures"
    if not items:
        unknown = gettext("Not known, by the sources that we read.")
        items = [Item(unknown if told else gettext("No source that we read says."))]
        kind = "text"
    made = Section("prevalence", heading, kind, tuple(items), len(told) or len(items))
    more = gettext("All %(num)s figures", num=number(str(len(told))))
    return all_of_it(made, desk.page(f"{entity.url}#numbers"), more)


def _figure(desk: Desk, found: Figure) -> Item:
    said = desk.said((found.line,))
    words = [found.measure, region_words(found.region)] if found.region else [found.measure]
    doubt = "" if found.validated else gettext("not yet validated by the source")
    return Item(
        capital(", ".join(words)),
        value=found.share,
        note="; ".join(filter(None, (found.value, doubt))),
        statement=said.statement,
        references=said.references,
    )


def _onset(desk: Desk, entity: Entity) -> Section:
    return _course(desk, entity, "hasOnset", "onset", gettext("When it starts"))


def _inheritance(desk: Desk, entity: Entity) -> Section:
    heading = gettext("How it is inherited")
    made = _course(desk, entity, "hasInheritance", "inheritance", heading)
    if desk.asked.expert:
        return made
    said, _ = course_of(entity, "hasInheritance")
    plain = [inheritance_words(getattr(f.value, "id", "")) for f in said[: desk.most]]
    items = (
        replace(item, note=" · ".join(filter(None, (words, item.note))))
        for item, words in zip(made.items, plain, strict=True)
    )
    return replace(made, items=tuple(items))


def _course(desk: Desk, entity: Entity, key: str, name: str, heading: str) -> Section:
    said, _ = course_of(entity, key)
    shown = rows(said[: desk.most], desk.references)
    items = tuple(item_of_lines(desk, row) for row in shown)
    made = Section(name, heading, "list", items, len(said))
    return all_of_it(made, desk.page(f"{entity.url}#course"), _all_of(len(said)))


def _genes(desk: Desk, entity: Entity) -> Section:
    found = genes_of(entity)
    bare = gettext("linked; how is not stated")
    shown = rows(found[: desk.most], desk.references)
    items = tuple(item_of_lines(desk, row, bare) for row in shown)
    made = Section("genes", gettext("Genes"), "list", items, len(found))
    return all_of_it(made, desk.page(f"{entity.url}#genes"), _all_of(len(found)))


def _all_of(total: int) -> str:
    return gettext("All %(number)s", number=number(str(total)))


def _treatment(desk: Desk, entity: Entity) -> Section:
    """How many are approved, studied, given up, or not to be used, as at a glance on the page,
    with the first of their names."""
    told = desk.records.treatments(entity.id)
    url = desk.page(f"{entity.url}#treatments")
    items = tuple(_counts(desk, told, url))
    if not items:
        items = (Item(gettext("None known: no source that we read names one."), url=url),)
    if APPROVED_GROUP not in by_status(told):
        items += of_wider(desk, entity)
    return Section("treatment", gettext("Treatment"), "list", items, len(items))


def _counts(desk: Desk, told: tuple[Statement, ...], url: str) -> Iterator[Item]:
    groups = by_status(told)
    approved, studied, stopped = (len(groups.get(key, ())) for key in _STATUSES)
    if groups and not approved:
        yield Item(gettext("None approved, by the records that we read"), url=url)
    counts = (
        ngettext(
            "%(num)s approved by some authority", "%(num)s approved by some authority", approved
        ),
        ngettext(
            "%(num)s being studied or supported", "%(num)s being studied or supported", studied
        ),
        ngettext(
            "%(num)s refused, withdrawn or not shown to work",
            "%(num)s refused, withdrawn or not shown to work",
            stopped,
        ),
    )
    for key, words in zip(_STATUSES, counts, strict=True):
        if key in groups:
            yield _count(desk, groups[key], words, url)
    measures = care(told, References())
    actions = measures.pop("contraindicatedFor", ())
    therapies = not_to_be_used(told)
    if never := len(therapies) + len(actions):
        behind = [*therapies[:_NAMED], *_stated(told, actions)][:_NAMED]
        text = ngettext("%(num)s not to be used", "%(num)s not to be used", never)
        yield Item(text, url=url, references=marks_of(desk, behind))
    if words := care_words(measures):
        some = [measure for found in measures.values() for measure in found][:_NAMED]
        yield Item(words, url=url, references=marks_of(desk, _stated(told, some)))


def _stated(told: Iterable[Statement], measures: Iterable[Measure]) -> list[Statement]:
    """The statements behind measures."""
    urls = {said.url for measure in measures for _, _, said in measure.rows}
    return [s for s in told if s.url in urls]


def _count(desk: Desk, found: list[Use], words: str, url: str) -> Item:
    """How many came equally far, with the names of some, rather those that people can read; their
    references are those of the furthest decisions."""
    named = sorted(found, key=lambda use: len(use.link.name) > _LONG)[:_NAMED]
    numbers = marks_of(desk, (s for use in named for s in use.acts[0].statements))
    if desk.asked.compact and found[0].standing != "approved":
        return Item(words, url=url, references=numbers)
    names = listed(short_name(use.link.name) for use in named)
    if len(named) < len(found):
        names = gettext("among them: %(names)s", names=names)
    return Item(words, url=url, note=names, references=numbers)


_NAMED, _LONG = 3, 40  # therapies that are named; characters of a name
_STATUSES = (APPROVED_GROUP, STUDIED, STOPPED)
_SECTIONS: dict[str, Callable[[Desk, Entity], Section]] = {
    "cautions": _cautions,
    "summary": _summary,
    "prevalence": _prevalence,
    "onset": _onset,
    "inheritance": _inheritance,
    "genes": _genes,
    "treatment": _treatment,
    "namesakes": _namesakes,
}
NAMES = tuple(_SECTIONS)
