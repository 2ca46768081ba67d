"""The shapes of show.yaml, people.yaml and a manifest's own fields. Pure."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from pipeline.manifest.publish import Publish
from pipeline.manifest.signing import Sign
from pipeline.manifest.voices import Dubs, VoiceShape
from pipeline.manifest.works import WorkShape
from pipeline.segments import meant
from pipeline.segments.coordinates import Coordinates
from pipeline.segments.credits import Credits
from pipeline.segments.end import End
from pipeline.segments.fields import (
    Colour,
    Key,
    Language,
    Line,
    Lines,
    NotEmpty,
    Number,
    Rate,
    Reads,
    Shape,
    Switch,
    Text,
    TimeField,
    Url,
    mistake,
    one_of,
    written,
)
from pipeline.segments.identifiers import Ipi
from pipeline.segments.opening import Opening
from pipeline.segments.release import UNSAID, Day, Reach, ReleaseShape, Territories
from pipeline.segments.transition import TransitionSpec
from pipeline.segments.waiver import WaiverShape


def _aspect(value: Any) -> Fraction:
    text = written(value)
    match = re.fullmatch(r"([1-9]\d{0,3})[:x]([1-9]\d{0,3})", text)
    if match is None or not Fraction(1, 4) <= Fraction(int(match[1]), int(match[2])) <= 4:
        raise mistake(f"{text!r} is not a picture's shape", "write width:height, such as 16:9, 9:16 or 1:1")
    return Fraction(int(match[1]), int(match[2]))


def _card(kind: str) -> Any:
    # In the settings there is no `- end: Title` line, so the title has its own key; a word switches the card on or off.
    def read(value: Any) -> Any:
        if value is None or meant.is_on(value):
            return {}
        if meant.is_off(value):
            return None
        if isinstance(value, str):
            if hint := meant.off(value):
                raise mistake(f"{value!r} is neither on nor off", f"{hint} a title is written {{title: {value}}}")
            return {kind: value}
        if isinstance(value, dict) and "title" in value and kind not in value:
            return {kind: value["title"]} | {key: field for key, field in value.items() if key != "title"}
        return value

    return BeforeValidator(read)


def _switched(value: Any) -> Any:
    if isinstance(value, str) and not meant.is_on(value) and not meant.is_off(value):
        raise mistake(f"{value!r} is neither on nor off", f"{meant.switch(value)} allowed: on, off, {{length: 2.5}}".lstrip())
    return None if meant.is_off(value) else {} if value is None or meant.is_on(value) else value


PEOPLE = "episodes/people.yaml"
"""Where the people stand unless the show says otherwise, from the show folder."""

Aspect = Annotated[Fraction, Reads(_aspect), WithJsonSchema({"type": "string", "examples": ["16:9", "9:16", "1:1"]})]
RoleKey = Annotated[str, Reads(lambda value: " ".join(written(value).split())), WithJsonSchema({"type": "string"})]
RollWord = Annotated[Literal["auto", "off"], one_of("auto", "off")]


class Interstitial(Shape):
    """The title card before each segment of music, poem, docu-short and animation."""

    alone: ClassVar[dict[str, Any] | None] = {"enum": [True, False, "on", "off"]}

    length: TimeField | None = None
    """How long it is shown; as the theme has it where left out."""
    heard_ahead: Switch = True
    """off lets nothing of the piece be heard under the card; on lets the theme decide."""


class Roll(Credits):
    """The credits: computed from the cut, so there is little to say."""

    roll: RollWord = "auto"
    """auto rolls everyone who is seen or heard, before the end card; off leaves the roll out."""


class DeliverableShape(Shape):
    """What `build` makes of an episode. The name of its profile alone is enough."""

    alone: ClassVar[dict[str, Any] | None] = {"type": "string"}

    profile: Line
    """What the file has to be: youtube, draft, vertical, podcast, or a profile of the show's own."""
    only: Annotated[Lines, NotEmpty] = ()
    """The segments that are in it, by their names; the others are left out as if they were switched off. All where left out."""

    @model_validator(mode="before")
    @classmethod
    def _profile_alone(cls, value: Any) -> Any:
        return {"profile": value} if isinstance(value, str) else value


