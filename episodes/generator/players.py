"""Film the three players of "Kitchen Table": each picture moves with the notes of its own part."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from math import cos, exp, pi, sin

from PIL import Image

from episodes.generator.music import BAR, BARS, BEAT, LENGTH, Note, bass_notes, drum_notes, guitar_notes
from episodes.generator.paint import (
    CORAL,
    CREAM,
    GOLD,
    INK,
    NIGHT,
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

SIZES = {"guitar": (1280, 720), "drums": (960, 720), "bass": (720, 1280)}
RATES = {"guitar": 24, "drums": 30, "bass": 25}
"""Frames a second: three phones, three rates."""


def _since(times: Sequence[float], time: float) -> tuple[int, float]:
    """Return the number of the last event before `time` and the seconds since; (-1, 9.0) before the first."""
    index = bisect_right(times, time) - 1
    return index, (time - times[index] if index >= 0 else 9.0)


def _nod(time: float) -> float:
    """Return degrees: a nod on every beat, deeper on the first of a bar."""
    beat = time / BEAT % 1
    return (3.2 if time % BAR < BEAT else 2.0) * exp(-4 * beat) * sin(pi * min(1.0, beat * 5)) + 1.2 * sin(2 * pi * time / (2 * BAR))


# ---------------------------------------------------------------------------------------------- guitar


def _guitar_room() -> Image.Image:
    width, height = SIZES["guitar"]
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
            pen.blob([(x + 4, y + 152), (x + 4, y + 86), (x + 40, y + 62), (x + 84, y + 88), (x + 124, y + 70), (x + 124, y + 152)], mix(TEAL, CREAM, 0.35))
        pen.circle(318, 150, 26, colour("#fff1b8"))
        pen.box(52, 434, 336, 18, colour("#e6c79c"), 6)
        for x, shade in ((118, CORAL), (300, GOLD)):  # pots on the sill
            for lean in (-26, -12, 4, 18, 30):
                pen.stroke([(x, 398), (x + lean * 0.6, 366), (x + lean, 338 + abs(lean) * 0.5)], 9, mix(TEAL, INK, 0.12 + 0.01 * abs(lean)))
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
        edge = [(28, 130), (46, 58), (120, 22), (186, 46), (232, 60), (288, 40), (346, 74), (362, 130), (346, 186), (288, 220), (232, 200), (186, 214), (120, 238), (46, 202)]
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


def guitar_film() -> Iterator[Image.Image]:
    """Film the guitarist: fingers on each note, the other hand on each chord, strings that swing where they were struck."""
    room, body = _guitar_room(), Sprite(_guitar_sprite(), (250, 130), 0.92)
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
        pen.blob([(660, 292), (724, 304), (758, 346), (752, 450), (760, 560), (660, 582), (556, 560), (566, 450), (560, 346), (596, 304)], jumper)
        pen.blob([(744, 350), (748, 450), (754, 552), (716, 568), (722, 450)], mix(jumper, INK, 0.15))

    torso = drawn(1280, 720, sit, 3)
    over(room, shadow(torso, 16, 0.28))
    seated = Sprite(torso.crop((440, 270, 900, 720)), (0, 0))
    for number in range(round(LENGTH * RATES["guitar"])):
        time = number / RATES["guitar"]
        frame = room.copy()
        sway = 5 * sin(2 * pi * time / (2 * BAR))
        seated.put(frame, (440 + sway * 0.5, 270))
        heads[blinking(time, 0.4)].put(frame, (662 + sway, 322 + 1.2 * _nod(time)), _nod(time) + 4)
        lean = -17
        base = (600 + sway * 0.8, 486)
        c, s = cos(lean * pi / 180), sin(lean * pi / 180)

        def on(x: float, y: float, base: Point = base, c: float = c, s: float = s) -> Point:
            """Turn a point of the guitar into one of the frame."""
            x, y = (x - 250) * 0.92, (y - 130) * 0.92
            return base[0] + c * x - s * y, base[1] + s * x + c * y

        body.put(frame, base, lean)
        index, _ = _since(times, time)
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


# ---------------------------------------------------------------------------------------------- drums


def _garage() -> Image.Image:
    width, height = SIZES["drums"]
    light = gradient(width, height, [(0, colour("#31406b")), (0.7, colour("#3f4d78")), (1, colour("#4b4668"))])
    glow(light, 480, 260, 380, 260, colour("#e8a86d"), 0.55)
    ground = picture(light, 32)

    def draw(pen: Pen) -> None:
        pen.box(0, 590, width, 130, colour("#3a3355"))
        pen.box(60, 120, 150, 200, CREAM, 3)
        pen.circle(135, 205, 48, CORAL)
        pen.polygon([(88, 290), (135, 170), (182, 290)], TEAL)
        pen.box(770, 150, 130, 130, GOLD, 3)
        pen.circle(835, 215, 42, CREAM)
        pen.circle(835, 215, 12, INK)
        for n in range(3):
            pen.box(740 + 12 * n, 520 - 52 * n, 190 - 14 * n, 50, mix(colour("#b98557"), INK, 0.12 * n), 4)
        pen.blob([(120, 690), (480, 650), (840, 690), (900, 730), (60, 730)], mix(CORAL, INK, 0.45))

    over(ground, drawn(width, height, draw, 3))
    return ground


_DRUMMER = Look(colour("#8d5a3b"), colour("#1f1a24"), "curls", beard=True)
# Where a stick's tip and the hand that holds it are when it lands; the drummer sits behind, so hands are higher.
_PLACES: dict[str, tuple[Point, Point]] = {
    "hat": ((250, 426), (322, 378)), "snare": ((612, 466), (582, 392)), "tom": ((552, 404), (588, 356)), "cymbal": ((706, 312), (640, 290)),
    "left": ((466, 372), (416, 424)), "right": ((486, 372), (546, 424)),
}


def _kit() -> Image.Image:
    def drum(pen: Pen, x: float, y: float, across: float, down: float, high: float, shade: tuple[int, int, int]) -> None:
        pen.ellipse(x, y + high, across, down, mix(shade, INK, 0.35))
        pen.box(x - across, y, 2 * across, high, shade)
        pen.box(x + across * 0.55, y, across * 0.45, high, mix(shade, INK, 0.18))
        pen.ellipse(x, y, across, down, mix(CREAM, INK, 0.25))
        pen.ellipse(x, y - 1, across - 6, down - 4, CREAM)

    def draw(pen: Pen) -> None:
        metal = colour("#b9c0cc")
        for x, y, foot in ((262, 436, 660), (726, 326, 664)):
            pen.line([(x, y), (x, foot - 40)], 7, metal)
            pen.line([(x - 44, foot), (x, foot - 46), (x + 44, foot)], 7, metal)
        pen.line([(626, 520), (604, 660)], 8, metal)
        pen.line([(626, 520), (656, 660)], 8, metal)
        drum(pen, 348, 506, 80, 24, 120, TEAL)
        drum(pen, 626, 474, 76, 21, 50, TEAL)
        drum(pen, 424, 408, 62, 18, 54, TEAL)
        drum(pen, 552, 408, 62, 18, 54, TEAL)

    return drawn(960, 720, draw, 3)


def _kick_sprite() -> Image.Image:
    def draw(pen: Pen) -> None:
        pen.circle(150, 150, 148, mix(TEAL, INK, 0.3))
        pen.circle(150, 150, 136, CREAM)
        heart = [(150, 226), (84, 158), (78, 112), (112, 90), (150, 120), (188, 90), (222, 112), (216, 158)]
        pen.blob(heart, CORAL)

    return drawn(300, 300, draw)


def _plate() -> Image.Image:
    def draw(pen: Pen) -> None:
        pen.ellipse(110, 30, 108, 15, mix(GOLD, INK, 0.35))
        pen.ellipse(110, 27, 108, 14, GOLD)
        pen.ellipse(96, 25, 60, 6, mix(GOLD, CREAM, 0.55))
        pen.ellipse(110, 20, 20, 9, mix(GOLD, INK, 0.12))

    return drawn(220, 60, draw)


def _strike(hits: Sequence[tuple[float, str]], times: Sequence[float], time: float, rest: str) -> tuple[Point, Point]:
    """Return where a stick's tip and its hand are: both rise between two hits and are down when the drum sounds."""
    index, since = _since(times, time)
    here = hits[index] if index >= 0 else (0.0, rest)
    there = hits[index + 1] if index + 1 < len(hits) else (LENGTH + 2, rest)
    gap = there[0] - here[0]
    share = (time - here[0]) / gap
    if gap > 1.2:  # a long wait: stay down, and rise just in time
        share = max(0.0, 1 - (there[0] - time) / 0.5)
    high = sin(pi * share) * min(1.0, 0.35 + gap)
    moved = ease(share * 1.15)
    (tip, hand), (next_tip, next_hand) = _PLACES[here[1]], _PLACES[there[1]]
    return (
        (tip[0] + (next_tip[0] - tip[0]) * moved, tip[1] + (next_tip[1] - tip[1]) * moved - 92 * high),
        (hand[0] + (next_hand[0] - hand[0]) * moved, hand[1] + (next_hand[1] - hand[1]) * moved - 30 * high),
    )


