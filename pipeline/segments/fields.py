"""What a producer may write in a field: times, gains, colours, switches; exact values come out. Pure.

YAML scalars arrive here as text, lists as tuples and groups as dicts (see `pipeline.documents`), so that nothing was
guessed on the way: `NO` is a text until a field says that it is a switch.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Annotated, ClassVar, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import any_schema, no_info_plain_validator_function, with_info_plain_validator_function

from pipeline.faults import did_you_mean, guess
from pipeline.media import languages
from pipeline.segments import meant
from pipeline.timebase import Time, TimeFault, parse_rate, parse_time

T = TypeVar("T")
JsonSchema = dict[str, object]
"""A JSON Schema, for editors."""
Loc = tuple[str | int, ...]
"""A path inside a manifest: keys and positions in lists."""

_NUMBER = re.compile(r"[+-]?\d{1,4}(?:\.\d{1,6})?")
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)%|([01](?:\.\d{1,6})?)")
_KEY = re.compile(r"\w[\w.-]*")
_LONGEST_KEY = 64


def mistake(message: str, hint: str = "", at: Loc = (), more: Sequence[tuple[str, str, Loc]] = ()) -> PydanticCustomError:
    """Make the error that a validator raises: fit for a producer, and pointing `at` a field below the one validated.

    `more` are further mistakes in the same value, each with its message, hint and place.
    """
    # The texts travel in the context: as a template, a brace in a producer's text would be filled in.
    return PydanticCustomError("mistake", "see context", {"message": message, "hint": hint, "at": at, "more": tuple(more)})


class Reads:
    """A field that is read by one function of what is written, which returns the value or raises a `mistake`.

    pydantic's PlainValidator does the same, and for every field also plans how its type is written back, which nothing here
    ever is; that was a third of the time in which models are built.
    """

    def __init__(self, read: Callable[[object], object]) -> None:
        self._read = read

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema of the function alone, whatever the field's type."""
        return no_info_plain_validator_function(self._read, json_schema_input_schema=any_schema())


class ReadsAmong:
    """A field that is read as by `Reads`, by a function that also gets pydantic's info, whose context says what else there is."""

    def __init__(self, read: Callable[[object, ValidationInfo], object]) -> None:
        self._read = read

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the schema of the function alone, whatever the field's type."""
        return with_info_plain_validator_function(self._read, json_schema_input_schema=any_schema())


class Shape(BaseModel):
    """The root of everything read from YAML: strict, frozen, no field but the declared ones."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", defer_build=True)

    alone: ClassVar[JsonSchema | None] = None
    """The JSON Schema of a value that may stand for the whole group, None where nothing may."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchema:
        """Return the group's schema, with what may stand for it."""
        group = handler(core)
        if cls.alone is None:
            return group
        # The words stand outside, where a field's own take their place: an editor shows the innermost.
        inner = dict(handler.resolve_ref_schema(group))
        words: JsonSchema = {key: inner.pop(key) for key in ("title", "description") if key in inner}
        return {**words, "anyOf": [cls.alone, inner]}


def written(value: object) -> str:
    """Return the text of a scalar. Raises the producer's mistake where nothing, a list or a group was written."""
    match value:
        case str():
            return value.strip()
        case None:
            raise mistake("nothing is written here", meant.NOTHING)
        case tuple():
            raise mistake("a list is written where one value belongs", "write one of its values, without [ ] and '- '")
        case _:
            raise mistake("a group of fields is written where one value belongs", "write the value alone, without { } and key:")


def _time(value: object) -> Time:
    if isinstance(value, Time):
        return value
    try:
        return parse_time(written(value))
    except TimeFault as fault:
        plain = meant.time(written(value))
        raise mistake(f"{written(value)!r} is not a time" if plain else str(fault), plain and f"write {plain}") from None


