"""The command that somebody would write by hand: one ffmpeg, one filter_complex, for the picture and the sound of a timeline.

It uses the filters of ffmpeg's manual as people use them (scale, pad, xstack, overlay with `enable`, xfade, concat, amix,
acrossfade), ffmpeg's own threads everywhere, and the cards that a build has drawn; their drawing is not its work.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count
from pathlib import Path

from bench.media import ffmpeg
from pipeline.media.info import VideoInfo
from pipeline.media.paths import MediaPath
from pipeline.profiles.model import H264, Profile
from pipeline.timebase import FrameRange
from pipeline.timeline.model import (
    WHOLE,
    Box,
    CardMedia,
    Clip,
    ColourMedia,
    Fit,
    Gap,
    Segment,
    SoundClip,
    SoundRole,
    SourceMedia,
    StillMedia,
    Timeline,
    Track,
    Transition,
)
from pipeline.timeline.regions import place

_CARD = "scale=out_color_matrix=bt709:out_range=tv,format=yuva420p"
"""What RGB with alpha needs before it lies over BT.709; without it ffmpeg takes BT.601's matrix."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Name a drawn card: its kind, its place and size on the canvas in pixels, its files, the frames of its fades.

    For a roll also its pixels a frame and the tops of its slices.
    """

    kind: str
    x: int
    y: int
    size: tuple[int, int]
    files: tuple[Path, ...]
    fades: tuple[int, int]
    speed: int
    tops: tuple[int, ...]

    @property
    def moves(self) -> bool:
        """Say whether its file is a film, not a picture."""
        return self.kind in ("animated", "layered")


def encoder(profile: Profile, rate: Fraction) -> list[str]:
    """Return ffmpeg's options for a profile's picture and sound, with as many threads as ffmpeg takes by itself."""
    video, coded = profile.video, profile.video.coding
    assert isinstance(coded, H264)
    options = {
        "c:v": "libx264", "preset": coded.preset, "crf": coded.crf, "profile:v": coded.profile, "bf": coded.b_frames,
        "g": round(video.gop_seconds * rate), "pix_fmt": video.pixel_format,
        "c:a": "aac", "b:a": f"{profile.sound.bitrate_kbps}k",
    }  # fmt: skip
    if coded.max_bitrate_kbps:
        options |= {"maxrate": f"{coded.max_bitrate_kbps}k", "bufsize": f"{2 * coded.max_bitrate_kbps}k"}
    return [part for name, value in options.items() for part in (f"-{name}", str(value))]


class Hand:
    """Collect the inputs and the filters of one command.

    `video` tells the facts of a source, `card` where a card is drawn, `gains` the static gains of segments by name, and of the
    programme under "", in decibels.
    """

    def __init__(
        self,
        timeline: Timeline,
        profile: Profile,
        root: Path,
        *,
        video: Callable[[MediaPath], VideoInfo],
        card: Callable[[Clip], Drawn],
        captions: Callable[[Segment], tuple[tuple[Drawn, FrameRange], ...]],
        gains: Mapping[str, float],
    ) -> None:
        self.timeline, self.profile, self.root, self.video = timeline, profile, root, video
        self.card, self.captions, self.gains = card, captions, gains
        self.rate = timeline.rate
        self.size = profile.video.width, profile.video.height
        self.inputs: list[str] = []
        self.filters: list[str] = []
        self._count = 0
        self._labels = count()

    def argv(self, output: Path) -> list[str]:
        """Return the whole command."""
        video, sound = self._programme()
        return [
            ffmpeg(), "-hide_banner", "-nostdin", "-v", "error", "-y", *self.inputs,
            "-filter_complex", ";\n".join(self.filters), "-map", f"[{video}]", "-map", f"[{sound}]",
            *encoder(self.profile, self.rate),
            "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
            "-movflags", "+faststart", str(output),
        ]  # fmt: skip

    # ------------------------------------------------------------------------------------------ bricks

    def _label(self) -> str:
        return f"n{next(self._labels)}"

    def _read(self, path: Path, *options: str) -> int:
        self.inputs += [*options, "-i", str(path)]
        self._count += 1
        return self._count - 1

    def _do(self, chain: str, *streams: str) -> str:
        label = self._label()
        self.filters.append("".join(f"[{stream}]" for stream in streams) + f"{chain}[{label}]")
        return label

    def _seconds(self, frames: int) -> str:
        return f"{float(frames / self.rate):.6f}"

    # ------------------------------------------------------------------------------------------ programme

    def _programme(self) -> tuple[str, str]:
        groups: list[list[Segment]] = []
        for segment in self.timeline.segments:
            if segment.transition or not groups:
                groups.append([])
            groups[-1].append(segment)
        video, sound, length = "", "", 0
        for group in groups:
            pictures, sounds = [self._segment(one) for one in group], [self._sound(one) for one in group]
            frames = sum(one.stack.frames for one in group)
            picture = self._do(f"concat=n={len(group)}:v=1:a=0", *pictures) if len(group) > 1 else pictures[0]
            noise = self._do(f"concat=n={len(group)}:v=0:a=1", *sounds) if len(group) > 1 else sounds[0]
            if not video:
                video, sound, length = picture, noise, frames
                continue
            transition = group[0].transition
            assert transition is not None
            video = self._xfade(video, picture, length, transition)
            sound = self._do(f"acrossfade=d={self._seconds(transition.frames)}:c1=qsin:c2=qsin", sound, noise)
            length += frames - transition.frames
        mastered = f"volume={self.gains['']:.3f}dB,alimiter=limit=0.84:level=disabled,aformat=sample_rates=48000"
        return self._do("format=yuv420p", video), self._do(mastered, sound)

    def _xfade(self, before: str, after: str, length: int, transition: Transition) -> str:
        kind = "fade" if transition.kind == "dissolve" else "fadeblack"
        offset = self._seconds(length - transition.frames)
        return self._do(f"xfade=transition={kind}:duration={self._seconds(transition.frames)}:offset={offset}", before, after)

    # ------------------------------------------------------------------------------------------ picture

    def _segment(self, segment: Segment) -> str:
        stack = segment.stack
        footage = [track for track in stack.picture if not has_cards(track)]
        tiles = [track for track in footage if _box(track) != WHOLE]
        whole = [track for track in footage if _box(track) == WHOLE and not (tiles and plain(track))]
        behind = next((plain(track) for track in footage if plain(track)), self.timeline.background)
        mosaic = self._mosaic(tiles, stack.frames, behind) if tiles and not whole else ""
        picture = self._track(whole[0], self.size) if whole else mosaic
        if not picture:
            picture = self._colour(self.timeline.background, stack.frames)
        for track in stack.picture:
            if has_cards(track):
                for placed in place(track):
                    picture = self._card(picture, self.card(placed.clip), FrameRange(placed.range.start, placed.clip.frames))
        for drawn, shown in self.captions(segment):
            picture = self._card(picture, drawn, shown)
        return self._do("settb=AVTB,setsar=1", picture)

    def _colour(self, colour: str, frames: int) -> str:
        size = f"{self.size[0]}x{self.size[1]}"
        return self._do(
            f"color=c=0x{colour[1:]}:s={size}:r={self.rate}:d={self._seconds(frames)},trim=end_frame={frames},format=yuv420p"
        )

    def _track(self, track: Track, size: tuple[int, int]) -> str:
        parts: list[str] = []
        video, length = "", 0
        transition: Transition | None = None
        for item in track.items:
            if isinstance(item, Transition):
                transition = item
                continue
            assert not isinstance(item, Gap), "a footage track of the reference episode has no gaps"
            clip = self._clip(item, size)
            if not video:
                video, length = clip, item.frames
            elif transition:
                video = self._xfade(video, clip, length, transition)
                length += item.frames - transition.frames
            else:
                video = self._do("concat=n=2:v=1:a=0", video, clip)
                length += item.frames
            transition = None
            parts.append(clip)
        return video

    def _clip(self, clip: Clip, size: tuple[int, int]) -> str:
        width, height = size
        cover = f"scale={width}:{height}:force_original_aspect_ratio=increase,crop={width}:{height}"
        end = f"setsar=1,format=yuv420p,tpad=stop=2:stop_mode=clone,trim=end_frame={clip.frames},setpts=N/({self.rate}*TB)"
        match clip.media:
            case ColourMedia():
                return self._colour(clip.media.colour, clip.frames)
            case StillMedia():
                read = self._read(self.root / clip.media.path)
                move = self._glide(clip) if clip.placement.move != "none" else ""
                grid = f"loop=loop={clip.frames - 1}:size=1,fps={self.rate}"
                return self._do(f"{cover},format=yuv420p,{grid}{move},{end}", f"{read}:v")
            case SourceMedia():
                seconds = float(clip.frames / self.rate)
                read = self._read(self.root / clip.media.path, "-ss", f"{float(clip.start):.6f}", "-t", f"{seconds + 0.1:.6f}")
                info = self.video(clip.media.path)
                shown = info.display_size[0] / info.display_size[1]
                if abs(shown - Fraction(width, height)) < Fraction(1, 100):
                    return self._do(f"fps={self.rate},scale={width}:{height},{end}", f"{read}:v")
                if clip.placement.fit is Fit.COVER:
                    return self._do(f"fps={self.rate},{cover},{end}", f"{read}:v")
                small = f"{width // 8}:{height // 8 // 2 * 2}"
                dim = f"scale={small}:force_original_aspect_ratio=increase,crop={small},gblur=sigma={height / 96:.1f}:steps=2"
                dark = f"lutyuv=y=(val-16)*0.7+16,scale={width}:{height},setsar=1,format=yuv420p"
                self.filters.append(f"[{read}:v]fps={self.rate},split[s{read}a][s{read}b]")
                behind = self._do(f"{dim},{dark}", f"s{read}a")
                fore = self._do(f"scale=-2:{height},setsar=1,format=yuv420p", f"s{read}b")
                return self._do(f"overlay=x=(W-w)/2:y=(H-h)/2,{end}", behind, fore)
            case _:
                raise AssertionError(f"the reference episode shows no {type(clip.media).__name__}")

    def _glide(self, clip: Clip) -> str:
        # ken-burns towards the middle: from 31/32 of the picture to 7/8 of it (zoompan shakes, perspective does not).
        size = f"(0.96875-0.09375*(on-1)/{max(1, clip.frames - 1)})"
        low, high = f"(1-{size})/2", f"(1+{size})/2"
        corners = f"x0=W*{low}:y0=H*{low}:x1=W*{high}:y1=H*{low}:x2=W*{low}:y2=H*{high}:x3=W*{high}:y3=H*{high}"
        return f",perspective={corners}:interpolation=cubic:sense=source:eval=frame"

    def _mosaic(self, tracks: Sequence[Track], frames: int, behind: str) -> str:
        width, height = self.size
        colour = f"0x{behind[1:]}"
        streams, layout = [], []
        for full in tracks:
            box = _box(full)
            waits, track = entered(full, self.rate)
            left, top = (_even(share * side) for share, side in ((box.x, width), (box.y, height)))
            right, bottom = _even((box.x + box.width) * width), _even((box.y + box.height) * height)
            tile = self._track(track, (right - left, bottom - top))
            shown = waits + sum(item.frames for item in track.items if isinstance(item, Clip))
            if waits:
                tile = self._do(f"tpad=start={waits}:color={colour}", tile)
            streams.append(self._do(f"tpad=stop={frames - shown}", tile) if shown < frames else tile)
            layout.append(f"{left}_{top}")
        return self._do(
            f"xstack=inputs={len(streams)}:layout={'|'.join(layout)}:fill={colour},pad={width}:{height}:color={colour}", *streams
        )

    # ------------------------------------------------------------------------------------------ cards

    def _card(self, base: str, drawn: Drawn, shown: FrameRange) -> str:
        files, fades = drawn.files, drawn.fades
        start, end = shown.start, shown.end
        during = f"enable='between(n,{start},{end - 1})'"
        if drawn.kind == "roll":
            # In 4:2:0 overlay moves by even pixels only, and an odd speed would judder.
            base = self._do("scale,format=yuv444p", base)
            for path, top in zip(files, drawn.tops, strict=True):
                piece = self._do(_CARD.replace("yuva420p", "yuva444p"), f"{self._read(path)}:v")
                base = self._do(f"overlay=x=0:y='{self.size[1] + top}-{drawn.speed}*n':eval=frame:format=yuv444", base, piece)
            return self._do("scale,format=yuv420p", base)
        read = self._read(files[0])
        if drawn.moves:
            over = self._do(f"fps={self.rate},{_CARD},setpts=PTS+{start}/({self.rate}*TB)", f"{read}:v")
        elif any(fades):
            grid = f"{_CARD},loop=loop={shown.frames - 1}:size=1,fps={self.rate},setpts=N/({self.rate}*TB)"
            into = f"fade=t=in:d={self._seconds(fades[0])}:alpha=1"
            out = f"fade=t=out:st={self._seconds(shown.frames - fades[1])}:d={self._seconds(fades[1])}:alpha=1"
            over = self._do(f"{grid},{into},{out},setpts=PTS+{start}/({self.rate}*TB)", f"{read}:v")
        else:
            over = self._do(_CARD, f"{read}:v")
        return self._do(f"overlay=x={drawn.x}:y={drawn.y}:{during}", base, over)

    # ------------------------------------------------------------------------------------------ sound

    def _sound(self, segment: Segment) -> str:
        seconds = float(segment.stack.frames / self.rate)
        voices: list[str] = []
        others: list[tuple[str, SoundClip]] = []
        for clip in segment.stack.sound:
            if clip.mute:
                continue
            stream = self._take(clip)
            if clip.role is SoundRole.VOICE:
                voices.append(stream)
            else:
                others.append((stream, clip))
        if not voices and not others:
            return self._do(f"anullsrc=r=48000:cl=stereo,atrim=duration={seconds:.6f}")
        keys: list[str] = []
        if voices:
            voice = self._do(f"amix=inputs={len(voices)}:normalize=0", *voices) if len(voices) > 1 else voices[0]
            ducked = [number for number, (_, clip) in enumerate(others) if clip.duck]
            labels = [self._label() for _ in range(1 + len(ducked))]
            self.filters.append(
                f"[{voice}]apad=whole_dur={seconds:.6f},asplit={len(labels)}" + "".join(f"[{one}]" for one in labels)
            )
            voices, keys = labels[:1], labels[1:]
        streams = list(voices)
        for stream, clip in others:
            streams.append(
                self._do("sidechaincompress=threshold=0.05:ratio=8:attack=50:release=400", stream, keys.pop())
                if clip.duck and keys
                else stream
            )
        mixed = self._do(f"amix=inputs={len(streams)}:normalize=0", *streams) if len(streams) > 1 else streams[0]
        gain = self.gains.get(segment.name, 0.0)
        return self._do(
            f"volume={gain:.3f}dB,apad=whole_dur={seconds:.6f},atrim=duration={seconds:.6f},asetpts=PTS-STARTPTS", mixed
        )

    def _take(self, clip: SoundClip) -> str:
        loop = ("-stream_loop", "-1") if clip.loop else ()
        begin, length = float(clip.start), float(clip.seconds)
        read = self._read(self.root / clip.media.path, *loop, "-ss", f"{begin:.6f}", "-t", f"{length:.6f}")
        into, out = max(0.005, float(clip.fade_in)), max(0.005, float(clip.fade_out))
        fades = f"afade=t=in:d={into}:curve=qsin,afade=t=out:st={length - out:.6f}:d={out}:curve=qsin"
        level = f"volume={float(clip.gain_db)}dB"
        delay = f",adelay={round(float(clip.at) * 48000)}S:all=1" if clip.at else ""
        return self._do(f"aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=stereo,{level},{fades}{delay}", f"{read}:a")


def gains(report: Path, mixes: dict[str, Path]) -> dict[str, float]:
    """Return the static gains of a build's sound, in decibels: of each segment, and under "" of the programme."""
    found = {name: float(json.loads(path.read_bytes())["gain_db"]) for name, path in mixes.items()}
    return found | {"": float(json.loads(report.read_bytes())["master"]["gain_db"])}


def has_cards(track: Track) -> bool:
    """Say whether a track shows cards."""
    return any(isinstance(item, Clip) and isinstance(item.media, CardMedia) for item in track.items)


def plain(track: Track) -> str:
    """Return the colour of a track that shows nothing else; empty for any other."""
    media = {item.media if isinstance(item, Clip) else None for item in track.items}
    (only,) = media if len(media) == 1 else (None,)
    return only.colour if isinstance(only, ColourMedia) else ""


def entered(track: Track, rate: Fraction) -> tuple[int, Track]:
    """Return for how many frames nobody is seen of a tile, and the rest of its track.

    Whoever is given the same picture to make lets a window be there at once where ours opens.
    """
    first, *others = track.items
    waits = 0
    if isinstance(first, Gap):
        waits, (first, *others) = first.frames, others
    if isinstance(first, Clip) and first.opening:
        after = first.opening.after
        waits += after
        first = replace(first, frames=first.frames - after, start=first.start + after / rate, opening=None)
    return waits, Track(track.name, (first, *others))


def _box(track: Track) -> Box:
    return next(item.placement.box for item in track.items if isinstance(item, Clip))


def _even(value: Fraction) -> int:
    return round(value / 2) * 2
