"""Fields for every card of the box, and small helpers to draw them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

from pipeline.cards.card import describe, roll_frames
from pipeline.cards.model import Drawing, Theme

RATE = Fraction(24)


def person(name: str, role: str = "", place: str = "", handle: str = "") -> dict[str, str]:
    return {"name": name, "role": role, "place": place, "handle": handle}


CREDITS: dict[str, Any] = {
    "title": "Create Together",
    "sections": [
        {"heading": "Metal Dad", "roles": [
            {"role": "guitar", "people": [{"name": "Rubén Ortega"}]}, {"role": "drums", "people": [{"name": "Joe Park"}]},
        ]},
    ],
    "thanks": ["Everyone who screamed"],
}

CARDS: dict[str, dict[str, Any]] = {
    "opening": {"show": "Create Together", "tagline": "Made by thousands of people who never met"},
    "title": {"show": "Create Together", "title": "Scream It Out", "season": 1, "number": 12},
    "interstitial": {
        "kind": "music", "label": "Music", "title": "Metal Dad", "people": [person("Rubén Ortega"), person("Joe Park")],
    },
    "lower_third": {"people": [person("Rubén Ortega", "guitar", "Valparaíso", "@ruben")]},
    "quote": {"lines": ["We are not alone,", "we are in different rooms."], "by": "Ben"},
    "poem_line": {"lines": ["You were promised a stage", "and given a window."]},
    "stanza": {
        "lines": [{"text": "You were promised a stage", "state": "now"}, {"text": "and given a window.", "state": "next"}],
    },
    "caption": {"text": "I had never screamed with strangers before.\nIt was like singing, only warmer."},
    "name_tag": {"name": "Rubén Ortega", "role": "guitar"},
    "credits": CREDITS,
    "credits_page": CREDITS,
    "end": {"title": "Make the next one with us", "text": "Bring a noise.", "url": "https://example.org/join"},
    "watermark": {"text": "DRAFT: not cleared"},
}


def drawing(theme: Theme, card: str, width: int, height: int, fields: dict[str, Any] | None = None, **more: Any) -> Drawing:
    given = CARDS[card] if fields is None else fields
    rate = more.pop("rate", RATE)
    frames = more.pop("frames", 0) or (roll_frames(theme, given, rate) if card == "credits" else 60)
    return describe(theme, card, given, width=width, height=height, rate=rate, frames=frames, **more)


def files_of(files: tuple[tuple[str, Path, str], ...]) -> dict[str, Path]:
    return {name: path for name, path, _ in files}


_HEADED = (("Metal Dad", "music"), ("Letter", "poem"), ("Street", "docu-short"))
_PIECES = ("music", "poem", "docu-short", "animation", "clip", "music", "puppets", "docu-short", "animation", "poem")

PICTURED: tuple[tuple[str, dict[str, Any], tuple[str, ...]], ...] = (
    (
        "credits_page",
        {
            "sections": [
                {
                    "heading": heading, "kind": kind, "picture": f"section-{number}",
                    "roles": [{"role": "voice", "people": [{"name": "Ana", "number": 1}, {"name": "Joe Park", "number": 2}]}],
                }
                for number, (heading, kind) in enumerate(_HEADED, 1)
            ],
        },
        ("wide",),
    ),
    (
        "channel_art",
        {
            "show": "Create Together", "tagline": "Made by thousands of people who never met",
            "pieces": [{"title": kind, "kind": kind, "picture": f"piece-{number}"} for number, kind in enumerate(_PIECES, 1)],
        },
        ("wide",),
    ),
)  # fmt: skip
"""Cards with frames of the episode: card, fields, shapes."""
