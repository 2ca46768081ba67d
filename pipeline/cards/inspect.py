"""Look at a drawn card as a viewer would: what it covers, and whether its text can be read.

Backdrops of full-size cards and scrims carry the class `backdrop`; they may run off the picture. Everything else is content and
must stay inside the safe area on every frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.cards import safe
from pipeline.cards.draw import Painter
from pipeline.cards.layered import LayeredPainter
from pipeline.cards.model import Drawing, scale_of, shape_of
from pipeline.values import dataclass

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NO_BACKDROP = (
    ".backdrop{visibility:hidden !important} .backdrop *{visibility:hidden !important} .card{background:transparent !important}"
)
_TEXT_IN = (
    "*{{color:{0} !important;-webkit-text-fill-color:{0} !important;text-shadow:none !important}} "
    ".emoji{{opacity:0 !important}}"
)
_FAINT = 12
"""Alpha, of 255, under which a pixel counts as untouched: the far skirt of a soft shadow."""

LARGE = 76
"""Height of a line box in design pixels from which text counts as large: about 56 px type, 5 % of the picture's height."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How well one run of text can be read: the WCAG 2 contrast ratio, and the ratio it needs (AA: 4.5, large text 3)."""

    text: str
    contrast: float
    needed: float


def outside(
    painter: Painter | LayeredPainter, drawing: Drawing, width: int, height: int, moments: tuple[int, ...]
) -> Iterator[tuple[int, str]]:
    """Yield (milliseconds, which edge and by how much) for every moment at which content leaves the safe area."""
    if isinstance(painter, LayeredPainter):
        painter = painter.bare()
    left, top, right, bottom = safe.margins(shape_of(width, height), width, height, drawing.card)
    x, y, _, _ = drawing.box
    for moment in moments:
        box = content_box(painter, drawing, moment)
        if box is None:
            continue
        near, above, far, below = box[0] + x, box[1] + y, box[2] + x, box[3] + y
        # A pixel of antialiasing on an edge that is not whole at this size is no breach.
        beyond = {"left": left - near, "top": top - above, "right": far - (width - right), "bottom": below - (height - bottom)}
        for edge, pixels in beyond.items():
            if pixels > 1:
                yield moment, f"{pixels} px over the {edge} edge"


def content_box(painter: Painter | LayeredPainter, drawing: Drawing, moment: int) -> tuple[int, int, int, int] | None:
    """Return left, top, right, bottom of the pixels that a card's content touches, inside its box; None where none."""
    import numpy as np

    alpha = _pixels(painter, drawing, moment, _NO_BACKDROP)[:, :, 3] > _FAINT
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    if not rows.size:
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def readings(
    painter: Painter | LayeredPainter, drawing: Drawing, width: int, height: int, over: Sequence[Painter | LayeredPainter] = ()
) -> Iterator[Reading]:
    """Yield how well each run of text can be read at rest, over a white and over a black picture, the worse of both.

    The canvas, `width` x `height`, should be large: strokes thinner than a pixel never show their colour. `over` draw the same
    card with other pictures of the episode; the worst counts.

    Source: relative luminance and contrast ratio as WCAG 2.2 defines them. Where the text is shows by drawing it black and white;
    its colour is the card's there, the background's what is there without it.
    """
    import numpy as np

    black, white = (_text(painter, drawing, _TEXT_IN.format(colour)) for colour in ("#000", "#fff"))
    seen = [
        [_text(one, drawing, css) for css in ("", _TEXT_IN.format("transparent"))]
        for one in (painter, *over)
    ]
    large = LARGE * float(scale_of(width, height))
    for text, left, top, wide, high in painter.runs():
        area = slice(max(0, int(top)), max(0, int(top + high))), slice(max(0, int(left)), max(0, int(left + wide)))
        core = np.abs(_over(white[area], 0.0) - _over(black[area], 0.0)).max(axis=2) >= 0.9  # in strokes, past their soft edges
        if core.any():
            ratios = [
                _contrast(_over(full[area][core], shade), _over(bare[area][core], shade))
                for full, bare in seen for shade in (0.0, 1.0)
            ]
            yield Reading(text, min(ratios), 3.0 if high >= large else 4.5)


def _text(painter: Painter | LayeredPainter, drawing: Drawing, css: str) -> NDArray[np.uint8]:
    """Return the pixels of a card at rest, its texts looking as `css` has them."""
    return _pixels(painter, drawing, painter.rest, css, of_text=True)


def _pixels(
    painter: Painter | LayeredPainter, drawing: Drawing, moment: int, more_css: str, *, of_text: bool = False
) -> NDArray[np.uint8]:
    import numpy as np

    _, _, width, height = drawing.box
    return np.frombuffer(painter.raw(moment, more_css, of_text=of_text), np.uint8).reshape(height, width, 4)


def _over(pixels: NDArray[np.uint8], shade: float) -> NDArray[np.float64]:
    import numpy as np

    alpha = pixels[..., 3:].astype(np.float64) / 255
    return pixels[..., :3] / 255 * alpha + shade * (1 - alpha)


def _contrast(with_text: NDArray[np.float64], without: NDArray[np.float64]) -> float:
    """Return the ratio that nine tenths of the text's pixels exceed."""
    import numpy as np

    one, other = _luminance(with_text), _luminance(without)
    return float(np.quantile((np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05), 0.1))


def _luminance(colours: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))
