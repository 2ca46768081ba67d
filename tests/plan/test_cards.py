"""The cards of a cut are known before anything is planned: whose they are, how large, and when one is another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from pipeline import profiles
from pipeline.captions import Caption
from pipeline.cards import theme as themes
from pipeline.cards.model import Theme
from pipeline.faults import Where
from pipeline.plan.cards import ShownCard, cards_of, drawing
from pipeline.profiles.model import Profile
from pipeline.timeline.model import (
    Box,
    CardMedia,
    Clip,
    ColourMedia,
    Cue,
    Gap,
    Placement,
    Segment,
    Stack,
    Timeline,
    Track,
)

DRAFT = profiles.load("draft")
LINE = Where("episodes/e.yaml", 7, 3)
CUE = Cue(Caption(Fraction(0), Fraction(1), "One"), where=Where("a.srt", 3))
HALF = Box(Fraction(0), Fraction(1, 2), Fraction(1, 2), Fraction(1, 2))


@pytest.fixture(scope="module")
def theme() -> Theme:
    return themes.load(themes.DEFAULT)


def a_card(text: str = "Hello", frames: int = 50, **more: object) -> Clip:
    media = CardMedia("opening", {"show": text, "tagline": ""}, themes.DEFAULT, "en")
    return replace(Clip(media, frames, where=LINE), **more)


def a_cut(*clips: Clip, captions: str = "en", language: str = "en") -> Timeline:
    shown = Stack(
        100,
        (Track("ground", (Clip(ColourMedia("#000000"), 100),)), *(Track(f"card {n}", (one,)) for n, one in enumerate(clips))),
        cues={captions: (CUE, Cue(Caption(Fraction(6, 5), Fraction(16, 5), "Two")))},
    )
    before = Segment("before", "card", "Before", Stack(10, (Track("picture", (Clip(ColourMedia("#ffffff"), 10),)),)))
    segment = Segment("film", "clip", "Film", shown, where=Where("episodes/e.yaml", 5))
    return Timeline("e", "E", Fraction(25), (before, segment), themes.DEFAULT, language, "#000000")


def shown(cut: Timeline, theme: Theme, profile: Profile = DRAFT) -> list[ShownCard]:
    return list(cards_of(cut, profile, theme))


def test_every_card_comes_with_its_segment_its_line_and_its_canvas(theme: Theme) -> None:
    whole, corner = a_card("Whole"), a_card("Corner", placement=Placement(box=HALF))
    film = replace(DRAFT, burn_captions=False)
    first, second = shown(a_cut(whole, corner), theme, film)
    assert (first.segment, first.media.fields["show"], first.where) == ("film", "Whole", LINE)
    assert (first.width, first.height) == (film.video.width, film.video.height)
    assert (second.media.fields["show"], second.width, second.height) == (
        "Corner", film.video.width // 2, film.video.height // 2,
    )  # fmt: skip


def test_gaps_and_colours_are_no_cards_and_a_card_without_a_line_is_told_at_its_segments(theme: Theme) -> None:
    cut = a_cut()
    late = Track("late", (Gap(20), a_card("Late", 30, where=None)))
    segment = replace(cut.segments[1], stack=replace(cut.segments[1].stack, picture=(late,), cues={}))
    (found,) = shown(replace(cut, segments=(cut.segments[0], segment)), theme)
    assert (found.media.fields["show"], found.where) == ("Late", Where("episodes/e.yaml", 5))
    nowhere = replace(cut, segments=(replace(segment, where=None),))
    assert shown(nowhere, theme)[0].where == Where("e")


@pytest.mark.parametrize(
    ("captions", "burn", "texts"),
    [("en", True, ["One", "Two"]), ("en", False, []), ("es", True, []), ("ja", "ja", ["One", "Two"]), ("ja", "es", [])],
)
def test_captions_are_cards_where_the_profile_draws_those_of_the_episodes_language_or_another(
    captions: str, burn: bool | str, texts: list[str], theme: Theme
) -> None:
    found = shown(a_cut(captions=captions), theme, replace(DRAFT, burn_captions=burn))
    assert [card.media.fields["text"] for card in found] == texts
    assert {card.media.language for card in found} <= {captions}  # whose letters are drawn, not the episode's
    assert [card.where for card in found] == [Where("a.srt", 3), Where("episodes/e.yaml", 5)][: len(texts)]


@pytest.mark.parametrize(
    ("change", "is_another"),
    {
        "the same again": (lambda card: card, False),
        "on another line": (lambda card: replace(card, where=Where("other.yaml", 1)), False),
        "another word": (lambda card: a_card("Hallo"), True),
        "longer": (lambda card: replace(card, frames=51), True),
        "smaller": (lambda card: replace(card, placement=Placement(box=HALF)), True),
        "moved": (lambda card: replace(card, placement=Placement(box=replace(HALF, x=Fraction(1, 4)))), None),
        "faded in": (lambda card: replace(card, fade_in=5), False),
    }.values(),
)
def test_the_key_is_of_what_decides_the_pixels_of_the_card_itself(
    change: Callable[[Clip], Clip], is_another: bool | None, theme: Theme
) -> None:
    base = a_card(placement=Placement(box=HALF)) if is_another is None else a_card()
    profile = replace(DRAFT, burn_captions=False)
    ((before,), (after,)) = (shown(a_cut(card), theme, profile) for card in (base, change(base)))
    assert (before.key != after.key) == bool(is_another)


def test_the_key_is_of_the_theme_the_size_and_the_rate(theme: Theme) -> None:
    cut, profile = a_cut(a_card()), replace(DRAFT, burn_captions=False)
    larger = replace(profile, video=replace(profile.video, width=1920, height=1080))
    keys = {
        shown(one, look, size)[0].key
        for one, look, size in [
            (cut, theme, profile),
            (cut, theme, larger),
            (cut, themes.load("signal"), profile),
            (replace(cut, rate=Fraction(24)), theme, profile),
        ]
    }
    assert len(keys) == 4


def test_a_card_is_described_on_its_own_canvas(theme: Theme) -> None:
    cut = a_cut(a_card("Corner", placement=Placement(box=HALF)))
    card = shown(cut, theme, replace(DRAFT, burn_captions=False))[0]
    described, whole = drawing(card, cut, theme), drawing(replace(card, width=1920, height=1080), cut, theme)
    assert described.frames == 50
    assert described.box == (0, 0, card.width, card.height)
    assert whole.box == (0, 0, 1920, 1080)
