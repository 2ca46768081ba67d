"""Captions that belong to a file: cut to the part of it that is used, and moved to where the part stands. Pure.

Their times are those of the file, as `in` and `out` are: of its container's clock, which players count from its beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from pipeline.captions import GLIMPSE, Caption, retimed, shift, slice  # noqa: A004 (the trade's word)
from pipeline.captions.model import spoken
from pipeline.segments.base import Context
from pipeline.segments.caption_files import CaptionsFile
from pipeline.segments.fields import Loc
from pipeline.segments.medium import Footage, Sound
from pipeline.segments.picture import Shot
from pipeline.segments.sound import begin
from pipeline.timeline.model import CueSource, SoundClip
from pipeline.timeline.pace import AS_FILMED, Pace
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file that a segment uses, and the captions that belong to the file, by language ("" is the episode's).

    It begins `start` seconds into the file and lasts `seconds`; second `at` of the segment shows its beginning, which may be
    before the segment's (below 0). Where `period` is not 0, it begins anew after so many seconds, until `seconds` are over.
    `length` is that of the file, 0 where it has none. `is_silenced` says that the file has a sound that is not heard here,
    `is_film` that it may have captions of its name beside it, which one that runs backwards may not. A part that is the `take`
    of a number among the segment's sounds is lined up by its sound: its `at` is not known yet.
    `track` is the number of the file's sound that is heard, from 1; None is the one that it has as its default. The file
    passes at its `pace`.
    """

    loc: Loc
    file: str
    captions: Mapping[str, CaptionsFile]
    start: Fraction
    seconds: Fraction
    at: Fraction
    length: Fraction = Fraction(0)
    period: Fraction = Fraction(0)
    is_silenced: bool = False
    is_film: bool = False
    take: int | None = None
    track: int | None = None
    pace: Pace = AS_FILMED

    @property
    def end(self) -> Fraction:
        """Return the second of the file at which what is used of it ends."""
        return self.start + (self.period or self.pace.file(self.seconds))

    def moved(self, caption: Caption) -> Iterator[Caption]:
        """Yield a caption of the file in the segment's time, where another pace decides that and the part has some of it.

        What begins at the moment at which the picture stands is heard when it goes on.
        """
        over = self.at + self.seconds
        start, *words = (self._heard(time) for time in (caption.start, *(word.start for word in caption.words)))
        end = over if caption.end >= self.end else self.at + self.pace.shown(caption.end - self.start)
        start, end = max(start, Fraction(0)), min(end, over)
        is_cut = caption.start < self.start or caption.end > self.end
        if caption.end > self.start and end - start > 0 and not (is_cut and end - start < GLIMPSE):
            later = (replace(word, start=time) for word, time in zip(caption.words, words, strict=True))
            yield replace(caption, start=start, end=end, words=spoken(later, start, end, len(caption.text)))

    def _heard(self, file: Fraction) -> Fraction:
        """Return the second of the segment at which what begins at one of the file is heard; of what is before it, the first."""
        return self.at + (self.pace.until(file - self.start) if file >= self.start else 0)


@dataclass(frozen=True, slots=True)
class Placed:
    """A caption in a segment's own time, and which of what file it is; `loc` names the file."""

    loc: Loc
    source: CueSource
    caption: Caption

    @property
    def number(self) -> int:
        """Return its number in the file, from 0."""
        return self.source.number


@dataclass(frozen=True, slots=True)
class Use:
    """A file of captions in a language, named at `loc`: all that it holds, and what of it is `seen` in the segment.

    They belong to the file of `part`, or to the segment where that is None. `declared` is the language that the file itself says.
    """

    loc: Loc
    path: str
    language: str
    captions: tuple[Caption, ...]
    seen: tuple[Placed, ...]
    part: Part | None = None
    declared: str = ""


def filmed(context: Context, loc: Loc, footage: Footage, shot: Shot, at: int) -> Part:
    """Return the part of a film that is shown from frame `at` of a segment."""
    info = context.library.info(footage.file) if footage.file else None  # an animation may be of numbered pictures, or a scene
    seconds = shot.clip.frames / context.rate
    return Part(
        loc, footage.file or "the animation", footage.captions, shot.clip.start, seconds, at / context.rate,
        length=info.duration if info else Fraction(0),
        is_silenced=shot.sound is None and info is not None and info.sound is not None,
        is_film=info is not None and info.kind == "video" and not shot.clip.reverse,
        track=(shot.sound.track or None) if shot.sound else None,
        pace=shot.clip.pace,
    )  # fmt: skip


def sounded(
    context: Context, loc: Loc, sound: Sound | None, clips: Sequence[SoundClip], take: int | None = None
) -> Part | None:
    """Return the part of a sound that is heard as the one of `clips`, None where it has no captions or is not heard at all.

    The `take` of that number is lined up by its sound: where it stands is known when it has been heard.
    """
    if sound is None or not sound.captions or not clips:
        return None
    (clip,) = clips
    info = context.library.info(sound.file)
    heard = next((one for one in info.sounds if one.track == clip.track), info.sound)
    end = heard.first + heard.duration if heard else info.duration
    period = end - clip.start if clip.loop else Fraction(0)
    return Part(
        loc, sound.file, sound.captions, clip.start, clip.seconds, begin(clip),
        length=max(info.duration, end), period=max(period, Fraction(0)), is_silenced=clip.mute, take=take,
        track=clip.track or None,
    )  # fmt: skip


def placed(part: Part, loc: Loc, file: CaptionsFile, captions: Iterable[Caption], length: Fraction) -> tuple[Placed, ...]:
    """Return those of a file's captions, named at `loc`, that are seen in a segment of `length` seconds, cut to it and part."""
    found: list[Placed] = []
    numbered = list(enumerate(captions))
    at, over = part.at, min(part.at + part.seconds, length)
    while at < over:
        last = min(at + part.period, over) if part.period else over
        first, by = max(at, Fraction(0)), at - part.start
        for number, caption in numbered:
            if part.pace != AS_FILMED:
                source = CueSource(file.file, number, by, first, last, file.encoding, is_stretched=True)
                found += [Placed(loc, source, one) for one in slice(part.moved(caption), first, last, GLIMPSE)]
                continue
            source = CueSource(file.file, number, by, first, last, file.encoding)
            found += [Placed(loc, source, one) for one in shift(slice([caption], first - by, last - by, GLIMPSE), by)]
        at = last
    return tuple(found)


def joined(captions: Iterable[Placed]) -> list[Placed]:
    """Return captions in order of time; a caption that two parts of one take touch or share is one, as it is said once."""
    found: list[Placed] = []
    last: dict[tuple[str, int], int] = {}
    for one in sorted(captions, key=lambda one: (one.caption.start, one.caption.end)):
        key = (one.source.path, one.number)
        before = found[last[key]] if key in last else None
        if before is not None and one.caption.start <= before.caption.end:
            whole = retimed(before.caption, before.caption.start, max(before.caption.end, one.caption.end))
            source = before.source
            if source.by == one.source.by:  # elsewhere the two are not of one piece, and nothing follows from either's place
                source = replace(source, last=max(source.last, one.source.last))
            found[last[key]] = replace(before, source=source, caption=whole)
        else:
            last[key] = len(found)
            found.append(one)
    return found

