"""Read deliverable profiles from YAML: the built-in ones, and those in a show's `profiles/` folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, cast, get_args

from pipeline.documents import reader
from pipeline.documents.files import Files, from_disk
from pipeline.documents.node import Node
from pipeline.faults import Diagnostic, InputFault, Where, did_you_mean
from pipeline.media.languages import is_tag
from pipeline.profiles.fields import Fields
from pipeline.profiles.model import (
    H264,
    Av1,
    Container,
    Cover,
    Ffv1,
    FurtherCodec,
    Hevc,
    LoudnessClass,
    LoudnessProfile,
    Profile,
    ProRes,
    SoundProfile,
    VideoCodec,
    VideoProfile,
)
from pipeline.profiles.naming import NAME, RESERVED, lacking
from pipeline.timebase import SAMPLE_RATE, TimeFault, parse_rate

BUILT_IN = Path(__file__).parent
CLASSES: tuple[LoudnessClass, ...] = get_args(LoudnessClass)
"""The classes of segments whose loudness a profile must name."""
PRESETS = ("ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow")
"""The presets of x264, quickest first (`x264 --fullhelp`; its `placebo` is left out, being no better than its name)."""

FLAVOURS = ("proxy", "lt", "standard", "hq")
"""The flavours of ProRes 422, smallest first, as `prores_ks` numbers them."""

CONTAINERS: tuple[Container, ...] = get_args(Container)
CODECS: dict[str, type[VideoCodec]] = {"h264": H264, "hevc": Hevc, "av1": Av1, "ffv1": Ffv1, "prores": ProRes, "none": Cover}
_NAMES: dict[type[VideoCodec], str] = {
    H264: "H.264", Hevc: "HEVC", Av1: "AV1", Ffv1: "FFV1", ProRes: "ProRes",
}  # fmt: skip
_ALONE, _USUAL_GOP = ("ffv1", "prores", "none"), Fraction(1, 2)
"""Codecs all of whose frames are key frames, and where the picture is cut for one that stands still."""

_PIXELS = {**dict.fromkeys(CODECS, ("yuv420p",)), "prores": ("yuv422p10le",)}
"""Pixels are composed in 4:2:0 with 8 bits; ProRes knows 4:2:2 with 10 bits alone."""

_HOLDS: dict[str, tuple[tuple[type[VideoCodec], ...], tuple[str, ...]]] = {
    "mp4": ((H264, Hevc, Av1), ("aac",)),
    "mov": ((H264, Hevc, ProRes), ("aac", "pcm")),
    "mkv": ((H264, Hevc, Av1, Ffv1, ProRes), ("flac", "pcm")),
    "m4a": ((Cover,), ("aac",)),
}
"""What each container holds of pictures and of sound so that players and archives know what to do with it.

