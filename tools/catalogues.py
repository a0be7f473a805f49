"""The catalogues of the interface, `web/translations/<language>.po`: made from the texts of
templates, code and vocabulary, handed to translators, and read back.

    python -m tools.catalogues update                  # after texts have changed
    python -m tools.catalogues missing fr texts.jsonl  # what has no translation, a text a line
    python -m tools.catalogues put fr texts.jsonl      # takes back those lines with "translation"
    python -m tools.catalogues check [fr …]            # gaps, placeholders, markup, plural forms

A line to translate has `id`, for numbers `plural`, `context` where one word has several senses,
what the code says about it (`comments`) and `where` it is used. To come back it needs `id` (and
`context`) and `translation`: a text; for numbers a list of `forms` texts, in the language's order.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from rarekg.search import query, values
from rarekg.search.site_pages import site_pages
from rarekg.server.labels import SENSES
from rarekg.server.languages import DEFAULT, INTERFACE
from rarekg.vocabulary import concepts, properties

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "web" / "translations"
LANGUAGES = tuple(tag for tag in INTERFACE if tag != DEFAULT)

_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_noop": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# As the application's Jinja is set up: else the texts of {% trans %} would differ by blanks.
_JINJA = {
    "extensions": "jinja2.ext.i18n",
    "newstyle_gettext": "true",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "silent": "false",
}
_HEADER = "# Texts of rarekg in {name}; see docs/translating.md."
# What changes with each run, and says nothing.
_NOISE = re.compile(
    r'^"(Project-Id-Version|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|'
    r"Report-Msgid-Bugs-To):.*\n",
    re.MULTILINE,
)
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
_TAG = re.compile(r"<[^<>]+>")

Key = tuple[str, str]  # context, text (of one for numbers: the singular)


def extracted() -> Catalog:
    """All texts of templates, code and vocabulary, with where they are."""
    found = Catalog()
    for folder, method, options in (
        ("web/templates", "jinja2", _JINJA),
        ("src/rarekg/server", "python", {}),
    ):
        texts = extract_from_dir(
            ROOT / folder,
            method_map=[("**.*", method)] if method == "jinja2" else [("**.py", method)],
            options_map={"**.*": options},
            keywords=_KEYWORDS,
            comment_tags=("i18n:",),
            strip_comment_tags=True,
        )
        for name, _, message, comments, context in texts:
            where = [(f"{folder}/{name}", 1)]
            found.add(message, None, where, auto_comments=comments, context=context)
    for text, place in _tables():
        found.add(text, None, [(place, 1)])
    for key, label, sense in _vocabulary():
        comment = f"Label in the vocabulary: {key}"
        where = [("ontology/rarekg.ttl", 1)]
        found.add(label, None, where, auto_comments=[comment], context=sense)
    return found


def _tables() -> Iterator[tuple[str, str]]:
    """Texts of the search, which knows nothing of languages: those of the page translate them."""
    for hint in query.HINTS:
        yield hint, "src/rarekg/search/query.py"
    for label in values.TREATMENT.values():
        yield label, "src/rarekg/search/values.py"
    for page in site_pages():
        yield page.title, "web/pages.toml"
        yield page.text, "web/pages.toml"


def _vocabulary() -> Iterator[tuple[str, str, str | None]]:
    for senses, known in ((SENSES, properties()), ({}, concepts())):
        for key, term in known.items():
            if "en" in term.labels:
                yield key, term.labels["en"], senses.get(key)


def catalogue(language: str, folder: Path = FOLDER) -> Catalog:
    """The catalogue of a language as it is in the repository; empty where there is none."""
    path = folder / f"{language}.po"
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(languages: Iterable[str] = LANGUAGES, folder: Path = FOLDER) -> None:
    """Brings the catalogues to what the code asks for: new texts without a translation, without
    those that nobody asks for."""
    template = extracted()
    for language in languages:
        found = catalogue(language, folder)
        found.update(template, no_fuzzy_matching=True)
        for message in found:
            message.flags.discard("fuzzy")
        _write(found, language, folder)


def _write(found: Catalog, language: str, folder: Path) -> None:
    found.header_comment = _HEADER.format(name=INTERFACE[language])
    found.fuzzy = False
    made = io.BytesIO()
    write_po(made, found, width=100, sort_output=True, ignore_obsolete=True, include_lineno=False)
    folder.mkdir(exist_ok=True)
    (folder / f"{language}.po").write_text(_NOISE.sub("", made.getvalue().decode()), "utf-8")


def missing(found: Catalog, template: Catalog) -> list[Message]:
    """The texts without a translation, or with too few forms."""
    return [m for m in _texts(template) if not _translated(found, m)]


def _texts(found: Catalog) -> list[Message]:
    return [message for message in found if message.id]


def _translated(found: Catalog, wanted: Message) -> bool:
    known = found.get(_singular(wanted), wanted.context)
    if known is None or isinstance(known.id, tuple) != isinstance(wanted.id, tuple):
        return False
    said = _forms(known)
    return len(said) == (found.num_plurals if isinstance(wanted.id, tuple) else 1) and all(said)


def _singular(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else message.id


def _forms(message: Message) -> list[str]:
    said = message.string
    return list(said) if isinstance(said, tuple | list) else [said or ""]


def faults(message: Message, translation: list[str], forms: int) -> Iterator[str]:
    """What is wrong with a translation: its forms, placeholders, markup, signs and blanks."""
    plural = isinstance(message.id, tuple | list)
    source = message.id[-1] if isinstance(message.id, tuple | list) else message.id
    if len(translation) != (forms if plural else 1):
        yield f"{len(translation)} forms, expected {forms if plural else 1}"
    wanted = Counter(_PLACEHOLDER.findall(source))
    for text in translation:
        told = Counter(_PLACEHOLDER.findall(text))
        if told != wanted and not (plural and told | Counter(["%(num)s"]) == wanted):
            yield f"placeholders {sorted(told)}, expected {sorted(wanted)}"
        if sorted(_TAG.findall(text)) != sorted(_TAG.findall(source)):
            yield f"markup {_TAG.findall(text)}, expected {_TAG.findall(source)}"
        if not _percents(text) <= _percents(source):
            yield "a percent sign that the text has not, or not so (%% or %)"
        if not text.strip():
            yield "empty"
        if (text[:1].isspace(), text[-1:].isspace()) != (
            source[:1].isspace(),
            source[-1:].isspace(),
        ):
            yield "blanks at the ends differ"


def _percents(text: str) -> set[str]:
    """Which percent signs a text has: those that stand for one ("%%"), and bare ones."""
    bare = _PLACEHOLDER.sub("", text)
    found = {"%%"} if "%%" in bare else set()
    return found | ({"%"} if "%" in bare.replace("%%", "") else set())


def as_line(message: Message, forms: int) -> dict[str, object]:
    """A text for translators."""
    plural = isinstance(message.id, tuple | list)
    line: dict[str, object] = {"id": _singular(message)}
    if plural:
        line |= {"plural": message.id[1], "forms": forms}
    if message.context:
        line["context"] = message.context
    if message.auto_comments:
        line["comments"] = message.auto_comments
    line["where"] = sorted({name for name, _ in message.locations})
    line["translation"] = [""] * forms if plural else ""
    return line


def write_missing(language: str, path: Path) -> int:
    """Writes the texts without a translation as JSON lines, and says how many."""
    found = catalogue(language)
    gaps = missing(found, extracted())
    lines = [json.dumps(as_line(m, found.num_plurals), ensure_ascii=False) for m in gaps]
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return len(lines)


def put(language: str, path: Path, folder: Path = FOLDER) -> list[str]:
    """Takes translations back into the catalogue; what is wrong is left out, and named."""
    template, found = extracted(), catalogue(language, folder)
    found.update(template, no_fuzzy_matching=True)
    told: list[str] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip() and (wrong := _taken(json.loads(line), found)):
            told.append(f"{path.name}:{number}: {wrong}")
    _write(found, language, folder)
    return told


def _taken(line: dict[str, object], found: Catalog) -> str:
    """Puts one translation into a catalogue; what is wrong with it, or ""."""
    identifier, context = str(line.get("id", "")), line.get("context")
    message = found.get(identifier, str(context) if context else None)
    if message is None:
        return f"nobody asks for {identifier[:80]!r}"
    said = line.get("translation")
    forms = [str(form) for form in said] if isinstance(said, list) else [str(said or "")]
    if not any(forms):
        return ""  # not translated yet
    wrong = list(faults(message, forms, found.num_plurals))
    if wrong:
        return f"{identifier[:80]!r}: {'; '.join(wrong)}"
    message.string = tuple(forms) if isinstance(message.id, tuple | list) else forms[0]
    message.flags.discard("fuzzy")
    return ""


def check(language: str) -> Iterator[str]:
    """What is wrong with a catalogue: gaps, faulty translations, texts that nobody asks for."""
    template, found = extracted(), catalogue(language)
    for message in missing(found, template):
        yield f"{language}: no translation of {_singular(message)[:80]!r}"
    for message in _texts(found):
        if template.get(_singular(message), message.context) is None:
            yield f"{language}: nobody asks for {_singular(message)[:80]!r}"
        elif any(_forms(message)):
            for fault in faults(message, _forms(message), found.num_plurals):
                yield f"{language}: {_singular(message)[:80]!r}: {fault}"
        if "fuzzy" in message.flags:
            yield f"{language}: fuzzy: {_singular(message)[:80]!r}"


def main(arguments: list[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="catalogues of the interface")
    parser.add_argument("what", choices=("update", "missing", "put", "check"))
    parser.add_argument("rest", nargs="*")
    given = parser.parse_args(arguments)
    told: list[str] = []
    if given.what == "update":
        update()
    elif given.what == "check":
        told = [fault for language in given.rest or LANGUAGES for fault in check(language)]
    elif given.what == "missing":
        print(write_missing(given.rest[0], Path(given.rest[1])))  # noqa: T201
    else:
        told = put(given.rest[0], Path(given.rest[1]))
    for line in told:
        print(line)  # noqa: T201
    return min(len(told), 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
