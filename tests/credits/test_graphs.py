"""On any graph of contributions and works: every ancestor of what is seen or heard is credited, and nobody else; each once."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.credits import Person, Work, compute
from pipeline.credits.accounts import of_cut, of_sheet
from pipeline.credits.reasons import reasons
from pipeline.credits.sheets import ledger_csv
from pipeline.media.paths import MediaPath
from pipeline.timeline.model import Contribution, Segment, SourceMedia, Transition
from pipeline.timeline.programme import Programme
from pipeline.timeline.selection import only
from pipeline.timeline.voices import Voice
from tests.credits.cut import made, segment, timeline
from tests.credits.cut import programme as programme_of

PEOPLE = {f"p{n}": Person(f"p{n}", f"Person {n}") for n in range(9)}
WHO = st.lists(st.sampled_from([*PEOPLE]), max_size=2, unique=True).map(tuple)
WORKS = st.lists(st.tuples(WHO, st.sets(st.integers(0, 7), max_size=3)), max_size=8).map(
    lambda listed: {
        f"w{n}": Work(f"w{n}", who, title=f"Work {n}", builds_on=tuple(f"w{m}" for m in sorted(under) if m < len(listed)))
        for n, (who, under) in enumerate(listed)
    }
)
USED = st.lists(
    st.tuples(WHO, st.integers(0, 2).map(lambda n: 10 * n), st.sets(st.integers(0, 7), max_size=2), st.booleans()), max_size=6
)


def reached(names: set[str], works: dict[str, Work]) -> set[str]:
    """Return the works that can be reached, found by looking again and again."""
    while True:
        more = names | {below for name in names if name in works for below in works[name].builds_on}
        if more == names:
            return {name for name in names if name in works}
        names = more


def cut_of(used: list[tuple[tuple[str, ...], int, set[int], bool]]) -> list[Contribution]:
    return [
        made(" ".join(who), f"role {n}", 0, frames, path=f"media/{n}", builds_on=tuple(f"w{m}" for m in sorted(on)),
             medium="sound" if heard else "picture")
        for n, (who, frames, on, heard) in enumerate(used)
    ]  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(USED, WORKS)
def test_every_ancestor_of_what_is_seen_or_heard_is_credited_and_nobody_else(
    used: list[tuple[tuple[str, ...], int, set[int], bool]], works: dict[str, Work]
) -> None:
    contributions = cut_of(used)
    whole = programme_of(segment("a", "clip", *contributions[::2]), segment("b", "clip", *contributions[1::2]))
    found = compute(whole, PEOPLE, works)
    seen = [one for one in contributions if one.range.frames]
    roots = reached({name for one in seen for name in one.builds_on}, works)
    expected = {key for one in seen for key in one.people} | {key for name in roots for key in works[name].people}
    named = Counter(one.credit.person.key for one in found.people)
    assert {*named} == expected
    assert not named or max(named.values()) == 1
    assert Counter(work.key for work in found.works) == Counter(roots)
    for section in found.sections:
        assert max(Counter(entry.person.key for entry in section.entries).values()) == 1

    why = {one.person.key: one.reasons for one in reasons(whole, found, PEOPLE, works)}
    assert why.keys() == expected
    assert all(why.values())
    told = {(key, reason.title) for key, mine in why.items() for reason in mine if not reason.segment}
    assert told == {(key, works[name].title) for name in roots for key in works[name].people}


@settings(deadline=None, max_examples=60)
@given(USED, WORKS)
def test_the_ledger_of_a_package_says_the_same_as_the_cut(
    used: list[tuple[tuple[str, ...], int, set[int], bool]], works: dict[str, Work]
) -> None:
    whole = programme_of(segment("a", "clip", *cut_of(used)))
    found = compute(whole, PEOPLE, works)
    from_cut = of_cut(reasons(whole, found, PEOPLE, works), whole.rate)
    assert of_sheet(ledger_csv(found)) == from_cut


def test_a_diamond_is_credited_once() -> None:
    works = {
        "left": Work("left", ("p1",), builds_on=("root",)), "right": Work("right", ("p2",), builds_on=("root",)),
        "root": Work("root", ("p3",), "melody", "Root"),
    }
    top = made("p0", "song", 0, 10, path="media/top", builds_on=("left", "right"))
    whole = programme_of(segment("a", "clip", top))
    found = compute(whole, PEOPLE, works)
    (last,) = [section for section in found.sections if section.heading == "Built on the work of"]
    assert [entry.person.key for entry in last.entries if entry.person.key == "p3"] == ["p3"]
    (why,) = [one for one in reasons(whole, found, PEOPLE, works) if one.person.key == "p3"]
    assert [(reason.role, reason.title, reason.built_on_by) for reason in why.reasons] == [("melody", "Root", ("media/top",))]


PLACED = st.lists(
    st.tuples(
        WHO, st.integers(0, 2), st.integers(0, 100), st.integers(0, 120), st.booleans(), st.sets(st.integers(0, 7), max_size=2)
    ),
    max_size=6,
)
"""People, the segment that they are in, the first frame there and how many, whether it is a sound, and what it builds on."""
SHARED = st.tuples(st.integers(0, 20), st.integers(0, 10), st.integers(0, 20))
"""Frames by which a segment's sound leads, those of its transition, and those by which the sound before it trails."""
VOICES = st.lists(st.tuples(WHO, st.integers(1, 250), st.sets(st.integers(0, 7), max_size=2)), max_size=2)


