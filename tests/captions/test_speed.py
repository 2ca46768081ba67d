"""A file of captions of any kind is read in a moment."""

import time
from contextlib import suppress

import pytest

from pipeline.captions import CaptionFault, read_file

LENGTH = 30_000
A_MOMENT = 0.1  # seconds of CPU
VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\n"
SRT = "1\n00:00:01,000 --> 00:00:02,000\n"
ASS = "[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,,,0,0,0,,"
TTML = '<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><body><div><p begin="1s" end="2s">'
ANYTHING = [
    "<c.a.a.a", "<c" + ".a" * 40, "<rt>", "<ruby><rt>", "<", "<b>", "<b>x", "</b>", "<v x", ">", "&", "&#", "&#9", "&amp",
    "&#x", "9", "-", "-->", "--> ", "\n-->\n", "x --> y\n", "00:01.000 --> 00:02.000\n\n",
    "00:00:01,000 --> 00:00:02,000\nx\n\n", "1\n\n", "1:", "0:0:0-", " ", "\n", "\n \n", "\t", "\ufeff", "\ufeff\n", "{\\",
    "{\\an8}", "{", "<i>a</i>", "<00:01.200>a", "NOTE\n\n", "STYLE\n\n", "REGION\nid:a\n\n", "line:1 ", "\u2028", "字",
    "e\u0301", "<font ", "<a<", "\x00", "\x01", "[00:01.00]", "[00:01.00]x\n", "[", "{\\k1}a", "<p>", "<span begin='1s'>",
]  # fmt: skip


@pytest.mark.parametrize("head", ["", VTT, SRT, ASS, TTML], ids=["bare", "vtt", "srt", "ass", "ttml"])
@pytest.mark.parametrize("kind", ["srt", "vtt", "ass", "lrc", "ttml"])
def test_thirty_thousand_characters_of_anything_take_no_more_than_in_proportion(kind: str, head: str) -> None:
    """Ten times the characters take ten times as long, or a moment; what is tried again from each place takes a hundred times."""
    slow = {}
    for piece in ANYTHING:
        whole = seconds(f"{head}{piece * (LENGTH // len(piece))}", kind, enough=A_MOMENT)
        if whole < A_MOMENT:
            continue
        part = seconds(f"{head}{piece * (LENGTH // len(piece) // 10)}", kind, enough=A_MOMENT / 10)
        if whole > 25 * part:
            slow[piece] = part, whole
    assert slow == {}


def seconds(content: str, kind: str, enough: float) -> float:
    """Return the least seconds of CPU that it took to read a file, of up to three times; below `enough`, once is enough."""
    taken = []
    for _ in range(3):
        before = time.process_time()
        with suppress(CaptionFault):
            read_file(content.encode(), f"a.{kind}")
        taken.append(time.process_time() - before)
        if taken[-1] < enough:
            break
    return min(taken)
