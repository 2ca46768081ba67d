"""Cards, scenes and sound pictures as actions: what must be drawn before a span can show it. Floor 5, pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from pipeline.cards.card import describe
from pipeline.cards.model import Drawing, Theme
from pipeline.ffmpeg.conform import Pixels, pixel_box
from pipeline.people import Credit, FieldValue
from pipeline.plan.action import (
    Action,
    FromAction,
    FromSource,
    ImagePromise,
    Input,
    Output,
    OverlayPromise,
    Step,
    Toolchain,
    VideoPromise,
)
from pipeline.profiles.model import Profile
from pipeline.timeline.model import CardMedia, Clip, ColourMedia, Cue, SceneMedia, Segment, SoundPictureMedia, Timeline

Files = tuple[tuple[str, Path, str], ...]
"""What a card reads: name, path, SHA-256 of the bytes."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Hold a card's description and the outputs that its drawing yields: one, or one a slice of a roll."""

    drawing: Drawing
    outputs: tuple[FromAction, ...]


@dataclass(slots=True)
class Drawings:
    """Collect the drawing actions of a plan; what two spans show is drawn once. `segment` is the one that is being planned."""

    theme: Theme
    rate: Fraction
    tools: Toolchain
    segment: Segment
    actions: dict[str, Action] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)

    def card(self, clip: Clip, width: int, height: int) -> Drawn:
        """Draw the card of a clip for a canvas of `width` x `height` pixels. Raises CardFault."""
        media = clip.media
        assert isinstance(media, CardMedia)
        drawing = drawing_of(self.theme, clip, width, height, self.rate)
        if drawing.kind == "roll":
            outputs = tuple(
                self._card(
                    piece.parameters, piece.files, Output("out", ".png", ImagePromise(width, piece.height)), media.card, clip
                )
                for piece in drawing.slices
            )
        elif drawing.kind == "animated":
            moving = OverlayPromise(*drawing.box[2:], self.rate, clip.frames)
            outputs = (self._card(drawing.parameters, drawing.files, Output("out", ".mov", moving), media.card, clip),)
        else:
            still = ImagePromise(*drawing.box[2:])
            outputs = (self._card(drawing.parameters, drawing.files, Output("out", ".png", still), media.card, clip),)
        return Drawn(drawing, outputs)

    def _card(self, parameters: Mapping[str, Any], files: Files, output: Output, card: str, clip: Clip) -> FromAction:
        inputs = tuple(Input(name, FromSource(digest, str(path)), suffix_of(str(path))) for name, path, digest in files)
        return self._step("card", parameters, inputs, output, card, clip)

    def scene(self, clip: Clip, width: int, height: int) -> FromAction:
        """Draw the MoviePy scene of a clip at the size at which it is shown."""
        media = clip.media
        assert isinstance(media, SceneMedia)
        parameters = {"width": width, "height": height, "rate": str(self.rate), "frames": media.frames, "name": media.path}
        inputs = (Input("scene", FromSource(media.digest, media.path), ".py"),)
        promise = VideoPromise("ffv1", width, height, "bgr0", self.rate, media.frames)
        return self._step("scene", parameters, inputs, Output("out", ".nut", promise), "scene", clip)

    def _step(
        self,
        step: str,
        parameters: Mapping[str, Any],
        inputs: tuple[Input, ...],
        output: Output,
        what: str,
        clip: Clip,
    ) -> FromAction:
        tool = Step(step, self.tools.steps[step], dict(parameters))
        action = Action(tool, inputs, (output,))
        if action.key not in self.actions:
            number = self._numbers.get(f"{self.segment.name}/{what}", 0)
            self._numbers[f"{self.segment.name}/{what}"] = number + 1
            seconds = clip.frames / self.rate
            self.actions[action.key] = Action(
                tool,
                inputs,
                (output,),
                address=f"{self.segment.name}/{what}/{number}",
                title=f"{what.replace('_', ' ')} card"
                if step == "card"
                else f"scene {clip.media.path}"
                if isinstance(clip.media, SceneMedia)
                else what,
                segment=self.segment.name,
                where=clip.where,
                shows=tuple(words_of(clip)),
                pool="draw",
                cost=seconds if step == "scene" else Fraction(1, 10),
            )
        return action.output()


def drawing_of(theme: Theme, clip: Clip, width: int, height: int, rate: Fraction) -> Drawing:
    """Describe the card of a clip for a canvas of `width` x `height` pixels. Raises CardFault."""
    media = clip.media
    assert isinstance(media, CardMedia)
    return describe(
        theme,
        media.card,
        media.fields,
        width=width,
        height=height,
        rate=rate,
        frames=clip.frames,
        language=media.language,
        people=media.people,
    )


def box_of(clip: Clip, canvas: tuple[int, int]) -> Pixels:
    """Return where a clip stands on a canvas, in pixels."""
    box = clip.placement.box
    return pixel_box(box.x, box.y, box.width, box.height, canvas)


def caption_card(timeline: Timeline, cue: Cue) -> Clip:
    """Return the card of a caption that is drawn into the picture."""
    return Clip(CardMedia("caption", {"text": cue.text}, timeline.theme, timeline.language), 1, where=cue.where)


def burned(timeline: Timeline, profile: Profile) -> str | None:
    """Return the language of the captions that the profile draws into the picture, or None."""
    return timeline.language if profile.burn_captions else None


def suffix_of(path: str) -> str:
    """Return a path's suffix, `.mp4`, in small letters; empty where it has none."""
    name = path.rpartition("/")[2]
    return f".{name.rpartition('.')[2].lower()}" if "." in name[1:] else ""


def words_of(clip: Clip) -> Iterator[tuple[str, str]]:
    """Tell what a clip shows, as pairs of a producer's words and values, so that a change of it can be named."""
    media = clip.media
    match media:
        case CardMedia():
            for name, value in sorted(media.fields.items()):
                yield f"{media.card} {name}".replace("_", " "), _told(value)
        case ColourMedia():
            yield "colour", media.colour
        case SoundPictureMedia():
            yield f"{media.style} of", media.sound.path
        case _:
            yield "file", media.path
            yield "in", str(clip.start)


def _told(value: FieldValue) -> str:
    if isinstance(value, Credit):
        return ", ".join(filter(None, (value.name, value.role, value.person.place, value.person.handle)))
    if isinstance(value, Mapping):
        return ", ".join(f"{_told(item)}" for item in value.values() if item)
    if isinstance(value, list | tuple):
        return "; ".join(_told(item) for item in value)
    return str(value)
