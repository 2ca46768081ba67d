"""JSON Schemas of the files that a producer writes, for editors. Reads the source of the shapes for their docs."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from functools import cache
from itertools import count
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from pipeline import syntax
from pipeline.manifest.includes import INCLUDE
from pipeline.manifest.settings import Manifest, PersonShape, Show
from pipeline.manifest.translation import EpisodeTexts, Texts
from pipeline.segments.base import Kind
from pipeline.segments.registry import kinds

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """Return the schemas by file name: episode.schema.json and so on."""
    return {
        "episode.schema.json": _episode(),
        "segment.schema.json": _segment_alone(),
        "show.schema.json": _show(),
        "people.schema.json": _people(),
        "episode-translation.schema.json": _translation(EpisodeTexts),
        "show-translation.schema.json": _translation(Texts),
    }


class _Generator(GenerateJsonSchema):
    """Schemas whose fields are described by the text below each: the docstrings that the code has anyway."""

    def model_schema(self, schema: Any) -> dict[str, Any]:
        """Return a model's schema with its fields described."""
        json = super().model_schema(schema)
        shape: type[BaseModel] = schema["cls"]
        texts = _described(shape)
        properties = json.get("properties", {})
        for name, field in shape.model_fields.items():
            if (found := properties.get(field.alias or name)) is not None:
                # Where a part has no title, an editor shows that of the whole file.
                found["title"] = field.alias or name
                if name in texts:
                    found["description"] = texts[name]
        json["title"] = _words(shape.__name__)
        json["description"] = _first_paragraph(shape)
        return json

    def default_schema(self, schema: Any) -> dict[str, Any]:
        """Return the schema without the default: it is no value that a producer would write."""
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: Any) -> dict[str, Any]:
        """Return the schema alone: leaving a field out is what null stands for."""
        return self.generate_inner(schema["schema"])

    def function_before_schema(self, schema: Any) -> dict[str, Any]:
        """Return the schema, and let one text stand for a list or a map of them, as the shapes do."""
        inner = super().function_before_schema(schema)
        return (
            {"anyOf": [{"type": "string"}, inner]}
            if inner.get("type") in ("array", "object") and "properties" not in inner
            else inner
        )


def _words(name: str) -> str:
    """Return a class's name as words: `LowerThird` as `Lower third`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.removesuffix("Shape").removesuffix("Spec")).capitalize()


@cache
def _described(shape: type[BaseModel]) -> dict[str, str]:
    """Return the text below each field of a shape and of what it inherits from."""
    texts: dict[str, str] = {}
    for cls in reversed(shape.__mro__):
        if not issubclass(cls, BaseModel) or cls is BaseModel:
            continue
        body = syntax.parsed(textwrap.dedent(syntax.source_of(cls))).body[0]
        assert isinstance(body, ast.ClassDef)
        for statement, below in zip(body.body, body.body[1:], strict=False):
            if (
                isinstance(statement, ast.AnnAssign)
                and isinstance(statement.target, ast.Name)
                and isinstance(below, ast.Expr)
                and isinstance(below.value, ast.Constant)
                and isinstance(below.value.value, str)
            ):
                texts[statement.target.id] = " ".join(below.value.value.split())
    return texts


def _first_paragraph(shape: type[BaseModel]) -> str:
    return " ".join((inspect.getdoc(shape) or "").split("\n\n")[0].split())


def _of(shape: type[BaseModel], definitions: dict[str, Any]) -> dict[str, Any]:
    """Return a shape's schema; what it refers to is added to `definitions`."""
    schema = shape.model_json_schema(
        by_alias=True, schema_generator=_Generator, ref_template="#/$defs/{model}", mode="validation"
    )
    definitions.update(schema.pop("$defs", {}))
    return schema


def _settings(shape: type[BaseModel], definitions: dict[str, Any]) -> dict[str, Any]:
    """Return a schema in which opening, end and credits carry a `title`, or are switched by a word."""
    schema = _of(shape, definitions)
    for name, definition in (("opening", "Opening"), ("end", "End"), ("credits", "Roll")):
        card = dict(definitions[definition])
        card["properties"] = {"title": card["properties"][name] | {"title": "title"}} | {
            key: value for key, value in card["properties"].items() if key != name
        }
        definitions[f"{definition}Settings"] = card
        description = schema["properties"][name]["description"]
        schema["properties"][name] = {
            "title": name,
            "anyOf": [{"enum": [True, False, "on", "off"]}, {"type": "string"}, {"$ref": f"#/$defs/{definition}Settings"}],
            "description": description,
        }
    return schema


def _episode() -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    schema = _settings(Manifest, definitions)
    schema["properties"]["segments"] = {
        "title": "segments",
        "type": "array",
        "minItems": 1,
        "items": _segment(definitions, takes_files=True),
        "description": schema["properties"]["segments"]["description"],
    }
    return _document("An episode of a show made with together", schema, definitions)


