"""Which edit is said to be why an action runs, where several were made."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.edits.model import Edit
from pipeline.execution.relevance import Traits, causes
from pipeline.operations.base import Pool
from tests.execution.fakes import an_action

GAIN = Edit("gain", segment="duo", part="sound", media=("low.wav",), way=("stems", "gain"))
LENGTH = Edit("length", segment="duo", way=("length",))
TRIM = Edit("trim", segment="home", media=("street.mp4",), way=("clips", "in"))
OTHER_TRIM = Edit("other trim", segment="home", media=("lake.mp4",), way=("clips", "in"))
ROLE = Edit("role", segment="home", part="text", values=("camera", "drone"), way=("clips", "role"))
NAME = Edit("name", part="text", values=("Ana", "Anna"), way=("people", "ana"))
MOVED = Edit("moved", segment="home", part="order")
RATE = Edit("rate", way=("rate",))
BACKGROUND = Edit("background", way=("background",))
DISSOLVE = Edit("dissolve", way=("transition", "dissolve"))
EPISODE = Edit("episode", values=("Small", "Tiny"), way=("episode", "title"))
TARGET = Edit("target", way=("profile", "loudness", "target"))
WIDTH = Edit("width", way=("profile", "video", "size"))
LOWER_THIRD = Edit("lower third", part="picture", card="lower_third", way=("theme", "lower_third"))
STYLE = Edit("style", part="picture", card="*", way=("theme", "*"))
ALL = (GAIN, LENGTH, TRIM, OTHER_TRIM, ROLE, NAME, MOVED, DISSOLVE, EPISODE)


def of(address: str, pool: Pool, *, texts: str = "", files: tuple[str, ...] = (), **more: Any) -> Traits:
    segment = address.partition("/")[0]
    action = an_action(address, pool=pool, segment="" if segment == "programme" else segment, **more)
    return Traits(action, texts, files)


def told(traits: Traits, *edits: Edit) -> list[str]:
    return [edit.words for edit in causes(edits, traits)]


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        (of("duo/mix", "sound", files=("media/low.wav",)), ["gain"]),
        (of("duo/picture/0", "encode", files=("media/count.mov",)), ["length"]),
        (of("home/picture/0", "encode", files=("media/street.mp4",)), ["trim"]),
        (of("home/picture/1", "encode", files=("media/lake.mp4",)), ["other trim"]),
        (of("home/lower_third/0", "draw", texts="Ana\ncamera"), ["role", "name"]),
        (of("home-title/interstitial/0", "draw", texts="Home\nAnna"), ["name"]),
        (of("home-title/interstitial/0", "draw", texts="drone"), ["role"]),
        (of("programme/join", "join", texts="Small"), ["moved", "episode", "dissolve"]),
        (of("programme/master", "sound"), ["moved", "dissolve"]),
        (of("home/transition/0", "encode", files=("media/street.mp4",)), ["moved", "trim", "dissolve"]),
        (of("poem/picture/0", "encode", files=("media/window.jpg",)), ["moved", "dissolve"]),
        (of("credits/picture/0", "encode", texts="camera", shows=(("credits sections", "camera"),)), ["role"]),
    ],
)
def test_the_likeliest_of_many_edits_are_told(traits: Traits, words: list[str]) -> None:
    assert told(traits, *ALL) == words


def test_of_no_edits_none_is_told_and_of_one_that_one() -> None:
    for traits in (of("duo/mix", "sound"), of("programme/join", "join"), of("home/transition/0", "encode")):
        assert told(traits) == []
        for edit in (GAIN, NAME, MOVED, LOWER_THIRD, RATE):
            assert told(traits, edit) == [edit.words], "something has changed, and this is all that was"


@pytest.mark.parametrize(
    ("traits", "words"),
    [
        (of("duo/mix", "sound"), ["gain", "rate", "target"]),
        (of("duo/picture/0", "encode"), ["rate", "background", "width"]),
        (of("duo/card/0", "draw"), ["rate", "background", "width", "style"]),
        (of("duo/lower_third/0", "draw"), ["rate", "background", "width", "lower third", "style"]),
        (of("programme/master", "sound"), ["rate", "target"]),
    ],
)
def test_settings_of_all_are_told_with_what_else_is_known(traits: Traits, words: list[str]) -> None:
    edits = (GAIN, RATE, BACKGROUND, TARGET, WIDTH, LOWER_THIRD, STYLE)
    if traits.action.address == "duo/mix":
        traits = of("duo/mix", "sound", files=("media/low.wav",))
    assert sorted(told(traits, *edits)) == sorted(words)


def test_a_number_is_no_likeness_but_a_text_is() -> None:
    numbers = Edit("number", segment="home", values=("2", "12.5"), way=("length",))
    traits = of("other/picture/0", "encode", texts="2\n12.5")
    assert not traits.has(numbers)
    assert traits.has(Edit("text", values=("2 of us",))) is False
    assert of("a/b/0", "draw", texts="the 2 of us").has(Edit("text", values=("2 of us",)))


def test_files_are_recognised_by_their_whole_name_or_their_folder() -> None:
    reads = of("a/picture/0", "encode", files=("media/steps/step_0001.png", "media/low.wav"))
    assert reads.has(Edit("", media=("low.wav",)))
    assert reads.has(Edit("", media=("media/steps",)))
    assert not reads.has(Edit("", media=("w.wav",)))
    assert not reads.has(Edit("", media=("media/step",)))
