"""The scenes that come along as actions: their texts, their stills and their sounds, and the scene itself. Pure."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from pipeline.cards import readable
from pipeline.cards.model import Drawing
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
from pipeline.plan.drawing import Drawings, suffix_of
from pipeline.plan.scene_texts import look_of, texts
from pipeline.plan.stems import decode
from pipeline.timebase import SAMPLE_RATE, half_up
from pipeline.timeline.model import Clip, Fit, Placement, SoundClip, SoundRole, SourceMedia, StillMedia
from pipeline.timeline.scenes import BuiltinScene, Counter, KineticWords, PaperCollage, PeopleMap, WaveformRing

Paint = Callable[[Clip, Pixels, encode.Inputs], Video]
"""Paints the first frame of a clip in a box."""

_SEEN = 1.5
"""The contrast that what is no text needs to be seen at all, and not to be looked at."""


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
    with drawings.on_behalf_of(clip):
        picture = paint(shown, Pixels(0, 0, width, height), inputs)
    rgb = filters.scale(picture, width, height, "rgb24", out_range="full")
    drawn = graph.write("out", rgb, options={"frames:v": 1, "c:v": "png", "f": "image2pipe"})
    operation = PaintStill(ImagePromise(width, height), encode.arguments(drawn))
    return drawings.ask(operation, inputs.all(), "still", f"{still.path} for a collage", clip, Fraction(1, 10))
