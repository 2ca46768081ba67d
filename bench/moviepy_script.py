"""The same episode as a MoviePy script would make it: clips as functions of time, composed and written by MoviePy."""

from __future__ import annotations

import argparse
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from bench.hand import Drawn
from bench.rivals import Finished, seconds_of, windows
from pipeline.app import session
from pipeline.profiles.model import H264
from pipeline.timebase import FrameRange
from pipeline.timeline.model import (
    WHOLE,
    CardMedia,
    Clip,
    ColourMedia,
    Fit,
    Segment,
    SoundClip,
    SourceMedia,
    StillMedia,
    Timeline,
    Track,
    Transition,
)
from pipeline.timeline.programme import Programme
from pipeline.timeline.regions import place


class Script:
    """Build MoviePy clips from the timeline of a finished episode."""

    def __init__(self, finished: Finished) -> None:
        self.finished = finished
        self.timeline: Timeline = finished.timeline
        self.rate = self.timeline.rate
        video = finished.work.profile.video
        self.size = video.width, video.height
        self.gains = finished.gains()

    def write(self, output: Path, begin: Fraction, end: Fraction) -> None:
        """Write the episode between two times, in seconds."""
        from moviepy import CompositeAudioClip, CompositeVideoClip
        from moviepy.video.fx import CrossFadeIn

        shots, sounds = [], []
        for placed in Programme(self.timeline).segments:
            segment = placed.segment
            start, length = placed.start / self.rate, placed.range.frames / self.rate
            if start + length <= begin or start >= end:
                continue
            shot = CompositeVideoClip(self._layers(segment), size=self.size).with_duration(float(length))
            if segment.transition and start > begin:
                shot = shot.with_effects([CrossFadeIn(float(segment.transition.frames / self.rate))])
            shots.append(shot.with_start(float(start)))
            gain = self.gains.get(segment.name, 0.0) + self.gains[""]
            sounds += [self._sound(clip, gain, start) for clip in segment.stack.sound if not clip.mute]
        whole = CompositeVideoClip(shots, size=self.size)
        heard = CompositeAudioClip(sounds).with_duration(whole.duration)
        whole = whole.with_audio(heard).subclipped(float(begin), min(float(end), whole.duration))
        video, coded = self.finished.work.profile.video, self.finished.work.profile.video.coding
        assert isinstance(coded, H264)
        whole.write_videofile(
            str(output), fps=float(self.rate), codec="libx264", preset=coded.preset, audio_codec="aac", audio_fps=48000,
            audio_bitrate=f"{self.finished.work.profile.sound.bitrate_kbps}k", logger=None,
            temp_audiofile_path=str(output.parent),
            ffmpeg_params=["-crf", str(coded.crf), "-bf", str(coded.b_frames), "-g", str(round(video.gop_seconds * self.rate))],
        )  # fmt: skip

    def _layers(self, segment: Segment) -> list[Any]:
        layers = []
        for track in segment.stack.picture:
            for placed in place(track):
                layers += self._layer(track, placed.clip, placed.range.start)
        for drawn, shown in self.finished.captions(segment):
            layers += self._card(drawn, shown)
        return layers

    def _layer(self, track: Track, clip: Clip, start: int) -> list[Any]:
        from moviepy import ColorClip, ImageClip, VideoFileClip
        from moviepy.video.fx import CrossFadeIn

        if clip.opening:
            after = clip.opening.after
            start += after
            clip = replace(clip, frames=clip.frames - after, start=clip.start + after / self.rate, opening=None)
        seconds, at = float(clip.frames / self.rate), float(start / self.rate)
        box = clip.placement.box
        width, height = round(box.width * self.size[0]), round(box.height * self.size[1])
        match clip.media:
            case CardMedia():
                return self._card(self.finished.card(clip), FrameRange(start, clip.frames))
            case ColourMedia(colour=colour):
                return [ColorClip(self.size, color=tuple(bytes.fromhex(colour[1:]))).with_duration(seconds).with_start(at)]
            case StillMedia(path=path):
                made = ImageClip(str(self.finished.show.root / path)).with_duration(seconds)
            case SourceMedia(path=path):
                made = VideoFileClip(str(self.finished.show.root / path), audio=False)
                made = made.subclipped(float(clip.start), min(float(clip.start) + seconds, made.duration))
            case _:
                raise AssertionError(f"the reference episode shows no {type(clip.media).__name__}")
        cover = clip.placement.fit is Fit.COVER or box != WHOLE
        choose = max if cover else min
        made = made.resized(choose(width / made.w, height / made.h)).with_start(at)
        if cover:
            made = made.cropped(x_center=made.w / 2, y_center=made.h / 2, width=width, height=height)
        before = next((item for item, after in zip(track.items, track.items[1:], strict=False) if after is clip), None)
        if isinstance(before, Transition):
            made = made.with_effects([CrossFadeIn(float(before.frames / self.rate))])
        return [
            made.with_position(
                (round(box.x * self.size[0]) + (width - made.w) // 2, round(box.y * self.size[1]) + (height - made.h) // 2)
            )
        ]

    def _card(self, drawn: Drawn, shown: FrameRange) -> list[Any]:
        from moviepy import ImageClip, VideoFileClip

        seconds, at = float(shown.frames / self.rate), float(shown.start / self.rate)
        x, y = drawn.x, drawn.y
        if drawn.kind == "roll":
            pictures = []
            pace = float(drawn.speed * self.rate)
            for path, top in zip(drawn.files, drawn.tops, strict=True):
                picture = ImageClip(str(path))
                # Only while a row of it is seen: MoviePy cannot lay a picture wholly outside of another.
                comes, goes = (top + 1) / pace, min((self.size[1] + top + picture.h - 1) / pace, seconds)

                def where(t: float, first: float = self.size[1] + top - pace * comes, pace: float = pace) -> tuple[int, int]:
                    return 0, round(first - pace * t)

                pictures.append(picture.with_start(at + comes).with_duration(goes - comes).with_position(where))
            return pictures
        if drawn.moves:
            moving = VideoFileClip(str(drawn.files[0]), has_mask=True, audio=False)
            held = moving.to_ImageClip(max(0.0, moving.duration - 0.05)).with_duration(max(0.01, seconds - moving.duration))
            first = moving.with_start(at).with_position((x, y))
            return [first, held.with_start(at + moving.duration).with_position((x, y))] if seconds > moving.duration else [first]
        return [ImageClip(str(drawn.files[0])).with_duration(seconds).with_start(at).with_position((x, y))]

    def _sound(self, clip: SoundClip, gain: float, start: Fraction) -> Any:
        from moviepy import AudioFileClip
        from moviepy.audio.fx import AudioFadeIn, AudioFadeOut, AudioLoop, MultiplyVolume

        seconds = float(clip.seconds)
        sound = AudioFileClip(str(self.finished.show.root / clip.media.path))
        if clip.loop:
            sound = sound.with_effects([AudioLoop(duration=float(clip.start) + seconds)])
        sound = sound.subclipped(float(clip.start), min(float(clip.start) + seconds, sound.duration))
        factor = 10 ** ((float(clip.gain_db) + gain) / 20)
        effects = [
            MultiplyVolume(factor),
            AudioFadeIn(max(0.005, float(clip.fade_in))),
            AudioFadeOut(max(0.005, float(clip.fade_out))),
        ]
        return sound.with_effects(effects).with_start(float(start + clip.at))


def main() -> None:
    """Write parts of a finished episode: `python -m bench.moviepy_script MANIFEST PROFILE COUNT SECONDS OUTPUT`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("manifest", type=Path)
    parser.add_argument("profile")
    parser.add_argument("count", type=int)
    parser.add_argument("seconds", type=Fraction)
    parser.add_argument("output", type=Path)
    given = parser.parse_args()
    with session.opened([given.manifest]) as opened:
        script = Script(Finished(opened, given.manifest, given.profile))
        for begin, end in windows(seconds_of(script.timeline), given.count, given.seconds):
            script.write(given.output, begin, end)


if __name__ == "__main__":
    main()
