"""The scenes that come along as actions: their texts, their stills and their sounds, and the scene itself. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from pipeline import digest
from pipeline.cards import lettering, readable
from pipeline.cards.lettering import Lettering
from pipeline.cards.model import Drawing, Theme, design_size, scale_of
from pipeline.faults import Where
from pipeline.ffmpeg import filters, graph
from pipeline.ffmpeg.graph import Video
from pipeline.ffmpeg.pixels import Pixels
from pipeline.media.info import MediaInfo
from pipeline.media.paths import MediaPath
from pipeline.operations.builtin_scene import DrawBuiltinScene
from pipeline.operations.card import DrawCard
from pipeline.operations.promises import ImagePromise
from pipeline.operations.scenes import model
from pipeline.operations.scenes.sheets import fitted
from pipeline.operations.still import PaintStill
from pipeline.plan import encode
from pipeline.plan.action import FromAction, FromSource, Input
from pipeline.plan.canvas import box_of
from pipeline.plan.drawing import Drawings, suffix_of
from pipeline.plan.stems import decode
from pipeline.profiles.model import Profile
from pipeline.timebase import SAMPLE_RATE, half_up
from pipeline.timeline.model import Clip, Fit, Placement, SoundClip, SoundRole, SourceMedia, StillMedia, Timeline
from pipeline.timeline.regions import place
from pipeline.timeline.scenes import BuiltinScene, Counter, KineticWords, PaperCollage, PeopleMap, WaveformRing
from pipeline.values import dataclass

Paint = Callable[[Clip, Pixels, encode.Inputs], Video]
"""Paints the first frame of a clip in a box."""

_SIGN = Fraction(13, 20)
"""How wide a digit of the display faces is at most, in sizes."""


_SEEN = 1.5
"""The contrast that what is no text needs to be seen at all, and not to be looked at."""


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a theme that scenes are drawn in."""

    ground: str
    ink: str
    role: str
    accent: str
    muted: str


@dataclass(frozen=True, slots=True)
class ShownScene:
    """A scene of a segment, its canvas in pixels, the line that it comes from, and the key of all that decides its texts."""

    segment: str
    media: BuiltinScene
    width: int
    height: int
    where: Where
    key: str


def look_of(theme: Theme) -> Look:
    """Return the colours in which a theme's scenes are drawn."""
    read = readable.variables(theme, theme.background)
    text = read["--on-background-text"]
    role = read.get("--on-background-role", text)
    return Look(theme.background, text, role, theme.colours.get("accent", role), theme.colours.get("muted", text))


def drawn_scene(
    drawings: Drawings, clip: Clip, width: int, height: int, info: Callable[[MediaPath], MediaInfo], paint: Paint
) -> FromAction:
    """Draw a scene that comes along at the size at which it is shown; `paint` paints its stills. Raises CardFault."""
    media = clip.media
    assert isinstance(media, BuiltinScene)
    inputs = [
        Input(f"text-{number}", _text(drawings, clip, one), ".png")
        for number, one in enumerate(texts(drawings.theme, media, width, height))
    ]
    look = look_of(drawings.theme)
    scene: model.Scene
    match media.scene:
        case WaveformRing() as ring:
            start, sound = _sound(drawings, clip, ring, info)
            inputs.append(Input("sound", sound, ".wav"))
            lead, count = (half_up(one * SAMPLE_RATE) for one in (ring.at, ring.seconds))
            scene = model.Ring(lead, start, count, ring.loop, look.ground, look.accent, look.muted)
        case KineticWords(weights=weights):
            scene = model.Words(weights, look.ground, look.accent)
        case PaperCollage(stills=stills):
            count = len(stills)
            for number, one in enumerate(stills):
                still = _still(drawings, clip, StillMedia(one.path, one.digest), count, (width, height), info, paint)
                inputs.append(Input(f"still-{number}", still, ".png"))
            edge = max(look.ground, look.ink, key=lambda colour: readable.contrast(colour, "#000000"))
            scene = model.Collage(count, look.ground, edge)
        case Counter() as told:
            scene = model.Counter(
                told.first, told.last, told.decimals, told.groups, told.group_from, bool(told.label), look.ground, look.accent
            )
        case PeopleMap(spots=spots):
            places = tuple((one.latitude, one.longitude) for one in spots)
            scene = model.WorldMap(places, look.ground, _seen_on(look.ground, look.muted, look.ink), look.accent)
    operation = DrawBuiltinScene(width, height, drawings.rate, media.frames, scene)
    return drawings.ask(operation, tuple(inputs), "scene", f"scene {media.name}", clip, media.frames / drawings.rate)


