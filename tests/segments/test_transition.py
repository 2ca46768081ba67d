"""What a producer writes about how a segment follows the one before: each form, each mistake at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.faults import InputFault, Severity
from pipeline.timeline.model import Segment, Transition
from tests.shows import SHOW, ShowFolder

CARDS = "episode: {{title: A{head}}}\nsegments:\n  - card: A\n    length: 4\n{first}  - card: B\n    length: 4\n{second}"


def cut(folder: Path, second: str = "", *, first: str = "", head: str = "", show: str = SHOW) -> tuple[Segment, ...]:
    return ShowFolder(folder, show=show).cut(CARDS.format(first=first, second=second, head=head)).segments


def told(folder: Path, second: str = "", **more: str) -> list[str]:
    with pytest.raises(InputFault) as caught:
        cut(folder, second, **more)
    return [str(one) for one in caught.value.diagnostics if one.severity is Severity.ERROR]


FORMS = {
    "wipe": Transition("wipe", 12),
    "Push": Transition("push", 12),
    "fade-white": Transition("fade-white", 12),
    "{wipe: 0.75}": Transition("wipe", 18),
    "{fade-white: 6f}": Transition("fade-white", 6),
    "{slide: 0.75, direction: up}": Transition("slide", 18, "up"),
    "{kind: push, length: 0.25, direction: right}": Transition("push", 6, "right"),
    "{kind: dissolve}": Transition("dissolve", 12),
    "{wipe: 0}": None,
    "{}": None,
}


@pytest.mark.parametrize("form", FORMS)
def test_a_transition_is_written_by_its_name_with_its_length_or_as_a_group(form: str, tmp_path: Path) -> None:
    assert cut(tmp_path, f"    transition: {form}\n")[1].transition == FORMS[form]


def test_what_moves_comes_from_where_the_language_goes_on(tmp_path: Path) -> None:
    written = "    transition: {form}\n"
    for language, direction in (("fr", "left"), ("ar", "right"), ("he-IL", "right")):
        folder = tmp_path / language
        found = cut(folder, written.format(form="wipe"), head=f", language: {language}")[1].transition
        assert found == Transition("wipe", 12, direction)  # type: ignore[arg-type]
    assert cut(tmp_path / "own", written.format(form="{wipe: 0.5, direction: left}"), head=", language: ar")[1].transition == (
        Transition("wipe", 12, "left")
    )
    assert cut(tmp_path / "same", written.format(form="dissolve"), head=", language: ar")[1].transition == (
        Transition("dissolve", 12)
    )


MISTAKES = {
    "wip": "7:17: 'wip' is not a transition; did you mean 'wipe'?",
    "{wipe: 1, push: 1}": "7:33: a transition is either a wipe or a push; keep one of the two",
    "{kind: wipe, push: 1}": "7:24: the transition's kind is written twice; write {kind: wipe, length: ...}",
    "{kind: sweep}": "7:24: 'sweep' is not allowed here; allowed: ",
    "{length: 1}": "7:26: a length belongs to a kind; name one: {kind: wipe, length: 0.8}",
    "{wipe: 1, length: 1}": "7:35: the wipe has its length; write it there: {wipe: ...}",
    "{dissolve: 1, direction: up}": "7:42: a dissolve has no direction; wipe, slide and push have",
    "{direction: up}": "7:29: a cut has no direction; wipe, slide and push have",
    "{wipe: 1, direction: lft}": "7:38: 'lft' is not allowed here; did you mean 'left'?",
    "{push: soon}": "7:24: 'soon' is not a time",
}


@pytest.mark.parametrize("form", MISTAKES)
def test_a_mistake_is_told_where_it_is(form: str, tmp_path: Path) -> None:
    (line,) = told(tmp_path, f"    transition: {form}\n")
    assert line.startswith(f"episodes/s01e01.yaml:{MISTAKES[form]}")


def test_sound_may_lead_and_trail_over_a_cut_and_a_transition(tmp_path: Path) -> None:
    first, second = cut(tmp_path, "    sound_leads: 0.5\n    transition: wipe\n", first="    sound_trails: 6f\n")
    assert (first.sound_leads, first.sound_trails) == (0, 6)
    assert (second.sound_leads, second.sound_trails, second.transition) == (12, 0, Transition("wipe", 12))


LONE = {
    "leads": (
        {"first": "    sound_leads: 0.5\n"},
        "5:18: nothing comes before 'A', under which its sound could begin; remove the line",
    ),
    "trails": (
        {"second": "    sound_trails: 0.5\n"},
        "7:19: nothing comes after 'B', under which its sound could go on; remove the line",
    ),
    "leads too long": (
        {"second": "    sound_leads: 2.5\n"},
        ("7:18: the sound of 'B' begins 0:02.5 before its picture, which is longer than half of 'A' (0:04); "
         "at most 0:02 is possible there"),
    ),
    "trails too long": (
        {"first": "    sound_trails: 3\n"},
        (
            "5:19: the sound of 'A' goes on for 0:03 after its picture, which is longer than half of 'A' (0:04); "
            "at most 0:02 is possible there"
        ),
    ),
    "together too long": (
        {"first": "    sound_trails: 1\n", "second": "    sound_leads: 1\n    transition: {wipe: 1}\n"},
        (
            "8:18: the sound of 'B' begins 0:01 before its picture and the sound of 'A' goes on for 0:01 after its picture, in "
            "all 0:03 with the transition, which is longer than half of 'A' (0:04); at most 0:02 is possible there"
        ),
    ),
}


@pytest.mark.parametrize("case", LONE)
def test_sound_that_nothing_can_be_heard_under_is_told_at_its_line(case: str, tmp_path: Path) -> None:
    more, expected = LONE[case]
    assert told(tmp_path, **more) == [f"episodes/s01e01.yaml:{expected}"]


def test_the_sound_of_a_piece_leads_under_its_title_card(tmp_path: Path) -> None:
    poem = "  - card: A\n  - poem: Letter\n    voice: {file: poems/letter.wav, by: ben}\n    text: poems/letter.txt\n"
    show = ShowFolder(tmp_path, show="show: Create Together\nrate: 24\ncredits: off\ntransition: {push: 0.5}\n")
    segments = show.cut(f"episode: {{title: A}}\nsegments:\n{poem}    sound_leads: 0.5\n").segments
    assert [(one.name, one.transition, one.sound_leads) for one in segments] == [
        ("a", None, 0), ("letter-title", Transition("push", 12), 0), ("letter", None, 12),
    ]  # fmt: skip
