"""What an episode is once the manifest's sugar is gone: segments, stacks, tracks, clips. Pure data.

A segment knows nothing of its place in the episode: every position inside it counts from its own first frame, so moving a
segment changes nothing in it. Positions are derived from the order of items, never stored twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction
from typing import Literal

from pipeline.faults import Where
from pipeline.media.paths import MediaPath
from pipeline.people import FieldValue
from pipeline.timeline.about import UNSAID, About
from pipeline.timeline.contribution import Contribution as Contribution
from pipeline.timeline.cues import Cue as Cue
from pipeline.timeline.cues import CueSource as CueSource
from pipeline.timeline.cues import Waiting as Waiting
from pipeline.timeline.edge import Edge, Slide
from pipeline.timeline.pace import AS_FILMED, Pace, Pitch
from pipeline.timeline.placement import USUAL
from pipeline.timeline.placement import WHOLE as WHOLE
from pipeline.timeline.placement import Box as Box
from pipeline.timeline.placement import Fit as Fit
from pipeline.timeline.placement import Opening as Opening
from pipeline.timeline.placement import Placement as Placement
from pipeline.timeline.roles import SoundRole as SoundRole
from pipeline.timeline.scenes import BuiltinScene
from pipeline.timeline.sound_treatment import AS_RECORDED, SoundTreatment
from pipeline.timeline.treatment import AS_IT_IS, Treatment
from pipeline.timeline.voices import Voice
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class SourceMedia:
    """A contributor's file: a video, an animated GIF or a sound.

    `digest` is the SHA-256 of its bytes and is all that keys see of it.
    """

    path: MediaPath = field(compare=False)
    digest: str


@dataclass(frozen=True, slots=True)
class StillMedia:
    """A picture that does not move by itself."""

    path: MediaPath = field(compare=False)
    digest: str


@dataclass(frozen=True, slots=True)
class FramesMedia:
    """Numbered pictures (`frame_%04d.png`) shown at `rate` pictures a second, in order of their number.

    `is_mixed` says that they are stored in different ways, or have a colour profile, and must be brought to one kind.
    """

    path: MediaPath = field(compare=False)
    first: int
    digests: tuple[str, ...]
    rate: Fraction
    is_mixed: bool = False


@dataclass(frozen=True, slots=True)
class SceneMedia:
    """A Python file whose `scene(width, height, rate, frames)` returns a MoviePy clip; drawn once, then a source."""

    path: MediaPath = field(compare=False)
    digest: str
    frames: int


@dataclass(frozen=True, slots=True)
class ColourMedia:
    """One colour, `#rrggbb`."""

    colour: str


@dataclass(frozen=True, slots=True)
class CardMedia:
    """A card of the theme.

    `fields` are what it is filled with. `people` names the people whose names the card shows, so that a fault can name them.
    `pictures` are frames of segments that its template may show, by the names that it asks for. `is_lead` says that it is what a
    card in layers shows before its own first frame, over what is there; `after`, if not 0, that it is what such a card goes
    on to show after so many frames of its own, over what comes. One that `is_sheet` has no text and is laid around the pictures
    below it, in the windows among its fields: it is a part of what is seen of them. In its first `waits` frames what comes before
    it is seen, too. A part of a card of `whole` frames begins with its frame `first`; where `whole` is 0, it is all of it.
    """

    card: str
    fields: Mapping[str, FieldValue]
    theme: str
    language: str = "en"
    people: tuple[str, ...] = ()
    pictures: Mapping[str, Frame] = field(default_factory=dict)
    is_lead: bool = False
    is_sheet: bool = False
    after: int = 0
    waits: int = 0
    first: int = 0
    whole: int = 0


@dataclass(frozen=True, slots=True)
class SoundPictureMedia:
    """The sound of `sound`, drawn as a moving waveform or spectrum in the theme's colours. `track` is that of a sound clip."""

    sound: SourceMedia
    style: Literal["waveform", "spectrum"]
    track: int = 0


