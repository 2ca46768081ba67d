"""Pictures in the working format, of everything that is shown but cards: sources, stills, scenes, sounds. Pure."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from pipeline.ffmpeg import filters, grading, keying, transparency
from pipeline.ffmpeg import opening as window
from pipeline.ffmpeg.conform import Finish, View, conform, contained
from pipeline.ffmpeg.conform import Fit as Filling
from pipeline.ffmpeg.denoising import denoise
from pipeline.ffmpeg.framing import Picture
from pipeline.ffmpeg.graph import Video
from pipeline.ffmpeg.hiding import hide
from pipeline.ffmpeg.motion import move
from pipeline.ffmpeg.paced import read_paced
from pipeline.ffmpeg.pixels import Pixels
from pipeline.ffmpeg.source import read_numbered, read_source, read_still
from pipeline.media.info import MediaInfo, VideoInfo
from pipeline.media.paths import MediaPath
from pipeline.media.stills import ANIMATED, CONVERTED
from pipeline.plan import insets
from pipeline.plan.action import FromAction, FromSource, FromSources, Input
from pipeline.plan.backwards import backwards
from pipeline.plan.drawing import Drawings, drawn_video
from pipeline.plan.encode import Inputs
from pipeline.plan.graded import graded
from pipeline.plan.hidden import tracks
from pipeline.plan.keyed import keyed
from pipeline.plan.scenes import drawn_scene
from pipeline.plan.soundpicture import sound_picture
from pipeline.plan.steadied import steadied
from pipeline.plan.treated import before_placing, treated_facts
from pipeline.timebase import FrameRange, half_up
from pipeline.timeline.model import (
    CardMedia,
    Clip,
    ColourMedia,
    Fit,
    FramesMedia,
    SceneMedia,
    SoundPictureMedia,
    SourceMedia,
    StillMedia,
    Timeline,
)
from pipeline.timeline.regions import Shown
from pipeline.timeline.scenes import BuiltinScene

FITS: dict[Fit, Filling] = {Fit.CONTAIN: "contain", Fit.COVER: "cover", Fit.BLUR: "blur"}


class Footage:
    """The pictures of clips, in boxes of the canvas. `info` tells the facts of a source by its path.

    Each source is decoded by so many `threads`.
    """

    def __init__(
        self, timeline: Timeline, info: Callable[[MediaPath], MediaInfo], drawings: Drawings, threads: int = 1
    ) -> None:
        self.threads = threads
        self.rate, self.background, self.info, self.drawings = drawings.rate, timeline.background, info, drawings

    def picture(self, layer: Shown, box: Pixels, frames: int, inputs: Inputs) -> Video:
        """Return `frames` frames of a clip at the size of its box: BT.709, regular; with alpha where not all is seen."""
        opening = layer.clip.opening
        if opening is None or layer.offset >= opening.after + opening.frames:
            return filters.regular(self._over_ground(layer, box, frames, inputs), self.rate)
        share = layer.clip.placement.box
        corners = half_up(opening.corners * min(box.width / share.width, box.height / share.height))
        closed, done = min(frames, max(0, opening.after - layer.offset)), max(0, layer.offset - opening.after)
        if opening.veil < 100:
            seen = filters.regular(self._over_ground(layer, box, frames, inputs), self.rate)
            dim = window.opened(
                seen, (box.width, box.height), self.rate, frames=opening.frames, done=done, count=frames, colour=opening.colour,
                corners=corners, closed=closed, veil=opening.veil,
            )  # fmt: skip
            return filters.regular(dim, self.rate)
        # What is covered is not read.
        colour = filters.colour(box.width, box.height, closed, self.rate, opening.colour) if closed else None
        if colour is not None and closed == frames:
            return filters.regular(colour, self.rate)
        seen = filters.regular(
            self._over_ground(Shown(layer.clip, layer.offset + closed), box, frames - closed, inputs), self.rate
        )
        opened = window.opened(
            seen, (box.width, box.height), self.rate, frames=opening.frames, done=done, count=frames - closed,
            colour=opening.colour, corners=corners,
        )  # fmt: skip
        parts = [filters.regular(one, self.rate) for one in (colour, opened) if one is not None]
        return filters.regular(filters.concat(*parts), self.rate) if colour else parts[0]

    def _over_ground(self, layer: Shown, box: Pixels, frames: int, inputs: Inputs) -> Video:
        """Return a clip over what is seen through it."""
        clip, at = layer.clip, 0
        picture = insets.masked(self._picture(layer, box, frames, inputs), clip, box, frames, inputs, self.drawings)
        if not clip.behind and not (clip.opening and insets.has_alpha(clip)):
            return picture
        parts = []
        if clip.opening and not clip.behind:  # of which nothing below is known: what lies behind all is of that colour, too
            parts.append(filters.colour(box.width, box.height, frames, self.rate, clip.opening.colour))
        for one in clip.behind:
            both = FrameRange(at, one.frames).overlap(FrameRange(layer.offset, frames))
            if both is not None:
                shown = Shown(one, both.start - at)
                parts.append(filters.regular(self._picture(shown, box, both.frames, inputs), self.rate))
            at += one.frames
        ground = filters.regular(filters.concat(*parts), self.rate) if len(parts) > 1 else parts[0]
        return filters.overlay(filters.to_working_format(ground), filters.regular(picture, self.rate))

    def _picture(self, layer: Shown, box: Pixels, frames: int, inputs: Inputs) -> Video:
        clip, media = layer.clip, layer.clip.media
        start = clip.start + layer.offset / self.rate
        match media:
            case ColourMedia():
                return filters.colour(box.width, box.height, frames, self.rate, media.colour)
            case SourceMedia():
                found = self._video(media.path)
                begun = Fraction(0)
                origin: FromAction | FromSource = FromSource(media.digest, str(media.path))
                suffix = media.path.suffix
                if found.codec in ANIMATED:
                    origin, found = self.drawings.animated(clip, found, self.background)
                    suffix = ".nut"
                if clip.treatment.steady is not None:
                    steady = steadied(clip, found, Input("film", origin, suffix), self.drawings, self.background)
                    origin, suffix, found, begun = steady.made, ".mp4", steady.found, steady.begin
                if clip.reverse:
                    origin, found, lead = backwards(clip, found, origin, suffix, self.drawings, begun)
                    suffix = ".nut"
                else:
                    lead = clip.start - begun
                name = inputs.name(origin, suffix)
                # What is held repeats the last picture of the clip, which need not be the last of its file.
                last = clip.frames - clip.held - 1
                begin = min(layer.offset, last)
                live = max(1, min(frames, last + 1 - begin))
                finish = self._finish(clip, found, inputs, begin + live)
                fitted = read_paced(
                    found,
                    name,
                    lambda stream, look, at: self._fitted(stream, look, clip, box, finish(at)),
                    start=lead,
                    pace=clip.pace,
                    first=begin,
                    frames=live,
                    total=last + 1,
                    rate=self.rate,
                    threads=self.threads,
                )
                return filters.hold_last(fitted, frames - live) if live < frames else fitted
            case StillMedia():
                return self._still(media, layer, box, frames, inputs)
            case FramesMedia():
                return self._numbered(media, layer, frames, box, inputs)
            case SceneMedia() | BuiltinScene():
                found = drawn_video(box.width, box.height, self.rate, media.frames)
                name = inputs.name(self._scene(clip, box), ".nut")
                source = read_source(found, name, start=start, frames=frames, rate=self.rate)
                finish = self._finish(clip, found, inputs, layer.offset + frames)
                return self._fitted(source, found, clip, box, finish(layer.offset))
            case SoundPictureMedia():
                strip, height = sound_picture(self.drawings, clip, box.width, box.height, self.info(media.sound.path))
                found = drawn_video(box.width, height, self.rate, clip.frames)
                name = inputs.name(strip, ".nut")
                source = read_source(found, name, start=layer.offset / self.rate, frames=frames, rate=self.rate)
                bars = conform(source, found, width=box.width, height=height)
                top = (box.height - height) // 4 * 2
                return filters.pad(bars, box.width, box.height, 0, top, self.drawings.theme.background)
            case CardMedia():
                raise AssertionError("cards are laid over a picture, see overlays")

    def _scene(self, clip: Clip, box: Pixels) -> FromAction:
        if isinstance(clip.media, BuiltinScene):
            return drawn_scene(self.drawings, clip, box.width, box.height, self.info, self._first)
        return self.drawings.scene(clip, box.width, box.height)

    def _still(self, media: StillMedia, layer: Shown, box: Pixels, frames: int, inputs: Inputs) -> Video:
        clip, place = layer.clip, layer.clip.placement
        found = self._video(media.path)
        if found.profile or found.codec in CONVERTED:
            converted, found = self.drawings.converted(clip, found)
            name = inputs.name(converted, ".png")
        else:
            name = inputs.name(FromSource(media.digest, str(media.path)), media.path.suffix)
        one = read_still(found, name, frames=1, rate=self.rate)
        finish = self._finish(clip, found, inputs, 1)(0)  # of a still nothing moves
        if place.move == "none":
            return filters.repeat(self._fitted(one, found, clip, box, finish), frames, self.rate)
        one, found, _, finish = self._prepared(one, found, clip, box, "cover", finish)
        return move(
            one,
            found,
            place.move,
            focus=place.focus,
            width=box.width,
            height=box.height,
            rate=self.rate,
            offset=layer.offset,
            frames=frames,
            total=clip.frames,
            finish=finish,
        )

    def _numbered(self, media: FramesMedia, layer: Shown, frames: int, box: Pixels, inputs: Inputs) -> Video:
        clip, start = layer.clip, layer.clip.start + layer.offset / self.rate
        # Only the pictures that the span shows are its inputs: another one may change without a new encode.
        count, end = len(media.digests), layer.offset + frames
        first = min(count - 1, int(start * media.rate))
        after = min(count, int((start + frames / self.rate) * media.rate) + 2)
        paths = tuple(media.path.numbered(media.first + number) for number in range(first, after))
        suffix = media.path.suffix
        origin = FromSources(media.digests[first:after], tuple(map(str, paths)))
        if media.is_mixed:
            converted, found = self.drawings.alike(clip, origin, self._video(paths[0]), media.rate, self.background)
            name = inputs.name(converted, ".nut")
            source = read_source(found, name, start=start - first / media.rate, frames=frames, rate=self.rate)
            return self._fitted(source, found, clip, box, self._finish(clip, found, inputs, end)(layer.offset))
        name = inputs.name(origin, suffix)
        source = read_numbered(
            name,
            suffix=suffix,
            count=after - first,
            pictures_rate=media.rate,
            start=start - first / media.rate,
            frames=frames,
            rate=self.rate,
        )
        found = self._video(paths[0])
        return self._fitted(source, found, clip, box, self._finish(clip, found, inputs, end)(layer.offset))

    def _finish(self, clip: Clip, found: VideoInfo, inputs: Inputs, end: int) -> Callable[[int], Finish | None]:
        """Return what is done to a clip's picture at its size, to before frame `end`, by the frame from which on it is."""
        shape = treated_facts(found, clip.treatment)
        tables = graded(clip, shape, self.drawings, inputs, self._first, self.info)
        cut_out = keyed(clip, shape, self.drawings, inputs, self._first, tables)
        hidden, strength = tracks(clip, self.rate), clip.treatment.denoise

        def finishing(begin: int) -> Finish | None:
            def done(stream: Video, view: View) -> Video:
                clean = stream if strength == "off" else denoise(stream, strength)
                seen = hide(clean, view, hidden, begin, end)
                if cut_out is not None:
                    return cut_out(seen, view)
                return grading.through(seen, tables, view.width, view.height) if tables else seen

            if hidden or strength != "off" or cut_out is not None:
                return Finish(done)
            return Finish(colours=lambda rgb: grading.tabled(rgb, tables)) if tables else None

        return finishing

    def _first(self, clip: Clip, box: Pixels, inputs: Inputs) -> Video:
        return filters.regular(self._picture(Shown(clip, 0), box, 1, inputs), self.rate)

    def _fitted(self, source: Video, found: VideoInfo, clip: Clip, box: Pixels, finish: Finish | None) -> Video:
        place = clip.placement
        fit = FITS[place.fit]
        size, has_key = (box.width, box.height), clip.treatment.key is not None
        source, found, inner, finish = self._prepared(source, found, clip, box, fit, finish)
        fitted = conform(
            source, found, width=inner.width, height=inner.height, fit="cover" if has_key or clip.is_clear else fit,
            focus=place.focus, background=self.background, finish=finish,
        )  # fmt: skip
        top = box.height - inner.height if has_key else inner.y  # who was cut out stands at the foot
        return keying.between_nothing(fitted, *size, inner.x, top) if inner[2:] != size else fitted

    def _prepared(
        self, source: Video, found: VideoInfo, clip: Clip, box: Pixels, fit: Filling, finish: Finish | None
    ) -> tuple[Video, VideoInfo, Pixels, Finish | None]:
        """Return a stream before it is placed, its facts, where in its box it comes to be, and what is done to it there.

        That gives one that is seen through its alpha. What is transparent, or was cut out, has nothing around it.
        """
        treatment, size, has_key = clip.treatment, (box.width, box.height), clip.treatment.key is not None
        is_parted = clip.is_clear and found.has_alpha  # of a film, this passage
        streams = transparency.parted(source, found) if is_parted else (Picture(source, found),)
        ready = [Picture(*before_placing(*one, treatment, box, fit, self.background)) for one in streams]
        stream, look = ready[0]
        inner = contained(look, *size) if (has_key or clip.is_clear) and fit != "cover" else Pixels(0, 0, *size)
        if not clip.is_clear:
            return stream, look, inner, finish
        if not is_parted:
            return stream, look, inner, transparency.opaque(finish, has_key=has_key)
        joined = transparency.joined(ready[1], finish, inner.width, inner.height, clip.placement.focus, has_key=has_key)
        return stream, look, inner, joined

    def _video(self, path: MediaPath) -> VideoInfo:
        found = self.info(path).video
        assert found is not None, f"{path} has no picture; assembly has let it through"
        return found
