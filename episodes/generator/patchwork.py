"""Draw "Patchwork", on twos: fifteen squares arrive from everywhere and become one quilt, each with a plucked note."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import cos, pi, sin

import numpy as np
from PIL import Image

from episodes.generator.dsp import RATE, Signal, add, fade, gain, pan, room, to_peak
from episodes.generator.music import pluck
from episodes.generator.paint import CORAL, CREAM, GOLD, INK, NIGHT, TEAL, Colour, Pen, Point, Sprite, colour, drawn, ease, mix

SIZE = (1280, 720)
RATE_OF_PICTURES = 12
PICTURES = 72
"""Six seconds on twos."""
_SIDE = 176
_COLUMNS, _ROWS = 5, 3
_FLIGHT = 9
_SKY, _SAND = colour("#8fc9c4"), colour("#f4a261")


def _landing(place: int) -> int:
    """Return the picture in which the square at `place` of the order lands."""
    return 12 + 3 * place


def _motif(pen: Pen, kind: int, wobble: np.random.Generator) -> None:
    """Draw one of fifteen motifs on a square of 176; `wobble` makes each tracing of it a little different."""

    def near(points: list[Point]) -> list[Point]:
        return [(x + float(wobble.normal(0, 0.9)), y + float(wobble.normal(0, 0.9))) for x, y in points]

    grounds: tuple[Colour, ...] = (
        CORAL, TEAL, GOLD, NIGHT, _SKY, _SAND, CREAM, TEAL, CORAL, _SKY, GOLD, NIGHT, _SAND, TEAL, CORAL,
    )
    ground = grounds[kind]
    pen.polygon(near([(10, 10), (88, 8), (166, 10), (168, 88), (166, 166), (88, 168), (10, 166), (8, 88)]), ground)
    light, dark = mix(ground, CREAM, 0.8), mix(ground, INK, 0.55)
    if kind == 0:  # sun
        for n in range(12):
            c, s = cos(n * pi / 6), sin(n * pi / 6)
            pen.line(near([(88 + 46 * c, 88 + 46 * s), (88 + 62 * c, 88 + 62 * s)]), 7, GOLD)
        pen.blob(near([(88 + 36 * cos(n * pi / 4), 88 + 36 * sin(n * pi / 4)) for n in range(8)]), GOLD)
    elif kind == 1:  # paper boat
        pen.polygon(near([(34, 92), (142, 92), (118, 128), (58, 128)]), CREAM)
        pen.polygon(near([(88, 42), (124, 92), (52, 92)]), light)
        pen.stroke(near([(26, 142), (50, 136), (74, 142), (100, 136), (126, 142), (150, 136)]), 5, _SKY)
    elif kind == 2:  # house
        pen.polygon(near([(48, 84), (128, 84), (128, 136), (48, 136)]), CREAM)
        pen.polygon(near([(88, 38), (142, 86), (34, 86)]), CORAL)
        pen.box(78, 104, 22, 32, TEAL, 3)
    elif kind == 3:  # moon and stars
        pen.blob(near([(104, 36), (70, 50), (58, 88), (72, 122), (108, 136), (88, 112), (82, 86), (88, 60)]), GOLD)
        for x, y in ((124, 62), (140, 98), (116, 104)):
            pen.circle(x, y, 4, CREAM)
    elif kind == 4:  # leaf
        pen.blob(near([(52, 128), (50, 84), (78, 48), (128, 44), (126, 92), (94, 124)]), TEAL)
        pen.stroke(near([(44, 138), (76, 104), (114, 60)]), 4, light)
    elif kind == 5:  # cup
        pen.blob(near([(48, 76), (122, 76), (116, 118), (98, 134), (72, 134), (54, 118)]), CREAM)
        pen.stroke(near([(118, 84), (142, 86), (138, 108), (114, 114)]), 7, CREAM)
        for x in (70, 86, 102):
            pen.stroke(near([(x, 66), (x + 6, 56), (x - 2, 46), (x + 4, 36)]), 4, light)
    elif kind == 6:  # heart
        pen.blob(near([(88, 134), (48, 96), (44, 66), (64, 52), (88, 72), (112, 52), (132, 66), (128, 96)]), CORAL)
    elif kind == 7:  # note
        pen.line(near([(76, 122), (76, 52), (126, 44), (126, 112)]), 8, CREAM)
        pen.ellipse(64, 124, 16, 12, CREAM)
        pen.ellipse(114, 114, 16, 12, CREAM)
    elif kind == 8:  # flower
        for n in range(6):
            pen.circle(88 + 28 * cos(n * pi / 3), 84 + 28 * sin(n * pi / 3), 19, CREAM)
        pen.circle(88, 84, 17, GOLD)
    elif kind == 9:  # bird
        pen.blob(near([(44, 96), (70, 68), (104, 66), (126, 80), (120, 108), (86, 124), (58, 116)]), CORAL)
        pen.polygon(near([(122, 80), (146, 88), (122, 96)]), GOLD)
        pen.blob(near([(66, 94), (92, 86), (104, 104), (80, 114)]), mix(CORAL, INK, 0.25))
        pen.circle(110, 84, 4, INK)
        pen.polygon(near([(48, 96), (26, 80), (34, 108)]), mix(CORAL, INK, 0.25))
    elif kind == 10:  # fish
        pen.blob(near([(40, 88), (70, 60), (112, 64), (130, 88), (112, 112), (70, 116)]), TEAL)
        pen.polygon(near([(124, 88), (150, 64), (148, 112)]), TEAL)
        pen.circle(66, 84, 6, CREAM)
        pen.stroke(near([(88, 70), (96, 88), (88, 106)]), 4, mix(TEAL, CREAM, 0.5))
    elif kind == 11:  # mountains
        pen.polygon(near([(26, 134), (72, 62), (112, 134)]), _SKY)
        pen.polygon(near([(76, 134), (114, 82), (150, 134)]), TEAL)
        pen.polygon(near([(72, 62), (86, 84), (72, 92), (60, 84)]), CREAM)
        pen.circle(120, 52, 13, GOLD)
    elif kind == 12:  # open hand
        for x, top in ((62, 62), (80, 46), (98, 46), (116, 58)):
            pen.line(near([(x, 104), (x, top)]), 14, CREAM)
        pen.line(near([(116, 116), (138, 90)]), 14, CREAM)
        pen.blob(near([(56, 96), (122, 96), (122, 120), (102, 138), (74, 138), (56, 118)]), CREAM)
    elif kind == 13:  # kite
        pen.polygon(near([(100, 36), (138, 74), (92, 112), (64, 62)]), GOLD)
        pen.line(near([(100, 36), (92, 112)]), 3, dark)
        pen.stroke(near([(92, 112), (76, 126), (84, 140), (60, 148)]), 4, CREAM)
    else:  # spool of thread
        pen.box(54, 50, 68, 14, CREAM, 5)
        pen.box(54, 120, 68, 14, CREAM, 5)
        pen.box(62, 64, 52, 56, GOLD)
        for y in (74, 86, 98, 110):
            pen.line(near([(62, y), (114, y - 4)]), 3, mix(GOLD, INK, 0.25))


def _square(kind: int, tracing: int) -> Sprite:
    wobble = np.random.default_rng(100 * tracing + kind)
    return Sprite(drawn(_SIDE, _SIDE, lambda pen: _motif(pen, kind, wobble)), (_SIDE / 2, _SIDE / 2))


@cache
def _order() -> tuple[int, ...]:
    return tuple(int(n) for n in np.random.default_rng(61).permutation(_COLUMNS * _ROWS))


def _place(kind: int) -> Point:
    row, column = divmod(kind, _COLUMNS)
    return SIZE[0] / 2 + (column - (_COLUMNS - 1) / 2) * 168, SIZE[1] / 2 + (row - (_ROWS - 1) / 2) * 168


def _stitches(pen: Pen, kind: int, share: float) -> None:
    """Sew round a square: dashes, as far as `share` of its edge."""
    x, y = _place(kind)
    corners = [(x - 72, y - 72), (x + 72, y - 72), (x + 72, y + 72), (x - 72, y + 72)]
    dashes = 36
    for n in range(round(dashes * share)):
        edge, along = divmod(n / dashes * 4, 1)
        (x0, y0), (x1, y1) = corners[int(edge)], corners[(int(edge) + 1) % 4]
        start, end = along + 0.02, along + 0.075
        pen.line([(x0 + (x1 - x0) * start, y0 + (y1 - y0) * start), (x0 + (x1 - x0) * end, y0 + (y1 - y0) * end)], 3,
            CREAM if kind != 6 else CORAL)


def pictures() -> Iterator[Image.Image]:
    """Draw the pictures; still squares change their tracing every three pictures, as lines drawn by hand do."""
    tracings = [[_square(kind, tracing) for kind in range(_COLUMNS * _ROWS)] for tracing in range(2)]
    rng = np.random.default_rng(62)
    order = _order()
    starts = []
    for kind in order:
        angle = float(rng.uniform(0, 2 * pi))
        starts.append((SIZE[0] / 2 + 980 * cos(angle), SIZE[1] / 2 + 720 * sin(angle),
            float(rng.uniform(90, 260) * (1 if kind % 2 else -1))))

    def table(pen: Pen) -> None:
        x, y = SIZE[0] / 2, SIZE[1] / 2
        pen.box(x - 440, y - 272, 880, 544, mix(CREAM, INK, 0.10), 18)
        for n in range(12):
            for side in (-1, 1):
                pen.circle(70 if side < 0 else SIZE[0] - 70, 50 + n * 56, 3, mix(CREAM, INK, 0.16))

    ground = Image.new("RGB", SIZE, CREAM)
    cloth = drawn(*SIZE, table, 2)
    ground.paste(cloth, (0, 0), cloth)
    for number in range(PICTURES):
        frame = ground.copy()
        squares = tracings[number // 3 % 2]
        flying = []
        for place, kind in enumerate(order):
            since = number - _landing(place)
            if since >= 0:
                bump = 5 * sin(pi * min(1.0, since / 3)) if since < 3 else 0.0
                x, y = _place(kind)
                squares[kind].put(frame, (x, y - bump), 1.5 * sin(kind * 2.1) + 0.25 * bump)
            elif since > -_FLIGHT:
                flying.append((place, kind, 1 + since / _FLIGHT))
        sewn = [(kind, min(1.0, (number - _landing(place) - 2) / 6)) for place,
            kind in enumerate(order) if number > _landing(place) + 2]
        pen = Pen(900, 560, 2, (190, 80))
        for kind, share in sewn:
            _stitches(pen, kind, share)
        thread = pen.image()
        frame.paste(thread, (190, 80), thread)
        for place, kind, share in flying:
            x0, y0, turn = starts[place]
            x1, y1 = _place(kind)
            gone = ease(share)
            arc = 90 * sin(pi * gone)
            squares[kind].put(frame, (x0 + (x1 - x0) * gone, y0 + (y1 - y0) * gone - arc), turn * (1 - gone))
        yield frame


def sound() -> Signal:
    """Play the landings, stereo: a note of G major pentatonic for each square, and a chord when the quilt is whole.

    Before the first, the lowest strings are touched, so that the film is heard from its first picture on.
    """
    rng = np.random.default_rng(24)
    seconds = PICTURES / RATE_OF_PICTURES
    both = np.zeros((2, round(seconds * RATE)))
    scale = (55, 59, 62, 64, 67, 69, 71, 74, 76, 79)
    touched = np.random.default_rng(25)
    for at, pitch in ((0.0, 43), (0.5, 50)):
        add(both, pan(gain(-9) * pluck(pitch, 1.2, 0.5, touched, ring=1.6), 0.0), at)
    tune = (4, 2, 5, 3, 6, 4, 7, 5, 3, 6, 8, 7, 5, 8, 9)
    for place, kind in enumerate(_order()):
        x, _ = _place(kind)
        note = pluck(scale[tune[place]] + 12, 1.1, float(rng.uniform(0.6, 0.85)), rng, ring=1.4)
        add(both, pan(note, (x - 640) / 640), _landing(place) / RATE_OF_PICTURES)
    for n, pitch in enumerate((43, 55, 59, 62, 67, 74)):
        add(both, pan(gain(-3) * pluck(pitch + 12, 1.0, 0.7, rng, ring=2.0), n / 4 - 0.6),
            (_landing(14) + 3) / RATE_OF_PICTURES + 0.03 * n)
    return fade(to_peak(room(both, 1.2, 0.3, rng), -7), 0.005, 0.5)