Media = SourceMedia | StillMedia | FramesMedia | SceneMedia | BuiltinScene | ColourMedia | CardMedia | SoundPictureMedia

# ---------------------------------------------------------------------------------------------- picture


@dataclass(frozen=True, slots=True)
class Clip:
    """`frames` frames of a medium, beginning `start` seconds into it.

    `fade_in` and `fade_out` are frames of opacity ramp at the clip's ends. `held` frames, the last ones, repeat the picture
    before them; `opening` covers it at first. `treatment` is what is done to the picture itself, `edge` what is around it. One
    that has a `slide` moves in and out while it would fade. A film is shown at its `pace`, and backwards are those
    seconds of it before `start` that `reverse` says. `behind` are clips that are seen through it one after another. One that
    `is_clear` is seen through where its file is transparent, too; another has a plain ground there. `where` is its manifest line
    and no part of its identity.
    """

    media: Media
    frames: int
    start: Fraction = Fraction(0)
    placement: Placement = USUAL
    fade_in: int = 0
    fade_out: int = 0
    held: int = 0
    opening: Opening | None = None
    treatment: Treatment = AS_IT_IS
    edge: Edge | None = None
    slide: Slide = ""
    pace: Pace = AS_FILMED
    reverse: Fraction = Fraction(0)
    behind: tuple[Clip, ...] = ()
    is_clear: bool = False
    where: Where | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Frame:
    """What is seen at one frame of a segment, without cards: a picture by itself, which knows nothing of where it is from.

    `layers` are clips that are no cards, lowest first, each with the number of its frame that is seen. Where that picture is flat
    (black, one colour), another is meant that is one of `later` frames later; all clips last so long. Where the moment does not
    matter, any frame does that is between `near`: so many frames earlier and so many later.
    """

    layers: tuple[tuple[Clip, int], ...]
    later: tuple[int, ...] = ()
    near: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Gap:
    """`frames` frames without a picture: lower tracks, or the background colour, are seen."""

    frames: int


TransitionKind = Literal["dissolve", "fade-black", "fade-white", "wipe", "slide", "push"]
"""How one picture gives way to another: mixed, through a colour, behind an edge, beneath what moves in, pushed out."""

Direction = Literal["left", "right", "up", "down"]
"""Where what comes moves to: a picture that moves to the left comes from the right."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A blend of the item before into the item after, over `frames` frames that both show: the track is that much shorter.

    It needs no handles: a phone clip is used to its last frame. `direction` counts in wipes, slides, pushes. In one of kind
    `matte`, what comes is seen where the theme's card `matte` is opaque, and `edge` lies over both.
    """

    kind: TransitionKind | Literal["matte"]
    frames: int
    direction: Direction = "left"
    matte: Clip | None = None
    edge: Clip | None = None


Item = Clip | Gap | Transition


@dataclass(frozen=True, slots=True)
class Track:
    """Items in order of time; later tracks of a stack are painted over earlier ones."""

    name: str
    items: tuple[Item, ...]


# ---------------------------------------------------------------------------------------------- sound


