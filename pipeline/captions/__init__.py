"""Captions: files of captions <-> cues in exact seconds; move, cut, join, wrap and judge them. Pure."""

from pipeline.captions.apart import apart
from pipeline.captions.edit import GLIMPSE, merge, retimed, shift, slice, wrap_all  # noqa: A004 (the trade's word)
from pipeline.captions.file import CaptionFile, Note, Notice, Region
from pipeline.captions.lint import Remark, lint, quoted, reading_speed
from pipeline.captions.model import Caption, CaptionFault, EncodingFault, Mark, Place, Word, plain, rebroken
from pipeline.captions.rules import Rules, rules_of
from pipeline.captions.srt import write as write_srt
from pipeline.captions.text import clusters, columns
from pipeline.captions.vtt import write as write_vtt
from pipeline.captions.wrapping import phrases, wrap

ENDINGS = (".srt", ".vtt", ".ass", ".ssa", ".ttml", ".dfxp", ".itt", ".xml", ".lrc")
"""What the names of files of captions end with."""

__all__ = [
    "ENDINGS", "GLIMPSE", "Caption", "CaptionFault", "CaptionFile", "EncodingFault", "Mark", "Note", "Notice", "Place",
    "Region", "Remark", "Rules", "Word", "apart", "clusters", "columns", "lint", "merge", "phrases", "plain", "quoted", "read",
    "read_file", "reading_speed", "rebroken", "retimed", "rules_of", "shift", "slice", "wrap", "wrap_all", "write_srt",
    "write_vtt",
]


def read(content: bytes, name: str, encoding: str = "") -> tuple[Caption, ...]:
    """Return the captions of a file: see `read_file`."""
    return read_file(content, name, encoding).captions


def read_file(content: bytes, name: str, encoding: str = "") -> CaptionFile:
    """Read the bytes of a file of captions; `name` tells of which format, and is named in faults.

    `encoding` is what the author declares; without it and without a byte order mark it is UTF-8. Raises CaptionFault with the
    line of the first mistake, EncodingFault where it is bytes.
    """
    from pipeline.captions import formats

    try:
        return _read(content, name, encoding)
    except EncodingFault:
        raise
    except CaptionFault:
        if (found := formats.other(content, name)) is None:
            raise
        raise CaptionFault(f"{name} begins as {found[0]} does: let its name end in .{found[1]}") from None


def _read(content: bytes, name: str, encoding: str) -> CaptionFile:
    from pipeline.captions import ass, lrc, srt, ttml, vtt

    match name.lower().rpartition(".")[2]:
        case "srt":
            return srt.read(content, name, encoding)
        case "vtt":
            return vtt.read(content, name, encoding)
        case "ass" | "ssa":
            return ass.read(content, name, encoding)
        case "ttml" | "dfxp" | "itt" | "xml":
            return ttml.read(content, name, encoding)
        case "lrc":
            return lrc.read(content, name, encoding)
        case "txt" | "text" | "md":
            times = "let a subtitle editor, or a platform that captions films, write an .srt or .vtt of it"
            heard = "or name it, as .txt, in the `captions` of the film or voice that says it, which is then listened to"
            raise CaptionFault(f"{name} has no times, so nothing says when its lines are seen; {times}; {heard}")
        case _:
            raise CaptionFault(f"{name} is no file of captions; give {_GIVE}")


_GIVE = "an .srt or .vtt file (or .ass, .ttml, .lrc)"
