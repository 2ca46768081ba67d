"""Cards over the picture: lower thirds, name tags, and cards that fill it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from pipeline.faults import guess
from pipeline.people import Credit, FieldValue, Person, names_in
from pipeline.segments import meant
from pipeline.segments.base import Context
from pipeline.segments.fields import Loc
from pipeline.segments.lower_third import LowerThird
from pipeline.segments.picture import gapped
from pipeline.timebase import FrameRange, clock
from pipeline.timeline.model import WHOLE, Box, CardMedia, Clip, Contribution, Fit, Placement, Track

FIRST_SECOND = Fraction(1)
"""When a lower third comes: the viewer has seen who is there before the name is read."""
TOGETHER = 3
"""Names that share a lower third; more follow in the next one."""
_TIMED_BY_OTHERS = ("name_tag", "poem_line", "margin", "held", "stanza")
"""Cards whose length nobody writes."""
_NEAR_AUTO = ("autto", "autoo", "aauto", "auuto", "aut", "auot", "aito")
"""Misspellings of `auto` that nobody is called."""
SHORTEST = Fraction(3, 2)
"""Seconds that a lower third needs to be read at all."""


def card(
    context: Context,
    loc: Loc,
    name: str,
    fields: Mapping[str, FieldValue],
    frames: int,
    people: tuple[str, ...] = (),
    box: Box = WHOLE,
) -> Clip:
    """Return a clip of `frames` frames of a card; how it comes and goes is the theme's.

    `people` are the names in its texts; those of people among the fields are known. A card that is shorter than its motion in
    the theme is told.
    """
    needed = context.cards.motion(name)
    if frames < context.frames(needed) and name not in _TIMED_BY_OTHERS:
        shown = clock(frames / context.rate)
        message = f"the card {name} is shown for {shown}, and the theme needs {clock(needed)} to bring it in and out"
        context.warn((*loc, "length"), message, f"show it for {clock(needed)} or longer")
    return Clip(
        media=CardMedia(name, fields, context.theme, context.language, people or names_in(fields)),
        frames=frames,
        placement=Placement(Fit.CONTAIN, box),
        where=context.where(*loc),
    )


def named(context: Context, contributions: Iterable[Contribution]) -> tuple[Credit, ...]:
    """Return everyone in contributions, each once, in order of appearance, with all their roles."""
    roles: dict[str, dict[str, None]] = {}
    for made in contributions:
        for key in made.people:
            roles.setdefault(key, {}).update({made.role: None} if made.role else {})
    return tuple(Credit(context.people[key], tuple(found)) for key, found in roles.items())


def lower_third(
    context: Context, loc: Loc, spec: LowerThird, contributions: Iterable[Contribution], start: int, frames: int
) -> list[tuple[int, Clip]]:
    """Return the lower thirds of a clip or segment that lasts from frame `start` for `frames`, each with its first frame.

    More than three people follow each other, three at a time, within the same stretch. Mistakes are told at `loc`.
    """
    if spec.kind == "off":
        return []
    at = context.seconds(spec.at) if spec.at else FIRST_SECOND
    length = context.card_seconds("lower_third", spec.length)
    first, left = context.frames(at), frames - context.frames(at)
    if left < context.frames(SHORTEST):
        if spec.at or spec.length:
            message = f"the lower third comes at {clock(at)}, and its clip ends at {clock(frames / context.rate)}"
            if left > 0:
                message += f": too soon to be read, which takes {clock(SHORTEST)}"
            context.fault((*loc, "at"), message, "write an earlier `at`, or show: off")
            return []
        # Of a short clip all is used: better a name at once than none.
        first, left = 0, frames
    if spec.kind == "text":
        _warn_of_a_slip(context, loc, spec.show)
        shown = Credit(Person("", spec.show), (spec.role,) if spec.role else ())
        return [(start + first, card(context, loc, "lower_third", {"people": (shown,)}, min(left, context.frames(length))))]
    made = tuple(contributions)
    everyone = named(context, made)
    if spec.by:
        known = {credit.person.key: credit for credit in everyone}
        everyone = tuple(known.get(key, Credit(context.people[key])) for key in spec.by)
    groups = [everyone[n : n + TOGETHER] for n in range(0, len(everyone), TOGETHER)]
    if not groups:
        context.fault(
            loc,
            "no one is named here for `lower_third: auto` to show",
            "write by: and a key of people.yaml, or lower_third: off",
        )
        return []
    each = min(context.frames(length), left // len(groups))
    if each < context.frames(SHORTEST) and len(groups) > 1:
        context.fault(
            loc,
            f"{len(everyone)} people are too many for a lower third in {clock(frames / context.rate)}",
            "write lower_third: off; the credits name them all",
        )
        return []
    found = []
    for number, group in enumerate(groups):
        found.append((start + first + number * each, card(context, loc, "lower_third", {"people": group}, each)))
    return found


def _warn_of_a_slip(context: Context, loc: Loc, text: str) -> None:
    """Warn of a text that is a person's key, or nearly the word `auto`: it would be shown as it stands, and nobody named."""
    if text in context.people and text.islower():
        hint = f"write lower_third: {{by: {text}}}"
    elif text.islower():
        hint = guess(text, ("auto",)) or meant.off(text)
    else:
        # A name may be like a word: Otto is somebody, and so may Ono be.
        hint = guess(text, ("auto",)) if sorted(text.casefold()) == sorted("auto") or text.casefold() in _NEAR_AUTO else ""
    if hint:
        context.warn(loc, f"the lower third {text!r} is shown as it stands, and names nobody of people.yaml", hint)


def presented(
    context: Context, loc: Loc, spec: LowerThird, contributions: Iterable[Contribution], start: int, frames: int
) -> tuple[Contribution, ...]:
    """Return as a contribution those whom a lower third names and who are credited for nothing else in its clip or segment."""
    known = {key for made in contributions for key in made.people}
    people = tuple(key for key in spec.by if key not in known)
    if spec.kind == "off" or not people:
        return ()
    return (shown_people(context, (*loc, "by"), people, FrameRange(start, frames)),)


def named_as(context: Context, loc: Loc, written: str) -> str:
    """Return how a person is called whose key is written, or else the text itself.

    A text that is nearly a key is told at `loc`: it would be shown as it stands, and its bearer not credited.
    """
    if written in context.people:
        return context.people[written].name
    if several := meant.keys(written, tuple(context.people)):
        context.warn(loc, f"{written!r} is shown as it stands, and nobody is credited for it", f"write {several}")
    elif written.islower() and " " not in written and (hint := guess(written, tuple(context.people))):
        context.warn(loc, f"{written!r} is nobody's key in people.yaml, so it is shown as it stands", hint)
    return written


def shown_people(
    context: Context, loc: Loc, people: tuple[str, ...], range_: FrameRange, role: str = "", title: str = ""
) -> Contribution:
    """Return people whom a card names as a contribution, so that they are credited like any other."""
    return Contribution(people, role, range_, "text", title, where=context.where(*loc))


def tracks(name: str, clips: Iterable[tuple[int, Clip]]) -> tuple[Track, ...]:
    """Return as few tracks as hold clips that begin at given frames; those that overlap come to lie above each other."""
    rows: list[list[tuple[int, Clip]]] = []
    for start, clip in sorted(clips, key=lambda placed: placed[0]):
        for row in rows:
            if row[-1][0] + row[-1][1].frames <= start:
                row.append((start, clip))
                break
        else:
            rows.append([(start, clip)])
    return tuple(Track(name if number == 0 else f"{name}-{number + 1}", gapped(row)) for number, row in enumerate(rows))
