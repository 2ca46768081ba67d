"""The fields that each card takes. Pure data.

A theme's template sees exactly these: what is left out has its default, and what is not known is refused. This is the one place
where a person becomes texts for a template.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from pipeline.cards.fault import CardFault
from pipeline.faults import did_you_mean
from pipeline.people import Credit, FieldValue
from pipeline.values import dataclass

REQUIRED = None
"""Marks a field without a default."""

Declared: TypeAlias = "str | int | Sequence[Declared] | Mapping[str, Declared] | None"
"""A field as declared: its default, None where it is required; a list of one member for a list of such, which may be empty."""

_PERSON: Mapping[str, Declared] = {"name": REQUIRED, "role": "", "place": "", "handle": "", "number": 0}
_NAMED: Mapping[str, Declared] = {"name": REQUIRED, "place": "", "number": 0}
_ROLE: Mapping[str, Declared] = {"role": "", "people": [_NAMED]}
_SECTION: Mapping[str, Declared] = {"heading": "", "kind": "", "picture": "", "roles": [_ROLE]}
_CREDITS: Mapping[str, Declared] = {"sections": [_SECTION], "thanks": [REQUIRED], "title": "", "background": ""}
_VERSE: Mapping[str, Declared] = {"text": REQUIRED, "state": "all"}
_PIECE: Mapping[str, Declared] = {"title": REQUIRED, "kind": "", "label": "", "picture": ""}
_WINDOW: Mapping[str, Declared] = {"left": 0, "top": 0, "width": 0, "height": 0}

FIELDS: Mapping[str, Mapping[str, Declared]] = {
    "opening": {"show": REQUIRED, "tagline": "", "title": "", "season": 0, "number": 0, "pieces": [_PIECE]},
    "title": {"show": "", "title": REQUIRED, "season": 0, "number": 0, "pieces": [_PIECE]},
    "interstitial": {
        "kind": "", "label": "", "title": REQUIRED, "people": [_PERSON], "more": 0, "number": 0, "kinds": [REQUIRED],
        "seed": "",
    },
    "lower_third": {"people": [_PERSON], "kind": ""},
    "quote": {"lines": [REQUIRED], "by": ""},
    "poem_line": {"lines": [REQUIRED], "by": "", "said": "", "gone": "", "came": 0, "ends": 1},
    "margin": {"lines": [REQUIRED], "gone": [REQUIRED], "begins": 1, "ends": 1},
    "held": {"before": "", "large": REQUIRED, "after": ""},
    "stanza": {"lines": [_VERSE], "begins": 1, "ends": 1},
    "caption": {"text": REQUIRED, "place": "", "italics": [{"begin": 0, "end": 0}]},
    "name_tag": {"name": REQUIRED, "role": "", "kind": "", "people": [_PERSON], "room": "", "at": ""},
    "mosaic": {"windows": [_WINDOW], "width": 1920, "height": 1080, "corners": 0, "reach": 0, "ground": ""},
    "credits": _CREDITS,
    "credits_page": _CREDITS,
    "end": {"title": REQUIRED, "text": "", "url": "", "pieces": [_PIECE]},
    "watermark": {"text": REQUIRED},
    "thumbnail": {"title": REQUIRED, "show": "", "kind": ""},
    "channel_art": {"show": REQUIRED, "tagline": "", "pieces": [_PIECE]},
}
"""The built-in cards: card -> field -> as declared."""

PIECES: Mapping[str, int] = {"opening": 4, "title": 4, "end": 8, "channel_art": 14}
"""The cards that show pieces of the episode, or of a season, and how many pictures of them each has at most."""

SECTIONS = 12
"""Sections of a page of credits that may have a picture."""

PICTURES: Mapping[str, tuple[str, ...]] = {
    "lower_third": (), "poem_line": (), "margin": (), "held": (), "stanza": (), "caption": (), "name_tag": (), "watermark": (),
    "credits": (),
    "mosaic": (),
    "credits_page": tuple(f"section-{number + 1}" for number in range(SECTIONS)),
    "interstitial": ("first", "begin"),
    "thumbnail": ("first",),
    "quote": ("beside",),
    **{card: tuple(f"piece-{number + 1}" for number in range(most)) for card, most in PIECES.items()},
}  # fmt: skip
"""The pictures that a card's template may ask for by name."""

BENEATH: Mapping[str, tuple[str, ...]] = {"poem_line": ("under", "said", "gone")}
"""The pictures that a card lies over, whose tone its template may ask for by name: those under the latest line of a poem, the
one said before it and the one before that, each as it was when the line came."""

ADDED_PICTURES = ("first",)
"""Those of a card that a theme adds."""

OPTIONAL = ("credits_page", "thumbnail", "channel_art", "mosaic", "margin", "held")
"""Built-in cards that a theme may do without: without pages, all credits roll; the thumbnail is then a frame by itself, and
there is no channel art; mosaics have no sheet around them; lines of poems stand neither in a margin nor held."""

WIDE_ONLY = ("channel_art",)
"""Cards that are drawn in a wide picture alone."""