def drums_film() -> Iterator[Image.Image]:
    """Film the drummer: each stick lands when its drum sounds, the cymbals swing, the heart on the kick drum beats."""
    room, kit = _garage(), _kit()
    plates = {"hat": Sprite(_plate(), (110, 28), 0.62), "cymbal": Sprite(_plate(), (110, 28), 0.95)}
    kicks = [Sprite(_kick_sprite(), (150, 150), 0.86 + 0.007 * step) for step in range(4)]
    notes = drum_notes()

    def of(*names: str) -> list[Note]:
        return [note for note in notes if note.pitch in names]

    right = [(note.time, "right" if note.pitch == "sticks" else str(note.pitch)) for note in of("snare", "tom", "cymbal", "sticks")]
    left = [(note.time, "left" if note.pitch == "sticks" else "hat") for note in of("hat", "sticks")]
    right_times, left_times = [time for time, _ in right], [time for time, _ in left]
    rings = {name: [note.time for note in of(name)] for name in ("kick", "hat", "cymbal")}
    heads = {blink: head(_DRUMMER, "smile", blink=blink, zoom=0.9) for blink in (False, True)}
    shirt = CORAL

    def sit(pen: Pen) -> None:
        pen.blob([(480, 290), (556, 306), (590, 350), (580, 470), (584, 600), (480, 620), (376, 600), (380, 470), (370, 350), (404, 306)], shirt)
        pen.blob([(574, 356), (574, 470), (578, 592), (540, 606), (550, 470)], mix(shirt, INK, 0.12))
        pen.blob([(446, 298), (480, 330), (514, 298), (480, 290)], mix(_DRUMMER.skin, INK, 0.1))

    torso = drawn(960, 720, sit, 3)
    over(room, shadow(torso, 18, 0.4))
    over(room, torso)
    front = Image.alpha_composite(shadow(kit, 8, 0.35), kit)
    front = front.crop((150, 300, 830, 700))
    bulbs = [(60 + 60 * n, 70 + 34 * sin(pi * n / 14) + 6 * (n % 2)) for n in range(15)]

    def cable(pen: Pen) -> None:
        pen.stroke([(0, 52), *[(x, y - 12) for x, y in bulbs], (960, 52)], 3, mix(NIGHT, INK, 0.4))

    over(room, drawn(960, 720, cable, 3))
    lamp = {level: drawn(44, 44, lambda pen, level=level: (pen.circle(22, 22, 9 + level, mix(GOLD, CREAM, 0.25 + 0.2 * level)))) for level in range(4)}  # type: ignore[misc]
    for number in range(round(LENGTH * RATES["drums"])):
        time = number / RATES["drums"]
        frame = room.copy()
        _, kicked = _since(rings["kick"], time)
        for n, (x, y) in enumerate(bulbs):
            level = 1 + round(2 * exp(-5 * kicked)) if (n + int(time / BEAT)) % 3 == 0 else 0
            frame.paste(lamp[level], (round(x) - 22, round(y) - 22), lamp[level])
        heads[blinking(time, 2.2)].put(frame, (480 + 4 * sin(2 * pi * time / BAR), 316 + 1.8 * _nod(time)), 1.4 * _nod(time) - 3)
        pulse = exp(-9 * kicked)
        frame.paste(front, (150, 300), front)
        kicks[round(3 * pulse)].put(frame, (488, 570 + 2 * pulse))
        for name, at, level in (("hat", (262, 432), 0.0), ("cymbal", (726, 318), 9.0)):
            _, since = _since(rings[name], time)
            plates[name].put(frame, at, level + (5 if name == "hat" else 9) * exp(-2.6 * since) * sin(2 * pi * 3.1 * since))
        for hits, times, rest, shoulder in ((left, left_times, "left", (396, 352)), (right, right_times, "right", (566, 352))):
            tip, hand = _strike(hits, times, time, rest)
            side = min(1.0, max(-1.0, (hand[0] - shoulder[0]) / 40))  # so that elbows hang

            def stick(pen: Pen, tip: Point = tip, hand: Point = hand) -> None:
                back = (hand[0] + 0.22 * (hand[0] - tip[0]), hand[1] + 0.22 * (hand[1] - tip[1]))
                pen.line([back, tip], 7, colour("#f0d9a8"))
                pen.circle(*tip, 5.5, colour("#f0d9a8"))

            patch(frame, [tip, hand], 34, stick, 2)
            arm(frame, shoulder, hand, (74, 68), side, mix(shirt, CREAM, 0.06), _DRUMMER.skin, 46)
        yield frame


