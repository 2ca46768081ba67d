"""What a segment kind is, what its recipe gets and what it gives back. Pure but for what the library reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from fractions import Fraction
from typing import ClassVar, Generic, TypeVar

from pydantic import Field

from pipeline.cards.fields import Declared
from pipeline.cards.model import CardSpec, MosaicSpec
from pipeline.documents.characters import unseen_in_file
from pipeline.faults import Diagnostic, Severity, Where
from pipeline.media.faults import MediaFault
from pipeline.media.info import MediaInfo
from pipeline.media.library import LARGEST_TEXT
from pipeline.people import FieldValue, Person
from pipeline.profiles.model import LoudnessClass
from pipeline.segments.assets import AssetResolver, Numbered
from pipeline.segments.caption_files import Captions, HeardText
from pipeline.segments.fields import Key, Line, Loc, Loudness, Shape, Switch, TimeField
from pipeline.segments.lower_third import LowerThird
from pipeline.segments.medium import Credited
from pipeline.segments.transition import TransitionSpec
from pipeline.segments.waiver import SegmentWaiverShape
from pipeline.timebase import Time, frames_of
from pipeline.timeline.captions import LinedUp
from pipeline.timeline.model import Contribution, CueUsage, Segment, Stack, Transition
from pipeline.values import dataclass
from pipeline.words import Words, spoken

HELD = Fraction(1, 2)
"""Part of a frame by which a cut may pass the end of a file: less than a frame is rounding, not a mistake."""


_CAPTIONS = ("a file of captions", "captions stand in the segment: captions: {{en: {path}}}")
_OTHERS = {
    **dict.fromkeys(("srt", "vtt", "ass", "ssa", "ttml", "dfxp", "itt", "xml", "lrc"), _CAPTIONS),
    "txt": ("a text", "the text of a poem is named by its `text`"),
    "md": ("a text", "the text of a poem is named by its `text`"),
    "py": ("a scene drawn by Python", "name it as `scene`, in an animation or a background"),
    "yaml": ("a YAML file", "name the file that is to be seen or heard"),
    "yml": ("a YAML file", "name the file that is to be seen or heard"),
}
"""What files are by their ending that are no media, and where they belong."""

A = TypeVar("A")
S = TypeVar("S", bound="SegmentShape")


@dataclass(frozen=True, slots=True)
class EpisodeFacts:
    """What cards say of the episode."""

    show: str
    title: str
    season: int
    number: int


@dataclass(frozen=True, slots=True)
class ThemeCards:
    """What recipes know of the theme's cards.

    `seconds` gives how long the theme shows a card, `motion` how long it takes to come and go. `added` holds, for each card that
    the theme adds and a manifest may show, its fields as declared; None where the theme cannot be read. `mosaic` is how it lays
    out mosaics, None where it has no sheet for them; `colours` are its colours by name, `tag` the card of a player's name.
    `layouts` are those of the lines of a poem for which it has a card. `specs` are the cards that others keep away from, by name.
    `shapes` are the names of those in which pictures can be seen; None where the theme cannot be read.
    """

    seconds: Callable[[str], Fraction]
    added: Mapping[str, Mapping[str, Declared]] | None = None
    motion: Callable[[str], Fraction] = lambda _: Fraction(0)
    mosaic: MosaicSpec | None = None
    colours: Mapping[str, str] = field(default_factory=dict)
    tag: CardSpec | None = None
    layouts: tuple[str, ...] = ("steps", "margin", "held")
    specs: Mapping[str, CardSpec] = field(default_factory=dict)
    shapes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class CardShown:
    """A card of the theme with its fields, shown for `frames` frames.

    `people` are the names in its texts; those of people among the fields are known. For `bare` frames before it the background
    is seen alone.
    """

    card: str
    fields: Mapping[str, FieldValue]
    frames: int
    people: tuple[str, ...] = ()
    bare: int = 0


@dataclass(slots=True)
class Context:
    """All that a recipe sees of the world. Mistakes are told to `fault`, warnings to `warn`; a recipe goes on where it can.

    `rate` is the episode's frames a second, `shape` its canvas's width by height. Places given as a `Loc` count from the
    segment's own fields.
    `credits` are the cards of the credits, one after another, once everything else is cut;
    `words` are those of the episode's language.
    `original` is the language of the manifest where that is another, and `translated` what texts of the segment are then.
    `texts` collects the plain texts for whose lines a sound was listened to.
    `takes` says where takes of the segment stand that are lined up by their sound, by their number among its sounds, as far as
    they have been heard.
    """

    episode: EpisodeFacts
    rate: Fraction
    shape: Fraction
    theme: str
    language: str
    people: Mapping[str, Person]
    library: AssetResolver
    cards: ThemeCards
    places: Callable[[Loc], Where]
    diagnostics: list[Diagnostic] = field(default_factory=list)
    base: Loc = ()
    credits: tuple[CardShown, ...] = ()
    words: Words = field(default_factory=lambda: spoken("en"))
    original: str = ""
    translated: Mapping[str, str] = field(default_factory=dict)
    texts: list[HeardText] = field(default_factory=list)
    takes: Mapping[int, LinedUp] = field(default_factory=dict)

    def inside(self, *loc: str | int) -> Context:
        """Return the same context for the fields below `loc`; both collect the same diagnostics."""
        return replace(self, base=(*self.base, *loc))

    @property
    def written_in(self) -> str:
        """Return the language of the manifest, and so of what is spoken."""
        return self.original or self.language

    def where(self, *loc: str | int) -> Where:
        """Return the line and column of a field; of the nearest one around it where it is not written."""
        return self.places((*self.base, *loc))

    def credited(self, loc: Loc, credited: Credited) -> dict[str, Where]:
        """Return the places of a contribution at `loc`, for its `places`."""
        written = [name for name in ("by", "title", "license", "url") if getattr(credited, name)]
        lines = {name: self.where(*loc, "builds_on", number) for number, name in enumerate(credited.builds_on)}
        released = {name: self.where(*loc, *name.split(".")) for name in credited.release.written("release")}
        return {**lines, **{name: self.where(*loc, name) for name in written}, **released}

    def fault(self, loc: Loc, message: str, hint: str = "", *, is_of_file: bool = False) -> None:
        """Collect a mistake at a field, or in the file that it names."""
        self.diagnostics.append(Diagnostic(self.where(*loc), message, hint, is_of_file=is_of_file))

    def warn(self, loc: Loc, message: str, hint: str = "", *, is_of_file: bool = False) -> None:
        """Collect what a producer should know of a field, or of the file that it names, and what stops nothing."""
        self.diagnostics.append(Diagnostic(self.where(*loc), message, hint, Severity.WARNING, is_of_file))

    def note(self, loc: Loc, message: str, hint: str = "") -> None:
        """Collect what a producer may want to know of a field, and what asks for nothing."""
        self.diagnostics.append(Diagnostic(self.where(*loc), message, hint, Severity.NOTE))

    def seconds(self, time: Time) -> Fraction:
        """Return exact seconds of a time as written."""
        return time.in_seconds(self.rate)

    def frames(self, seconds: Fraction) -> int:
        """Return whole frames, nearest, half up."""
        return frames_of(seconds, self.rate)

    def card_seconds(self, card: str, time: Time | None = None) -> Fraction:
        """Return the length of a card: as written, or as the theme has it."""
        return self.cards.seconds(card) if time is None else self.seconds(time)

    def info(self, path: str, *loc: str | int) -> MediaInfo | None:
        """Return the facts of a picture or sound file, or None after telling what is wrong with it at `loc`."""
        what, hint = _OTHERS.get(path.rpartition(".")[2].casefold(), ("", ""))
        if what and self.digest(path, *loc) is not None:
            self.fault(loc, f"{path} is {what}, and a picture or a sound belongs here", hint.format(path=path))
        return None if what else self._ask(self.library.info, path, loc)

    def digest(self, path: str, *loc: str | int) -> str | None:
        """Return the digest of a file, or None after telling what is wrong with it at `loc`."""
        return self._ask(self.library.digest, path, loc)

    def read(self, path: str, *loc: str | int, largest: int = LARGEST_TEXT) -> bytes | None:
        """Return the contents of a small file, or None after telling what is wrong with it at `loc`."""
        return self._ask(lambda path: self.library.read(path, largest), path, loc)

    def told_unseen(self, path: str, text: str, *loc: str | int) -> bool:
        """Tell of a character in a text file that nobody sees and the text does not need; say whether that is a mistake."""
        found = unseen_in_file(text)
        if found is None:
            return False
        line, column, unseen = found
        tell = self.fault if unseen.is_harmful else self.warn
        tell(loc, f"{path}, line {line}, column {column}: {unseen.message}", unseen.hint, is_of_file=True)
        return unseen.is_harmful

    def sequence(self, pattern: str, *loc: str | int) -> Numbered | None:
        """Return numbered pictures, or None after telling what is wrong with them at `loc`."""
        return self._ask(self.library.sequence, pattern, loc)

    def _ask(self, question: Callable[[str], A], path: str, loc: Loc) -> A | None:
        try:
            return question(path)
        except MediaFault as fault:
            self.fault(loc, fault.message, fault.hint)
            return None


@dataclass(frozen=True, slots=True)
class Built:
    """What a recipe makes: the stack, and who did what in it, seen or heard when."""

    stack: Stack
    contributions: tuple[Contribution, ...] = ()


class SegmentShape(Shape):
    """The fields that every segment has. A kind adds `title` under its own name as alias, and its own fields."""

    elsewhere: ClassVar[Mapping[str, tuple[str, str]]] = {}
    """Fields that other kinds have and this one cannot: why, and what to do."""

    id: Key | None = None
    """Name of the segment in commands and reports; made from the title where left out."""
    enabled: Switch = True
    """off leaves the segment out, and everyone who is only in it out of the credits."""
    transition: TransitionSpec | None = None
    """How the picture comes into this segment from the one before: cut, {dissolve: 0.5}, {wipe: 0.8, direction: up}."""
    sound_leads: TimeField | None = None
    """How long its sound is heard before its picture, under the segment before (a J-cut): 0.6."""
    sound_trails: TimeField | None = None
    """How long its sound goes on after its picture, under the segment after (an L-cut): 0.6."""
    captions: Captions = Field(default_factory=dict)
    """Caption files (SRT, VTT, ASS, TTML, LRC) by language, in the segment's own time: {en: talk.en.srt, es: talk.es.srt}."""
    lower_third: LowerThird = LowerThird(show="off")
    """auto names who is in the segment; a text is shown as it is; off shows nothing."""
    loudness: Loudness | None = None
    """Loudness of this segment in LUFS, where the profile's own for its kind does not fit."""
    interstitial: Switch = True
    """off leaves out the title card before this segment."""
    chapter: Switch = True
    """off leaves the segment out of the chapters."""
    waive: tuple[SegmentWaiverShape, ...] = ()
    """Findings of quality control that are let pass in this segment: [{code: freeze, reason: "she holds still"}]."""
    note: Line = ""
    """A note for colleagues; shown nowhere."""

    def lines_shown(self, read: Callable[[str], str], language: str) -> Iterator[tuple[Loc, str]]:
        """Yield texts that the recipe looks up in `Context.translated`, each with the field that it is from.

        `read` gives the text of a file in the media folder, empty where it cannot be read. What is in `language` is no such text.
        """
        yield from ()

    @property
    def name_line(self) -> str:
        """Return the title, empty where none is written."""
        title = getattr(self, "title", "")
        return title if isinstance(title, str) else ""

    def title_in(self, episode: EpisodeFacts) -> str:
        """Return the title in an episode; empty where none is written, which calls the segment by its kind's label."""
        return self.name_line


