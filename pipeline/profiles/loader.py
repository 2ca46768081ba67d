"""Read deliverable profiles from YAML: the built-in ones, and those in a show's `profiles/` folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

from pipeline.documents import reader
from pipeline.documents.files import Files, from_disk
from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.media.languages import is_tag
from pipeline.profiles.fields import Fields
from pipeline.profiles.model import LoudnessClass, LoudnessProfile, Profile, SoundProfile, VideoProfile
from pipeline.timebase import SAMPLE_RATE

BUILT_IN = Path(__file__).parent
CLASSES: tuple[LoudnessClass, ...] = get_args(LoudnessClass)
"""The classes of segments whose loudness a profile must name."""
PRESETS = ("ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow")
"""The presets of x264, quickest first (`x264 --fullhelp`; its `placebo` is left out, being no better than its name)."""

RESERVED = "refused"
"""The name that no profile may have: `renders/<episode>.refused` is a package that was refused (`delivery.publish.refused`)."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{,63}")
_NUMBER = re.compile(r"[+-]?\d{1,9}(?:\.\d{1,6})?(?:/\d{1,6})?")


def names(folders: Sequence[Path] = ()) -> tuple[str, ...]:
    """Return the names of all profiles, sorted: the built-in ones and the `*.yaml` files of `folders`."""
    return tuple(sorted({path.stem for folder in (BUILT_IN, *folders) for path in folder.glob("*.yaml")}))


def load(name: str, folders: Sequence[Path] = (), files: Files = from_disk) -> Profile:
    """Read the profile `name`. A later folder replaces a profile of the same name of an earlier one, or a built-in one.

    Raises InputFault with every mistake of the file, each at its line and column, or where there is no such profile.
    """
    if name == RESERVED:
        hint = "give its file another name; the packages that quality control refuses are called so"
        raise InputFault((Diagnostic(Where("profile"), f"no profile may be called {name!r}", hint),))
    if _NAME.fullmatch(name):
        for folder in (*reversed(folders), BUILT_IN):
            path = folder / f"{name}.yaml"
            if path.is_file():
                shown = str(path) if folder == BUILT_IN else f"{folder.name}/{path.name}"
                try:
                    content = files(path)
                except OSError as fault:
                    message = f"this file cannot be read: {fault.strerror}"
                    raise InputFault((Diagnostic(Where(shown), message, "let your account read it"),)) from None
                return parse(content, name, shown)
    known = ", ".join(names(folders))
    raise InputFault((Diagnostic(Where("profile"), f"there is no profile {name!r}", f"there are {known}"),))


def parse(content: bytes, name: str, path: str) -> Profile:
    """Read a profile from the bytes of a YAML file; `path` is named in faults. Raises InputFault with every mistake."""
    diagnostics: list[Diagnostic] = []
    root = reader.read(content, path, diagnostics)
    if root is None or root.entries is None:
        where = Where(path) if root is None else root.where
        raise InputFault(tuple(diagnostics) or (Diagnostic(where, "a profile is a group of fields", "write each as key: value"),))
    profile = _profile(name, Fields(root, diagnostics))
    if diagnostics:
        raise InputFault(tuple(sorted(diagnostics, key=lambda diagnostic: diagnostic.where)))
    assert profile is not None
    return profile


def _profile(name: str, top: Fields) -> Profile | None:
    description = top.take("description", str)
    video = _video(top.nested("video"))
    sound = _sound(top.nested("sound"))
    loudness = _loudness(top.nested("loudness"))
    burn = top.take("burn_captions", _flag_or_language)
    embed = top.take("embed_captions", _flag, True)
    ttml = top.take("ttml", _flag, False)
    clearance = top.take("needs_clearance", _flag, True)
    file_name = top.take("file_name", _file_name, "{episode}.mp4")
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
    return Profile(name, description, video, sound, loudness, burn, file_name, clearance, embed, ttml)


def _video(fields: Fields) -> VideoProfile | None:
    values: dict[str, Any] = {
        "width": fields.take("width", _whole(16, 8192, even=True)),
        "height": fields.take("height", _whole(16, 8192, even=True)),
        "preset": fields.take("preset", _one_of(*PRESETS)),
        "crf": fields.take("crf", _whole(0, 51)),
        "profile": fields.take("profile", _one_of("baseline", "main", "high")),
        "gop_seconds": fields.take("gop_seconds", _number(Fraction(1, 10), 20)),
        "b_frames": fields.take("b_frames", _whole(0, 16)),
        "threads": fields.take("threads", _whole(1, 64)),
        "max_bitrate_kbps": fields.take("max_bitrate_kbps", _whole(0, 1_000_000), 0),
        "pixel_format": fields.take("pixel_format", _one_of("yuv420p"), "yuv420p"),
    }
    fields.refuse_rest()
    return None if None in values.values() else VideoProfile(**values)


def _sound(fields: Fields) -> SoundProfile | None:
    values: dict[str, Any] = {
        "codec": fields.take("codec", _one_of("aac")),
        "bitrate_kbps": fields.take("bitrate_kbps", _whole(32, 512)),
        "sample_rate": fields.take("sample_rate", _one_of_numbers(SAMPLE_RATE)),
        "channels": fields.take("channels", _one_of_numbers(2)),
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


def _file_name(text: str) -> str:
    plain = text.replace("{episode}", "").replace("{profile}", "")
    if "{episode}" not in text or not text.endswith(".mp4") or not re.fullmatch(r"[\w.-]+", plain):
        raise ValueError("write a file name such as {episode}.mp4 or {episode}.{profile}.mp4")
    return text


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
