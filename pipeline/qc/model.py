"""Findings about a finished file, and what they are judged from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import field
from fractions import Fraction

from pipeline.analysis.facts import PictureFacts, SoundFacts, ThumbnailFacts
from pipeline.captions import Caption
from pipeline.faults import Severity, Where
from pipeline.media.languages import long
from pipeline.media.opened import Opened
from pipeline.qc.boxes import Movie
from pipeline.timebase import FrameRange, timecode
from pipeline.timeline.chapters import FEWEST
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in a finished file.

    `code` stays the same over versions; `timecode` is empty for the whole file. `segment` is the name of the one that it is in,
    `where` the line of the manifest that this comes from, `hint` what to do. Findings of one `kind` and code are told together.
    It is seen or heard from the frame `frame` on, for `frames` frames as far as that is known; None for the whole file.
    """

    code: str
    severity: Severity
    message: str
    timecode: str = ""
    segment: str = ""
    where: Where | None = None
    hint: str = ""
    kind: str = ""
    frame: int | None = None
    frames: int = 1

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        return f"{self.severity.value} {self.code}: {self.at}{self.message}{place}{f'; {self.hint}' if self.hint else ''}"

    @property
    def at(self) -> str:
        """Return the timecode as the beginning of a line; nothing for the whole file."""
        return f"{self.timecode}: " if self.timecode else ""

_LISTED = 6
"""Times that are told of findings of one kind."""


def grouped(findings: Sequence[Finding]) -> tuple[tuple[Severity, str], ...]:
    """Return findings in words, those of one kind in one line: the first of them, and when the others are."""
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for number, finding in enumerate(findings):
        alike: tuple[object, ...] = (number,)
        if finding.timecode and finding.kind:
            alike = (finding.kind,)
        elif finding.timecode and finding.where is not None:
            alike = (finding.where, finding.segment)
        groups.setdefault((finding.code, finding.severity, *alike), []).append(finding)
    told = []
    for group in groups.values():
        others = [finding.timecode for finding in group[1:]]
        more = f" and {len(others) - _LISTED} more" if len(others) > _LISTED else ""
        again = f"; {len(others)} more like it, at {', '.join(others[:_LISTED])}{more}" if others else ""
        told.append((group[0].severity, f"{group[0]}{again}"))
    return tuple(told)


@dataclass(frozen=True, slots=True)
class PlannedSpan:
    """A run of frames that was encoded at once, and what of it is meant.

    `may_stand` says that nothing in it need move (cards, stills, holds), `may_be_black` that it may be black (fades, black
    backgrounds), `goes_on` that it shows a clip on from the span before at every frame of it, so that no frame may come twice.
    In one that `is_between`, a picture gives way to another.
    """

    range: FrameRange
    segment: str
    title: str
    where: Where | None = None
    may_stand: bool = False
    may_be_black: bool = False
    goes_on: bool = False
    is_between: bool = False


@dataclass(frozen=True, slots=True)
class PlannedSegment:
    """A segment in its place: its name and title, its frames, its line."""

    name: str
    title: str
    range: FrameRange
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class PlannedThumbnail:
    """A picture of `width` x `height` pixels that shows one of `frames` of the programme; their span begins at `first`."""

    width: int
    height: int
    first: int
    frames: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """The file that a caption comes from, and whether `together captions fix` can change its times there, and its breaks.

    `where` names that file, for the `segment`, which is empty where captions of two stand together.
    """

    path: str
    has_times: bool = True
    has_breaks: bool = True
    where: Where | None = None
    segment: str = ""


@dataclass(frozen=True, slots=True)
class PlannedVoice:
    """A further sound of the film: its `language` by three letters, and what people call it."""

    language: str
    title: str