def _rate(value: object) -> Fraction:
    try:
        return parse_rate(written(value))
    except TimeFault as fault:
        plain = meant.rate(written(value))
        raise mistake(f"{written(value)!r} is not a rate" if plain else str(fault), plain and f"write {plain}") from None


def _track(value: object) -> int | str:
    text = written(value)
    if re.fullmatch(r"[1-9]\d?", text):
        return int(text)
    if (languages.is_tag(text) or re.fullmatch("[a-z]{3}", text)) and (code := languages.short(text)):
        return code
    if code := meant.language(text):
        raise mistake(f"{text!r} is no track", f"did you mean {code!r}?")
    raise mistake(f"{text!r} is no track", "write its number, 1 for the first sound, or its language: es")


def number(
    value: object, what: str, low: int | Fraction, high: int | Fraction, unit: str = "", example: str = ""
) -> Fraction:
    """Read a number from `low` to `high`, after which `unit` may stand; `what` names it in a mistake, an `example` shows one."""
    text, allowed = written(value), f"{float(low):g} to {float(high):g}"
    bare = text[: -len(unit)].rstrip() if unit and text.casefold().endswith(unit.casefold()) else text
    if not _NUMBER.fullmatch(bare):
        plain = bare.replace(",", ".")
        if _NUMBER.fullmatch(plain):
            raise mistake(f"{text!r} is not {what}", f"write {f'{plain} {unit}'.strip()}")
        example = example or (f"'{low // 3} {unit}'" if unit else "")
        raise mistake(f"{text!r} is not {what}", f"write a number from {allowed}" + (f", such as {example}" if example else ""))
    found = Fraction(bare)
    if not low <= found <= high:
        raise mistake(f"{text!r} is out of range for {what}", f"allowed: {allowed}")
    return found


def _whole(low: int, high: int) -> Reads:
    def read(value: object) -> int:
        text = written(value)
        if not re.fullmatch(r"\d{1,9}", text) or not low <= int(text) <= high:
            raise mistake(f"{text!r} is not a whole number", f"allowed: {low} to {high}")
        return int(text)

    return Reads(read)


def _switch(value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = written(value)
    if text.casefold() not in meant.SWITCH:
        raise mistake(f"{text!r} is neither on nor off", f"{meant.switch(text)} allowed: on, off".lstrip())
    return meant.SWITCH[text.casefold()]


def _text(value: object) -> str:
    text = written(value)
    if not text:
        raise mistake("nothing is written here", meant.NOTHING)
    if bad := re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text):
        raise mistake(f"the text holds a control character (U+{ord(bad[0]):04X})", "remove it")
    return text


def text_or_nothing(value: object, at: Loc = ()) -> str | None:
    """Read a text that may be empty, None where nothing is written; a mistake is told `at` a field below the one validated."""
    if value is None or value == "":
        return "" if value == "" else None
    try:
        return _text(value)
    except PydanticCustomError as error:
        told = error.context or {}
        raise mistake(told["message"], told["hint"], at) from None


def _line(value: object) -> str:
    return " ".join(_text(value).split())


def _file(value: object, info: ValidationInfo) -> str:
    text = _text(value)
    if (check := (info.context or {}).get("file")) is not None:
        check(text)
    return text


def _colour(value: object) -> str:
    text = written(value).casefold()
    if re.fullmatch(r"#[0-9a-f]{3}", text):
        text = "#" + "".join(2 * digit for digit in text[1:])
    if not re.fullmatch(r"#[0-9a-f]{6}", text):
        raise mistake(f"{text!r} is not a colour", 'write it in quotes as "#rrggbb", such as "#1d2b4f"')
    return text


def share(value: object, hint: str) -> Fraction:
    """Read a share of a picture, 30% or 0.3, up to all of it; `hint` says what is wanted where it is none."""
    text = written(value)
    match = _SHARE.fullmatch(text)
    found = None if match is None else Fraction(match[1]) / 100 if match[1] else Fraction(match[2])
    if found is None or found > 1:
        raise mistake(f"{text!r} is not a share of the picture", hint)
    return found


