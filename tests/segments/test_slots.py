"""What cards get of the rest of the episode, by what their templates ask for: pieces, kinds, frames. On made-up segments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest

from pipeline.media.paths import MediaPath
from pipeline.people import FieldValue
from pipeline.segments.slots import filled
from pipeline.timebase import FrameRange
from pipeline.timeline.model import CardMedia, Clip, Contribution, Frame, Segment, SoundPictureMedia, SourceMedia, Stack, Track

RATE = Fraction(24)


def card(name: str, template: str, **more: object) -> Segment:
    clip = Clip(CardMedia(template, {"title": name}, "mine"), 48)
    return Segment(name, "card", name, Stack(48, (Track("card", (clip,)),)), **more)  # type: ignore[arg-type]


def film(name: str, seconds: int = 60, kind: str = "docu-short", people: str = "") -> Segment:
    clip = Clip(SourceMedia(MediaPath("m", f"{name}.mp4"), name), 24 * seconds)
    tag = Clip(CardMedia("lower_third", {"people": ()}, "mine"), 24 * min(seconds, 5))
    made = (Contribution((people,), "camera", FrameRange(0, clip.frames), "picture"),) if people else ()
    return Segment(name, kind, name.title(), Stack(clip.frames, (Track("p", (clip,)), Track("n", (tag,)))), contributions=made)


def heard(name: str) -> Segment:
    wave = Clip(SoundPictureMedia(SourceMedia(MediaPath("m", "a.wav"), "a"), "waveform"), 480)
    return Segment(name, "music", name.title(), Stack(480, (Track("p", (wave,)),)))


def fill(*segments: Segment, asks: Callable[[str, str], bool] = lambda card, word: True) -> dict[str, list[CardMedia]]:
    labels = {one.name: one.kind.upper() for one in segments if one.kind != "card"}
    found = {}
    for segment in filled(segments, labels, asks, RATE):
        clips = [item for track in segment.stack.picture for item in track.items if isinstance(item, Clip)]
        found[segment.name] = [clip.media for clip in clips if isinstance(clip.media, CardMedia)]
    return found


def told(frame: Frame) -> tuple[str, int]:
    (clip, offset), *_ = frame.layers
    assert isinstance(clip.media, SourceMedia)
    return clip.media.digest, offset


def shown(media: CardMedia) -> dict[str, tuple[str, int]]:
    return {name: told(frame) for name, frame in media.pictures.items()}


def entries(media: CardMedia) -> list[Mapping[str, FieldValue]]:
    return list(media.fields["pieces"])  # type: ignore[arg-type]


def test_a_title_card_has_the_first_frame_of_what_it_announces_and_its_place_among_the_pieces() -> None:
    found = fill(card("a-title", "interstitial"), film("a"), card("b-title", "interstitial"), film("b", kind="clip"))
    assert shown(found["a-title"][0]) == {"first": ("a", 0), "begin": ("a", 0)}
    assert shown(found["b-title"][0]) == {"first": ("b", 0), "begin": ("b", 0)}
    begin = found["a-title"][0].pictures["begin"]
    assert (bool(found["a-title"][0].pictures["first"].later), begin.later) == (True, ()), "its very first one, whatever it shows"
    assert [found[name][0].fields["number"] for name in ("a-title", "b-title")] == [1, 2]
    assert found["a-title"][0].fields["kinds"] == ("docu-short", "clip")
    assert found["a-title"][0].fields["title"] == "a-title", "what it says stays"


def test_a_title_card_is_torn_by_what_its_piece_shows_whatever_that_is_called_and_wherever_it_stands() -> None:
    """By its title, another title would cut the hole anew through which the film is seen, and encode what is seen through it."""
    one = fill(card("a-title", "interstitial"), film("a"), card("b-title", "interstitial"), film("b"))
    called = fill(card("b-title", "interstitial"), replace(film("b"), title="Other"), card("a-title", "interstitial"), film("a"))
    seeds = [found[name][0].fields["seed"] for name in ("a-title", "b-title") for found in (one, called)]
    assert seeds[0] == seeds[1] != seeds[2] == seeds[3]
    assert "" not in seeds
    assert "seed" not in fill(card("t", "interstitial"), heard("s"))["t"][0].fields, "of a waveform there is no film"


def test_of_a_piece_whose_sound_leads_it_is_the_first_frame_that_is_seen() -> None:
    (media,) = fill(card("t", "interstitial"), replace(film("a"), sound_leads=10))["t"]
    assert shown(media) == {"first": ("a", 10), "begin": ("a", 10)}


def test_what_is_only_heard_is_announced_without_a_picture_and_not_with_the_next_one() -> None:
    assert shown(fill(card("t", "interstitial"), heard("a"), film("b"))["t"][0]) == {}


def test_a_heading_that_announces_no_piece_has_no_number() -> None:
    found = fill(card("heading", "interstitial"), card("t", "interstitial"), film("a"))
    assert [found[name][0].fields["number"] for name in ("heading", "t")] == [0, 1]


def test_names_know_the_kind_of_their_segment() -> None:
    assert fill(film("a", kind="music"))["a"][0].fields == {"people": (), "kind": "music"}


def test_the_opening_shows_up_to_four_pieces_spread_over_the_episode() -> None:
    few = fill(card("o", "opening"), film("a"), heard("b"), film("c", seconds=2))["o"][0]
    assert [(one["title"], one["kind"], one["label"], one["picture"]) for one in entries(few)] == [
        ("A", "docu-short", "DOCU-SHORT", "piece-1"), ("B", "music", "MUSIC", ""), ("C", "docu-short", "DOCU-SHORT", "piece-3"),
    ]  # fmt: skip
    assert shown(few) == {"piece-1": ("a", 48), "piece-3": ("c", 24)}, "two seconds in, or the middle of what is short"
    many = fill(card("o", "opening"), *(film(name) for name in "abcdefghi"))["o"][0]
    assert [one["title"] for one in entries(many)] == ["A", "C", "E", "G"]


@pytest.mark.parametrize(("pieces", "moments"), [(1, 8), (2, 8), (3, 8), (8, 8), (11, 8)])
def test_the_end_has_eight_pictures_no_two_of_the_same_moment(pieces: int, moments: int) -> None:
    media = fill(*(film(f"p{number}") for number in range(pieces)), card("e", "end"))["e"][0]
    assert len(set(shown(media).values())) == len(entries(media)) == moments
    assert len({name for name, _ in shown(media).values()}) == min(pieces, moments)


def test_pictures_of_one_piece_stay_apart_whichever_moment_near_theirs_is_shown() -> None:
    end, *_ = fill(film("a", seconds=47), card("e", "end"))["e"]
    shown = [(frame.layers[0][1], frame.near) for frame in end.pictures.values()]
    reach = sorted((offset - earlier, offset + later) for offset, (earlier, later) in shown)
    assert len(reach) == 8
    assert reach[0][0] > 24, "phones shake in the first second"
    assert all(last < first for (_, last), (first, _) in pairwise(reach))


def test_only_the_frame_that_a_hole_opens_onto_is_the_very_one() -> None:
    found = fill(card("o", "opening"), card("t", "interstitial"), film("a", people="ana"), quote("ana"), card("e", "end"))
    near = {name: [frame.near for media in of for frame in media.pictures.values()] for name, of in found.items()}
    assert near["t"] == [(0, 0), (0, 0)]
    assert all(before and after for name in ("o", "q", "e") for before, after in near[name])


def test_the_end_leaves_out_what_is_only_heard_and_does_not_repeat_a_short_piece() -> None:
    media = fill(film("a", seconds=3), heard("b"), card("e", "end"))["e"][0]
    assert [one["title"] for one in entries(media)] == ["A"]
    assert fill(heard("b"), card("e", "end"))["e"][0].fields["pieces"] == ()


def test_the_end_stays_as_it_is_when_segments_are_moved() -> None:
    made = [film("a"), heard("b"), film("c", seconds=9), film("d", kind="clip")]
    ends = [fill(*made[turn:], *made[:turn], card("e", "end"))["e"][0] for turn in range(4)]
    assert all(one == ends[0] for one in ends)
    assert len(entries(ends[0])) == 7, "nine seconds have two moments"
    longer = [[film(f"p{(number * 7 + turn) % 12}") for number in range(12)] for turn in range(3)]
    assert len({tuple(shown(fill(*one, card("e", "end"))["e"][0]).values()) for one in longer}) == 1


def test_a_small_trim_moves_no_picture_of_the_end() -> None:
    before, after = (shown(fill(film("a", seconds), film("b"), card("e", "end"))["e"][0]) for seconds in (61, 60))
    assert before == after


def quote(by: str = "") -> Segment:
    made = (Contribution((by,), "words", FrameRange(0, 48), "text"),) if by else ()
    return card("q", "quote", contributions=made)


def test_a_quote_stands_beside_whoever_said_it() -> None:
    around = film("a", people="ana"), film("b", people="ben"), quote("ana"), film("c", people="ben")
    assert shown(fill(*around)["q"][0]) == {"beside": ("a", 48)}


def test_a_quote_of_somebody_unseen_stands_beside_what_comes_next_or_else_came_before() -> None:
    assert shown(fill(film("a"), quote("eve"), film("b"))["q"][0]) == {"beside": ("b", 48)}
    assert shown(fill(film("a"), quote(), heard("b"))["q"][0]) == {"beside": ("a", 48)}
    assert shown(fill(quote())["q"][0]) == {}


def test_a_card_that_a_theme_adds_has_the_first_frame_of_what_comes_next() -> None:
    assert shown(fill(card("n", "news"), card("t", "title"), film("a"))["n"][0]) == {"first": ("a", 0)}
    assert shown(fill(film("a"), card("n", "news"))["n"][0]) == {}


def test_what_no_template_asks_for_changes_no_segment() -> None:
    segments = (card("o", "opening"), card("t", "interstitial"), film("a"), quote(), card("e", "end"))
    same = filled(segments, {"a": "A"}, lambda card, word: False, RATE)
    assert all(one is other for one, other in zip(same, segments, strict=True))


def test_pieces_without_pictures_have_only_their_words() -> None:
    media = fill(card("o", "opening"), film("a"), asks=lambda card, word: word == "pieces")["o"][0]
    assert [one["picture"] for one in entries(media)] == [""]
    assert shown(media) == {}