@dataclass(frozen=True, slots=True)
class SoundClip:
    """A source, from `start` seconds into it, heard at `at` seconds of the segment for `seconds` seconds.

    All times are exact seconds. `gain_db` is in decibels; `pan` runs from -1 (left) to 1 (right).
    `fade_in` and `fade_out` are seconds; 0 leaves only the edge fade that keeps a join from clicking.
    `sync` aligns a stem to the segment's first one, or to its sound number `guide`: None (as placed), "auto" (by its sound) or
    seconds to begin later. `duck` lowers the sound under voices (beds). `treatment` is what is done to it before it is mixed.
    `loop` repeats a source shorter than `seconds`. `track` is the number of the file's sound, from 1, or 0 for its default one.
    `by` names the people heard, as keys of people.yaml. At a `pace` that is not that of its file it keeps its
    `pitch`, or that follows, as of a tape. In `reverse` it is heard backwards, what comes before `start`.
    """

    media: SourceMedia
    role: SoundRole
    at: Fraction
    start: Fraction
    seconds: Fraction
    gain_db: Fraction = Fraction(0)
    pan: Fraction = Fraction(0)
    fade_in: Fraction = Fraction(0)
    fade_out: Fraction = Fraction(0)
    sync: Literal["auto"] | Fraction | None = None
    guide: int | None = None
    duck: bool = False
    treatment: SoundTreatment = AS_RECORDED
    loop: bool = False
    mute: bool = False
    track: int = 0
    pace: Pace = AS_FILMED
    pitch: Pitch = "keep"
    reverse: bool = False
    name: str = field(default="", compare=False)
    where: Where | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Stack:
    """What a segment shows and plays, from its frame 0 to `frames`.

    Tracks are in painter's order and no longer than `frames`. `cues` hold the captions of each language, `waiting` those whose
    place is not known yet. `unplaced` are the takes, by their numbers among the sounds, of which the same is true and which
    decide when somebody is seen: until then they are taken to be heard at once.
    """

    frames: int
    picture: tuple[Track, ...]
    sound: tuple[SoundClip, ...] = ()
    cues: dict[str, tuple[Cue, ...]] = field(default_factory=dict)
    waiting: tuple[Waiting, ...] = ()
    unplaced: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """Cards that lie over a cut and take no time: `before` over the end of the one before, `after` over its beginning."""

    before: Clip | None
    after: Clip | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What of a piece is heard before it, muffled: `clips` for `seconds`, gone `over` later. `opens`: it goes on there."""

    clips: tuple[SoundClip, ...]
    seconds: Fraction
    over: Fraction
    opens: bool


CueUsage = Literal["main title", "visual", "background", "end title"]
"""How music is used in a segment, in the words of a cue sheet: visual music is performed on screen."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of an episode. `name` is unique in it and stays when the segment moves (`metal-dad`).

    `transition` is how its picture comes after the one before; None is a cut, over which `cover` may lie. `passage` sounds
    meanwhile, besides both segments; its `at` counts from the first frame of either. `ahead` sounds at the end of a card. Its
    sound is heard for `sound_leads` frames before that, and for `sound_trails` frames after its picture has gone.
    `loudness_class` is what profiles give a loudness to (`music`); where it is empty, the programme's own counts. `loudness` in
    LUFS overrides it. Where `is_music`, the segment is one piece of music: its voices sing, and all its sound is one cue.
    `is_piece` says that it is a part of the programme and no card around the parts: it has a heading in the credits.
    """

    name: str
    kind: str
    title: str
    stack: Stack
    transition: Transition | None = None
    cover: Cover | None = None
    passage: SoundClip | None = None
    ahead: Ahead | None = None
    sound_leads: int = 0
    sound_trails: int = 0
    loudness: Fraction | None = None
    loudness_class: str = ""
    is_music: bool = False
    is_piece: bool = True
    cue_usage: CueUsage = "background"
    chapter: bool = True
    contributions: tuple[Contribution, ...] = ()
    where: Where | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The whole cut: segments in order, each overlapping the one before (see `programme.overlap`).

    `name` is the episode's (`s01e01`); `background` is seen where nothing is, as `#rrggbb`. `thumbnail` is the frame that stands
    for all of it where one was chosen, `thumbnail_card` the card made of it where the theme has one; `voices` lie over it.
    `original` is the language of its sound where its texts, which are in `language`, were translated.
    """

    name: str
    title: str
    rate: Fraction
    segments: tuple[Segment, ...]
    theme: str
    language: str = "en"
    background: str = "#000000"
    thumbnail: int | None = None
    thumbnail_card: CardMedia | None = None
    voices: tuple[Voice, ...] = ()
    about: About = UNSAID
    original: str = ""

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        """Return what people did in its segments, in the frames of each, and in what lies over them."""
        return (*(one for segment in self.segments for one in segment.contributions), *(voice.made for voice in self.voices))