def _focus(value: object) -> tuple[Fraction, Fraction]:
    parts = tuple(written(part) for part in value) if isinstance(value, tuple) else tuple(written(value).split())
    shares = [share(part, "write two, across and down, such as '50% 30%' or [0.5, 0.3]") for part in parts]
    if len(shares) != 2:
        raise mistake(f"a focus point needs 2 numbers, across and down; here are {len(shares)}", "write '50% 30%' or [0.5, 0.3]")
    return shares[0], shares[1]


def language(value: object) -> str:
    """Read a language tag."""
    text = written(value)
    if wrong := meant.no_language(text):
        raise mistake(*wrong)
    return text


def _url(value: object) -> str:
    text = written(value)
    if not re.fullmatch(r"https?://[^\s/]+\S*", text) or len(text) > 500:
        raise mistake(f"{text!r} is not a web address", "begin with https://")
    return text.replace("<", "%3C").replace(">", "%3E")  # no address has them (RFC 3986), and platforms refuse them in texts


def _sync(value: object) -> Literal["auto"] | Fraction | None:
    text = written(value)
    if text.casefold() == "auto":
        return "auto"
    if meant.is_off(text):
        return None
    try:
        sign, time = (-1, parse_time(text[1:])) if text.startswith("-") else (1, parse_time(text))
    except TimeFault as fault:
        hint = f"{guess(text, ('auto', 'off'))} allowed: auto, off, or how much later it begins, such as 1.250 or -0.3".lstrip()
        raise mistake(f"{text!r} is not a time" if text.isalpha() else str(fault), hint) from None
    if time.seconds is None:
        raise mistake(f"{text!r}: sync is in seconds", "sound is finer than frames: write 1.250")
    return sign * time.seconds


def one_of(*allowed: str) -> BeforeValidator:
    """Read one of a few words, whatever its case; a near miss gets `did you mean`."""

    def read(value: object) -> str:
        text = written(value).casefold()
        if text not in allowed:
            raise mistake(f"{written(value)!r} is not allowed here", did_you_mean(text, allowed))
        return text

    return BeforeValidator(read)


def listed(value: object) -> tuple[object, ...]:
    """Let one value stand for a list of one."""
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _keys(value: object, info: ValidationInfo) -> tuple[str, ...]:
    keys = tuple(_text(key) for key in listed(value))
    known = (info.context or {}).get("people")
    wrong: list[tuple[str, str, Loc]] = []
    for number, key in enumerate(keys):
        if key in keys[:number]:
            wrong.append((f"{key!r} is named twice", "", (number,)))
        elif known is not None and key not in known:
            several = meant.keys(key, known)
            hint = f"write {several}" if several else did_you_mean(key, tuple(known)) or "add the person there"
            wrong.append((f"{key!r} is not in people.yaml", hint, (number,)))
    if wrong:
        raise mistake(*wrong[0], wrong[1:])
    return keys


def identifier(value: object) -> str:
    """Read a key: letters of any script, digits, `-`, `_` and `.`, at most 64."""
    text = written(value)
    # Marks belong to the letters before them: without them Hindi and Thai names fall apart.
    letters = "".join(character for character in text if unicodedata.category(character) not in ("Mn", "Mc"))
    if not _KEY.fullmatch(letters) or not letters.startswith(text[0]) or len(text) > _LONGEST_KEY:
        raise mistake(f"{text!r} cannot be a name here", "use letters, digits, - and _, without spaces")
    return text


def _schema(kinds: list[str], **more: object) -> WithJsonSchema:
    # Editors read YAML 1.2, where `3` is a number and `2020` no text: the schema lets them through, as the loader does.
    return WithJsonSchema({"type": kinds, **more})


_ANY = ["string", "number", "boolean"]
_SWITCH_SCHEMA: JsonSchema = {"enum": [True, False, "on", "off", "yes", "no"]}