@dataclass(frozen=True, slots=True)
class Planned:
    """What was planned: frames, their rate, samples a channel, captions by language, how many chapters are published.
    `parts` counts the segments that ask for one.

    `language` is the episode's, `original` that of its sound where its texts were translated.
    `titles` are the segments' titles by name, for messages; `cards` the names of the segments that
    have no sound of their own: loudness is compared as if they were not there, since their quiet is meant; `around` those of the
    cards around the parts of the programme. `marks` are the
    chapters: frame and title. `spans` and `segments` are in order; without spans, nothing was planned of single pictures.
    `formats` are the endings of the files of captions of each language. `thumbnail` is the picture that stands for the episode;
    `cuts` are the frames with which another picture begins. `written` says of captions, by language and number, where they come
    from; of one that comes from no file it says nothing. `published` is the title of the page that it is published on;
    `voices` are those that lie over the programme, each in a track of its own. What `is_signed` holds
    signed credentials.
    """

    frames: int
    rate: Fraction
    samples: int
    language: str
    captions: Mapping[str, tuple[Caption, ...]] = field(default_factory=dict)
    chapters: int = 0
    titles: Mapping[str, str] = field(default_factory=dict)
    cards: frozenset[str] = frozenset()
    spans: tuple[PlannedSpan, ...] = ()
    segments: tuple[PlannedSegment, ...] = ()
    marks: tuple[tuple[int, str], ...] = ()
    title: str = ""
    parts: int = FEWEST
    formats: tuple[str, ...] = ("srt", "vtt")
    thumbnail: PlannedThumbnail | None = None
    cuts: tuple[int, ...] = ()
    written: Mapping[tuple[str, int], Written] = field(default_factory=dict)
    published: str = ""
    voices: tuple[PlannedVoice, ...] = ()
    is_signed: bool = False
    original: str = ""
    around: frozenset[str] = frozenset()

    @property
    def heard_in(self) -> str:
        """Return the language of the film's own sound by three letters (ISO 639-2/T)."""
        return long(self.original or self.language)

    def found(
        self, code: str, severity: Severity, message: str, frame: int | None = None, hint: str = "", *, frames: int = 1
    ) -> Finding:
        """Return a finding at a frame of the programme, or for the whole file: its segment and its line are looked up."""
        if frame is None:
            return Finding(code, severity, message, hint=hint)
        span, segment = self.span_at(frame), self.segment_at(frame)
        where = (span.where if span else None) or (segment.where if segment else None)
        name = span.segment if span else segment.name if segment else ""
        at = timecode(max(0, frame), self.rate)
        return Finding(code, severity, message, at, name, where, hint, frame=max(0, frame), frames=frames)

    def span_at(self, frame: int) -> PlannedSpan | None:
        """Return the span that holds a frame; the nearest for one outside; None where none is planned."""
        if not self.spans:
            return None
        return self.spans[max(0, bisect_right(self.spans, frame, key=lambda span: span.range.start) - 1)]

    def segment_at(self, frame: int) -> PlannedSegment | None:
        """Return the segment that a frame belongs to, in a transition the one it leads into; None where none is planned."""
        if not self.segments:
            return None
        return self.segments[max(0, bisect_right(self.segments, frame, key=lambda segment: segment.range.start) - 1)]

    def frame_of(self, sample: int) -> int:
        """Return the frame during which a sample at 48 kHz is heard."""
        return int(sample * self.rate / 48_000)


@dataclass(frozen=True, slots=True)
class Heard:
    """What was measured on the encoded sound, decoded again: loudness in LUFS and true peak in dBTP, None where there is nothing.

    `segments` are names and loudness in the programme's order, `silent` the names of those of which nothing is heard but what
    their neighbours carry into them; `figures` is all that the sound report says, for ours. `range` is
    in LU; `short_term` and `peaks` are curves as `SoundFacts` has them (`short_term`, `heard`), of one channel. Where it was not
    measured (`is_measured`), nothing can be said of it.
    """

    loudness: float | None
    true_peak: float | None
    segments: tuple[tuple[str, float | None], ...]
    figures: Mapping[str, object]
    silent: frozenset[str] = frozenset()
    range: float | None = None
    short_term: str = ""
    peaks: str = ""
    is_measured: bool = True


@dataclass(frozen=True, slots=True)
class Packets:
    """What the packets in the delivered file are: SHA-256 and order of each planned span, SHA-256 of the sound's.

    `open_at` is the first sample that the index calls a key frame and that is no IDR picture; `broken` the first whose form
    breaks the rules, and how.
    """

    pictures: tuple[tuple[str, str], ...]
    sound: str
    open_at: int | None = None
    broken: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Keys:
    """Samples that the index calls key frames: the first that is none, the first with a message that turns the picture."""

    open_at: int | None
    turned_at: int | None


@dataclass(frozen=True, slots=True)
class Measurements:
    """What was measured: the boxes of the file, or why they cannot be read (`damage`), and its sound. `size` in bytes.

    `packets` are those of the delivered file. `pictures` are the facts of each planned span, or of the whole movie at
    once; `listened` those of the sound; None, and for a span nothing, where they were not measured. `keys` tells of the key
    frames, where they were looked at without all other packets. `thumbnail` are the facts of the picture beside it;
    `opened` what a demuxer finds in a file that is no MP4. `voices` are those of the further sounds.
    """

    size: int
    movie: Movie | None
    damage: str
    sound: Heard
    packets: Packets | None = None
    pictures: tuple[PictureFacts, ...] = ()
    listened: SoundFacts | None = None
    keys: Keys | None = None
    thumbnail: ThumbnailFacts | None = None
    opened: Opened | None = None
    voices: tuple[SoundFacts, ...] = ()