Matroska takes the encoder's delay from the sound of AAC, which then is shorter than its picture.
"""

FIELD_RATES = (Fraction(25), Fraction(30_000, 1001))
"""Interlaced frames a second of television (ITU-R BT.709, table 3), each of two fields."""

_NUMBER = re.compile(r"[+-]?\d{1,9}(?:\.\d{1,6})?(?:/\d{1,6})?")


def names(folders: Sequence[Path] = ()) -> tuple[str, ...]:
    """Return the names of all profiles, sorted: the built-in ones and the `*.yaml` files of `folders`.

    Files whose names are none that a profile may have are not among them.
    """
    files = (path for folder in (BUILT_IN, *folders) for path in folder.glob("*.yaml"))
    return tuple(sorted({path.stem for path in files if NAME.fullmatch(path.stem) and path.is_file()}))


def load(name: str, folders: Sequence[Path] = (), files: Files = from_disk) -> Profile:
    """Read the profile `name`. A later folder replaces a profile of the same name of an earlier one, or a built-in one.

    Raises InputFault with every mistake of the file, each at its line and column, or where there is no such profile.
    """
    if name == RESERVED:
        hint = "give its file another name; the packages that quality control refuses are called so"
        raise InputFault((Diagnostic(Where("profile"), f"no profile may be called {name!r}", hint),))
    return _read(name, _found(name, folders), folders, files)


def parse(content: bytes, name: str, path: str) -> Profile:
    """Read a profile from the bytes of a YAML file; `path` is named in faults. Raises InputFault with every mistake.

    What it extends is a built-in one.
    """
    return _read(name, Path(path), (), lambda file: content if file == Path(path) else from_disk(file))


def _found(name: str, folders: Sequence[Path]) -> Path:
    """Return the file of a profile. Raises InputFault."""
    if NAME.fullmatch(name):
        for folder in (*reversed(folders), BUILT_IN):
            if (path := folder / f"{name}.yaml").is_file():
                return path
    known = ", ".join(names(folders))
    raise InputFault((Diagnostic(Where("profile"), *lacking(name, folders, f"there are {known}")),))


def _read(name: str, path: Path, folders: Sequence[Path], files: Files) -> Profile:
    diagnostics: list[Diagnostic] = []
    chain: list[Path] = []
    top: Fields | None = _fields(path, chain, folders, files, diagnostics)
    profile = _profile(name, top) if top is not None else None
    if diagnostics:
        raise InputFault(tuple(sorted(dict.fromkeys(diagnostics), key=lambda diagnostic: diagnostic.where)))
    assert profile is not None
    return profile


def _fields(
    path: Path, chain: list[Path], folders: Sequence[Path], files: Files, diagnostics: list[Diagnostic]
) -> Fields | None:
    """Return the fields of a profile's file over those of the one that it extends; tell what is wrong with them.

    `chain` are the files that have led here.
    """
    shown = f"{path.parent.name}/{path.name}" if path.parent in folders else str(path)
    try:
        content = files(path)
    except OSError as fault:
        message = f"this file cannot be read: {fault.strerror}"
        diagnostics.append(Diagnostic(Where(shown), message, "let your account read it"))
        return None
    root = reader.read(content, shown, diagnostics)
    if root is None or root.entries is None:
        where = Where(shown) if root is None else root.where
        if not diagnostics:
            diagnostics.append(Diagnostic(where, "a profile is a group of fields", "write each as key: value"))
        return None
    chain.append(path)
    base = root.entries.get("extends")
    if base is None:
        return Fields(root, diagnostics)
    below = _base(base, path, chain, folders, diagnostics)
    extended = _fields(below, chain, folders, files, diagnostics) if below else None
    return Fields(root, diagnostics, extended) if extended else None


def _base(base: Node, path: Path, chain: list[Path], folders: Sequence[Path], diagnostics: list[Diagnostic]) -> Path | None:
    """Return the file of the profile that one extends. A profile may extend the built-in one whose name it has."""
    name = base.text or ""
    known = names(folders)
    if not name:
        hint = "write a name, such as extends: youtube"
        diagnostics.append(Diagnostic(base.where, "extends names one profile", hint))
        return None
    if name not in known:
        diagnostics.append(Diagnostic(base.where, *lacking(name, folders, did_you_mean(name, known))))
        return None
    below = _found(name, folders)
    if below == path:
        below = BUILT_IN / f"{name}.yaml"
    if below in chain or not below.is_file():
        message = f"the profile extends itself: {' -> '.join([*(one.stem for one in chain), name])}"
        diagnostics.append(Diagnostic(base.where, message, "extend a built-in one"))
        return None
    return below


def _profile(name: str, top: Fields) -> Profile | None:
    top.take("extends", str, "")
    description = top.take("description", str)
    container = top.take("container", _one_of(*CONTAINERS), "mp4")
    video = _video(top.nested("video"))
    sound = _sound(top.nested("sound"))
    loudness = _loudness(top.nested("loudness"))
    burn = top.take("burn_captions", _flag_or_language)
    embed = top.take("embed_captions", _flag, True)
    ttml = top.take("ttml", _flag, False)
    clearance = top.take("needs_clearance", _flag, True)
    file_name = top.take("file_name", _file_name(container or "mp4"), f"{{episode}}.{container}")
    most = top.take("most_seconds", _number(1, 43_200), Fraction(0))
    textless = top.take("textless", _flag, False)
    if container and video and sound:
        _fit(container, video, sound, top)
        if embed and container != "mp4":
            message = f"captions are put into MP4 alone, and this is {container}"
            top.tell("embed_captions", message, "write embed_captions: false; they are beside it as files")
    top.refuse_rest()
    # A missing or wrong field has left a diagnostic; the caller raises it.
    if top.diagnostics or not (video and sound and loudness):
        return None
    assert description is not None
    assert burn is not None
    assert file_name is not None
    assert clearance is not None
    assert embed is not None
    assert ttml is not None
    assert textless is not None
    return Profile(
        name, description, video, sound, loudness, burn, file_name, clearance, embed, ttml, cast("Container", container),
        most or None, textless,
    )  # fmt: skip


def _fit(container: str, video: VideoProfile, sound: SoundProfile, top: Fields) -> None:
    """Tell where a container does not take what it is to hold."""
    pictures, sounds = _HOLDS[container]
    if (kind := type(video.coding)) not in pictures:
        allowed = " or ".join(sorted(name for name, known in CODECS.items() if known in pictures))
        lacks, other = ("must have a picture", "m4a") if kind is Cover else (f"cannot hold {_NAMES[kind]}", "mkv")
        top.tell("container", f"a file of {container} {lacks}", f"write a codec of {allowed}, or {other}")
    if video.is_interlaced and container != "mov":
        top.tell("container", f"a file of {container} is not made interlaced", "write container: mov, or scan: progressive")
    if sound.also and container != "m4a":
        top.tell("container", f"a file of {container} has no sound beside it", "leave out also, or write container: m4a")
    if sound.codec not in sounds:
        top.tell("container", f"a file of {container} cannot hold {sound.codec}", f"write a codec of {' or '.join(sounds)}")


def _video(fields: Fields) -> VideoProfile | None:
    codec = fields.take("codec", _one_of(*CODECS), "h264")
    values: dict[str, Any] = {
        "width": fields.take("width", _whole(16, 8192, even=True)),
        "height": fields.take("height", _whole(16, 8192, even=True)),
        "coding": None if codec is None else _coding(CODECS[codec], fields),
        "gop_seconds": fields.take("gop_seconds", _number(Fraction(1, 10), 20), _USUAL_GOP if codec in _ALONE else None),
        "pixel_format": fields.take("pixel_format", _one_of(*_PIXELS[codec or "h264"]), _PIXELS[codec or "h264"][0]),
    }
    rate = fields.take("rate", _rate, Fraction(0))
    scan = fields.take("scan", _one_of("progressive", "interlaced"), "progressive")
    fields.refuse_rest()
    if None in (*values.values(), rate, scan):
        return None
    video = VideoProfile(**values, rate=rate or None, is_interlaced=scan == "interlaced")
    if video.is_interlaced:
        _fields_fit(video, fields)
    return video


def _fields_fit(video: VideoProfile, fields: Fields) -> None:
    """Tell what two fields in each frame ask of a profile."""
    if not isinstance(video.coding, H264 | ProRes):
        name = _NAMES.get(type(video.coding), "a cover")
        fields.tell("scan", f"{name} is not made interlaced", "write codec: h264 or codec: prores")
    if video.rate not in FIELD_RATES:
        message, hint = "interlaced pictures have 25 or 30000/1001 frames a second, of two fields each", "write rate: 25"
        fields.tell("rate" if video.rate else "scan", message, hint)
    if video.height % 4:
        hint = f"write height: {video.height // 4 * 4 + 4}"
        fields.tell("height", f"{video.height} lines are not two fields with colours of their own", hint)


def _coding(kind: type[VideoCodec], fields: Fields) -> VideoCodec | None:
    """Return how the picture is encoded by the codec of a kind."""
    values: dict[str, Any] = {}
    if kind is H264:
        values = {
            "preset": fields.take("preset", _one_of(*PRESETS), follows="codec"),
            # 0 is lossless to x264, which needs a profile of H.264 that players do not decode (High 4:4:4 Predictive).
            "crf": fields.take("crf", _whole(1, 51), follows="codec"),
            "profile": fields.take("profile", _one_of("baseline", "main", "high")),
            "b_frames": fields.take("b_frames", _whole(0, 16)),
            "threads": fields.take("threads", _whole(1, 64)),
            "max_bitrate_kbps": fields.take("max_bitrate_kbps", _whole(0, 1_000_000), 0),
        }
    elif kind is Hevc:
        values = {
            "preset": fields.take("preset", _one_of(*PRESETS), follows="codec"),
            "crf": fields.take("crf", _whole(0, 51), follows="codec"),
            "b_frames": fields.take("b_frames", _whole(0, 16)),
            "max_bitrate_kbps": fields.take("max_bitrate_kbps", _whole(0, 1_000_000), 0),
        }
    elif kind is Av1:
        values = {
            "preset": fields.take("preset", _whole(0, 13), follows="codec"),
            "crf": fields.take("crf", _whole(1, 63), follows="codec"),
        }
    elif kind is ProRes:
        values = {"flavour": fields.take("flavour", _one_of(*FLAVOURS))}
    return None if None in values.values() else kind(**values)


def _sound(fields: Fields) -> SoundProfile | None:
    codec = fields.take("codec", _one_of("aac", "flac", "pcm"))
    values: dict[str, Any] = {
        "codec": codec,
        "bitrate_kbps": fields.take("bitrate_kbps", _whole(32, 512)) if codec in (None, "aac") else 0,
        "sample_rate": fields.take("sample_rate", _one_of_numbers(SAMPLE_RATE)),
        "channels": fields.take("channels", _one_of_numbers(2)),
        "also": fields.listed("also", _one_of(*get_args(FurtherCodec))),
    }
    fields.refuse_rest()
    return None if None in values.values() else SoundProfile(**values)


def _loudness(fields: Fields) -> LoudnessProfile | None:
    level = _number(-70, 0)
    values: dict[str, Any] = {
        "target": fields.take("target", level),
        "ceiling": fields.take("ceiling", level),
        "tolerance": fields.take("tolerance", _number(Fraction(1, 10), 5)),
        "jump": fields.take("jump", _number(0, 70)),
    }
    kinds = fields.nested("segments")
    segments = {kind: kinds.take(kind, level) for kind in CLASSES}
    kinds.refuse_rest()
    fields.refuse_rest()
    if None in values.values() or None in segments.values():
        return None
    return LoudnessProfile(**values, segments={kind: target for kind, target in segments.items() if target is not None})


# Each of these turns text into a value or raises ValueError with what is allowed.


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("write true or false")
    return text == "true"


def _flag_or_language(text: str) -> bool | str:
    if text in ("true", "false"):
        return text == "true"
    if not is_tag(text) or text in ("no", "yes", "on", "off"):  # nobody can tell Norwegian from a refusal
        raise ValueError("write true, false, or the language of the captions, such as es")
    return text


def _file_name(container: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        plain = text.replace("{episode}", "").replace("{profile}", "")
        if "{episode}" not in text or not text.endswith(f".{container}") or not re.fullmatch(r"[\w.-]+", plain):
            raise ValueError(f"write a file name such as {{episode}}.{container} or {{episode}}.{{profile}}.{container}")
        return text

    return read


def _rate(text: str) -> Fraction:
    try:
        return parse_rate(text)
    except TimeFault as fault:
        raise ValueError(str(fault)) from None


def _number(low: Fraction | int, high: Fraction | int) -> Callable[[str], Fraction]:
    def read(text: str) -> Fraction:
        match = _NUMBER.fullmatch(text)
        if match is None or ("." in text and "/" in text) or text.endswith("/0"):
            raise ValueError(f"write a number from {low} to {high}, such as 2, 0.5 or 1/2")
        value = Fraction(text)
        if not low <= value <= high:
            raise ValueError(f"write a number from {low} to {high}")
        return value

    return read


def _whole(low: int, high: int, *, even: bool = False) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text) or not low <= int(text) <= high or (even and int(text) % 2):
            raise ValueError(f"write {'an even' if even else 'a whole'} number from {low} to {high}")
        return int(text)

    return read


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"write {' or '.join(allowed)}")
        return text

    return read


def _one_of_numbers(*allowed: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if text not in map(str, allowed):
            raise ValueError(f"write {' or '.join(map(str, allowed))}")
        return int(text)

    return read