def _segment_alone() -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    schema = {"description": f"A segment in a file of its own, which a manifest includes: - {INCLUDE}: segments/metal-dad.yaml"}
    return _document("A segment of an episode made with together", _segment(definitions, takes_files=False) | schema, definitions)


def _segment(definitions: dict[str, Any], *, takes_files: bool) -> dict[str, Any]:
    """Return the schema of a segment, which is that of its kind as soon as a kind is written, and offers the kinds before."""
    chosen = _without_kind(takes_files=takes_files)
    if takes_files:
        definitions[INCLUDE] = _include()
        chosen = _if(INCLUDE, chosen)
    # One after the other and not `oneOf`: of that, editors offer the fields of all that might be meant, and tell mistakes of any.
    for kind in sorted(kinds().values(), key=lambda kind: kind.name, reverse=True):
        definitions[kind.name] = _of_kind(kind, definitions)
        chosen = _if(kind.name, chosen)
    return {"type": "object", **chosen}


def _if(key: str, other: dict[str, Any]) -> dict[str, Any]:
    # Of what is no group of fields yet, `required` alone would hold.
    return {"if": {"type": "object", "required": [key]}, "then": {"$ref": f"#/$defs/{key}"}, "else": other}


def _of_kind(kind: Kind[Any], definitions: dict[str, Any]) -> dict[str, Any]:
    segment = {**_of(kind.shape, definitions), "title": kind.name, "required": _required(kind.shape, kind.name)}
    title = segment["properties"][kind.name]
    title["description"] = f"{segment['description']} Here: {_lowered(title['description'])}"
    if not kind.shape.model_fields["title"].is_required():
        title["type"] = [*title["type"], "null"]
    return segment


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _without_kind(*, takes_files: bool) -> dict[str, Any]:
    """Return the schema of a segment whose kind is not written yet: any kind, with the least that it needs."""
    described = {kind.name: _first_paragraph(kind.shape) for kind in kinds().values()}
    least = {kind.name: {kind.name: "Title", **kind.least} for kind in kinds().values()}
    if takes_files:
        described[INCLUDE], least[INCLUDE] = _INCLUDED, {INCLUDE: "segments/metal-dad.yaml"}
    return {
        "title": "Segment",
        "description": "What is shown next: a group of fields that begins with its kind.",
        "type": "object",
        "minProperties": 1,
        # The snippets offer them; offered as properties, too, the editor would mix both.
        "propertyNames": {"enum": list(described), "doNotSuggest": True},
        "defaultSnippets": [
            {"label": name, "description": described[name], "body": _snippet(body, count(1))} for name, body in least.items()
        ],
    }


def _snippet(value: object, stops: Iterator[int]) -> object:
    """Return a value as an editor's snippet: every text in it is a place that the cursor goes to."""
    match value:
        case dict():
            return {key: _snippet(inner, stops) for key, inner in value.items()}
        case list() | tuple():
            return [_snippet(inner, stops) for inner in value]
        case _:
            return f"${{{next(stops)}:{value}}}"


_INCLUDED = "A segment that stands in a file of its own, so that several people edit one episode."


def _include() -> dict[str, Any]:
    path = {
        "title": INCLUDE,
        "type": "string",
        "description": f"{_INCLUDED} Here: its path, from the manifest's folder: segments/metal-dad.yaml.",
    }
    return {
        "title": INCLUDE,
        "description": _INCLUDED,
        "type": "object",
        "properties": {INCLUDE: path},
        "required": [INCLUDE],
        "additionalProperties": False,
    }


def _required(shape: type[BaseModel], kind: str) -> list[str]:
    # The kind's key tells the kinds apart, so it is required even where its title may be left out.
    return [
        kind,
        *(field.alias or name for name, field in shape.model_fields.items() if field.is_required() and field.alias != kind),
    ]


def _show() -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    return _document("A show made with together", _settings(Show, definitions), definitions)


def _people() -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    person = _of(PersonShape, definitions)
    schema = {
        "type": "object",
        "additionalProperties": person,
        "description": "Who is in the show, by the key that manifests write in `by:`.",
    }
    return _document("The people of a show made with together", schema, definitions)


def _translation(shape: type[Texts]) -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    whose = "an episode" if shape is EpisodeTexts else "a show"
    return _document(f"The texts of {whose} made with together in another language", _of(shape, definitions), definitions)


def _document(title: str, schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = {"$schema": DIALECT, "title": title, **schema}
    if used := _reachable(document, definitions):
        document["$defs"] = {name: used[name] for name in sorted(used)}
    return document


def _reachable(schema: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    waiting = [schema]
    while waiting:
        match waiting.pop():
            case {"$ref": str(ref), **rest}:
                name = ref.removeprefix("#/$defs/")
                if name not in found:
                    found[name] = definitions[name]
                    waiting.append(definitions[name])
                waiting.extend(rest.values())
            case dict(group):
                waiting.extend(group.values())
            case list(items):
                waiting.extend(items)
            case _:
                pass
    return found
