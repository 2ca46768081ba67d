"""The committed JSON Schemas are those of the code, and know what the examples and the guide write."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from pipeline.documents import node, reader
from pipeline.faults import Diagnostic, InputFault
from pipeline.manifest import schema
from pipeline.segments.base import Kind
from pipeline.segments.registry import kinds
from tests.shows import ShowFolder

DOCS = Path(__file__).parents[2] / "docs"
EXAMPLES = Path(__file__).parents[1] / "segments" / "examples"


@pytest.mark.parametrize("name", ["episode", "segment", "show", "people", "episode-translation", "show-translation"])
def test_the_committed_schema_is_the_codes(name: str) -> None:
    file = f"{name}.schema.json"
    assert json.loads((DOCS / file).read_text(encoding="utf-8")) == schema()[file], "run `together schema`"


def test_every_reference_leads_somewhere_and_every_definition_is_used() -> None:
    for document in schema().values():
        text = json.dumps(document)
        used = set(re.findall(r'"#/\$defs/([^"]+)"', text))
        assert used == set(document.get("$defs", {}))


def test_segments_are_told_apart_by_their_kind() -> None:
    documents = schema()
    episode, alone = documents["episode.schema.json"], documents["segment.schema.json"]
    assert list(branches(alone)) == list(kinds())
    assert list(branches(episode["properties"]["segments"]["items"])) == [*kinds(), "include"]
    for kind in kinds():
        assert episode["$defs"][kind] == alone["$defs"][kind]
        assert episode["$defs"][kind]["required"][0] == kind


def branches(chosen: Any) -> Iterator[str]:
    """Yield the keys that decide what a segment is, in order."""
    while "if" in chosen:
        (key,) = chosen["if"]["required"]
        assert chosen["then"] == {"$ref": f"#/$defs/{key}"}
        yield key
        chosen = chosen["else"]


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.name)
def test_a_kind_is_begun_with_what_it_needs(kind: Kind[Any], tmp_path: Path) -> None:
    """Nothing is wrong with it but that the files are examples, and without any of its fields something else is."""

    def wrong(fields: Mapping[str, object]) -> list[str]:
        manifest = {"episode": {"title": "A"}, "segments": [{kind.name: "Title", **fields}]}
        try:
            ShowFolder(tmp_path).cut(json.dumps(manifest))  # JSON is YAML, too
        except InputFault as fault:
            told = [one.message for one in fault.diagnostics if not one.message.endswith("does not exist")]
            return [message for message in told if message != "there is no one to credit"]  # nobody is in this episode
        return []

    assert wrong(kind.least) == []
    for name in kind.least.keys() - {"by", "written"}:
        assert wrong({key: value for key, value in kind.least.items() if key != name})


def test_an_editor_begins_every_kind_and_an_include() -> None:
    documents = schema()
    last = documents["episode.schema.json"]["properties"]["segments"]["items"]
    while "if" in last:
        last = last["else"]
    bodies = {one["label"]: one["body"] for one in last["defaultSnippets"]}
    assert list(bodies) == [*kinds(), "include"] == last["propertyNames"]["enum"]
    assert bodies["clip"] == {"clip": "${1:Title}", "file": "${2:street.mp4}", "by": "${3:ana}"}
    assert bodies["include"] == {"include": "${1:segments/metal-dad.yaml}"}


def test_every_part_has_a_title_of_its_own() -> None:
    """An editor heads what it tells of a field by the nearest title above."""
    for document in schema().values():
        for name, definition in document.get("$defs", {}).items():
            groups = [definition, *definition.get("anyOf", ())]
            assert any("title" in group for group in groups), name
            for group in groups:
                for field, part in group.get("properties", {}).items():
                    assert part["title"] == field


def test_fields_are_described() -> None:
    for document in schema().values():
        for definition in (document, *document.get("$defs", {}).values()):
            for group in (definition, *definition.get("anyOf", ())):
                assert all(field.get("description") for field in group.get("properties", {}).values())


@pytest.mark.parametrize("kind", kinds())
def test_what_an_example_writes_is_allowed_by_the_schema(kind: str) -> None:
    diagnostics: list[Diagnostic] = []
    root = reader.read((EXAMPLES / f"{kind}.yaml").read_bytes(), kind, diagnostics)
    assert root is not None
    assert list(refused(node.plain(root), schema()["episode.schema.json"], schema()["episode.schema.json"])) == []


def test_the_schema_refuses_what_the_loader_refuses() -> None:
    document = schema()["episode.schema.json"]
    for segment in (
        {"clip": "A"},
        {"clip": "A", "file": "a", "fil": "b"},
        {"poem": "A", "card": "B"},
        {"clp": "A", "file": "a"},
        {"include": "a.yaml", "enabled": "off"},
        {"include": {}},
        {"clip": {}, "file": "a"},
        "A",
    ):
        assert list(refused({"episode": {"title": "A"}, "segments": (segment,)}, document, document))
    assert list(refused({"segments": ({"card": "A"},)}, document, document))
    assert not list(refused({"episode": {"title": "A"}, "segments": ({"include": "a.yaml"},)}, document, document))
    assert list(refused({"include": "a.yaml"}, schema()["segment.schema.json"], schema()["segment.schema.json"]))


def refused(value: Any, schema: Any, document: Any) -> Iterator[str]:
    """Judge a value by the few words of JSON Schema that ours uses; YAML 1.2's numbers are texts here."""
    if "$ref" in schema:
        yield from refused(value, document["$defs"][schema["$ref"].removeprefix("#/$defs/")], document)
    for word in ("anyOf", "oneOf"):
        if word in schema:
            fitting = [one for one in schema[word] if not list(refused(value, one, document))]
            if not fitting or (word == "oneOf" and len(fitting) != 1):
                yield f"{value!r} fits {len(fitting)} of {word}"
    if "if" in schema:
        yield from refused(value, schema["else" if list(refused(value, schema["if"], document)) else "then"], document)
    if "propertyNames" in schema and isinstance(value, dict):
        yield from (f"{key!r} is no name here" for key in value if key not in schema["propertyNames"]["enum"])
    kinds = schema.get("type", [])
    names = {dict: {"object"}, tuple: {"array"}, str: {"string", "number", "integer", "boolean"}, type(None): {"null"}}[
        type(value)
    ]
    if kinds and not names & set([kinds] if isinstance(kinds, str) else kinds):
        yield f"{value!r} is no {kinds}"
    if "enum" in schema and not any(str(value).casefold() == str(allowed).casefold() for allowed in schema["enum"]):
        yield f"{value!r} is none of {schema['enum']}"
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        for key, inner in value.items():
            if key in properties:
                yield from refused(inner, properties[key], document)
            elif schema.get("additionalProperties", True) is False:
                yield f"{key!r} is not allowed"
            elif isinstance(schema.get("additionalProperties"), dict):
                yield from refused(inner, schema["additionalProperties"], document)
        yield from (f"{key!r} is missing" for key in schema.get("required", ()) if key not in value)
    if isinstance(value, tuple) and "items" in schema:
        for inner in value:
            yield from refused(inner, schema["items"], document)
