"""The description of the interface, typed: what the page `/api` is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import msgspec

from rarekg.server.api.openapi import document

_SCHEMAS = "#/components/schemas/"


class SchemaPart(msgspec.Struct, frozen=True):
    """A JSON Schema, as far as the page speaks of it."""

    description: str = ""
    type: str = ""
    format: str = ""
    ref: str = msgspec.field(name="$ref", default="")
    properties: dict[str, SchemaPart] = {}
    items: SchemaPart | None = None
    any_of: list[SchemaPart] = msgspec.field(name="anyOf", default_factory=list)
    values: SchemaPart | bool | None = msgspec.field(name="additionalProperties", default=None)
    enum: list[str | int] = []
    minimum: int | None = None
    maximum: int | None = None
    default: int | float | str | bool | list[str] | None = None
    pattern: str = ""


class ParameterPart(msgspec.Struct, frozen=True):
    """A parameter."""

    name: str
    place: str = msgspec.field(name="in")
    required: bool
    description: str
    schema: SchemaPart
    example: str | list[str] = ""

    @property
    def shown(self) -> str:
        """The example, in words."""
        return self.example if isinstance(self.example, str) else " ".join(self.example)

    @property
    def values(self) -> SchemaPart:
        """What one value may be."""
        return self.schema.items or self.schema


class Content(msgspec.Struct, frozen=True):
    """What an answer holds."""

    schema: SchemaPart


class ResponsePart(msgspec.Struct, frozen=True):
    """An answer."""

    description: str = ""
    ref: str = msgspec.field(name="$ref", default="")
    content: dict[str, Content] = {}


class OperationPart(msgspec.Struct, frozen=True):
    """An operation; all are GET."""

    name: str = msgspec.field(name="operationId")
    tags: list[str]
    summary: str
    description: str
    parameters: list[ParameterPart]
    responses: dict[str, ResponsePart]
    example: str = msgspec.field(name="x-example")

    def answer(self) -> str:
        """The name of the schema of its answer; "" for none."""
        found = self.responses["200"].content["application/json"].schema.ref
        return found.removeprefix(_SCHEMAS)


class Components(msgspec.Struct, frozen=True):
    """Schemas and errors by name."""

    schemas: dict[str, SchemaPart]
    responses: dict[str, ResponsePart]


class Tag(msgspec.Struct, frozen=True):
    """A group of operations."""

    name: str
    description: str


class Info(msgspec.Struct, frozen=True):
    """What the interface is."""

    title: str
    version: str
    description: str


class Document(msgspec.Struct, frozen=True):
    """The parts of the OpenAPI document that the page shows."""

    info: Info
    tags: list[Tag]
    paths: dict[str, dict[str, OperationPart]]
    components: Components

    def of(self, tag: str) -> list[tuple[str, OperationPart]]:
        """Paths and operations of a group, in their order."""
        found = ((path, item["get"]) for path, item in self.paths.items())
        return [(path, operation) for path, operation in found if tag in operation.tags]

    def error(self, response: ResponsePart) -> str:
        """What an answer means, its reference followed."""
        if response.ref:
            return self.components.responses[response.ref.rpartition("/")[2]].description
        return response.description


@cache
def description() -> Document:
    """The OpenAPI document, read back."""
    return msgspec.json.decode(msgspec.json.encode(document()), type=Document)


@dataclass(frozen=True, slots=True)
class Words:
    """A type in words: `before` and `after` a name of a schema that it may refer to."""

    before: str
    schema: str
    after: str


def type_words(part: SchemaPart) -> Words:
    """The type of a value in words."""
    if part.ref:
        return Words("", part.ref.removeprefix(_SCHEMAS), "")
    if part.any_of:
        return _either(part.any_of)
    if part.items is not None:
        inner = type_words(part.items)
        return Words(f"list of {inner.before}", inner.schema, inner.after)
    if isinstance(part.values, SchemaPart):
        inner = type_words(part.values)
        return Words(f"by key: {inner.before}", inner.schema, inner.after)
    return Words(_plain(part), "", "")


def _either(parts: list[SchemaPart]) -> Words:
    known = [type_words(p) for p in parts if p.type != "null"]
    after = " or null" if len(known) < len(parts) else ""
    if len(known) == 1:
        only = known[0]
        return Words(only.before, only.schema, only.after + after)
    return Words(" or ".join(w.before + w.schema + w.after for w in known) + after, "", "")


def _plain(part: SchemaPart) -> str:
    if part.enum:
        return " | ".join(map(str, part.enum))
    words = {"string": "text", "integer": "whole number", "boolean": "true or false"}
    found = words.get(part.type, part.type or "anything")
    if part.minimum is not None and part.maximum is not None:
        found += f", {part.minimum} to {part.maximum}"
    if part.format:
        found += f" ({part.format})"
    return f"{found}, as {part.pattern.strip('^$()')}" if part.pattern else found


Fields = Mapping[str, Words]


def fields(part: SchemaPart) -> Fields:
    """The fields of a schema with their types in words."""
    return {name: type_words(value) for name, value in part.properties.items()}