def over(number: int, who: tuple[str, ...], frames: int, on: set[int]) -> Voice:
    path = f"media/dub{number}"
    one = made(" ".join(who), "", 0, frames, medium="sound", path=path, builds_on=tuple(f"w{m}" for m in sorted(on)))
    media = SourceMedia(MediaPath(*path.split("/", 1)), "00")
    return Voice(media, ("es", "fr")[number], "dub", Fraction(frames, 25), one, "en")


@settings(deadline=None, max_examples=200)
@given(PLACED, st.lists(SHARED, min_size=2, max_size=2), VOICES, WORKS, st.sets(st.integers(0, 2), min_size=1))
def test_whoever_is_in_a_dub_or_an_overlap_alone_is_credited_there_and_nobody_whom_it_hides(
    placed: list[tuple[tuple[str, ...], int, int, int, bool, set[int]]], shared: list[tuple[int, int, int]],
    voices: list[tuple[tuple[str, ...], int, set[int]]], works: dict[str, Work], chosen: set[int],
) -> None:  # fmt: skip
    parts: list[list[Contribution]] = [[], [], []]
    for number, (who, home, start, frames, heard, on) in enumerate(placed):
        one = made(" ".join(who), f"role {number}", start, frames, path=f"media/{number}",
                   builds_on=tuple(f"w{m}" for m in sorted(on)), medium="sound" if heard else "picture")  # fmt: skip
        parts[home].append(one)
    segments: list[Segment] = [segment(name, "clip", *mine) for name, mine in zip("abc", parts, strict=True)]
    for number, (leads, blended, trails) in enumerate(shared, 1):
        segments[number - 1] = replace(segments[number - 1], sound_trails=trails)
        transition = Transition("dissolve", blended) if blended else None
        segments[number] = replace(segments[number], sound_leads=leads, transition=transition)
    cut = replace(timeline(*segments), voices=tuple(over(n, *voice) for n, voice in enumerate(voices)))
    if chosen != {0, 1, 2}:
        cut = only(cut, ["abc"[number] for number in sorted(chosen)])

    # The same counted frame by frame: where each segment begins, and whose picture and sound is there.
    frames_of: dict[str, set[int]] = defaultdict(set)
    roots: set[str] = set()
    end = 0
    for before, mine in zip([None, *cut.segments], cut.segments, strict=False):
        blended = mine.transition.frames if mine.transition else 0
        start = end - (mine.sound_leads + blended + (before.sound_trails if before else 0))
        end = start + 100
        for one in mine.contributions:
            first, last = (0, 100) if one.medium == "sound" else (mine.sound_leads, 100 - mine.sound_trails)
            seen = {n for n in range(one.range.start, one.range.end) if first <= n < last}
            roots |= {*one.builds_on} if seen else set()
            for key in one.people if seen else ():
                frames_of[key] |= {start + n for n in seen}
    for voice in cut.voices:
        roots |= {*voice.made.builds_on}
        for key in voice.made.people:
            frames_of[key] |= {*range(voice.made.range.frames)}

    whole = Programme(cut)
    found = compute(whole, PEOPLE, works)
    built_on = {key for name in reached(roots, works) for key in works[name].people}
    assert {one.credit.person.key for one in found.people} == {*frames_of} | built_on
    ranges: dict[str, set[int]] = defaultdict(set)
    for use in found.uses:
        for person in use.people:
            ranges[person.key] |= {n for one in use.ranges for n in range(one.start, one.end)}
    assert ranges == frames_of
    assert {one.person.key for one in reasons(whole, found, PEOPLE, works) if one.reasons} == {*frames_of} | built_on