def scenes_of(timeline: Timeline, profile: Profile, theme: Theme) -> Iterator[ShownScene]:
    """Yield every scene of a cut that comes along, in order."""
    canvas = (profile.video.width, profile.video.height)
    for segment in timeline.segments:
        for clip in (placed.clip for track in segment.stack.picture for placed in place(track)):
            if isinstance(media := clip.media, BuiltinScene):
                box = box_of(clip, canvas)
                key = digest.of([theme.digest, list(media.told()), media.language, box.width, box.height])
                where = clip.where or segment.where or Where(timeline.name)
                yield ShownScene(segment.name, media, box.width, box.height, where, key)


def texts(theme: Theme, media: BuiltinScene, width: int, height: int) -> tuple[Drawing, ...]:
    """Describe what draws the texts of a scene on a canvas of `width` x `height` pixels. Raises CardFault."""
    look, (across, down) = look_of(theme), design_size(width, height)
    found: list[Lettering] = []
    match media.scene:
        case KineticWords(words=words):
            size = round(min(across, down) * 0.26)
            found = [
                Lettering(word, (look.ink, look.role)[number % 3 == 1], size, round(across * 0.88), 2 * size)
                for number, word in enumerate(words)
            ]
        case Counter(first=first, last=last, decimals=decimals, label=label, signs=signs):
            longest = max(len(f"{float(one):,.{decimals}f}") for one in (first, last))
            size = int(min(min(across, down) * Fraction(38, 100), across * Fraction(84, 100) / (_SIGN * longest)))
            shown = [*map(str, range(10)), *(" " if one.isspace() else one for one in signs)]
            found = [Lettering(sign, look.ink, size, 2 * size, 2 * size) for sign in shown]
            if label:
                found.append(Lettering(label, look.role, 64, round(across * 0.86), 128, 700))
        case PeopleMap(spots=spots):
            found = [Lettering(one.name, look.ink, 40, round(across * 0.44), 80, 700) for one in spots]
        case _:
            pass
    return tuple(lettering.drawing(theme, one, media.language, scale_of(width, height)) for one in found)


def _seen_on(ground: str, colour: str, ink: str) -> str:
    """Return a colour, mixed with as much ink as it needs to be seen on a ground."""
    sides = [[int(one[at : at + 2], 16) for at in (1, 3, 5)] for one in (colour, ink)]
    mixed = (
        "#" + "".join(f"{plain + (strong - plain) * share // 10:02x}" for plain, strong in zip(*sides, strict=True))
        for share in range(10)
    )
    return next((one for one in mixed if readable.contrast(one, ground) >= _SEEN), ink)


def _text(drawings: Drawings, clip: Clip, drawing: Drawing) -> FromAction:
    inputs = tuple(Input(name, FromSource(digest, str(path)), suffix_of(str(path))) for name, path, digest in drawing.files)
    return drawings.ask(DrawCard(drawing.whole), inputs, "lettering", "text of a scene", clip, Fraction(1, 50))


def _sound(
    drawings: Drawings, clip: Clip, ring: WaveformRing, info: Callable[[MediaPath], MediaInfo]
) -> tuple[int, FromAction]:
    sound = SourceMedia(ring.sound.path, ring.sound.digest)
    heard = SoundClip(sound, SoundRole.STEM, Fraction(0), ring.start, ring.seconds, track=ring.track, where=clip.where)
    address = f"{drawings.segment.name}/listen/{sound.digest[:8]}"
    stem = decode(drawings.segment, heard, info(sound.path), drawings.tools, address)
    made = drawings.ask(
        stem.action.operation, stem.action.inputs, "listen", stem.action.title, clip, stem.action.cost
    )
    return half_up(ring.start * SAMPLE_RATE) - stem.first, made


def _still(
    drawings: Drawings, clip: Clip, still: StillMedia, count: int, canvas: tuple[int, int],
    info: Callable[[MediaPath], MediaInfo], paint: Paint,
) -> FromAction:  # fmt: skip
    found = info(still.path).video
    assert found is not None, f"{still.path} has no picture; its recipe has let it through"
    wide, high = found.width * found.sample_aspect, Fraction(found.height)
    wide, high = (high, wide) if found.rotation in (90, 270) else (wide, high)
    width, height = fitted(wide / high, count, canvas)
    inputs = encode.Inputs()
    shown = Clip(still, 1, placement=Placement(Fit.COVER), where=clip.where)
    rgb = filters.scale(paint(shown, Pixels(0, 0, width, height), inputs), width, height, "rgb24", out_range="full")
    drawn = graph.write("out", rgb, options={"frames:v": 1, "c:v": "png", "f": "image2pipe"})
    operation = PaintStill(ImagePromise(width, height), encode.arguments(drawn))
    return drawings.ask(operation, inputs.all(), "still", f"{still.path} for a collage", clip, Fraction(1, 10))
