"""All mistakes of a file are told at once, each with its line, whatever the format; very many end it."""

from __future__ import annotations

import pytest

from pipeline.captions import CaptionFault, read, read_file
from tests.captions.test_ass import HEAD as ASS
from tests.captions.test_ass import line as said

TTML = '<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><body><div>\n%s\n</div></body></tt>'
FIRST = ASS.count("\n") + 1
SRT = """\
1
00:01,000 --> 00:00:02,000
a

2
00:00:03,000 --> 00:00:04,000
good

3
00:00:05,000 --> 00:00:06,000
00:00:05,000 -> 00:00:06,000
00:00:05,000 -- 00:00:06,000

4
00:00:08,000 --> 00:00:07,000
b\x07
"""
VTT = SRT.replace(",", ".").replace("00:01.000 -", "00:01,000 -") + "\n5\n00:00:09.000 --> 00:00:10.000\nc\x07\n"
SSA = [ASS.rstrip("\n"), said("a", start="1"), "lost", said("good"), said("b\x07"), said("c", end="0:00:01.00")]
BROKEN = '<p begin="1" end="2s">a</p>\n<p begin="3s" end="4s">b</q>'

FILES = {
    "srt": (SRT, [
        (2, "has no hours"), (11, "for an arrow"), (12, "for an arrow"), (15, "not after its start"),
        (16, "U+0007"),
    ]),
    "vtt": ("WEBVTT x\n\n" + VTT.replace("good", "good\n\nlost"), [
        (4, "players do not read"), (11, "'lost' belongs to no"), (15, "for an arrow"), (16, "for an arrow"),
        (19, "not after its start"), (20, "U+0007"), (24, "U+0007"),
    ]),
    "lrc": ("[0:01.00]a\nb\n[0:75.00]c\n[0:03.00]<0:7x>d\n[0:04.00]e\x07\n", [
        (2, "has no time"), (3, "60 or more"), (4, "is not a time"), (5, "U+0007"),
    ]),
    "ass": ("\n".join(SSA), [
        (FIRST, "is not a time"), (FIRST + 1, "belongs to no line"), (FIRST + 3, "U+0007"), (FIRST + 4, "not after its start"),
    ]),
    "a.ttml": (TTML % '<p begin="1" end="2s">a</p>\n<p begin="3s" end="4x">b</p>\n<p begin="9s" end="8s">c</p>', [
        (2, "'1' is not a time"), (3, "'4x' is not a time"),
    ]),
    "b.ttml": (TTML % '<p begin="2s" end="1s">a</p>\n<p begin="3s">b</p>\n<p begin="5s" end="6s">c</p>', [
        (2, "not after its start"), (3, "does not say when it ends"),
    ]),
    "c.ttml": (TTML % BROKEN, [(2, "'1' is not a time"), (3, "well-formed")]),
}  # fmt: skip


def mistakes(text: str, name: str) -> list[tuple[int, str]]:
    with pytest.raises(CaptionFault) as caught:
        read(text.encode(), name)
    return [(one.line, one.message) for one in (caught.value, *caught.value.others)]


@pytest.mark.parametrize("kind", FILES)
def test_all_mistakes_of_a_file_are_told_with_their_lines(kind: str) -> None:
    text, meant = FILES[kind]
    found = mistakes(text, f"a.{kind}")
    assert [line for line, _ in found] == [line for line, _ in meant]
    assert all(part in message for (_, message), (_, part) in zip(found, meant, strict=True))


@pytest.mark.parametrize("kind", ["srt", "vtt", "lrc", "ass", "b.ttml"])
def test_each_caption_knows_the_line_at_which_it_begins(kind: str) -> None:
    texts = {
        "srt": "2\n00:00:03,000 --> 00:00:04,000\nb\n\n1\n00:00:01,000 --> 00:00:02,000\na\n",
        "vtt": "WEBVTT\n\nNOTE x\n\n00:03.000 --> 00:04.000\nb\n\nname\n00:01.000 --> 00:02.000\na\n",
        "lrc": "[ar:x]\n[0:03.00]b\n\n[0:01.00]a\n",
        "ass": "\n".join([ASS.rstrip("\n"), said("b", start="0:00:01.50"), said("a")]),
        "b.ttml": TTML % '<p begin="3s" end="4s">b</p>\n\n<p begin="1s" end="2s">a</p>',
    }  # fmt: skip
    lines = {"srt": (6, 2), "vtt": (9, 5), "lrc": (4, 2), "ass": (FIRST + 1, FIRST), "b.ttml": (4, 2)}
    found = read_file(texts[kind].encode(), f"x.{kind}")
    assert ([one.text for one in found.captions], found.lines) == (["a", "b"], lines[kind])


def test_a_file_with_very_many_mistakes_is_not_read_to_its_end() -> None:
    found = mistakes("1\n00:01,000 --> 00:00:02,000\na\n\n" * 1000, "a.srt")
    assert [line for line, _ in found[:3]] == [2, 6, 10]
    assert len(found) == 31
    assert "the rest is not looked at" in found[-1][1]
