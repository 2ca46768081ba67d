"""Film the bass player on her balcony, upright: she plucks each note of her part."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, exp, pi, sin

from PIL import Image

from episodes.generator.music import BEAT, LENGTH, bass_notes
from episodes.generator.paint import (
    CORAL,
    CREAM,
    GOLD,
    INK,
    TEAL,
    Pen,
    Point,
    Sprite,
    colour,
    drawn,
    ease,
    glow,
    gradient,
    mix,
    over,
    patch,
    picture,
    shadow,
)
from episodes.generator.people import Look, arm, blinking, head
from episodes.generator.players import nod, since_last

SIZE = (720, 1280)
RATE = 25


def _balcony() -> Image.Image:
    width, height = SIZE
    light = gradient(width, height, [(0, colour("#7fb7be")), (0.38, colour("#f3d9b1")), (0.58, colour("#f2b58a")),
        (1, colour("#d98a6a"))])
    glow(light, 560, 520, 260, 260, colour("#fff0c4"), 0.9)
    ground = picture(light, 33)

    def draw(pen: Pen) -> None:
        pen.circle(560, 520, 62, colour("#fff4d6"))
        far, near = colour("#c98f86"), colour("#96708a")
        for x, y, wide in ((0, 640, 120), (110, 590, 90), (210, 660, 130), (350, 610, 110), (470, 680, 120), (600, 620, 130)):
            pen.box(x, y, wide, 700, far, 3)
        for x, y, wide in ((-20, 760, 150), (150, 720, 120), (290, 790, 150), (450, 740, 110), (580, 780, 150)):
            pen.box(x, y, wide, 600, near, 3)
            for row in range(4):
                for column in range(wide // 34):
                    if (x + row * 7 + column * 5) % 3:
                        pen.box(x + 14 + column * 34, y + 22 + row * 46, 16, 22, mix(GOLD, CREAM, 0.3), 2)
        pen.box(0, 1090, width, 190, colour("#8a5a4a"))
        for x in range(12, width, 58):
            pen.box(x, 900, 12, 200, colour("#5c4257"), 5)
        pen.box(0, 886, width, 24, colour("#5c4257"), 8)
        for x, shade in ((70, CORAL), (640, GOLD)):
            for n in range(9):
                angle = pi * (1.08 + 0.84 * n / 8)
                length = 92 + 26 * (n % 3)
                tip = (x + length * cos(angle), 1090 + length * 1.2 * sin(angle))
                pen.stroke([(x, 1110), (x + 0.5 * (tip[0] - x), 1110 - 0.62 * (1110 - tip[1])), tip], 13,
                    mix(TEAL, INK, 0.1 + 0.06 * (n % 3)))
            pen.polygon([(x - 60, 1100), (x + 60, 1100), (x + 44, 1210), (x - 44, 1210)], shade)
            pen.box(x - 66, 1092, 132, 24, mix(shade, INK, 0.12), 8)

    over(ground, drawn(width, height, draw, 3))
    return ground


_BASSIST = Look(colour("#e3b48f"), TEAL, "scarf", glasses=True)


def _bass_sprite() -> Image.Image:
    def draw(pen: Pen) -> None:
        pen.box(240, 114, 460, 24, colour("#8a4b22"), 3)
        for fret in range(12):
            pen.line([(286 + fret * 33, 115), (286 + fret * 33, 137)], 2, GOLD)
        pen.blob([(690, 106), (744, 96), (778, 120), (760, 146), (690, 142)], colour("#6e3a1c"))
        for x in (706, 728, 750):
            pen.circle(x, 94, 7, CREAM)
        edge = [(24, 130), (44, 66), (110, 44), (176, 74), (222, 66), (300, 28), (312, 54), (262, 104), (270, 140),
            (296, 196), (274, 214), (206, 190), (160, 198), (92, 218), (38, 190)]
        pen.blob(edge, mix(CORAL, INK, 0.3))
        pen.blob([(160 + (x - 160) * 0.95, 130 + (y - 130) * 0.93) for x, y in edge], CORAL)
        pen.blob([(150, 90), (236, 84), (250, 126), (240, 166), (168, 176), (130, 150)], CREAM)
        for x in (166, 206):
            pen.box(x, 106, 18, 44, INK, 6)
        pen.box(74, 102, 18, 52, colour("#b9c0cc"), 4)

    return drawn(800, 250, draw)


def film() -> Iterator[Image.Image]:
    """Film the bass player upright: she walks on the spot, plucks each note, and moves her hand up the neck with the pitch."""
    balcony, body = _balcony(), Sprite(_bass_sprite(), (190, 130), 0.92)
    notes = bass_notes()
    times = [note.time for note in notes]
    heads = {blink: head(_BASSIST, "smile", blink=blink, zoom=1.2) for blink in (False, True)}
    dress = colour("#f4a261")

    def stand(pen: Pen) -> None:
        pen.line([(310, 1010), (300, 1330)], 78, colour("#3d405b"))
        pen.line([(410, 1010), (424, 1330)], 78, colour("#34364f"))
        pen.blob([(360, 470), (444, 488), (486, 548), (474, 700), (500, 900), (520, 1060), (360, 1092), (200, 1060),
            (220, 900), (246, 700), (234, 548), (276, 488)], dress)
        for row, y in enumerate((930, 985, 1035)):
            for x in range(250 - 8 * row, 490 + 8 * row, 46):
                pen.circle(x + (row % 2) * 20, y, 8, CREAM)

    torso = drawn(720, 1280, stand, 3)
    over(balcony, shadow(torso, 22, 0.25))
    standing = Sprite(torso.crop((170, 440, 550, 1280)), (0, 0))
    for number in range(round(LENGTH * RATE)):
        time = number / RATE
        frame = balcony.copy()
        sway = sin(2 * pi * time / (4 * BEAT))
        standing.put(frame, (170 + 9 * sway, 440))
        heads[blinking(time, 4.1)].put(frame, (360 + 13 * sway, 500 + 2 * nod(time)), 2.6 * sway + nod(time))
        base = (312 + 9 * sway, 806)
        lean = -47
        body.put(frame, base, lean)
        c, s = cos(lean * pi / 180) * 0.92, sin(lean * pi / 180) * 0.92

        def on(x: float, y: float, base: Point = base, c: float = c, s: float = s) -> Point:
            """Turn a point of the instrument into one of the frame."""
            return base[0] + c * (x - 190) - s * (y - 130), base[1] + s * (x - 190) + c * (y - 130)

        index, since = since_last(times, time)
        swing = 5 * exp(-2.4 * since) * cos(2 * pi * 9 * since)

        def strings(pen: Pen, on=on, struck: int = index, swing: float = swing) -> None:  # type: ignore[no-untyped-def]
            for string in range(4):
                y = 142 - string * 7
                off = swing if struck % 3 == string else 0.0
                pen.stroke([on(84, y), on(290, y + off), on(694, 126 + (y - 130) * 0.6)], 2.0, colour("#fbeccb"))

        patch(frame, [on(80, 100), on(700, 160), on(80, 160), on(700, 100)], 8, strings, 2)
        pitches = [note.pitch for note in notes if isinstance(note.pitch, int)]
        now = pitches[max(0, index)]
        last = pitches[max(0, index - 1)]
        pitch = last + (now - last) * ease(since / 0.14)
        arm(frame, (468 + 12 * sway, 560), on(600 - 12 * (pitch - 36), 140), (172, 160), 1, mix(dress, CREAM, 0.1),
            _BASSIST.skin, 56)
        pluck = 10 * exp(-14 * since) if index >= 0 else 0.0
        arm(frame, (252 + 12 * sway, 560), on(214, 118 + pluck), (160, 150), 1, dress, _BASSIST.skin, 58)
        yield frame
