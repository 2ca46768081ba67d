"""Credits of a deliverable of another shape than its show's: its own pages, in the same time, with the same names."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest

from pipeline.cards import pages
from pipeline.cards import theme as themes
from pipeline.cards.model import Shape
from pipeline.media.paths import MediaPath
from pipeline.people import FieldValue
from pipeline.segments.credits_shown import cards_of_credits, in_shape
from pipeline.timeline.model import CardMedia, Clip, Gap, Segment, SourceMedia, Stack, Timeline, Track

RATE = Fraction(24)
WIDE, TALL = Fraction(16, 9), Fraction(9, 16)
CANVAS: dict[Shape, tuple[int, int]] = {"wide": (1920, 1080), "tall": (1080, 1920), "square": (1080, 1080)}
THEME = themes.load("create-together")


def fields(counts: Sequence[int], thanks: Sequence[str] = ()) -> dict[str, FieldValue]:
    """Return credits of a piece for each count: so many names in two roles."""

    def people(piece: int, begin: int, end: int) -> tuple[FieldValue, ...]:
        return tuple({"name": f"Name {piece}.{number}", "place": "", "number": 0} for number in range(begin, end))

    sections = tuple(
        {
            "heading": f"Piece {piece}",
            "roles": tuple(
                {"role": role, "people": named}
                for role, named in (("voice", people(piece, 0, count // 2)), ("sound", people(piece, count // 2, count)))
                if named
            ),
        }
        for piece, count in enumerate(counts)
    )
    return {"title": "Thanks", "sections": sections, "thanks": tuple(thanks), "background": ""}


def cut(given: dict[str, FieldValue], shape: Fraction, wanted: int | None = None, blended: int = 0) -> Timeline:
    """Return a cut of credits alone, with a name over its first page."""
    shown = cards_of_credits(THEME, given, RATE, wanted, shape=shape, layout="auto", blended=blended)
    pages = (Clip(CardMedia(one.card, one.fields, "create-together", people=one.people), one.frames) for one in shown)
    clips = (*([Gap(shown[0].bare)] if shown[0].bare else []), *pages)
    over = Track("lower-third", (Clip(CardMedia("lower_third", {"people": ()}, "create-together"), 24),))
    frames = sum(clip.frames for clip in clips)
    segment = Segment("credits", "credits", "Credits", Stack(frames, (Track("card", clips), over)))
    return Timeline("e", "E", RATE, (segment,), "create-together")


def shown(timeline: Timeline) -> list[tuple[CardMedia, int]]:
    track = timeline.segments[0].stack.picture[0]
    return [(clip.media, clip.frames) for clip in track.items if isinstance(clip, Clip) and isinstance(clip.media, CardMedia)]


def names(media: CardMedia) -> list[str]:
    return [one.name for part in pages.parts_of(media.fields) for group in part.groups for one in group.people]


@pytest.mark.parametrize("count", [3, 27, 59])
@pytest.mark.parametrize(("main", "other"), [("wide", "tall"), ("wide", "square"), ("tall", "wide"), ("square", "tall")])
def test_a_deliverable_has_pages_of_its_own_shape_in_the_same_time(count: int, main: Shape, other: Shape) -> None:
    shares = [count // 3, count - count // 3 - 1, 1]
    whole = cut(fields(shares, ["Everyone"]), Fraction(*CANVAS[main]))
    found = in_shape(whole, THEME, Fraction(*CANVAS[main]), *CANVAS[other])
    every = [one for media, _ in shown(found) for one in names(media)]
    assert every == [one for media, _ in shown(whole) for one in names(media)]
    assert len(every) == count + 1
    assert sum(frames for _, frames in shown(found)) == sum(frames for _, frames in shown(whole))
    assert [bool(media.fields["title"]) for media, _ in shown(found)] == [True, *[False] * (len(shown(found)) - 1)]
    assert found.segments[0].stack.picture[1] == whole.segments[0].stack.picture[1], "what lies over them stays"
    spec = THEME.cards["credits_page"].page
    assert spec is not None
    for media, frames in shown(found):
        parts = pages.parts_of(media.fields)
        columns = pages.columns_of(parts, spec, other, title=bool(media.fields["title"]))
        assert len(columns) <= spec.columns[other], "as wide as it is drawn for"
        assert 5 * frames >= RATE * len(names(media)), "each name is seen for a fifth of a second"
        assert set(media.people) == set(names(media)) - {"Everyone"}


def test_the_shape_of_the_show_itself_and_other_tracks_stay_what_they_are() -> None:
    whole = cut(fields([2, 3]), WIDE)
    assert in_shape(whole, THEME, WIDE, 1280, 720) is whole
    film = Clip(SourceMedia(MediaPath("media", "a.mp4"), "0" * 64), 48)
    other = Timeline("e", "E", RATE, (Segment("a", "clip", "A", Stack(48, (Track("clip", (film,)),))),), "create-together")
    assert in_shape(other, THEME, WIDE, 1080, 1920) == other


def test_many_pieces_are_stacked_on_tall_pages_where_a_page_each_could_not_be_read() -> None:
    whole = cut(fields([1] * 9), WIDE)
    tall = shown(in_shape(whole, THEME, WIDE, 1080, 1920))
    assert 1 <= len(tall) < 9
    assert min(frames for _, frames in tall) >= RATE
    few = cut(fields([8, 8, 8]), WIDE)
    assert len(shown(in_shape(few, THEME, WIDE, 1080, 1920))) == 3, "a piece a page where there is time for it"


def test_credits_too_short_for_any_other_pages_stay_what_they_are() -> None:
    parts = fields([8, 8, 8])
    short = cut(parts, WIDE, wanted=117)  # the shortest that the 24 names can have
    tall = in_shape(short, THEME, WIDE, 1080, 1920)
    assert tall == short


@pytest.mark.parametrize("count", [3, 27])
def test_pages_come_after_the_transition_and_are_read_as_long(count: int) -> None:
    usual, after = (cards_of_credits(THEME, fields([count]), RATE, shape=WIDE, layout="auto", blended=n) for n in (0, 12))
    assert [one.frames for one in after] == [one.frames for one in usual]
    assert [one.bare for one in after] == [12, *[0] * (len(after) - 1)]
    whole = cut(fields([count]), WIDE, blended=12)
    tall = in_shape(whole, THEME, WIDE, 1080, 1920).segments[0].stack
    assert tall.picture[0].items[0] == Gap(12), "in a deliverable of another shape, too"
    assert sum(item.frames for item in tall.picture[0].items) == tall.frames


def test_credits_of_a_wanted_length_have_it_with_the_transition_or_begin_in_it_where_that_is_too_short() -> None:
    parts = fields([8, 8, 8])
    (page,) = cards_of_credits(THEME, parts, RATE, 200, shape=WIDE, layout="auto", blended=12)
    assert (page.bare, page.frames) == (12, 188)
    (short,) = cards_of_credits(THEME, parts, RATE, 117, shape=WIDE, layout="auto", blended=12)
    assert (short.bare, short.frames) == (0, 117)


def test_a_roll_comes_in_from_below_and_waits_for_nothing() -> None:
    (roll,) = cards_of_credits(THEME, fields([70, 70]), RATE, shape=WIDE, layout="auto", blended=12)
    assert (roll.card, roll.bare) == ("credits", 0)


def test_a_roll_is_left_as_it_is() -> None:
    whole = cut(fields([70, 70]), WIDE)
    assert [media.card for media, _ in shown(whole)] == ["credits"]
    assert in_shape(whole, THEME, WIDE, 1080, 1920) == whole
