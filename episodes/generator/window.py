"""Film the interview: a woman talks at her window and sews; rain, tea, evening."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, pi, sin

import numpy as np
from PIL import Image

from episodes.generator import texts
from episodes.generator.dsp import RATE, Signal, add, equalise, fade, gain, pink, room, silence, to_peak
from episodes.generator.paint import (
    CORAL,
    CREAM,
    GOLD,
    INK,
    TEAL,
    Colour,
    Pen,
    Point,
    Sprite,
    colour,
    drawn,
    glow,
    gradient,
    mix,
    over,
    patch,
    picture,
    shadow,
)
from episodes.generator.people import Look, Mouth, arm, blinking, head
from episodes.generator.voice import say

SIZE = (1280, 720)
RATE_OF_FRAMES = 25
LENGTH = 11.0
"""Seconds."""


def talk() -> Signal:
    """Say the interview, mono, each sentence at the time of its caption."""
    rng = np.random.default_rng(21)
    said = silence(LENGTH)
    for line in texts.window():
        add(said, say(line, pitch=168, rng=rng), line.start)
    return to_peak(said, 0)


def sound() -> Signal:
    """Record the window: the voice, rain on the glass, a clock. Mono, as a phone does."""
    rng = np.random.default_rng(22)
    sound = gain(-7) * room(talk(), 0.35, 0.10, rng).mean(axis=0)
    count = sound.size
    sound += gain(-43) * equalise(pink(count, rng), [(150, -12), (900, 0), (5000, 6), (12000, 0)])
    for drop in rng.uniform(0, LENGTH - 0.1, 120):
        time = np.arange(round(0.02 * RATE)) / RATE
        add(sound, gain(rng.uniform(-52, -40)) * np.sin(2 * np.pi * rng.uniform(1800, 4200) * time) * np.exp(-time * 350), drop)
    for tick in range(round(LENGTH)):
        time = np.arange(round(0.03 * RATE)) / RATE
        add(sound, gain(-38) * np.sin(2 * np.pi * (1500 if tick % 2 else 1250) * time) * np.exp(-time * 260), tick + 0.5)
    return fade(sound, 0.02, 0.05)


_TALKER = Look(colour("#f0c3a0"), colour("#b9b4c0"), "bob", glasses=True)
_PATCHES = (CORAL, GOLD, TEAL, CREAM, colour("#f4a261"), colour("#8d99c9"))


def _parlour() -> Image.Image:
    width, height = SIZE
    light = gradient(width, height, [(0, colour("#3f6f73")), (1, colour("#35575f"))])
    glow(light, 960, 250, 420, 330, colour("#e9b872"), 0.55)
    ground = picture(light, 41)
    outside = gradient(420, 470, [(0, colour("#39406e")), (0.55, colour("#8a6a8e")), (1, colour("#d98f76"))])
    rng = np.random.default_rng(42)
    for _ in range(26):
        shade = (GOLD, CORAL, CREAM)[rng.integers(3)]
        x, y, size = rng.uniform(0, 420), rng.uniform(180, 470), rng.uniform(8, 22)
        glow(outside, x, y, size, size, shade, rng.uniform(0.4, 0.9))
    ground.paste(picture(outside, 43), (110, 90))

    def draw(pen: Pen) -> None:
        wood = colour("#f3e3c3")
        for x, y, wide, high in ((92, 72, 456, 22), (92, 556, 456, 22), (92, 72, 22, 506), (526, 72, 22, 506),
            (312, 72, 16, 506), (92, 300, 456, 14)):
            pen.box(x, y, wide, high, wood, 4)
        pen.box(60, 572, 520, 26, mix(wood, INK, 0.08), 8)
        for x, side in ((66, 1), (574, -1)):  # curtains
            fold = [(x, 40), (x + 96 * side, 40), (x + 84 * side, 200), (x + 44 * side, 350), (x + 66 * side, 590),
                (x - 6 * side, 596)]
            pen.blob(fold, CORAL)
            for n in (18, 40, 62):
                pen.stroke([(x + n * side, 56), (x + (n - 8) * side, 220), (x + (n * 0.55) * side, 350),
                    (x + n * 0.8 * side, 580)], 5, mix(CORAL, INK, 0.14))
        pen.box(40, 30, 560, 16, GOLD, 8)
        pen.box(452, 520, 54, 54, TEAL, 10)  # the mug
        for turn in range(12):
            pen.circle(508 + 15 * cos(turn * pi / 6 - pi / 2), 545 + 14 * sin(turn * pi / 6 - pi / 2), 4, TEAL)
        pen.box(1090, 96, 120, 150, CREAM, 6)  # a sampler on the wall
        for row in range(4):
            for column in range(3):
                pen.box(1102 + 33 * column, 110 + 31 * row, 29, 27, _PATCHES[(row * 2 + column) % 6], 3)

    over(ground, drawn(width, height, draw, 3))
    return ground


def _quilt(pen: Pen) -> None:
    """Draw the quilt on her lap, along the lower edge."""
    for column in range(9):
        for row in range(3):
            x, y = 560 + column * 78 + row * 8, 616 + row * 62 - 26 * sin(pi * column / 8)
            next_y = 616 + row * 62 - 26 * sin(pi * (column + 1) / 8)
            corners = [(x, y), (x + 78, next_y), (x + 86, next_y + 62), (x + 8, y + 62)]
            shade = _PATCHES[(column * 5 + row * 2) % 6]
            pen.polygon(corners, shade)
            pen.line([corners[0], corners[1]], 2.5, mix(shade, CREAM, 0.6))
            pen.line([corners[0], corners[3]], 2.5, mix(shade, CREAM, 0.6))
            if (column + row) % 3 == 0:
                pen.circle(x + 43, (y + next_y) / 2 + 31, 11, mix(shade, INK, 0.3))


def film() -> Iterator[Image.Image]:
    """Film the interview: her mouth follows the voice, rain runs down, the tea steams, the needle goes on."""
    parlour, said = _parlour(), talk()
    mouths: tuple[Mouth, ...] = ("calm", "ajar", "open", "smile")
    heads = {(mouth, blink): head(_TALKER, mouth, blink=blink, zoom=1.42) for mouth in mouths for blink in (False, True)}
    cardigan = colour("#d9a441")

    def sit(pen: Pen) -> None:
        pen.blob([(860, 400), (960, 420), (1034, 490), (1060, 620), (1070, 740), (650, 740), (660, 620), (686, 490),
            (760, 420)], cardigan)
        pen.blob([(812, 404), (860, 520), (908, 404), (860, 396)], mix(CREAM, CORAL, 0.15))
        pen.stroke([(820, 420), (858, 540), (860, 640)], 6, mix(cardigan, INK, 0.2))
        for y in (570, 612):
            pen.circle(876, y, 7, mix(cardigan, INK, 0.35))

    torso = drawn(*SIZE, sit, 3)
    over(parlour, shadow(torso, 26, 0.35))
    over(parlour, torso)
    lap = drawn(*SIZE, _quilt, 3)
    cast = shadow(lap, 10, 0.35).crop((480, 560, 1280, 720))
    lap = lap.crop((480, 560, 1280, 720))
    rng = np.random.default_rng(44)
    drops = [(rng.uniform(196, 448), rng.uniform(0, 1), rng.uniform(0.10, 0.32), rng.uniform(14, 34)) for _ in range(34)]
    drop = Sprite(drawn(6, 40, lambda pen: pen.line([(3, 4), (3, 36)], 2.2, colour("#c9d3ea"))), (3, 20))
    for number in range(round(LENGTH * RATE_OF_FRAMES)):
        time = number / RATE_OF_FRAMES
        frame = parlour.copy()
        for x, start, speed, _ in drops:
            y = 110 + 430 * ((start + speed * time) % 1)
            if not (304 < x < 332) and not (280 < y < 334):
                drop.put(frame, (x, y))
        for n in range(3):
            rise = (time * 0.33 + n / 3) % 1
            x = 478 + 9 * sin(5 * rise + n * 2)
            shade = mix(colour("#8a6a8e"), CREAM, 0.55 * sin(pi * rise))
            wave: list[Point] = [(x + 5 * sin(6 * rise + k), 508 - 74 * rise - 11 * k) for k in range(4)]

            def steam(pen: Pen, wave: list[Point] = wave, shade: Colour = shade, rise: float = rise) -> None:
                pen.stroke(wave, 5 * sin(pi * rise), shade)

            if 0.08 < rise < 0.92:
                patch(frame, wave, 8, steam, 2)
        window = said[round(time * RATE) : round((time + 1 / RATE_OF_FRAMES) * RATE)]
        loud = float(np.sqrt((window**2).mean())) if window.size else 0.0
        mouth: Mouth = "open" if loud > 0.16 else "ajar" if loud > 0.045 else "smile" if time > texts.window()[-1].end else "calm"
        tilt = 2.4 * sin(2 * pi * time / 5.3) + 1.6 * sin(2 * pi * time / 2.3) + min(2.0, 9 * loud)
        heads[mouth, blinking(time, 1.1)].put(frame, (862 + 4 * sin(2 * pi * time / 5.3), 424 + 5 * loud), tilt - 2)
        frame.paste(cast, (480, 552), cast)
        frame.paste(lap, (480, 560), lap)
        stitch = time / 1.6 % 1
        lift = sin(pi * stitch) ** 2
        needle = (800 + 18 * stitch - 26 * lift, 640 - 66 * lift)
        arm(frame, (690, 500), (needle[0] - 26, needle[1] + 6), (120, 104), 1, mix(cardigan, CREAM, 0.06), _TALKER.skin, 66)
        patch(frame, [needle, (820, 652)], 12, lambda pen, n=needle: pen.line([n, (820, 652)], 2, CREAM), 3)  # type: ignore[misc]
        arm(frame, (1030, 504), (918, 640 + 3 * sin(2 * pi * time / 1.6)), (122, 112), -1, mix(cardigan, INK, 0.05),
            _TALKER.skin, 66)
        yield frame
