"""The same episode as a document of MLT, the engine of Kdenlive and Shotcut, for its command `melt`.

Shots are cuts of producers in playlists, dissolves are tractors of two tracks with `luma` and `mix`, tiles and cards lie over
the picture with `composite`, sounds are mixed with `mix`; the cards are those that a build has drawn. What MLT has no means
for is left out, and `LEFT_OUT` says what.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import count
from pathlib import Path
from xml.etree import ElementTree as Xml

from bench.hand import Drawn, entered, has_cards
from bench.rivals import Finished, seconds_of
from pipeline.profiles.model import H264
from pipeline.timebase import FrameRange
from pipeline.timeline.model import (
    WHOLE,
    Box,
    Clip,
    ColourMedia,
    Fit,
    Segment,
    SoundClip,
    SourceMedia,
    StillMedia,
    Track,
    Transition,
)
from pipeline.timeline.regions import place

LEFT_OUT = (
    "ducking (no filter of MLT listens to another sound) and the levelling of voices; a sound of one channel\n"
    "is 3 dB softer, sounds fade in straight lines of decibels, a moving still steps by whole pixels, a moving card leaves some\n"
    "frames late and hides what lies under it (MLT reads no alpha of its format)"
)
"""What the document does not do, for the report."""

_SILENT_DB = -60
_MIDDLE: dict[str, object] = {"halign": "centre", "valign": "centre", "progressive": 1}
_COVER: dict[str, object] = {"crop_to_fill": 1, **_MIDDLE}


def command() -> str:
    """Return the path of `melt`, "" where it is not installed."""
    return shutil.which("melt") or ""


def version(melt: str) -> str:
    """Return what `melt --version` calls itself."""
    done = subprocess.run([melt, "--version"], capture_output=True, text=True, check=True)
    return next(line for line in (done.stdout + done.stderr).splitlines() if line.startswith("melt"))


class Script:
    """Collect the producers, playlists and tractors of one document."""

    def __init__(self, finished: Finished) -> None:
        self.finished = finished
        self.timeline, self.profile = finished.timeline, finished.work.profile
        self.rate = self.timeline.rate
        self.size = self.profile.video.width, self.profile.video.height
        self.gains = finished.gains()
        self.root = Xml.Element("mlt", LC_NUMERIC="C")
        self._names = count()

    def document(self, output: Path, windows: Sequence[tuple[Fraction, Fraction]] = ()) -> str:
        """Return the document that writes `output`: all of the episode, or windows of it (in seconds) one after another."""
        width, height = self.size
        wide = Fraction(width, height)
        Xml.SubElement(
            self.root, "profile", width=str(width), height=str(height), progressive="1", colorspace="709",
            sample_aspect_num="1", sample_aspect_den="1",
            display_aspect_num=str(wide.numerator), display_aspect_den=str(wide.denominator),
            frame_rate_num=str(self.rate.numerator), frame_rate_den=str(self.rate.denominator),
        )  # fmt: skip
        self._consumer(output)
        shots = [(self._segment(one), 0, one.stack.frames, one.transition) for one in self.timeline.segments]
        programme = self._playlist(shots)
        whole = round(seconds_of(self.timeline) * self.rate)
        ranges = [(round(begin * self.rate), round(end * self.rate)) for begin, end in windows] or [(0, whole)]
        last = self._named("playlist")
        for begin, end in ranges:
            _cut(last, "entry", programme, begin, end - 1)
        self._filter(last, "volume", level=f"{self.gains['']:.3f}")
        self._filter(last, "avfilter.alimiter", **{"av.limit": "0.84", "av.level": "0"})
        Xml.indent(self.root)
        return Xml.tostring(self.root, encoding="unicode", xml_declaration=True) + "\n"

    def _consumer(self, output: Path) -> None:
        video, sound, coding = self.profile.video, self.profile.sound, self.profile.video.coding
        assert isinstance(coding, H264)
        # A negative `real_time` drops no frames; its size is the number of frames that are drawn at once.
        self._properties(
            Xml.SubElement(self.root, "consumer", mlt_service="avformat", target=str(output)),
            real_time=-2, f="mp4", movflags="+faststart",
            vcodec="libx264", preset=coding.preset, crf=coding.crf, vprofile=coding.profile, bf=coding.b_frames,
            g=round(video.gop_seconds * self.rate), pix_fmt=video.pixel_format, threads=0,
            acodec="aac", ab=f"{sound.bitrate_kbps}k", ar=sound.sample_rate, channels=sound.channels,
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------ bricks

    def _named(self, tag: str) -> Xml.Element:
        return Xml.SubElement(self.root, tag, id=f"n{next(self._names)}")

    def _properties(self, of: Xml.Element, **values: object) -> None:
        for name, value in values.items():
            Xml.SubElement(of, "property", name=name).text = str(value)

    def _filter(self, of: Xml.Element, service: str, **values: object) -> None:
        self._properties(Xml.SubElement(of, "filter"), mlt_service=service, **values)

    def _producer(self, service: str, resource: str, length: int, **values: object) -> str:
        made = self._named("producer")
        self._properties(made, mlt_service=service, resource=resource, length=length, **values)
        return made.attrib["id"]

    def _tractor(self, tracks: Sequence[str | tuple[str, int, int]]) -> Xml.Element:
        made = self._named("tractor")
        for track in tracks:
            if isinstance(track, str):
                Xml.SubElement(made, "track", producer=track)
            else:
                _cut(made, "track", track[0], track[1], track[2])
        return made

    def _transition(self, tractor: Xml.Element, service: str, track: int, frames: tuple[int, int], **values: object) -> None:
        begin, end = frames
        made = Xml.SubElement(tractor, "transition", {"in": str(begin), "out": str(end - 1)})
        self._properties(made, mlt_service=service, a_track=0, b_track=track, **values)

    def _playlist(self, items: Sequence[tuple[str, int, int, Transition | None]]) -> str:
        # Each item is a producer, its first frame, its frames and the transition before it.
        made = Xml.Element("playlist")
        for number, (producer, first, frames, before) in enumerate(items):
            following = items[number + 1][3] if number + 1 < len(items) else None
            begin, end = first, first + frames
            if before:
                assert before.kind == "dissolve", "the reference episode only dissolves"
                previous = items[number - 1]
                after = previous[1] + previous[2]
                both = (previous[0], after - before.frames, after - 1), (producer, first, first + before.frames - 1)
                blended = self._tractor(both)
                self._transition(blended, "luma", 1, (0, before.frames))
                self._transition(blended, "mix", 1, (0, before.frames), start=-1)
                _cut(made, "entry", blended.attrib["id"], 0, before.frames - 1)
                begin += before.frames
            end -= following.frames if following else 0
            _cut(made, "entry", producer, begin, end - 1)
        return self._append(made)

    def _append(self, made: Xml.Element) -> str:
        # A document is read from its top: what is named must stand above what names it.
        made.set("id", f"n{next(self._names)}")
        self.root.append(made)
        return made.attrib["id"]

    # ------------------------------------------------------------------------------------------ picture

    def _segment(self, segment: Segment) -> str:
        stack, all_of_it = segment.stack, (0, segment.stack.frames)
        tracks = [self._colour(self.timeline.background, stack.frames)]
        laid: list[tuple[int, tuple[int, int], dict[str, object]]] = []
        for track in stack.picture:
            if has_cards(track):
                self._cards(
                    [(self.finished.card(one.clip), FrameRange(one.range.start, one.clip.frames)) for one in place(track)],
                    tracks,
                    laid,
                )
                continue
            box = next(item.placement.box for item in track.items if isinstance(item, Clip))
            tracks.append(self._footage(track, box))
            laid.append((len(tracks) - 1, all_of_it, {"geometry": self._geometry(box)} | (_COVER if box != WHOLE else {})))
        self._cards(self.finished.captions(segment), tracks, laid)
        pictures = len(tracks)
        tracks += [self._sound(clip, stack.frames) for clip in stack.sound if not clip.mute]
        made = self._tractor(tracks)
        for number, during, values in laid:
            self._transition(made, "composite", number, during, **({"progressive": 1} | values))
        for number in range(pictures, len(tracks)):
            self._transition(made, "mix", number, all_of_it, start=1, end=1, sum=1, always_active=1)
        self._filter(made, "volume", level=f"{self.gains.get(segment.name, 0.0):.3f}")
        return made.attrib["id"]

    def _colour(self, colour: str, frames: int) -> str:
        return self._producer("color", f"{colour}ff".replace("#", "0x"), frames)

    def _geometry(self, box: Box) -> str:
        width, height = self.size
        left, top = _even(box.x * width), _even(box.y * height)
        right, bottom = _even((box.x + box.width) * width), _even((box.y + box.height) * height)
        return f"{left}/{top}:{right - left}x{bottom - top}"

    def _footage(self, track: Track, box: Box) -> str:
        items: list[tuple[str, int, int, Transition | None]] = []
        before: Transition | None = None
        waits, shown = entered(track, self.rate)
        if waits:
            opening = next((item.opening for item in track.items if isinstance(item, Clip)), None)
            items.append((self._colour(opening.colour if opening else self.timeline.background, waits), 0, waits, None))
        for item in shown.items:
            if isinstance(item, Transition):
                before = item
                continue
            assert isinstance(item, Clip), "a footage track of the reference episode has no gaps"
            items.append((*self._clip(item, box), item.frames, before))
            before = None
        return self._playlist(items)

    def _clip(self, clip: Clip, box: Box) -> tuple[str, int]:
        # Return a producer and its first frame.
        media, (width, height) = clip.media, self.size
        match media:
            case ColourMedia():
                return self._colour(media.colour, clip.frames), 0
            case StillMedia():
                still = self._producer("pixbuf", str(self.finished.show.root / media.path), clip.frames, ttl=1)
                return self._covered(clip, still, 0), 0
            case SourceMedia():
                first = round(clip.start * self.rate)
                path = str(self.finished.show.root / media.path)
                end = first + clip.frames
                source = self._producer("avformat", path, end, audio_index=-1)
                shown = self.finished.video(media.path).display_size
                if box != WHOLE or abs(Fraction(*shown) - Fraction(width, height)) < Fraction(1, 100):
                    return source, first
                if clip.placement.fit is Fit.COVER:
                    return self._covered(clip, source, first), 0
                return self._blurred(
                    clip, source, self._producer("avformat", path, first + clip.frames, audio_index=-1), first
                ), 0
            case _:
                raise AssertionError(f"the reference episode shows no {type(media).__name__}")

    def _covered(self, clip: Clip, producer: str, first: int) -> str:
        # Let a picture fill the canvas, cut around its middle; a still may move.
        backdrop = self._colour(self.timeline.background, clip.frames)
        values: Mapping[str, object] = _COVER
        if clip.placement.move != "none":
            assert isinstance(clip.media, StillMedia)
            values = self._glide(self.finished.show.root / clip.media.path, clip.frames)
        return self._over(backdrop, producer, first, clip.frames, values).attrib["id"]

    def _glide(self, path: Path, frames: int) -> Mapping[str, object]:
        # The same part of the picture as in the hand-written command: from 31/32 of the covered canvas to 7/8.
        width, height = _picture_size(path)
        cover = max(Fraction(self.size[0], width), Fraction(self.size[1], height))
        points = []
        for at, part in ((0, Fraction(31, 32)), (frames - 1, Fraction(7, 8))):
            wide, high = width * cover / part, height * cover / part
            left, top = (self.size[0] - wide) / 2, (self.size[1] - high) / 2
            points.append(f"{at}={float(left):.3f}/{float(top):.3f}:{float(wide):.3f}x{float(high):.3f}")
        return {"geometry": ";".join(points), "distort": 1, "progressive": 1}

    def _over(self, backdrop: str, producer: str, first: int, frames: int, values: Mapping[str, object]) -> Xml.Element:
        made = self._tractor([backdrop, (producer, first, first + frames - 1)])
        self._transition(made, "composite", 1, (0, frames), **({"geometry": self._geometry(WHOLE)} | dict(values)))
        return made

    def _blurred(self, clip: Clip, front: str, behind: str, first: int) -> str:
        # Show all of an upright picture over a blurred, darker copy that fills the canvas.
        blur = self._over(self._colour(self.timeline.background, clip.frames), behind, first, clip.frames, _COVER)
        self._filter(blur, "avfilter.gblur", **{"av.sigma": f"{self.size[1] / 12:.1f}", "av.steps": 2})
        self._filter(blur, "brightness", level="0.7")
        return self._over(blur.attrib["id"], front, first, clip.frames, _MIDDLE).attrib["id"]

    # ------------------------------------------------------------------------------------------ cards

    def _cards(
        self,
        cards: Sequence[tuple[Drawn, FrameRange]],
        tracks: list[str],
        laid: list[tuple[int, tuple[int, int], dict[str, object]]],
    ) -> None:
        # Lay cards over the picture: one playlist for all, or one for each piece of a roll.
        made = Xml.Element("playlist")
        at = 0
        for drawn, shown in cards:
            start, frames = shown.start, shown.frames
            if drawn.kind == "roll":
                for path, top in zip(drawn.files, drawn.tops, strict=True):
                    tracks.append(self._producer("pixbuf", str(path), frames, ttl=1))
                    laid.append((len(tracks) - 1, (start, start + frames), {"geometry": self._rolling(path, drawn, top, frames)}))
                continue
            if start > at:
                Xml.SubElement(made, "blank", length=str(start - at))
            moves = drawn.moves
            file = str(drawn.files[0])
            card = self._producer("avformat" if moves else "pixbuf", file, frames, **({"audio_index": -1} if moves else {}))
            _cut(made, "entry", card, 0, frames - 1)
            laid.append((len(tracks), (start, start + frames), {"geometry": self._faded(drawn, frames)}))
            at = start + frames
        if len(made):
            tracks.append(self._append(made))

    def _rolling(self, path: Path, drawn: Drawn, top: int, frames: int) -> str:
        width, height = _picture_size(path)
        begin = self.size[1] + top
        return f"0=0/{begin}:{width}x{height};{frames - 1}=0/{begin - drawn.speed * (frames - 1)}:{width}x{height}"

    def _faded(self, drawn: Drawn, frames: int) -> str:
        width, height = drawn.size
        box = f"{drawn.x}/{drawn.y}:{width}x{height}"
        into, out = drawn.fades
        points = [f"0={box}:0", f"{into}={box}:100"] if into else [f"0={box}:100"]
        if out:
            points += [f"{frames - 1 - out}={box}:100", f"{frames - 1}={box}:0"]
        return ";".join(points)

    # ------------------------------------------------------------------------------------------ sound

    def _sound(self, clip: SoundClip, segment_frames: int) -> str:
        at, first = round(clip.at * self.rate), round(clip.start * self.rate)
        frames = min(round(clip.seconds * self.rate), segment_frames - at)
        length = int(self.finished.duration(clip.media.path) * self.rate) if clip.loop else first + frames
        source = self._producer("avformat", str(self.finished.show.root / clip.media.path), length, video_index=-1)
        made = self._named("playlist")
        if at:
            Xml.SubElement(made, "blank", length=str(at))
        missing = frames
        while missing > 0:
            taken = min(missing, length - first)
            _cut(made, "entry", source, first, first + taken - 1)
            missing, first = missing - taken, 0
        into, out = round(clip.fade_in * self.rate), round(clip.fade_out * self.rate)
        gain = float(clip.gain_db)
        points = [(at, _SILENT_DB), (at + into, gain)] if into else [(at, gain)]
        if out:
            points += [(at + frames - 1 - out, gain), (at + frames - 1, _SILENT_DB)]
        self._filter(made, "volume", level=";".join(f"{frame}={level}" for frame, level in points))
        return made.attrib["id"]


def _cut(of: Xml.Element, tag: str, producer: str, first: int, last: int) -> None:
    # Name the frames `first` to `last`, both of them included.
    Xml.SubElement(of, tag, {"producer": producer, "in": str(first), "out": str(last)})


def _picture_size(path: Path) -> tuple[int, int]:
    from PIL import Image

    with Image.open(path) as picture:
        return picture.width, picture.height


def _even(value: Fraction) -> int:
    return round(value / 2) * 2
