"""The page of an intake: what is doubtful does not push the questions and the files out of sight."""

from __future__ import annotations

import pytest

from pipeline.intake.page import page


@pytest.mark.parametrize(("count", "is_folded"), [(4, False), (5, True), (40, True)])
def test_many_warnings_are_folded_under_their_number(count: int, is_folded: bool) -> None:
    warned = [f"people.csv:{number}:1: warning: doubt <{number}>" for number in range(count)]
    text = page("Week", ["2 people on the list"], warned, [], [], "")
    header = text[: text.index("</header>")]
    assert header.count("doubt &lt;") == count
    assert (f"<details><summary>{count} warnings</summary><p>people.csv:0:1" in header) is is_folded
    assert "<p>2 people on the list</p>" in header