# ---------------------------------------------------------------------------------------------- bass


def _balcony() -> Image.Image:
    width, height = SIZES["bass"]
    light = gradient(width, height, [(0, colour("#7fb7be")), (0.38, colour("#f3d9b1")), (0.58, colour("#f2b58a")), (1, colour("#d98a6a"))])
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
                pen.stroke([(x, 1110), (x + 0.5 * (tip[0] - x), 1110 - 0.62 * (1110 - tip[1])), tip], 13, mix(TEAL, INK, 0.1 + 0.06 * (n % 3)))
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
        edge = [(24, 130), (44, 66), (110, 44), (176, 74), (222, 66), (300, 28), (312, 54), (262, 104), (270, 140), (296, 196), (274, 214), (206, 190), (160, 198), (92, 218), (38, 190)]
        pen.blob(edge, mix(CORAL, INK, 0.3))
        pen.blob([(160 + (x - 160) * 0.95, 130 + (y - 130) * 0.93) for x, y in edge], CORAL)
        pen.blob([(150, 90), (236, 84), (250, 126), (240, 166), (168, 176), (130, 150)], CREAM)
        for x in (166, 206):
            pen.box(x, 106, 18, 44, INK, 6)
        pen.box(74, 102, 18, 52, colour("#b9c0cc"), 4)

    return drawn(800, 250, draw)


