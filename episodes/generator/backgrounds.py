"""Film what stands behind cards and words: a dawn, a lake with paper boats. Calm where text will be."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, pi, sin

import numpy as np
from PIL import Image

from episodes.generator.paint import (
    CORAL,
    CREAM,
    GOLD,
    INK,
    NIGHT,
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
DAWN_LENGTH, LAKE_LENGTH = 7, 17
"""Seconds."""


def _hills(seed: int, wide: int, high: int, top: float, swell: float, shade: tuple[int, int, int]) -> Sprite:
    rng = np.random.default_rng(seed)
    points = [(x, top + swell * float(rng.uniform(-1, 1))) for x in range(-100, wide + 200, 150)]
    return Sprite(drawn(wide, high, lambda pen: pen.blob([(-200, high + 200), *points, (wide + 200, high + 200)], shade), 3))


def dawn() -> Iterator[Image.Image]:
    """Film a sunrise over hills; paper birds cross."""
    width, height = SIZE
    light = gradient(width, height, [(0, colour("#2f3a66")), (0.30, colour("#7a5a86")), (0.55, colour("#e2876f")),
        (0.75, colour("#f3bf86")), (1, colour("#f7dfae"))])
    glow(light, 640, 560, 620, 260, colour("#ffe1a0"), 0.75)
    sky = picture(light, 71)
    sun = Sprite(drawn(220, 220, lambda pen: pen.circle(110, 110, 104, colour("#fff0c2"))), (110, 110))
    shine = Sprite(halo(300, colour("#fff0c2"), 0.7), (300, 300))
    layers = [
        (_hills(72, 1420, 330, 90, 46, colour("#b0707c")), 420, 3.0),
        (_hills(73, 1460, 280, 80, 44, colour("#7a5478")), 500, 6.0),
        (_hills(74, 1520, 220, 70, 36, colour("#413a63")), 590, 12.0),
    ]

    def bird(pen: Pen, flap: float) -> None:
        lift = 26 * flap
        pen.polygon([(8, 56), (58, 46), (96, 54), (58, 64)], CREAM)
        pen.polygon([(44, 50), (34, 44 - lift), (74, 52)], mix(CREAM, CORAL, 0.18))
        pen.polygon([(50, 54), (58, 48 - lift * 0.8), (80, 54)], mix(CREAM, CORAL, 0.35))
        pen.polygon([(92, 52), (108, 46), (96, 57)], mix(CREAM, GOLD, 0.5))

    birds = [Sprite(drawn(116, 90, lambda pen, flap=n: bird(pen, cos(2 * pi * flap / 12))), (58, 52), 0.8) for n in range(12)]  # type: ignore[misc]
    for number in range(DAWN_LENGTH * RATE_OF_FRAMES):
        time = number / RATE_OF_FRAMES
        frame = sky.copy()
        rise = 600 - 11 * time
        shine.put(frame, (640, rise))
        sun.put(frame, (640, rise))
        for layer, top, pace in layers:
            layer.put(frame, (-20 - pace * time, top))
        for n, (x, y) in enumerate(((-60, 190), (-190, 140), (-330, 215))):
            birds[int(time * 13 + 4 * n) % 12].put(frame, (x + (118 - 6 * n) * time + 120, y + 9 * sin(1.3 * time + n)), -6)
        yield frame


def lake() -> Iterator[Image.Image]:
    """Film a lake at night: paper boats with lights drift past and rock, their reflections beneath them."""
    width, height = SIZE
    light = gradient(width, height, [(0, NIGHT), (0.26, colour("#2b3560")), (0.375, colour("#465284")),
        (0.38, colour("#2b3663")), (1, colour("#161b33"))])
    glow(light, 930, 100, 260, 200, colour("#5a6aa0"), 0.6)
    ground = picture(light, 75)

    def shore(pen: Pen) -> None:
        rng = np.random.default_rng(76)
        for _ in range(70):
            pen.circle(float(rng.uniform(0, width)), float(rng.uniform(0, 215)), float(rng.uniform(0.7, 1.9)),
                mix(CREAM, NIGHT, float(rng.uniform(0, 0.5))))
        pen.circle(930, 96, 42, colour("#fdf3d6"))
        pen.blob([(-60, 278), (-60, 232), (120, 208), (300, 240), (480, 258), (600, 271), (300, 280)], colour("#1a2140"))
        pen.blob([(760, 271), (940, 244), (1120, 222), (1340, 204), (1340, 284), (1000, 279)], colour("#1a2140"))

    over(ground, drawn(width, height, shore, 3))

    def boat(pen: Pen) -> None:
        pen.polygon([(98, 14), (150, 80), (46, 80)], mix(CREAM, GOLD, 0.15))
        pen.polygon([(98, 14), (150, 80), (98, 80)], mix(CREAM, INK, 0.14))
        pen.polygon([(6, 64), (98, 84), (190, 64), (150, 118), (46, 118)], CREAM)
        pen.polygon([(98, 84), (190, 64), (150, 118), (98, 118)], mix(CREAM, INK, 0.12))

    image = drawn(196, 124, boat)
    mirror = image.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    fading = np.asarray(mirror.getchannel("A"), dtype=float) * np.linspace(0.34, 0.02, mirror.height)[:, None]
    mirror.putalpha(Image.fromarray(fading.astype(np.uint8)))
    boats = [
        (Sprite(image, (98, 112), zoom), Sprite(mirror, (98, 8), zoom),
            Sprite(halo(round(150 * zoom), GOLD, 0.5), (round(150 * zoom), round(150 * zoom))), x, y, pace, phase)
        for x, y, zoom, pace, phase in (
            (620, 300, 0.24, -5.0, 2.2), (980, 318, 0.34, 7.0, 0.3), (420, 346, 0.46, -8.0, 1.7), (90, 408, 0.72, 13.0, 3.1),
                (1180, 452, 0.92, -14.0, 4.4),
        )
    ]
    rng = np.random.default_rng(77)
    ripples = []
    for _ in range(44):
        x, y = float(rng.uniform(0, width)), float(rng.uniform(284, 700))
        near = (y - 275) / 440
        reach, thick = float(rng.uniform(30, 110)) * (0.5 + near), 1.2 + 1.6 * near
        shade = mix(colour("#4a588c"), NIGHT, 0.45 - 0.25 * near)
        strip = drawn(20 + round(reach), 8, lambda pen, r=reach, t=thick, c=shade: pen.line([(10, 4), (10 + r, 4)], t, c))  # type: ignore[misc]
        ripples.append((Sprite(strip, (10 + reach / 2, 4)), x, y, float(rng.uniform(0, 6))))
    for number in range(LAKE_LENGTH * RATE_OF_FRAMES):
        time = number / RATE_OF_FRAMES
        frame = ground.copy()
        for ripple, x, y, phase in ripples:
            ripple.put(frame, (x + 22 * sin(0.35 * time + phase), y + 0.8 * sin(1.3 * time + phase)))
        for hull, below, light_, x, y, pace, phase in boats:
            at = (x + pace * time, y + 2.5 * sin(1.1 * time + phase))
            rock = 3.2 * sin(0.9 * time + phase)
            below.put(frame, (at[0], y + 4), -rock)
            light_.put(frame, (at[0], at[1] - 26))
            hull.put(frame, at, rock)
        yield frame
