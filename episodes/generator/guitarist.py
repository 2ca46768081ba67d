"""Film the guitarist in her kitchen: her hands move with the notes of her part."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, exp, pi, sin

from PIL import Image

from episodes.generator.music import BAR, BARS, LENGTH, guitar_notes
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

SIZE = (1280, 720)
RATE = 24


def _guitar_room() -> Image.Image:
    width, height = SIZE
    light = gradient(width, height, [(0, colour("#f3dcb8")), (0.75, colour("#eec79a")), (1, colour("#d9a679"))])
    glow(light, 330, 330, 330, 300, colour("#fff3d2"), 0.85)
    ground = picture(light, 31)

    def draw(pen: Pen) -> None:
        pen.box(0, 600, width, 120, colour("#a8623f"))
        pen.box(0, 596, width, 8, colour("#8f5034"))
        pen.ellipse(690, 705, 430, 62, mix(TEAL, INK, 0.25))
        pen.ellipse(690, 701, 395, 50, TEAL)
        pen.ellipse(690, 698, 330, 38, mix(TEAL, CREAM, 0.25))
        pen.box(70, 80, 300, 360, colour("#fffaf0"), 10)  # the window
        for x, y in ((86, 96), (226, 96), (86, 268), (226, 268)):
            pen.box(x, y, 128, 156, colour("#a9d6d2"), 4)
        for x, y in ((86, 268), (226, 268)):
            pen.blob([(x + 4, y + 152), (x + 4, y + 86), (x + 40, y + 62), (x + 84, y + 88), (x + 124, y + 70),
                (x + 124, y + 152)], mix(TEAL, CREAM, 0.35))
        pen.circle(318, 150, 26, colour("#fff1b8"))
        pen.box(52, 434, 336, 18, colour("#e6c79c"), 6)
        for x, shade in ((118, CORAL), (300, GOLD)):  # pots on the sill
            for lean in (-26, -12, 4, 18, 30):
                pen.stroke([(x, 398), (x + lean * 0.6, 366), (x + lean, 338 + abs(lean) * 0.5)], 9,
                    mix(TEAL, INK, 0.12 + 0.01 * abs(lean)))
            pen.polygon([(x - 28, 396), (x + 28, 396), (x + 20, 436), (x - 20, 436)], shade)
        pen.box(960, 110, 130, 165, mix(INK, CREAM, 0.1), 4)  # pictures
        pen.box(970, 120, 110, 145, CREAM)
        pen.circle(1025, 176, 30, CORAL)
        pen.blob([(972, 262), (972, 220), (1010, 204), (1048, 226), (1078, 212), (1078, 262)], TEAL)
        pen.box(1120, 150, 96, 96, mix(INK, CREAM, 0.1), 4)
        pen.box(1129, 159, 78, 78, GOLD)
        pen.blob([(1140, 214), (1168, 172), (1196, 214), (1168, 222)], CREAM)
        pen.line([(1150, 640), (1150, 372)], 9, INK)  # the lamp
        pen.ellipse(1150, 644, 58, 12, INK)
        pen.polygon([(1108, 300), (1192, 300), (1226, 390), (1074, 390)], colour("#f9e3a2"))
        pen.polygon([(1108, 300), (1192, 300), (1196, 311), (1104, 311)], GOLD)

    over(ground, drawn(width, height, draw, 3))
    return ground


_GUITARIST = Look(colour("#c98d62"), colour("#3a2a2a"), "bun")


def _guitar_sprite() -> Image.Image:
    def draw(pen: Pen) -> None:
        wood, dark = colour("#d68c45"), colour("#8a4b22")
        pen.line([(330, 130), (640, 130)], 26, dark)
        pen.polygon([(632, 110), (712, 102), (718, 158), (632, 150)], mix(dark, INK, 0.25))
        for x in (652, 676, 700):
            pen.circle(x, 98, 6, CREAM)
            pen.circle(x, 162, 6, CREAM)
        edge = [(28, 130), (46, 58), (120, 22), (186, 46), (232, 60), (288, 40), (346, 74), (362, 130), (346, 186),
            (288, 220), (232, 200), (186, 214), (120, 238), (46, 202)]
        pen.blob(edge, dark)
        pen.blob([(190 + (x - 190) * 0.955, 130 + (y - 130) * 0.945) for x, y in edge], wood)
        pen.blob([(190 + (x - 190) * 0.80 - 8, 118 + (y - 130) * 0.74) for x, y in edge], mix(wood, GOLD, 0.30))
        pen.circle(250, 130, 42, mix(dark, GOLD, 0.45))
        pen.circle(250, 130, 35, mix(dark, INK, 0.65))
        pen.box(100, 102, 16, 56, mix(dark, INK, 0.4), 4)
        pen.box(326, 117, 308, 26, mix(dark, INK, 0.45), 3)
        for fret in range(9):
            pen.line([(352 + fret * 33, 118), (352 + fret * 33, 142)], 2, GOLD)

    return drawn(740, 260, draw)


def film(room: Image.Image | None = None) -> Iterator[Image.Image]:
    """Film the guitarist: fingers on each note, the other hand on each chord, strings that swing where they were struck.

    It is at home, or in front of another picture of 1280x720.
    """
    room, body = _guitar_room() if room is None else room.copy(), Sprite(_guitar_sprite(), (250, 130), 0.92)
    notes = guitar_notes()
    times = [note.time for note in notes]
    heads = {blink: head(_GUITARIST, "smile", blink=blink, zoom=0.95) for blink in (False, True)}
    jumper = colour("#3d5a80")

    def sit(pen: Pen) -> None:
        pen.line([(520, 712), (560, 560)], 22, colour("#7a4a2d"))
        pen.line([(800, 712), (760, 560)], 22, colour("#7a4a2d"))
        pen.box(520, 540, 280, 36, colour("#8f5a38"), 16)
        trousers = colour("#5b4a58")
        pen.line([(700, 548), (830, 600), (820, 730)], 78, trousers)
        pen.line([(620, 552), (520, 610), (500, 730)], 78, mix(trousers, INK, 0.15))
        pen.blob([(660, 292), (724, 304), (758, 346), (752, 450), (760, 560), (660, 582), (556, 560), (566, 450), (560, 346),
            (596, 304)], jumper)
        pen.blob([(744, 350), (748, 450), (754, 552), (716, 568), (722, 450)], mix(jumper, INK, 0.15))

    torso = drawn(1280, 720, sit, 3)
    over(room, shadow(torso, 16, 0.28))
    seated = Sprite(torso.crop((440, 270, 900, 720)), (0, 0))
    for number in range(round(LENGTH * RATE)):
        time = number / RATE
        frame = room.copy()
        sway = 5 * sin(2 * pi * time / (2 * BAR))
        seated.put(frame, (440 + sway * 0.5, 270))
        heads[blinking(time, 0.4)].put(frame, (662 + sway, 322 + 1.2 * nod(time)), nod(time) + 4)
        lean = -17
        base = (600 + sway * 0.8, 486)
        c, s = cos(lean * pi / 180), sin(lean * pi / 180)

        def on(x: float, y: float, base: Point = base, c: float = c, s: float = s) -> Point:
            """Turn a point of the guitar into one of the frame."""
            x, y = (x - 250) * 0.92, (y - 130) * 0.92
            return base[0] + c * x - s * y, base[1] + s * x + c * y

        body.put(frame, base, lean)
        index, _ = since_last(times, time)
        swing = [0.0] * 6
        for note in notes[max(0, index - 9) : index + 1]:
            since = time - note.time
            swing[note.string] = 4.5 * note.strength * exp(-3.2 * since) * cos(2 * pi * 11 * since)

        def strings(pen: Pen, on=on, swing: list[float] = swing) -> None:  # type: ignore[no-untyped-def]
            for string in range(6):
                y = 150 - string * 8
                pen.stroke([on(108, y), on(300, y + swing[string]), on(636, 130 + (y - 130) * 0.52)], 1.6, colour("#fbeccb"))

        patch(frame, [on(100, 100), on(640, 160), on(100, 160), on(640, 100)], 8, strings, 2)
        bar = min(BARS, int(time / BAR))
        frets = (470, 500, 430, 455, 470, 500, 470)  # one a bar, and the last chord
        turn = ease((time - bar * BAR + 0.10) / 0.22)
        before = frets[max(0, bar - 1)]
        fret = before + (frets[bar] - before) * turn
        arm(frame, (738 + sway * 0.6, 350), on(fret, 150), (80, 72), 1, jumper, _GUITARIST.skin, 46)
        hand = on(268, 128)
        if index >= 0:
            note = notes[index]
            since = time - note.time
            target = 152 - note.string * 8.5
            hand = on(268 + 3 * sin(index), target + 9 * (1 - exp(-9 * since)) - 5 * exp(-30 * since))
        arm(frame, (574 + sway * 0.6, 352), hand, (138, 128), 1, mix(jumper, CREAM, 0.08), _GUITARIST.skin, 48)
        yield frame