class GrantShape(Reach):
    """A platform's terms by which people hand in what they make; `license:` names it by its key."""

    by: Line
    """Whose terms they are: the platform's name."""
    terms: Line
    """Which version of them: 2021-08-06."""
    date: Day
    """Since when they are agreed to."""


class PayoutShape(Shape):
    """How what an episode earns is shared among those who are seen or heard. The rule alone stands for it: equal, time."""

    alone: ClassVar[dict[str, Any] | None] = {"enum": ["equal", "time", "weight"]}

    by: Annotated[Literal["equal", "time", "weight"], one_of("equal", "time", "weight")] = "equal"
    """equal: all alike; time: by how long somebody is seen or heard; weight: by what they do."""
    weights: dict[RoleKey, Number] = Field(default_factory=dict)
    """The weight of each role: {guitar: 3, chorus: 1}."""
    otherwise: Number = 1
    """The weight of roles that have none."""

    @model_validator(mode="before")
    @classmethod
    def _rule_alone(cls, value: Any) -> Any:
        return {"by": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _weights_count(self) -> PayoutShape:
        if self.weights and self.by != "weight":
            raise mistake(f"weights change nothing where shares are by: {self.by}", "write by: weight", ("weights",))
        return self


class Settings(Shape):
    """What show.yaml says for all episodes, and a manifest for one."""

    rate: Rate = Fraction(30)
    """Frames a second of the episode: 24, 25, 30, 30000/1001."""
    shape: Aspect = Fraction(16, 9)
    """Shape of the picture, which the length of credits is right for: 16:9, 9:16, 1:1. Mosaics go by each deliverable's."""
    theme: Line = "create-together"
    """Name of the theme: a folder in templates/."""
    language: Language = "en"
    """Language of the episode: en, es, pt-BR."""
    sdh: Switch = False
    """on adds to all captions who speaks and what sounds, as far as it is named here, for those who do not hear."""
    theme_sounds: Switch = True
    """off leaves cards without music silent; on lets the theme sound there, if it has sounds."""
    deliver: Annotated[tuple[DeliverableShape, ...], NotEmpty] = (DeliverableShape(profile="youtube"),)
    """What `build` makes, the main one first: [youtube], [youtube, {profile: vertical, only: [letter-home]}]."""
    background: Colour | None = None
    """Colour where no picture is; the theme's where left out."""
    transition: TransitionSpec = TransitionSpec()
    """How each segment's picture follows the one before: cut, {dissolve: 0.5}, {wipe: 0.8, direction: up}."""
    interstitial: Annotated[Interstitial | None, BeforeValidator(_switched)] = Interstitial()
    """The title card before segments: {length: 2.5}, or off."""
    opening: Annotated[Opening | None, _card("opening")] = None
    """How each episode begins: {tagline: ..., length: 4, bed: ...}, or off."""
    end: Annotated[End | None, _card("end")] = None
    """The card each episode ends with: {title: ..., text: ..., url: ...}, or off."""
    credits: Annotated[Roll | None, _card("credits")] = Roll()
    """The credits roll: {roll: auto, thanks: [...]}, or off."""
    works: dict[Key, WorkShape] = Field(default_factory=dict)
    """What contributions are made from without being in the episode; `builds_on` names the keys."""
    production_company: Line = ""
    """Who produces it, for the cue sheet."""
    role_order: Lines = ()
    """Roles in the order of the credits: [host, voice, guitar]."""
    monetized: Switch = False
    """on where the show earns money: advertising, tickets, sponsors."""
    territories: Territories = ()
    """Where it is published: worldwide, or countries by their codes: [DE, FR]."""
    payout: PayoutShape = PayoutShape()
    """How what it earns is shared in the ledger: equal, time, or {by: weight, weights: {guitar: 3, chorus: 1}}."""
    grants: dict[Key, GrantShape] = Field(default_factory=dict)
    """Terms of platforms by which people hand in what they make; `license` names the keys."""
    publish: Publish = Publish()
    """How each episode is published: {url: ..., tags: [...], time: "18:00 Europe/Berlin"}."""


class Show(Settings):
    """show.yaml: what all episodes of a show share. Every field has a default but the name."""

    show: Line
    """Name of the show."""
    aka: Lines = ()
    """Other names of the show, for the cue sheet."""
    media: Text = "episodes/media"
    """Folder that media paths begin in, from the show folder; a folder outside the show must be named here."""
    people: Text = PEOPLE
    """The file that names the people, from the show folder."""
    sign: Sign | None = None
    """With what finished films are signed (C2PA): {certificate: certificates/show.pem, key: ~/keys/show.key}."""


class Thumbnail(Shape):
    """The picture that stands for the episode. A time may stand for the whole group."""

    alone: ClassVar[dict[str, Any] | None] = {"type": ["string", "number"]}

    at: TimeField
    """When it is shown, from the episode's beginning: 1:05.5."""

    @model_validator(mode="before")
    @classmethod
    def _time_alone(cls, value: Any) -> Any:
        return {"at": value} if isinstance(value, str) else value


class EpisodeFields(Shape):
    """Which episode it is."""

    title: Line
    """Title of the episode."""
    aka: Lines = ()
    """Other titles of the episode, for the cue sheet."""
    season: Number = 0
    """Number of the season."""
    number: Number = 0
    """Number of the episode in its season."""
    air_date: Day | None = None
    """The day it airs: 2020-05-18."""
    language: Language | None = None
    """Language of the episode; the show's where left out."""
    description: Text = ""
    """A few sentences for the page it is published on."""
    thumbnail: Thumbnail | None = None
    """When the picture is shown that stands for the episode: 1:05.5, from its beginning; a sharp one is chosen where left out."""


class Manifest(Settings):
    """One episode: what it is, its segments in order, and whatever differs from show.yaml."""

    episode: EpisodeFields
    """Which episode it is."""
    segments: tuple[Any, ...]
    """The segments in order; each begins with its kind and title: - music: Metal Dad."""
    dubs: Dubs = Field(default_factory=dict)
    """Recordings in other languages, each a further sound of the film: {es: dubs/s01e01.es.wav}."""
    audio_description: VoiceShape | None = None
    """A recording that says what is seen, for those who do not see, as a further sound of the film."""
    waive: tuple[WaiverShape, ...] = ()
    """Findings of quality control that are let pass: [{code: black, at: 1:05, reason: "the pause is meant"}]."""


class PersonShape(Shape):
    """A person, as they want to be named. The key before it is what `by:` names."""

    alone: ClassVar[dict[str, Any] | None] = {"type": "string"}

    name: Line
    """The name as the person writes it."""
    handle: Line = ""
    """Name on the platform: @ruben."""
    place: Line = ""
    """Where they are at home, as far as they want to say."""
    coordinates: Coordinates | None = None
    """Where that is on a map: latitude and longitude in degrees, as rough as they like: 18.5, 73.9."""
    sort: Line = ""
    """The text to sort by, where it is not the name: Müller, Zoë."""
    pronunciation: Line = ""
    """How it is said."""
    url: Url = ""
    """Their page."""
    pro: Line = ""
    """The society that collects for them, for the cue sheet: SGAE, ASCAP, GEMA."""
    ipi: Ipi = ""
    """Their number at such societies (IPI), for the cue sheet."""
    minor: Switch = False
    """on for who is not of age: whatever they are in needs their guardian's release."""
    guardian: ReleaseShape = UNSAID
    """The release that a minor's guardian has signed: the name of the paper, or {name: ..., territories: [DE], expires: ...}."""

    @model_validator(mode="before")
    @classmethod
    def _name_alone(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value