def bass_film() -> Iterator[Image.Image]:
    """Film the bass player upright: she walks on the spot, plucks each note, and moves her hand up the neck with the pitch."""
    balcony, body = _balcony(), Sprite(_bass_sprite(), (190, 130), 0.92)
    notes = bass_notes()
    times = [note.time for note in notes]
    heads = {blink: head(_BASSIST, "smile", blink=blink, zoom=1.2) for blink in (False, True)}
    dress = colour("#f4a261")

    def stand(pen: Pen) -> None:
        pen.line([(310, 1010), (300, 1330)], 78, colour("#3d405b"))
        pen.line([(410, 1010), (424, 1330)], 78, colour("#34364f"))
        pen.blob([(360, 470), (444, 488), (486, 548), (474, 700), (500, 900), (520, 1060), (360, 1092), (200, 1060), (220, 900), (246, 700), (234, 548), (276, 488)], dress)
        for row, y in enumerate((930, 985, 1035)):
            for x in range(250 - 8 * row, 490 + 8 * row, 46):
                pen.circle(x + (row % 2) * 20, y, 8, CREAM)

    torso = drawn(720, 1280, stand, 3)
    over(balcony, shadow(torso, 22, 0.25))
    standing = Sprite(torso.crop((170, 440, 550, 1280)), (0, 0))
    for number in range(round(LENGTH * RATES["bass"])):
        time = number / RATES["bass"]
        frame = balcony.copy()
        sway = sin(2 * pi * time / (4 * BEAT))
        standing.put(frame, (170 + 9 * sway, 440))
        heads[blinking(time, 4.1)].put(frame, (360 + 13 * sway, 500 + 2 * _nod(time)), 2.6 * sway + _nod(time))
        base = (312 + 9 * sway, 806)
        lean = -47
        body.put(frame, base, lean)
        c, s = cos(lean * pi / 180) * 0.92, sin(lean * pi / 180) * 0.92

        def on(x: float, y: float, base: Point = base, c: float = c, s: float = s) -> Point:
            """Turn a point of the instrument into one of the frame."""
            return base[0] + c * (x - 190) - s * (y - 130), base[1] + s * (x - 190) + c * (y - 130)

        index, since = _since(times, time)
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
        arm(frame, (468 + 12 * sway, 560), on(600 - 12 * (pitch - 36), 140), (172, 160), 1, mix(dress, CREAM, 0.1), _BASSIST.skin, 56)
        pluck = 10 * exp(-14 * since) if index >= 0 else 0.0
        arm(frame, (252 + 12 * sway, 560), on(214, 118 + pluck), (160, 150), 1, dress, _BASSIST.skin, 58)
        yield frame