TimeField = Annotated[Time, Reads(_time), _schema(["string", "number"], examples=["6", "1:05.5", "0:01:30.250", "90f"])]
"""A time: 6, 1:05.5, 0:01:30.250, 90f."""
Rate = Annotated[Fraction, Reads(_rate), _schema(["string", "integer"], examples=[24, "30000/1001"])]
"""Frames or pictures a second: 24, 30000/1001."""
Gain = Annotated[
    Fraction,
    Reads(lambda value: number(value, "a gain", -60, 24, "dB")),
    _schema(["string", "number"], examples=["-4 dB"]),
]
"""A gain in decibels, -60 to 24: -4 dB."""
Pan = Annotated[Fraction, Reads(lambda value: number(value, "a place between left and right", -1, 1)), _schema(["number"])]
"""From -1 (left) to 1 (right)."""
Loudness = Annotated[
    Fraction,
    Reads(lambda value: number(value, "a loudness", -60, -5, "LUFS")),
    _schema(["string", "number"], examples=["-18 LUFS"]),
]
"""A loudness in LUFS, -60 to -5."""
Percent = Annotated[Fraction, Reads(lambda value: number(value, "a share", 0, 100, "%")), _schema(["number", "string"])]
"""Per cent, 0 to 100."""
Hertz = Annotated[int, _whole(20, 1000), _schema(["integer"], minimum=20, maximum=1000)]
"""A frequency in Hz."""
Track = Annotated[int | str, Reads(_track), _schema(["integer", "string"], examples=[2, "es"])]
"""A track of sound: its number in the file, from 1, or its language."""
Number = Annotated[int, _whole(0, 99_999), _schema(["integer"], minimum=0)]
"""A whole number."""
Switch = Annotated[bool, Reads(_switch), WithJsonSchema(_SWITCH_SCHEMA)]
"""on or off."""
Text = Annotated[str, Reads(_text), _schema(_ANY)]
"""A text of any length."""
Line = Annotated[str, Reads(_line), _schema(_ANY)]
"""A text on one line."""
File = Annotated[str, ReadsAmong(_file), _schema(["string"])]
"""A path inside the show's media folder."""
Pattern = Annotated[str, Reads(_text), _schema(["string"], examples=["breathe/frame_%04d.png"])]
"""A path inside the show's media folder with a number in it."""
Colour = Annotated[str, Reads(_colour), _schema(["string"], pattern="^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")]
"""A colour, "#rrggbb"."""
Focus = Annotated[
    tuple[Fraction, Fraction],
    Reads(_focus),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": "number", "minimum": 0, "maximum": 1}, "minItems": 2, "maxItems": 2},
            ]
        }
    ),
]
"""The point that must stay visible, across and down: "50% 30%" or [0.5, 0.3]."""
Language = Annotated[str, Reads(language), _schema(["string"], examples=["en", "es", "pt-BR"])]
"""A language code: en, es, pt-BR."""
Url = Annotated[str, Reads(_url), _schema(["string"], format="uri")]
"""A web address."""
Sync = Annotated[Literal["auto"] | Fraction | None, Reads(_sync), _schema(["string", "number"], examples=["auto", 1.25])]
"""auto, off, or the seconds by which a take begins later."""
Key = Annotated[str, Reads(identifier), _schema(_ANY)]
"""A short name without spaces."""
People = Annotated[
    tuple[str, ...],
    ReadsAmong(_keys),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "uniqueItems": True}]}),
]
"""One or several keys of people.yaml."""
Lines = Annotated[tuple[Line, ...], BeforeValidator(listed)]
"""One or several lines of text."""


def not_empty(value: tuple[T, ...]) -> tuple[T, ...]:
    """Refuse an empty list."""
    if not value:
        raise mistake("the list is empty", "write at least one")
    return value


NotEmpty = AfterValidator(not_empty)
