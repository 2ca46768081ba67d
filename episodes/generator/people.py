"""Draw the show's people: rounded heads with few lines, the same hand for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from typing import Literal

from PIL import Image

from episodes.generator.paint import CORAL, INK, Colour, Pen, Point, Sprite, drawn, elbow, mix, patch

_HEAD = (240, 300)
_NECK = (120.0, 236.0)

Mouth = Literal["smile", "ajar", "open", "calm"]


@dataclass(frozen=True, slots=True)
class Look:
    """Describe a head."""

    skin: Colour
    hair: Colour
    style: Literal["bun", "short", "scarf", "curls", "bob"]
    beard: bool = False
    glasses: bool = False


def _outer_hair(pen: Pen, look: Look) -> None:
    if look.style == "bun":
        pen.circle(120, 40, 30, look.hair)
        pen.ellipse(120, 112, 74, 76, look.hair)
    elif look.style == "curls":
        for step in range(13):
            angle = pi * (0.86 + 1.28 * step / 12)
            pen.circle(120 + 72 * cos(angle), 112 + 70 * sin(angle), 25, look.hair)
        pen.ellipse(120, 100, 72, 70, look.hair)
    elif look.style == "bob":
        pen.blob([(120, 38), (186, 66), (198, 140), (192, 204), (158, 208), (82, 208), (48, 204), (42, 140), (54, 66)], look.hair)
    elif look.style == "scarf":
        pen.blob([(120, 34), (184, 62), (196, 132), (182, 200), (202, 252), (160, 276), (80, 276), (38, 252), (58, 200),
            (44, 132), (56, 62)], look.hair)


def _inner_hair(pen: Pen, look: Look) -> None:
    dark = mix(look.hair, INK, 0.25)
    if look.style == "scarf":
        pen.blob([(120, 58), (168, 76), (180, 124), (188, 104), (176, 62), (120, 40), (64, 62), (52, 104), (60, 124),
            (72, 76)], look.hair)
        pen.stroke([(64, 206), (118, 236), (186, 214)], 4, dark)
        pen.stroke([(70, 228), (122, 254), (176, 236)], 4, dark)
    elif look.style == "short":
        pen.blob([(58, 118), (56, 78), (84, 44), (130, 36), (172, 54), (184, 92), (182, 118), (172, 92), (140, 84), (104, 90),
            (76, 88), (66, 102)], look.hair)
    elif look.style == "curls":
        for x, y, radius in ((72, 78, 22), (98, 62, 24), (128, 56, 25), (156, 68, 23), (172, 90, 16)):
            pen.circle(x, y, radius, look.hair)
    else:
        pen.blob([(60, 120), (56, 80), (90, 44), (140, 42), (180, 76), (182, 122), (168, 96), (132, 70), (104, 84), (78, 96)],
            look.hair)
        pen.stroke([(132, 66), (108, 80), (82, 92)], 3, dark)


def _face(pen: Pen, look: Look, mouth: Mouth, *, blink: bool) -> None:
    skin, shade = look.skin, mix(look.skin, INK, 0.20)
    if look.style != "scarf":
        pen.line([(120, 176), (120, 246)], 50, mix(skin, INK, 0.10))
        pen.circle(62, 130, 13, skin)
        pen.circle(178, 130, 13, skin)
    pen.blob([(120, 56), (166, 74), (178, 122), (168, 166), (142, 196), (120, 202), (98, 196), (72, 166), (62, 122),
        (74, 74)], skin)
    if look.beard:
        pen.blob([(62, 128), (70, 148), (92, 156), (120, 152), (148, 156), (170, 148), (178, 128), (176, 176), (148, 210),
            (120, 218), (92, 210), (64, 176)], look.hair)
    for x in (84, 156):
        pen.circle(x, 152, 13, mix(skin, CORAL, 0.30))
    if look.beard:
        pen.ellipse(120, 170, 24, 12, skin)
    for x, out in ((96, -1), (144, 1)):
        if blink:
            pen.stroke([(x - 9, 127), (x, 131), (x + 9, 127)], 3.6, INK)
        else:
            pen.ellipse(x, 127, 5.6, 7.6, INK)
            pen.circle(x + 2, 124, 1.9, (255, 255, 255))
        if not look.glasses:
            pen.stroke([(x - 11, 107 - out), (x, 103), (x + 11, 107 + out)], 4, mix(look.hair, INK, 0.35))
    pen.stroke([(121, 130), (115, 148), (123, 151)], 3.2, shade)
    if look.glasses:
        for x in (94, 146):
            ring = [(x + 22 * cos(n * pi / 12), 127 + 20 * sin(n * pi / 12)) for n in range(25)]
            pen.line(ring, 3.2, INK)
        pen.stroke([(115, 124), (120, 121), (125, 124)], 3.2, INK)
    if mouth == "smile":
        pen.stroke([(103, 168), (120, 177), (137, 168)], 4, mix(CORAL, INK, 0.5))
    elif mouth == "calm":
        pen.stroke([(107, 171), (120, 174), (133, 171)], 4, mix(CORAL, INK, 0.5))
    else:
        high = 5.0 if mouth == "ajar" else 10.0
        pen.ellipse(120, 171, 12.5 if mouth == "ajar" else 11, high, mix(CORAL, INK, 0.72))
        pen.ellipse(120, 171 + high * 0.45, 7, high * 0.42, mix(CORAL, INK, 0.15))


def head(look: Look, mouth: Mouth = "smile", *, blink: bool = False, zoom: float = 1.0) -> Sprite:
    """Draw a head, to be held by its neck."""

    def draw(pen: Pen) -> None:
        _outer_hair(pen, look)
        _face(pen, look, mouth, blink=blink)
        _inner_hair(pen, look)

    return Sprite(drawn(*_HEAD, draw), _NECK, zoom)


def blinking(time: float, phase: float) -> bool:
    """Say whether eyes are closed: a seventh of a second about every three seconds, unevenly."""
    place = (time + phase) % 5.9
    return place % 2.5 < 0.14 if place < 5 else False


def arm(frame: Image.Image, shoulder: Point, hand: Point, lengths: tuple[float, float], side: float, sleeve: Colour,
    skin: Colour, width: float) -> None:
    """Draw an arm from shoulder to hand: a sleeve to near the wrist, a bare wrist, a hand."""
    joint = elbow(shoulder, hand, *lengths, side)
    cuff = (joint[0] + 0.72 * (hand[0] - joint[0]), joint[1] + 0.72 * (hand[1] - joint[1]))

    def draw(pen: Pen) -> None:
        pen.line([shoulder, joint], width, sleeve)
        pen.line([cuff, hand], width * 0.62, skin)
        pen.line([joint, cuff], width * 0.98, mix(sleeve, INK, 0.06))
        pen.circle(*hand, width * 0.46, skin)

    patch(frame, [shoulder, joint, hand], width, draw, scale=2)
