"""Captions: SubRip and WebVTT files <-> cues in exact seconds; move, cut, join, wrap and judge them. Pure."""

from pipeline.captions.edit import merge, shift, slice, wrap_all  # noqa: A004 (the trade's word)
from pipeline.captions.lint import Remark, lint, reading_speed
from pipeline.captions.model import Caption, CaptionFault, plain
from pipeline.captions.rules import Rules, rules_of
from pipeline.captions.srt import write as write_srt
from pipeline.captions.text import clusters, columns
from pipeline.captions.vtt import write as write_vtt
from pipeline.captions.wrapping import wrap

__all__ = [
    "Caption", "CaptionFault", "Remark", "Rules", "clusters", "columns", "lint", "merge", "plain", "read", "reading_speed",
    "rules_of", "shift", "slice", "wrap", "wrap_all", "write_srt", "write_vtt",
]


def read(content: bytes, name: str) -> tuple[Caption, ...]:
    """Read the bytes of a `.srt` or `.vtt` file, sorted by start; `name` tells which and is named in faults.

    Raises CaptionFault with the line of the first mistake.
    """
    from pipeline.captions import srt, vtt

    match name.lower().rpartition(".")[2]:
        case "srt":
            return srt.read(content, name)
        case "vtt":
            return vtt.read(content, name)
        case _:
            raise CaptionFault(f"{name} is no file of captions; give an .srt or .vtt file")
