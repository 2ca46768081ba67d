"""Words that come one after the other: each springs up, stands on a stroke of colour, and goes as the next one comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from moviepy import vfx

from pipeline.operations.scenes.canvas import composed, eased, image, plain, trimmed
from pipeline.operations.scenes.model import Words

if TYPE_CHECKING:
    from pipeline.operations.scenes.canvas import Film, Picture

_COMES, _GOES = 0.24, 0.14
"""Seconds for which a word comes, and goes."""


def kinetic(scene: Words, texts: Sequence[Picture], size: tuple[int, int], seconds: float) -> Film:
    """Return the scene."""
    width, height = size
    clips: list[Film] = []
    begin, total = 0.0, sum(scene.weights)
    for number, (picture, weight) in enumerate(zip(texts, scene.weights, strict=True)):
        lasts = seconds * weight / total
        clips += _word(trimmed(picture), begin, lasts, number, width, height, scene.accent)
        begin += lasts
    return composed(clips, size, scene.ground, seconds)


def _word(picture: Picture, begin: float, lasts: float, number: int, width: int, height: int, colour: str) -> list[Film]:
    comes, goes = min(_COMES, lasts / 3), min(_GOES, lasts / 4)
    tall, wide = int(picture.shape[0]), int(picture.shape[1])
    step = height * 0.05 * (1 if number % 2 == 0 else -1)

    def grown(time: float) -> float:
        return 0.55 + 0.45 * eased(time / comes)

    def gone(time: float) -> float:
        return eased((time - lasts + goes) / goes)

    def place(time: float) -> tuple[int, int]:
        rise, now = step * (1 - eased(time / comes) - gone(time)), grown(time)
        return round((width - wide * now) / 2), round((height - tall * now) / 2 + rise)

    word = image(picture, lasts).with_effects([vfx.Resize(grown), vfx.CrossFadeIn(comes / 2), vfx.CrossFadeOut(goes)])
    thick = max(2, round(min(width, height) * 0.012))
    under = round((height + tall) / 2 + min(width, height) * 0.05)

    def long(time: float) -> int:
        share = eased((time - comes / 2) / (2 * comes)) * (1 - gone(time))
        return max(1, round(float(wide) * share))

    stroke = plain((max(1, wide), thick), colour, lasts).with_effects([vfx.Resize(lambda time: (long(time), thick))])
    stroke = stroke.with_position(lambda time: (round((width - long(time)) / 2), under))  # in every script alike
    return [stroke.with_start(begin), word.with_start(begin).with_position(place)]
