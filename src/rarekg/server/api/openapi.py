"""The description of the interface as OpenAPI 3.1, made from its operations and schemas.

Types of answers give JSON Schema 2020-12 by msgspec, which OpenAPI 3.1 takes as it is; apispec puts
the document together.
"""

from __future__ import annotations

from functools import cache

import msgspec
from apispec import APISpec

from rarekg import __version__
from rarekg.records.model import Link, Literal
from rarekg.server.api.asked import Json
from rarekg.server.api.found import LinkOrLiteral, Problem
from rarekg.server.api.operation import Operation
from rarekg.server.api.operations import operations
from rarekg.server.api.widgets import widget_operations, widget_schemas

PATH = "/api/v1/openapi.json"
_SCHEMAS = "#/components/schemas/"
_TAGS = {
    "disease": "Diseases, groups of diseases and subtypes.",
    "therapy": "Medicines and medical actions.",
    "modality": "Kinds of treatment, in a hierarchy.",
    "organisation": "Research centres, companies, patient organisations, authorities.",
    "trial": "Clinical trials.",
    "payment": "Who paid whom, as it was disclosed.",
    "phenotype": "Signs and symptoms.",
    "gene": "Genes.",
    "entity": "What has no kind of answer of its own.",
    "search": "All kinds together, best first.",
    "statement": "Single facts.",
    "source": "Where facts come from.",
    "widget": "Pieces of the graph for other sites.",
    "description": "The interface itself.",
}
_ABOUT = """\
What sources state about rare diseases, and who says so: every statement comes with its references.

- Only GET (and HEAD); no key; scripts of other sites may read every answer.
- What is not known is `null`, never 0 or an empty text (which the search and single statements, \
being older, have). Numbers inside statements, and amounts of money, are text: nothing is rounded.
- `url` is a page, `api` an address of this interface; both are paths on this server.
- Identifiers are taken in any spelling. Answers have the canonical one.
- Answers stay the same as long as the release does, which each of them names. Send the `ETag` \
back in `If-None-Match` to learn whether one still holds.
- Errors are `application/problem+json` (RFC 9457); `detail` names the parameter."""


@cache
def document() -> dict[str, Json]:
    """The OpenAPI document."""
    spec = APISpec(
        title="rarekg",
        version=__version__,
        openapi_version="3.1.0",
        info={"summary": "Rare diseases: what is stated, and by whom", "description": _ABOUT},
        servers=[{"url": "/", "description": "This server"}],
        tags=[{"name": name, "description": about} for name, about in _TAGS.items()],
        externalDocs={"url": "/api", "description": "The same, to read"},
    )
    for name, schema in _schemas().items():
        spec.components.schema(name, schema)
    for name, about in _ERRORS.items():
        spec.components.response(name, _problem(about))
    for operation in operations():
        spec.path(operation.path, operations={"get": _described(operation)})
    for path, widget in widget_operations().items():
        spec.path(path, operations={"get": widget})
    spec.path(PATH, operations={"get": _itself()})
    found: dict[str, Json] = msgspec.json.decode(msgspec.json.encode(spec.to_dict()))
    return found


_ERRORS = {
    "BadRequest": "A parameter that there is not, or a value that it may not have.",
    "NotFound": "Nothing is known under this identifier, or it is a thing of another kind; with "
    "what may have been meant.",
    "NoRelease": "Nothing has been published yet.",
}


def _schemas() -> dict[str, dict[str, Json]]:
    types = [*(o.answer for o in operations()), Problem, Link, Literal]
    _, found = msgspec.json.schema_components(
        types, schema_hook=_either, ref_template=_SCHEMAS + "{name}"
    )
    return {name: _on_one_line(schema) for name, schema in (found | widget_schemas()).items()}


def _either(of: type) -> dict[str, Json]:
    if of is not LinkOrLiteral:
        raise NotImplementedError(f"{of} has no JSON Schema")
    return {"anyOf": [{"$ref": f"{_SCHEMAS}Link"}, {"$ref": f"{_SCHEMAS}Literal"}]}


def _on_one_line(schema: dict[str, Json]) -> dict[str, Json]:
    """A schema whose description has no line breaks inside of a paragraph."""
    about = schema.get("description")
    if not isinstance(about, str):
        return schema
    paragraphs = (" ".join(part.split()) for part in about.split("\n\n"))
    return {**schema, "description": "\n\n".join(paragraphs)}


def _described(operation: Operation) -> dict[str, Json]:
    responses: dict[str, Json] = {
        "200": {
            "description": operation.answer.__name__,
            "headers": _headers(operation),
            "content": {"application/json": {"schema": _reference(operation.answer.__name__)}},
        },
        "304": {"description": "The answer that you have still holds."},
        "400": {"$ref": "#/components/responses/BadRequest"},
    }
    if operation.of_one:
        responses["404"] = {"$ref": "#/components/responses/NotFound"}
    responses["503"] = {"$ref": "#/components/responses/NoRelease"}
    return {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": operation.about,
        "parameters": [p.described() for p in operation.parameters],
        "responses": responses,
        "x-example": operation.address(operation.example),
    }


def _headers(operation: Operation) -> dict[str, Json]:
    tag: Json = {"description": "Changes with the release.", "schema": {"type": "string"}}
    if not operation.of_one:
        return {"ETag": tag}
    place: Json = {"description": "Its one address, if known.", "schema": {"type": "string"}}
    return {"ETag": tag, "Content-Location": place}


def _reference(name: str) -> Json:
    return {"$ref": _SCHEMAS + name}


def _problem(about: str) -> dict[str, Json]:
    content: Json = {"application/problem+json": {"schema": _reference("Problem")}}
    return {"description": about, "content": content}


def _itself() -> dict[str, Json]:
    content: Json = {"application/json": {"schema": {"type": "object"}}}
    return {
        "operationId": "getDescription",
        "tags": ["description"],
        "summary": "This description, as OpenAPI 3.1",
        "description": "Made from the program, for programs that make clients.",
        "parameters": [],
        "responses": {"200": {"description": "An OpenAPI document", "content": content}},
        "x-example": PATH,
    }