@dataclass(frozen=True)
class Kind(Generic[S]):
    """One kind of segment. To add one:

    1. Write a file `pipeline/segments/<kind>.py` (or a module of another distribution, with an entry point `<kind> =
       "<module>:KIND"` of the group `together.segments`).
    2. In it, declare the shape: a subclass of `SegmentShape` whose first field is `title: ShownLine = Field(alias="<kind>")`,
       since a segment's first line reads `- <kind>: Its title`. Give each field a docstring; it becomes the editor's help. Take
       field types from `fields.py` and media from `medium.py`, so that times, gains and paths are written alike everywhere.
    3. Write the recipe: `def build(shape, context) -> Built | None`. It counts from its own frame 0, asks files of `context`
       only, tells mistakes to `context.fault(loc, message, hint)` and goes on, and returns None when no stack can be made.
       Use the functions of `picture.py`, `sound.py` and `overlay.py`; who is seen or heard becomes a `Contribution`. Where others
       may lie over its picture, the shape inherits from `Overlaid` or `Arranged`, and the recipe calls `insets.lay_over`.
    4. Export `KIND = Kind("<kind>", Shape, build)`, with what else differs from the defaults below.
    5. Add an example to `tests/segments/examples/<kind>.yaml`; the conformance suite fails without it. Run it once with
       `UPDATE_GOLDEN=1`: it writes `<kind>.txt`, the timeline as text, for you to read and commit.
    6. Run `together schema`, and describe the kind in `docs/producers.md`.

    `name` is the key in YAML; `shape` its fields; `build` its recipe. `label` is what a title card calls the kind, its name
    with a capital where it is empty; the words of a language (`kind_<name>`) come before it. `interstitial` says whether a
    title card comes before it, `chapter` whether a chapter begins with it. `loudness_class` is what a profile's loudness for it
    is looked up by; None is the programme's own. `is_music` says that a segment is one piece of music: its voices are not
    speech, and all its sound is one cue of the cue sheet. `is_piece` is off for cards around the parts of a programme, which have
    no heading in the credits. `cue_usage` is how the cue sheet says that music in it is used.
    `least` are the fields, as examples, without which an editor should not begin one: those that must be written beside the
    title, and who it is by.
    """

    name: str
    shape: type[S]
    build: Callable[[S, Context], Built | None]
    label: str = ""
    interstitial: bool = False
    chapter: bool = True
    loudness_class: LoudnessClass | None = None
    is_music: bool = False
    is_piece: bool = True
    cue_usage: CueUsage = "background"
    least: Mapping[str, object] = field(default_factory=dict)

    @property
    def called(self) -> str:
        """Return what people call the kind: its label."""
        return self.label or self.name.capitalize()

    def segment(
        self,
        name: str,
        title: str,
        stack: Stack,
        *,
        transition: Transition | None = None,
        sound_leads: int = 0,
        sound_trails: int = 0,
        loudness: Fraction | None = None,
        chapter: bool = True,
        contributions: tuple[Contribution, ...] = (),
        where: Where | None = None,
    ) -> Segment:
        """Return a segment of this kind. It begins a chapter where `chapter` is true and the kind may."""
        return Segment(
            name=name,
            kind=self.name,
            title=title,
            stack=stack,
            transition=transition,
            sound_leads=sound_leads,
            sound_trails=sound_trails,
            loudness=loudness,
            loudness_class=self.loudness_class or "",
            is_music=self.is_music,
            is_piece=self.is_piece,
            cue_usage=self.cue_usage,
            chapter=chapter and self.chapter,
            contributions=contributions,
            where=where,
        )
