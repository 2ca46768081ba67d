"""Cut a person out of a screen of one colour: which colour the screen has, and what each colour becomes. Pure, on arrays.

Signals are those of BT.709, 0 to 1. What is measured is by how much one channel is above both others, the colour difference of
travelling mattes (P. Vlahos, US patent 3,158,477, 1964): it is nothing in greys and skin, and largest in the screen.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Signal = npt.NDArray[np.floating[Any]]
"""Red, green and blue in the last axis."""

_COLOURED = 0.12
"""The least difference of a screen: what is less is grey, or in the dark."""

_SEEN = 0.02
"""The share of a picture that a screen has at least."""

_RIM = 0.12
"""The share of a picture's sides, and of its head, in which as a rule only the screen is seen."""

_AROUND = 0.06
"""How far from the commonest difference pixels are of the same light."""

_DARKEST = 5
"""The percentile of the screen's differences from which on it is taken to be gone: corners are darker than the middle."""

_WHOLLY = 0.92
"""What of that difference is enough, so that noise shows nowhere."""

STEPS = 33
"""Colours along a side of a table; between them the filters interpolate."""


def screen(pictures: Signal) -> tuple[tuple[float, float, float], float] | None:
    """Return the colour of the screen in pictures (number, row, column, channel), and the least difference that it has.

    None where there is none of green or blue.
    """
    _, rows, columns, _ = pictures.shape
    weight = np.ones((rows, columns))
    side, head = max(1, round(_RIM * columns)), max(1, round(_RIM * rows))
    weight[:, :side] = weight[:, -side:] = weight[:head] = 4
    weight = np.broadcast_to(weight, pictures.shape[:3])
    above = {channel: difference(pictures, channel) for channel in (1, 2)}
    channel = max(above, key=lambda one: float((weight * (above[one] > _COLOURED)).sum()))
    apart = above[channel]
    is_screen = apart > _COLOURED
    if is_screen.mean() < _SEEN:
        return None
    counts, edges = np.histogram(apart[is_screen], bins=64, range=(0, 1), weights=weight[is_screen])
    smooth = np.convolve(counts, np.ones(5), "same")
    peak = (edges[:-1] + edges[1:])[int(smooth.argmax())] / 2
    common = pictures[is_screen & (np.abs(apart - peak) < _AROUND)]
    red, green, blue = (float(np.median(common[:, one])) for one in range(3))
    rim = apart[is_screen & (weight > 1)]
    least = float(np.percentile(rim if rim.size else apart[is_screen], _DARKEST))
    return (red, green, blue), least


def difference(signal: Signal, channel: int) -> Signal:
    """Return by how much a channel is above both others."""
    others = [one for one in range(3) if one != channel]
    return np.asarray(signal[..., channel] - np.maximum(signal[..., others[0]], signal[..., others[1]]))


def strongest(colour: tuple[float, float, float]) -> int:
    """Return the channel of a screen's colour that is above the others."""
    return int(np.argmax(colour))


def tables(
    colour: tuple[float, float, float], least: float, softness: float, spill: float
) -> tuple[Signal, Signal]:
    """Return, for each colour of a grid, how much of it stays (0 to 1, in all channels), and what colour that has.

    Red changes fastest. What has the screen's difference, or `least` if that is less, is gone; what has a smaller part of it than
    1 - `softness` is all there. Of what stays the screen's light is taken away by `spill`, 0 to 1: where it is mixed with the
    screen, its own colour is found by what is missing to it; where a little of the screen's light falls on it, the channel is
    lowered to the higher of the others. In between it is between.
    """
    steps = np.linspace(0, 1, STEPS)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    grid = np.stack([red, green, blue], axis=-1).reshape(-1, 3)
    channel, key = strongest(colour), np.array(colour)
    whole = float(difference(key, channel))
    gone = _WHOLLY * min(max(least, whole / 2), whole)
    apart = np.maximum(difference(grid, channel), 0)
    stays = np.clip((gone - apart) / (gone * max(softness, 0.02)), 0, 1)
    lowered = grid.copy()
    lowered[:, channel] -= apart
    mixed = np.maximum(1 - apart / whole, 0.25)[:, None]
    own = np.clip((grid - (1 - mixed) * key) / mixed, 0, 1)
    own[:, channel] -= np.maximum(difference(own, channel), 0)
    part = np.clip(apart / max(gone * (1 - softness), 1e-6), 0, 1)[:, None]
    clean = grid + spill * (part * own + (1 - part) * lowered - grid)
    return np.repeat(stays[:, None], 3, axis=1), clean
