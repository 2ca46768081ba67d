"""What a screen shows: relative luminance and redness of samples in BT.709, limited range, 8 bits. Pure.

Relative luminance is WCAG's: 0.2126 R + 0.7152 G + 0.0722 B of linear light, 0 to 1. A saturated red is one with
R / (R + G + B) >= 0.8; a change of red is counted in (R - G - B) x 320 with negative values as 0 (WCAG 2.2, general flash and red
flash thresholds; the colours are those of sRGB, whose primaries are BT.709's).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.values import dataclass

Samples = npt.NDArray[np.uint8]
Values = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Light:
    """Relative luminance, 0 to 1, and redness: R - G - B of linear light where red is saturated, else 0."""

    luminance: Values
    red: Values


def _linear() -> Values:
    # 4,096 steps from -1 to 2 of the signal: what lies outside of 0 to 1 is shown as the nearest.
    signal = np.clip(np.linspace(-1.0, 2.0, 4096), 0.0, 1.0)
    return np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4).astype(np.float32)


_LINEAR = _linear()
_SCALE = np.float32(4095 / 3)


def light(y: Samples, cb: Samples, cr: Samples) -> Light:
    """Return the light of samples of luma and colour differences that stand at the same points."""
    luma = (y.astype(np.float32) - 16) * np.float32(1 / 219)
    blue = (cb.astype(np.float32) - 128) * np.float32(1 / 224)
    red = (cr.astype(np.float32) - 128) * np.float32(1 / 224)
    r, g, b = (
        _LINEAR.take(((signal + 1) * _SCALE + 0.5).astype(np.int16), mode="clip")
        for signal in (luma + 1.5748 * red, luma - 0.1873 * blue - 0.4681 * red, luma + 1.8556 * blue)
    )
    total = r + g + b
    redness = np.where((r >= 0.8 * total) & (total > 0), np.maximum(r - g - b, 0), 0).astype(np.float32)
    return Light(np.asarray(0.2126 * r + 0.7152 * g + 0.0722 * b, dtype=np.float32), redness)
