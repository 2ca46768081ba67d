"""What does not fit is told, whatever stands beside it."""

from __future__ import annotations

from pipeline.cards import fit, script


def layout(*runs: tuple[str, float]) -> dict[str, object]:
    """Return the layout of a block of 400x200 with runs 100 high, each at so many pixels from the top."""
    told = [{"text": text, "x": 0.0, "y": y, "width": 80.0, "height": 100.0} for text, y in runs]
    whole = [1, 0, 0, 1, 0, 0]
    return {"width": 400.0, "height": 200.0, "transform": whole, "runs": told, "children": []}


def test_a_blank_that_lies_outside_hides_no_word_that_does() -> None:
    """Between words that run from the right blanks are runs of their own."""
    assert fit.too_long(layout(("בואו", 0), (" ", 0), ("ליצור", 100)), 9) is None
    assert fit.too_long(layout(("בואו", 0), (" ", 200), ("איתנו", 200)), 9) == "איתנו"
    assert fit.too_long(layout(("בואו", 0), (" ", 300), ("ליצור", 100)), 9) is None


def test_a_place_where_a_line_may_end_hides_no_word_that_lies_outside() -> None:
    """Between phrases of Japanese it is a run of its own."""
    assert fit.too_long(layout(("だから", 0), (script.BREAK, 0), ("縫った", 100)), 6) is None
    assert fit.too_long(layout(("だから", 0), (script.BREAK, 200), ("縫った", 200)), 6) == "縫った"
