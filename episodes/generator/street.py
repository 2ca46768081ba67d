"""Film the street at dusk: houses, a tram, a cyclist; and record it."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, pi, sin

import numpy as np
from PIL import Image

from episodes.generator.dsp import RATE, Signal, add, equalise, fade, gain, pink, room
from episodes.generator.paint import (
    CORAL,
    CREAM,
    GOLD,
    INK,
    NIGHT,
    TEAL,
    Colour,
    Pen,
    Sprite,
    colour,
    drawn,
    glow,
    gradient,
    halo,
    mix,
    over,
    picture,
)

SIZE = (1280, 720)
RATE_OF_FRAMES = 24
LENGTH = 7.0
"""Seconds."""

_LIGHTS = ((colour("#ffe3a1"), GOLD), (colour("#ffd08a"), CORAL))


def _houses(seed: int, wide: int, high: int, shade: Colour, low: int, top: int, lit: float) -> tuple[Image.Image,
    list[tuple[int, int]]]:
    """Draw a row of houses; return it with the places of windows that are still dark."""
    rng = np.random.default_rng(seed)
    dark: list[tuple[int, int]] = []

    def draw(pen: Pen) -> None:
        x = -10
        while x < wide:
            across, up = int(rng.integers(110, 190)), int(rng.integers(low, top))
            body = mix(shade, (NIGHT, CORAL, TEAL)[rng.integers(3)], float(rng.uniform(0, 0.22)))
            pen.box(x, high - up, across, up, body)
            roof = rng.integers(3)
            if roof == 0:
                pen.polygon([(x - 6, high - up), (x + across / 2, high - up - 46), (x + across + 6, high - up)],
                    mix(body, INK, 0.25))
            elif roof == 1:
                pen.box(x + 18, high - up - 34, 20, 40, mix(body, INK, 0.2), 2)
                pen.box(x - 4, high - up - 8, across + 8, 14, mix(body, INK, 0.25), 4)
            for row in range(int(up - 40) // 52):
                for column in range((across - 20) // 36):
                    left, above = x + 16 + column * 36, high - up + 26 + row * 52
                    on = rng.random() < lit
                    pen.box(left, above, 20, 28, (*_LIGHTS[rng.integers(2)],)[0] if on else mix(body, INK, 0.4), 3)
                    if not on:
                        dark.append((left, above))
            x += across + int(rng.integers(0, 8))

    return drawn(wide, high, draw, 3), dark


def _tram() -> Image.Image:
    def draw(pen: Pen) -> None:
        pen.line([(250, 22), (300, 2)], 4, INK)
        pen.line([(350, 22), (300, 2)], 4, INK)
        pen.box(10, 22, 560, 150, mix(CORAL, INK, 0.1), 22)
        pen.box(10, 112, 560, 60, CREAM, 14)
        pen.box(10, 112, 560, 10, GOLD)
        for n in range(6):
            pen.box(32 + 88 * n, 42, 72, 62, colour("#ffe9b5"), 8)
            if n % 4 != 3:
                x = 56 + 88 * n + 6 * (n % 3)
                pen.circle(x, 72, 11, mix(NIGHT, CORAL, 0.2))
                pen.blob([(x - 17, 105), (x - 12, 86), (x + 12, 86), (x + 17, 105)], mix(NIGHT, TEAL, 0.25 + 0.1 * (n % 2)))
        pen.circle(558, 140, 9, colour("#fff6d8"))
        for x in (100, 160, 420, 480):
            pen.circle(x, 176, 17, INK)
            pen.circle(x, 176, 7, mix(INK, CREAM, 0.4))

    return drawn(580, 196, draw)


def _cyclist(leg: int) -> Image.Image:
    angle = leg * pi / 6

    def draw(pen: Pen) -> None:
        for x in (46, 154):
            ring = [(x + 36 * cos(n * pi / 18), 150 + 36 * sin(n * pi / 18)) for n in range(37)]
            pen.line(ring, 5, INK)
        pedal = (96 + 14 * cos(angle), 150 + 14 * sin(angle))
        far = (96 - 14 * cos(angle), 150 - 14 * sin(angle))
        knee, other = (116 + 8 * cos(angle), 116 + 9 * sin(angle)), (116 - 8 * cos(angle), 116 - 9 * sin(angle))
        pen.line([(84, 92), other, far], 14, mix(NIGHT, CREAM, 0.12))
        pen.line([(46, 150), (84, 100), (140, 104), (96, 150), (46, 150)], 5, TEAL)
        pen.line([(84, 100), (96, 150)], 5, TEAL)
        pen.line([(154, 150), (138, 88), (152, 80)], 5, TEAL)
        pen.line([(84, 92), knee, pedal], 15, mix(NIGHT, CREAM, 0.22))
        pen.blob([(72, 94), (78, 46), (100, 34), (116, 48), (104, 96)], GOLD)
        pen.line([(104, 52), (126, 76), (146, 84)], 11, mix(GOLD, CREAM, 0.2))
        pen.circle(116, 20, 17, colour("#8d5a3b"))
        pen.blob([(98, 20), (102, 2), (120, -2), (136, 12), (118, 12)], CORAL)
        pen.blob([(92, 34), (60, 40), (40, 56), (66, 54), (96, 46)], CORAL)
        pen.circle(158, 92, 6, colour("#fff6d8"))

    return drawn(200, 192, draw)


def film() -> Iterator[Image.Image]:
    """Film the street: houses pass slowly, windows go on, a tram and a cyclist go by, the wet road shines."""
    width, height = SIZE
    light = gradient(width, height, [(0, NIGHT), (0.32, colour("#4a4272")), (0.55, colour("#b9677a")),
        (0.72, colour("#f0a97a")), (1, colour("#f3c58c"))])
    glow(light, 980, 470, 420, 170, colour("#ffd89a"), 0.7)
    sky = picture(light, 51)

    def moon(pen: Pen) -> None:
        rng = np.random.default_rng(52)
        for _ in range(46):
            pen.circle(float(rng.uniform(0, width)), float(rng.uniform(0, 210)), float(rng.uniform(0.8, 2.0)), CREAM)
        pen.circle(240, 120, 40, colour("#fff3cf"))
        for x in (0.0, 2.0):
            pen.stroke([(-10, 236 + 8 * x), (400, 262 + 8 * x), (900, 250 + 8 * x), (1300, 222 + 8 * x)], 1.6, NIGHT)

    over(sky, drawn(width, height, moon, 3))
    far_image, _ = _houses(53, 1400, 330, colour("#6d5480"), 120, 270, 0.35)
    near_image, dark = _houses(54, 1460, 420, colour("#3a3560"), 170, 330, 0.28)
    far, near = Sprite(far_image), Sprite(near_image)
    rng = np.random.default_rng(55)
    later = sorted((float(rng.uniform(0.4, LENGTH - 0.6)),
        place) for place in rng.permutation(np.array(dark))[:14].tolist())
    pane = Sprite(drawn(20, 28, lambda pen: pen.box(0, 0, 20, 28, colour("#ffe3a1"), 3)))
    road = gradient(width, 170, [(0, colour("#3a3458")), (0.25, colour("#2a2a4c")), (1, colour("#1a1d38"))])
    for x, shade in ((130, GOLD), (560, CORAL), (990, GOLD), (1210, CORAL), (350, TEAL), (790, GOLD)):
        glow(road, x, 60, 26, 110, shade, 0.45)
    ground = picture(road, 56)

    def kerb(pen: Pen) -> None:
        pen.box(0, 0, width, 8, colour("#6a5a80"))
        pen.box(0, 52, width, 3, colour("#57507a"))
        pen.box(0, 66, width, 3, colour("#57507a"))

    over(ground, drawn(width, 170, kerb, 3))
    tram = Sprite(_tram())
    shine = Sprite(halo(90, colour("#ffdf9a"), 0.75), (90, 90))
    beam = Sprite(halo(60, colour("#fff2c4"), 0.8), (60, 60))
    riders = [Sprite(_cyclist(leg)) for leg in range(12)]

    def post(pen: Pen) -> None:
        pen.line([(30, 400), (30, 30)], 8, INK)
        pen.stroke([(30, 34), (44, 10), (70, 8)], 6, INK)
        pen.ellipse(76, 16, 18, 11, colour("#fff2c4"))

    lamp = Sprite(drawn(110, 404, post), (30, 400))
    for number in range(round(LENGTH * RATE_OF_FRAMES)):
        time = number / RATE_OF_FRAMES
        frame = sky.copy()
        far.put(frame, (-20 - 6 * time, 220))
        passed = -30 - 12 * time
        near.put(frame, (passed, 140))
        for at, (left, above) in later:
            if time >= at:
                pane.put(frame, (passed + left, 140 + above))
        frame.paste(ground, (0, 550))
        tram_x = 1350 - 290 * time
        tram.put(frame, (tram_x, 432 + 0.8 * sin(17 * time)))
        beam.put(frame, (tram_x + 16, 572))
        for n in range(3):
            lamp_x = 130 + 430 * n - 18 * time
            lamp.put(frame, (lamp_x, 640))
            shine.put(frame, (lamp_x + 46, 256))
        bike = -240 + 225 * time
        riders[int(time * 14) % 12].put(frame, (bike, 480 + 1.2 * sin(9 * time)))
        beam.put(frame, (bike + 160, 574))
        yield frame


def sound() -> Signal:
    """Record the street, stereo: a far hum, the tram from right to left with its bell, the bicycle's bell, crickets."""
    rng = np.random.default_rng(23)
    count = round(LENGTH * RATE)
    time = np.arange(count) / RATE
    both = np.stack([equalise(pink(count, rng), [(40, 0), (200, 0), (900, -14), (6000, -30)]) for _ in range(2)]) * gain(-34)
    tram_x = np.clip((1350 - 290 * time + 290 - 640) / 1200, -1, 1)
    near = np.exp(-((tram_x / 0.62) ** 2))
    rumble = equalise(pink(count, rng), [(40, 4), (160, 4), (700, -2), (2500, -12), (8000, -24)]) * near * gain(-24)
    hiss = equalise(pink(count, rng), [(800, -30), (3000, 0), (7000, 0), (12000, -12)]) * near**2 * gain(-42)
    angle = (tram_x + 1) * np.pi / 4
    both += np.stack([np.cos(angle), np.sin(angle)]) * (rumble + hiss)
    for at, hertz, loud, side in ((1.4, 1180, -24, 0.3), (1.72, 1180, -25, 0.25), (4.0, 2350, -27, -0.2),
        (4.16, 2350, -28, -0.2), (4.32, 2350, -29, -0.18)):
        ring = np.arange(round(1.2 * RATE)) / RATE
        bell = sum(level * np.sin(2 * np.pi * hertz * part * ring) * np.exp(-ring * (4 + 2.2 * part)) for part,
            level in ((1, 1.0), (2.76, 0.45), (5.4, 0.15)))
        strike = fade(gain(loud) * np.asarray(bell), 0.001, 0.1)
        for channel, part in ((0, 1 - side), (1, 1 + side)):
            add(both[channel], strike * part * 0.7, at)
    chirp = np.sin(2 * np.pi * 4300 * time) * (np.sin(2 * np.pi * 26 * time) > 0.2) * (np.sin(2 * np.pi * 0.9 * time) > 0.3)
    both += gain(-56) * equalise(chirp, [(2000, -20), (4300, 0), (9000, -20)]) * np.array([[0.6], [1.0]])
    return fade(room(both, 0.9, 0.15, rng), 0.05, 0.1)
