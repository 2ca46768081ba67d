"""What is offered while somebody writes, and what then stands in the text."""

from __future__ import annotations

import contextlib
import shutil

import pytest
from playwright.sync_api import expect

from tests.studio.browser.conftest import Opener

pytestmark = [pytest.mark.long, pytest.mark.slow]

PATIENCE = 40_000
BEFORE = "episode: {title: Numbers, season: 1, number: 1}\nsegments:\n  - {clip: '#1 of all', "
ODD = "Ana's, best of #1.mov"


@pytest.mark.parametrize(
    ("typed", "label", "written"),
    [
        ("file: best of", ODD, f'file: "{ODD}"'),
        ("file: Ana", ODD, f'file: "{ODD}"'),
        ("file: '", ODD, "file: 'Ana''s, best of #1.mov'"),
        ("by: [ana, नि", "निशा", "by: [ana, निशा"),
    ],
)
def test_a_name_of_any_letters_is_found_by_any_part_and_written_whole(desk: Opener, typed: str, label: str, written: str) -> None:
    page = desk(expects=("404",))
    people = page.show / "episodes/people.yaml"
    people.write_text(people.read_text() + "निशा: {name: निशा शर्मा}\n")
    media = page.show / "episodes/media"
    shutil.copy(media / "count.mov", media / ODD)
    page.is_drawn()
    page.see(".cm-content").click()
    page.press("Control+a")
    page.page.keyboard.insert_text(BEFORE)
    page.page.keyboard.type(typed)
    page.press("Control+Space")
    offered = page.see(".cm-tooltip-autocomplete li").filter(has_text=label)
    expect(offered).to_have_count(1, timeout=PATIENCE)
    offered.click()
    with contextlib.suppress(AssertionError):
        expect(offered).to_have_count(0)
    if offered.count():  # it was the list of the typing, while the one that was asked for was on its way: a click chooses nothing
        offered.click()
    expect(page.see(".cm-content")).to_contain_text(written)
    assert (BEFORE + written).split("\n")[-1] in page.text
