"""Film the drummer in his garage: each stick lands when its drum sounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import exp, pi, sin

from PIL import Image

from episodes.generator.music import BAR, BEAT, LENGTH, Note, drum_notes
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
from episodes.generator.players import nod, since_last

SIZE = (960, 720)
RATE = 30


def _garage() -> Image.Image:
    width, height = SIZE
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
    "hat": ((250, 426), (322, 378)), "snare": ((612, 466), (582, 392)), "tom": ((552, 404), (588, 356)),
        "cymbal": ((706, 312), (640, 290)),
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
    index, _ = since_last(times, time)
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


def film() -> Iterator[Image.Image]:
    """Film the drummer: each stick lands when its drum sounds, the cymbals swing, the heart on the kick drum beats."""
    room, kit = _garage(), _kit()
    plates = {"hat": Sprite(_plate(), (110, 28), 0.62), "cymbal": Sprite(_plate(), (110, 28), 0.95)}
    kicks = [Sprite(_kick_sprite(), (150, 150), 0.86 + 0.007 * step) for step in range(4)]
    notes = drum_notes()

    def of(*names: str) -> list[Note]:
        return [note for note in notes if note.pitch in names]

    right = [(note.time, "right" if note.pitch == "sticks" else str(note.pitch)) for note in of("snare", "tom", "cymbal",
        "sticks")]
    left = [(note.time, "left" if note.pitch == "sticks" else "hat") for note in of("hat", "sticks")]
    right_times, left_times = [time for time, _ in right], [time for time, _ in left]
    rings = {name: [note.time for note in of(name)] for name in ("kick", "hat", "cymbal")}
    heads = {blink: head(_DRUMMER, "smile", blink=blink, zoom=0.9) for blink in (False, True)}
    shirt = CORAL

    def sit(pen: Pen) -> None:
        pen.blob([(480, 290), (556, 306), (590, 350), (580, 470), (584, 600), (480, 620), (376, 600), (380, 470), (370, 350),
            (404, 306)], shirt)
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
    shades = [mix(GOLD, CREAM, 0.25 + 0.2 * size) for size in range(4)]
    lamps = [drawn(44, 44, lambda pen, n=n: pen.circle(22, 22, 9 + n, shades[n])) for n in range(4)]  # type: ignore[misc]
    for number in range(round(LENGTH * RATE)):
        time = number / RATE
        frame = room.copy()
        _, kicked = since_last(rings["kick"], time)
        for n, (x, y) in enumerate(bulbs):
            size = 1 + round(2 * exp(-5 * kicked)) if (n + int(time / BEAT)) % 3 == 0 else 0
            frame.paste(lamps[size], (round(x) - 22, round(y) - 22), lamps[size])
        heads[blinking(time, 2.2)].put(frame, (480 + 4 * sin(2 * pi * time / BAR), 316 + 1.8 * nod(time)), 1.4 * nod(time) - 3)
        pulse = exp(-9 * kicked)
        frame.paste(front, (150, 300), front)
        kicks[round(3 * pulse)].put(frame, (488, 570 + 2 * pulse))
        for name, at, level in (("hat", (262, 432), 0.0), ("cymbal", (726, 318), 9.0)):
            _, since = since_last(rings[name], time)
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
