"""Regions: every frame of a stack is shown by exactly the layers that a frame-by-frame reading of its tracks gives."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pipeline.media.paths import MediaPath
from pipeline.timebase import FrameRange
from pipeline.timeline.model import Clip, ColourMedia, FramesMedia, Gap, Item, Segment, Stack, Timeline, Track, Transition
from pipeline.timeline.regions import Layer, Shown, TransitionLayer, advance, cross, numbered_folders, place, window


def length(items: list[Item]) -> int:
    """Return the frames that items cover."""
    return sum(-item.frames if isinstance(item, Transition) else item.frames for item in items)


def a_clip(name: str, frames: int) -> Clip:
    return Clip(ColourMedia(name), frames)


@st.composite
def tracks(draw: st.DrawFn, name: str, longest: int = 60) -> Track:
    items: list[Item] = []
    left, number = longest, 0
    while left > 4 and draw(st.booleans()):
        if draw(st.integers(0, 3)) == 0:
            items.append(Gap(draw(st.integers(1, min(left, 9)))))
        else:
            frames = draw(st.integers(4, min(left, 20))) if left >= 4 else left
            before = items[-1] if items else None
            if isinstance(before, Clip) and draw(st.booleans()):
                items.append(Transition("dissolve", draw(st.integers(1, min(before.frames, frames) // 2))))
            items.append(a_clip(f"{name}{number}", frames))
            number += 1
        left = longest - length(items)
    return Track(name, tuple(items))


@st.composite
def stacks(draw: st.DrawFn) -> Stack:
    return Stack(60, tuple(draw(tracks(name)) for name in "abc"[: draw(st.integers(1, 3))]))


def shown_at(track: Track, frame: int) -> list[tuple[str, int]]:
    """Read a track at one frame the slow way: every clip whose range holds it, with the clip's own frame number."""
    result = []
    for placed in place(track):
        if frame in placed.range:
            assert isinstance(placed.clip.media, ColourMedia)
            result.append((placed.clip.media.colour, frame - placed.range.start))
    return result


def told(layer: Layer) -> list[tuple[str, int]]:
    if isinstance(layer, TransitionLayer):
        return [pair for side in (layer.outgoing, layer.incoming) for inner in side for pair in told(inner)]
    assert isinstance(layer.clip.media, ColourMedia)
    return [(layer.clip.media.colour, layer.offset)]


@given(stacks())
def test_regions_tile_the_stack_and_show_what_the_tracks_show(stack: Stack) -> None:
    regions = window(stack, FrameRange(0, stack.frames))
    assert [frame for region in regions for frame in range(region.range.start, region.range.end)] == list(range(stack.frames))
    for region in regions:
        for step in range(region.range.frames):
            expected = [pair for track in stack.picture for pair in shown_at(track, region.range.start + step)]
            assert [pair for layer in region.layers for pair in told(advance(layer, step))] == expected


@given(stacks())
def test_regions_are_as_long_as_they_can_be(stack: Stack) -> None:
    regions = window(stack, FrameRange(0, stack.frames))
    for one, other in pairwise(regions):
        carried_on = tuple(advance(layer, one.range.frames) for layer in one.layers)
        assert carried_on != other.layers


@given(stacks(), stacks(), st.integers(1, 30))
def test_a_transition_between_segments_shows_both_sides_frame_for_frame(one: Stack, other: Stack, frames: int) -> None:
    transition = Transition("dissolve", frames)
    before, after = Segment("a", "clip", "A", one), Segment("b", "clip", "B", other, transition)
    seen = 0
    for region in cross(before, after, transition):
        (layer,) = region.layers
        assert isinstance(layer, TransitionLayer)
        for step in range(region.range.frames):
            now = advance(layer, step)
            assert isinstance(now, TransitionLayer)
            assert now.offset == seen
            tail = [pair for track in one.picture for pair in shown_at(track, one.frames - frames + seen)]
            head = [pair for track in other.picture for pair in shown_at(track, seen)]
            assert [pair for inner in now.outgoing for pair in told(inner)] == tail
            assert [pair for inner in now.incoming for pair in told(inner)] == head
            seen += 1
    assert seen == frames


@given(stacks(), stacks(), st.integers(1, 10), st.integers(0, 9), st.integers(0, 9))
def test_a_transition_begins_where_sound_has_led_and_ends_where_it_begins_to_trail(
    one: Stack, other: Stack, frames: int, leads: int, trails: int
) -> None:
    transition = Transition("push", frames)
    before = Segment("a", "clip", "A", one, sound_trails=trails)
    after = Segment("b", "clip", "B", other, transition, sound_leads=leads)
    regions = cross(before, after, transition)
    assert regions[0].range.start == leads
    assert sum(region.range.frames for region in regions) == frames
    for region in regions:
        (layer,) = region.layers
        assert isinstance(layer, TransitionLayer)
        assert layer.offset == region.range.start - leads
        at = one.frames - trails - frames + layer.offset
        assert [pair for inner in layer.outgoing for pair in told(inner)] == [
            pair for track in one.picture for pair in shown_at(track, at)
        ]
        assert [pair for inner in layer.incoming for pair in told(inner)] == [
            pair for track in other.picture for pair in shown_at(track, region.range.start)
        ]


def test_an_overlay_makes_a_region_of_its_own() -> None:
    lower_third = Track("V2", (Gap(20), a_clip("lower third", 10)))
    regions = window(Stack(60, (Track("V1", (a_clip("clip", 60),)), lower_third)), FrameRange(0, 60))
    assert [region.range for region in regions] == [FrameRange(0, 20), FrameRange(20, 10), FrameRange(30, 30)]
    under = regions[1].layers[0]
    assert isinstance(under, Shown)
    assert under.offset == 20
    assert under.clip.start == Fraction(0)


def test_the_folders_of_numbered_pictures_are_those_of_all_that_are_shown() -> None:
    def numbered(name: str) -> FramesMedia:
        return FramesMedia(MediaPath("episodes/media", name), 1, ("a" * 64,), Fraction(12))

    def segment(name: str, *items: Item) -> Segment:
        return Segment(name, "animation", name, Stack(length(list(items)), (Track("picture", items),)))

    one, other, bare = (Clip(numbered(name), 12) for name in ("walk/f_%d.png", "run/deep/f_%d.png", "f_%d.png"))
    blend = Transition("dissolve", 4)
    segments = (segment("a", one, blend, other, Gap(3)), segment("b", a_clip("#000000", 5), one), segment("c", bare))
    timeline = Timeline("e", "E", Fraction(24), segments, "signal")
    assert numbered_folders(timeline) == {"episodes/media/walk", "episodes/media/run/deep", "episodes/media"}
    assert numbered_folders(replace(timeline, segments=(segment("b", a_clip("#000000", 5)),))) == frozenset()
