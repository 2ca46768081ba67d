"""Hold how the spoken lines of the demo show sound, and read when they are said from the captions in `episodes/texts/`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

TEXTS = Path(__file__).parent.parent / "texts"


@dataclass(frozen=True, slots=True)
class Spoken:
    """Say one line: from `start` to `end` in seconds, in the signs of `voice`."""

    start: float
    end: float
    phones: str


POEM = (
    Spoken(0.00, 1.70, "s'AmbAdi h'AmdIt 'Intu@ f'o:n"),
    Spoken(1.75, 3.45, "s'AmbAdi dr'u:It,s'ItIN@l'o:n"),
    Spoken(3.50, 5.20, "'algjen abrj'o la bent'ana al m'ar"),
    Spoken(5.25, 7.20, "d'arekaga tS'i:sana f'une o 'otta"),
    Spoken(7.25, 8.95, "kelk'E: a d'i,komAs'o: is'i"),
    Spoken(9.00, 10.85, "w'AnavAs st'Artid,n'AnavAs nj'u:"),
    Spoken(10.90, 12.60, "h'a:u f'A:r@ sm'O:l T'IN tr'av@lz"),
    Spoken(12.65, 14.20, "@nt'Il It m'Et j'u:"),
)
"""The poem "A Small Thing", from the beginning of the voice; its lines and their times are in the manifest."""

_WINDOW = (
    "ai j'u:st t@ s'o: @l'o:n Ap h'i@r",
    "DEn @ str'eindz@r s'Ent mi h'a:f@ kw'Ilt",
    "ai 'adId wAn skw'E:r @nd s'EntIt 'O:n",
    "It haz bIn tu Il'Ev@n k'AntrIz n'a:u",
)
_CUE = re.compile(r"(\d+):(\d+):(\d+),(\d+) --> (\d+):(\d+):(\d+),(\d+)")


def window() -> tuple[Spoken, ...]:
    """Return what is said at the window, each sentence while its caption is shown."""
    times = []
    for match in _CUE.finditer((TEXTS / "window.en.srt").read_text(encoding="utf-8")):
        hours, minutes, seconds, thousandths, *end = map(int, match.groups())
        times.append((3600 * hours + 60 * minutes + seconds + thousandths / 1000,
            3600 * end[0] + 60 * end[1] + end[2] + end[3] / 1000))
    return tuple(Spoken(start, end, phones) for (start, end), phones in zip(times, _WINDOW, strict=True))
