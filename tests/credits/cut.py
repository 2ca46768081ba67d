"""A small cut to credit: three segments of 100 frames at 25 frames a second, the third dissolving in over 10."""

from dataclasses import replace
from fractions import Fraction

from pipeline.credits import Person
from pipeline.faults import Where
from pipeline.media.paths import MediaPath
from pipeline.segments.registry import kinds
from pipeline.timebase import FrameRange
from pipeline.timeline.model import (
    Clip,
    ColourMedia,
    Contribution,
    Segment,
    SoundClip,
    SoundRole,
    SourceMedia,
    Stack,
    Timeline,
    Track,
    Transition,
)
from pipeline.timeline.programme import Programme

RATE = Fraction(25)
PEOPLE = {
    person.key: person
    for person in (
        Person("ana", "Ana Å", "@ana", "Lisbon"), Person("ben", "ben", sort="Zed"), Person("cho", "조", url="https://cho.example"),
        Person("dee", "Dee"), Person("eli", "=Eli()"),
    )
}


def made(people: str, role: str, start: int = 0, frames: int = 100, **more: object) -> Contribution:
    contribution = Contribution(tuple(people.split()), role, FrameRange(start, frames), "picture", where=Where("e.yaml", 7, 5))
    return replace(contribution, **more)


def segment(name: str, kind: str, *contributions: Contribution, sounds: tuple[SoundClip, ...] = ()) -> Segment:
    stack = Stack(100, (Track("picture", (Clip(ColourMedia("#000000"), 100),)),), sounds)
    title = name.replace("-", " ").title()
    return kinds()[kind].segment(name, title, stack, contributions=contributions, where=Where("e.yaml", 5, 1))


def sound(path: str, role: SoundRole) -> SoundClip:
    return SoundClip(SourceMedia(MediaPath(*path.split("/", 1)), "00"), role, Fraction(0), Fraction(0), Fraction(4))


def timeline(*segments: Segment) -> Timeline:
    return Timeline("s01e01", "Scream", RATE, segments, "plain")


def programme(*segments: Segment, at: int = 0) -> Programme:
    """Place segments one after another; the first begins at frame `at`, after one without people."""
    before = (replace(segment("before", "clip"), stack=Stack(at, ())),) if at else ()
    return Programme(timeline(*before, *segments))


SONG = segment(
    "metal-dad", "music",
    made("ben", "guitar", medium="sound", path="media/guitar.wav"),
    made("ana cho", "screaming", 50, 50, medium="sound", path="media/screams.wav"),
    made("ben", "drums", medium="sound", path="media/drums.wav"),
    sounds=(sound("media/guitar.wav", SoundRole.STEM),),
)
POEM = segment(
    "letter", "poem",
    made("dee", "reader", 10, 80, medium="sound", path="media/letter.wav"),
    made("ana", "music", medium="sound", path="media/pad.flac", license="CC BY 4.0"),
    made("dee", "writer", medium="text"),
    sounds=(sound("media/letter.wav", SoundRole.VOICE), sound("media/pad.flac", SoundRole.BED)),
)
STREET = replace(segment("street", "docu-short", made("cho", "interviewee", 0, 200)), transition=Transition("dissolve", 10))
CUT = programme(SONG, POEM, STREET)
"""Its segments begin at frames 0, 100 and 190."""
