"""The windows in the sheet of a mosaic, on whatever canvas it is drawn. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def on(size: tuple[int, int], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a sheet, which tell its windows on a canvas of their `width` and `height`, for one of another `size`.

    All are whole design pixels. A deliverable may have another shape than its show, whose pictures are then stretched apart, too.
    """
    across, down = size
    width, height = fields["width"], fields["height"]
    windows = []
    for one in fields["windows"]:
        left, right = (round(place * across / width) for place in (one["left"], one["left"] + one["width"]))
        top, bottom = (round(place * down / height) for place in (one["top"], one["top"] + one["height"]))
        windows.append({"left": left, "top": top, "width": right - left, "height": bottom - top})
    return {**fields, "windows": windows, "width": across, "height": down}
