"""How a manifest names files of captions: by language, as a path, or as a group that says their encoding. Pure."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, WithJsonSchema, model_validator

from pipeline.captions import Caption, encodings
from pipeline.captions.plain_text import is_text
from pipeline.faults import Diagnostic, Where
from pipeline.segments.fields import File, JsonSchema, Reads, Shape, language, mistake, written
from pipeline.values import dataclass


def _encoding(value: object) -> str:
    text = written(value)
    if encodings.python_name(text) is None:
        raise mistake(f"{text[:40]!r} is no encoding that captions may have", encodings.meant(text))
    return text


_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

Encoding = Annotated[
    str, Reads(_encoding), WithJsonSchema({"type": "string", "examples": ["windows-1252", "iso-8859-2", "shift_jis"]})
]
"""The encoding of a text: windows-1252, iso-8859-2, shift_jis."""


class CaptionsFile(Shape):
    """A file of captions, and its encoding. A path alone stands for one that is UTF-8."""

    alone: ClassVar[JsonSchema | None] = {"type": "string"}

    file: File
    """Path inside the show's media folder."""
    encoding: Encoding = ""
    """What it is written in, where that is not UTF-8: windows-1252, iso-8859-2, shift_jis."""

    @model_validator(mode="before")
    @classmethod
    def _path_alone(cls, value: object) -> object:
        return {"file": value} if isinstance(value, str) else value


def _is_file(value: object) -> bool:
    return isinstance(value, dict) and "file" in value


Captions = Annotated[
    dict[Annotated[str, Reads(lambda value: value and language(value))], CaptionsFile],
    BeforeValidator(lambda value: {"": value} if isinstance(value, str) or _is_file(value) else value),
]
"""Caption files by language; a file alone has no language, and is the episode's."""


@dataclass(frozen=True, slots=True)
class HeardText:
    """A plain text, named at a place for a `language`, and all its lines as captions in the time of the file that says them.

    Lines that are not sure stand at a best guess; `told` is what is to be said of them.
    """

    where: Where
    named: CaptionsFile
    language: str
    captions: tuple[Caption, ...]
    told: tuple[Diagnostic, ...]


def texts_of(shape: object) -> Iterator[CaptionsFile]:
    """Yield the plain texts that fields name as captions."""
    if isinstance(shape, CaptionsFile):
        if is_text(shape.file):
            yield shape
    elif isinstance(shape, Shape):
        for name in type(shape).model_fields:
            value: object = getattr(shape, name)
            if isinstance(value, (Shape, dict, list, tuple)):
                yield from texts_of(value)
    elif isinstance(shape, (dict, list, tuple)):
        for each in shape.values() if isinstance(shape, dict) else shape:
            yield from texts_of(each)


def doubt(named: CaptionsFile, content: bytes) -> str:
    """Return what is doubtful in the encoding that a file is declared to have; nothing where it is not."""
    codec = encodings.python_name(named.encoding) if named.encoding else None
    if codec is None or codec.startswith("utf-16") or content.isascii():
        return ""
    if mark := next((name for sign, name in _MARKS if content.startswith(sign) and name != codec), ""):
        return f"{named.file} begins with the mark of {mark.upper()}, and is read as that, not as {named.encoding}"
    if codec.startswith("utf"):
        return ""
    try:
        right = content.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    # By chance, what is no UTF-8 hardly ever is (RFC 3629, section 1).
    at = next(number for number, character in enumerate(right) if not character.isascii())
    at = 1 + max(right.rfind(" ", 0, at), right.rfind("\n", 0, at))
    read = content[len(right[:at].encode()) :].decode(codec, "replace")
    one, other = ((text.split() or [text])[0][:20] for text in (right[at:], read))
    return f"{named.file} is declared as {named.encoding}, and is UTF-8: there stands {one!r}, which is read as {other!r}"
