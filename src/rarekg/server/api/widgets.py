"""The widgets, as the description of the interface has them. They are asked for in an own way
(`server.widgets.page`): a wrong parameter is told in the answer, so that a site shows it anyway.
"""

from __future__ import annotations

import msgspec

from rarekg.search.protocol import MAX_QUERY
from rarekg.server.api.asked import Json, Parameter
from rarekg.server.languages import INTERFACE
from rarekg.server.widgets.asked import LAYOUTS, MODES, MOST_ITEMS, RESULTS, THEMES
from rarekg.server.widgets.kinds import KINDS
from rarekg.server.widgets.model import Widget

OF_NOTHING, OF_A_THING = "getWidget", "getWidgetOf"
_SCHEMA = Widget.__name__
_SCHEMAS = "#/components/schemas/"


def widget_operations() -> dict[str, dict[str, Json]]:
    """The operations by their paths."""
    without = [kind.name for kind in KINDS if not kind.of or kind.free]
    about = [kind.name for kind in KINDS if kind.of]
    ref = Parameter(
        "ref",
        "An identifier of what it is to be about, in any spelling.",
        KINDS[0].example,
        in_path=True,
        required=True,
    )
    return {
        "/api/v1/widget/{name}": _operation(
            OF_NOTHING, "A widget about no single thing", _name(without), without
        ),
        "/api/v1/widget/{name}/{ref}": _operation(
            OF_A_THING, "A widget about a thing", _name(about), about, ref
        ),
    }


def widget_schemas() -> dict[str, dict[str, Json]]:
    """The types of the answer by name. Their names begin with `Widget`: other answers have a
    `Reference`, too."""
    _, found = msgspec.json.schema_components([Widget], ref_template=f"{_SCHEMAS}{_SCHEMA}{{name}}")
    return {(_SCHEMA + name).replace(_SCHEMA * 2, _SCHEMA): part for name, part in found.items()}


def _name(names: list[str]) -> Parameter:
    example = names[0] if names else ""
    return Parameter("name", "Which widget.", example, tuple(names), in_path=True, required=True)


def _operation(
    name: str, summary: str, which: Parameter, widgets: list[str], *more: Parameter
) -> dict[str, Json]:
    kinds = [kind for kind in KINDS if kind.name in widgets]
    about = " ".join(f"`{kind.name}`: {kind.about}" for kind in kinds)
    content: Json = {"application/json": {"schema": {"$ref": _SCHEMAS + _SCHEMA}}}
    tag: Json = {
        "ETag": {
            "description": "Changes with the release; of `today`, with the day.",
            "schema": {"type": "string"},
        }
    }
    responses: dict[str, Json] = {
        "200": {"description": _SCHEMA, "headers": tag, "content": content},
        "304": {"description": "The answer that you have still holds."},
        "404": {"$ref": "#/components/responses/NotFound"},
        "503": {"$ref": "#/components/responses/NoRelease"},
    }
    if more:
        responses["301"] = {"description": "Its one address, under the canonical identifier."}
    return {
        "operationId": name,
        "tags": ["widget"],
        "summary": summary,
        "description": f"{about} A parameter that is not understood is told in `errors`.",
        "parameters": [p.described() for p in (which, *more, *_parameters())],
        "responses": dict(sorted(responses.items())),
        "x-example": f"/api/v1/widget/{which.example}"
        + "".join(f"/{part.example}" for part in more),
    }


def _parameters() -> tuple[Parameter, ...]:
    return (
        Parameter("lang", "The language.", choices=tuple(INTERFACE)),
        Parameter("mode", "In plain words, or with codes, for experts.", choices=MODES),
        Parameter("layout", "With much room or with little.", choices=LAYOUTS),
        Parameter("sections", "Names of the sections to show, in their order, with commas."),
        Parameter(
            "items", f"How many items a section has, 1 to {MOST_ITEMS}.", pattern="[0-9]{1,2}"
        ),
        Parameter("country", "Only what is in a country, by its code.", pattern="[A-Za-z]{2}"),
        Parameter("q", "Words to search for.", longest=MAX_QUERY),
        Parameter("results", "Where results are shown: on our site, or here.", choices=RESULTS),
        Parameter("theme", "Which colours. Changes no data.", choices=THEMES),
        Parameter(
            "accent",
            "A colour, `0f5e59`. Changes no data.",
            pattern="#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})",
        ),
    )