RESERVED = (
    "shape", "language", "script", "qr", "asset", "colour", "word", "picture", "pictures", "rows", "columns", "grow",
    "pictured", "tone", "styled",
)  # fmt: skip
"""What every template sees besides its card's fields, so that no field may be called so."""

_NEVER_EMPTY = {"lower_third": "people", "quote": "lines", "poem_line": "lines", "margin": "lines", "stanza": "lines"}
"""Lists without which there is nothing to show."""


@dataclass(frozen=True, slots=True)
class FieldMistake:
    """What is wrong with one field of a card. `loc` leads to it: keys and positions in lists."""

    loc: tuple[str | int, ...]
    message: str
    hint: str = ""


def complete(
    card: str, given: Mapping[str, FieldValue], own: Mapping[str, Declared] | None = None, comma: str = ", "
) -> dict[str, FieldValue]:
    """Return the fields as a template sees them, every default filled in; `own` are the fields of a card that a theme adds.

    `comma` stands between several roles of one person.

    Raises CardFault with the first mistake: a field that is not known, is missing, is empty, or has the wrong shape.
    """
    shape = FIELDS.get(card, own)
    if shape is None:
        raise CardFault(f"the card {card} declares no fields", "add `fields:` to the card in theme.yaml")
    filler = _Filler(card, comma)
    fields = filler.group((), given, shape)
    needed = _NEVER_EMPTY.get(card)
    if needed is not None and not fields.get(needed):
        filler.tell((needed,), "is empty", "leave the card out, or say what it shows")
    if filler.mistakes:
        raise CardFault(filler.mistakes[0].message, filler.mistakes[0].hint)
    return fields


def mistakes(card: str, given: Mapping[str, FieldValue], own: Mapping[str, Declared]) -> tuple[FieldMistake, ...]:
    """Return everything that is wrong with what is given to a card that declares the fields `own`."""
    filler = _Filler(card)
    filler.group((), given, own)
    return tuple(filler.mistakes)


class _Filler:
    """One filling of a card's fields, with the mistakes found on the way."""

    def __init__(self, card: str, comma: str = ", ") -> None:
        self.card, self.comma = card, comma
        self.mistakes: list[FieldMistake] = []

    def tell(self, loc: tuple[str | int, ...], message: str, hint: str = "") -> None:
        self.mistakes.append(FieldMistake(loc, f"{_path(self.card, loc)} {message}", hint))

    def group(
        self, loc: tuple[str | int, ...], given: FieldValue, shape: Mapping[str, Declared]
    ) -> dict[str, FieldValue]:
        if isinstance(given, Credit):
            given = {key: text for key, text in _texts(given, self.comma).items() if key in shape}
        if not isinstance(given, Mapping):
            self.tell(loc, "is not a mapping (key: value)")
            return {}
        for key in given:
            if key not in shape:
                self.mistakes.append(
                    FieldMistake((*loc, key), f"{_path(self.card, loc)} has no field {key}", did_you_mean(key, tuple(shape)))
                )
        return {key: self.field((*loc, key), given.get(key), declared) for key, declared in shape.items()}

    def field(self, loc: tuple[str | int, ...], value: FieldValue, declared: Declared) -> FieldValue:
        if isinstance(declared, Mapping):
            return self.group(loc, {} if value is None else value, declared)
        if isinstance(declared, Sequence) and not isinstance(declared, str):
            return self.members(loc, () if value is None else value, declared[0] if declared else REQUIRED)
        if value is None:
            if declared is REQUIRED:
                self.tell(loc, "is missing")
            return declared
        if isinstance(value, str):
            text = _bare(value)
            return int(text) if isinstance(declared, int) and text.isdecimal() else text
        if isinstance(value, int):
            return value
        self.tell(loc, "is neither a text nor a whole number")
        return declared

    def members(self, loc: tuple[str | int, ...], value: FieldValue, declared: Declared) -> list[FieldValue]:
        if isinstance(value, str) or not isinstance(value, Iterable) or isinstance(value, Mapping):
            self.tell(loc, "is not a list")
            return []
        found: list[FieldValue] = []
        for number, item in enumerate(value):
            if isinstance(declared, Mapping):
                found.append(self.group((*loc, number), item, declared))
            elif isinstance(item, str):
                found.append(_bare(item))
            else:
                self.tell((*loc, number), "is not a text")
        return found


def _bare(text: str) -> str:
    """Return a text without space around it; a no-break space at its beginning is there on purpose: a verse is indented by it."""
    return text.rstrip().lstrip(" \t\n")


def _path(card: str, loc: tuple[str | int, ...]) -> str:
    return card + "".join(f".{step}" if isinstance(step, str) else f"[{step + 1}]" for step in loc)


def _texts(credit: Credit, comma: str) -> dict[str, FieldValue]:
    person, roles = credit.person, comma.join(credit.roles)
    texts: dict[str, FieldValue] = {"name": person.name, "role": roles, "roles": roles, "place": person.place}
    return texts | {"handle": person.handle, "number": person.number}
