"""Files that other tools write are read back the same; what we write, other libraries read the same; nothing damaged harms."""

from __future__ import annotations

import random
import re
import subprocess
import time
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pysrt
import pysubs2
import pytest
from ttconv.imsc.reader import to_model
from ttconv.isd import ISD
from ttconv.srt.reader import to_model as srt_model
from ttconv.srt.writer import from_model as to_srt
from ttconv.vtt.writer import from_model as to_vtt

from pipeline.captions import Caption, CaptionFault, read_file, write_srt, write_vtt
from pipeline.delivery.imsc import write as write_ttml

GIVEN = tuple(
    Caption(Fraction(start, 1000), Fraction(end, 1000), text)
    for start, end, text in (
        (1000, 2500, "Who stays home?"), (3000, 4010, "We all do,\nand sing."), (5990, 7000, "¿Quién? Кто? 誰？ من؟ कौन?"),
        (8000, 8040, "👩‍👩‍👧 & so on"), (3_600_000, 3_661_120, "an hour later"),
    )
)  # fmt: skip
"""On centiseconds, which is what Advanced SubStation can say."""


def texts(captions: tuple[Caption, ...]) -> list[tuple[Fraction, Fraction, str]]:
    return [(c.start, c.end, c.text) for c in captions]


@pytest.mark.ffmpeg
@pytest.mark.parametrize("kind", ["srt", "vtt", "ass", "ttml"])
@pytest.mark.parametrize("source", ["srt", "vtt"])
def test_what_ffmpeg_writes_is_read(kind: str, source: str, tmp_path: Path) -> None:
    (tmp_path / f"in.{source}").write_text(write_srt(GIVEN) if source == "srt" else write_vtt(GIVEN))
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-i", tmp_path / f"in.{source}", tmp_path / f"out.{kind}"]
    subprocess.run(command, check=True)
    assert texts(read_file((tmp_path / f"out.{kind}").read_bytes(), f"a.{kind}").captions) == texts(GIVEN)


@pytest.mark.parametrize("kind", ["srt", "vtt", "ass", "ssa", "ttml"])
def test_what_pysubs2_writes_is_read(kind: str) -> None:
    subtitles = pysubs2.SSAFile.from_string(write_srt(GIVEN), "srt")
    written = subtitles.to_string(kind)
    assert texts(read_file(written.encode(), f"a.{kind}").captions) == texts(GIVEN)


def test_what_pysrt_writes_is_read() -> None:
    items = [pysrt.SubRipItem(n, int(c.start * 1000), int(c.end * 1000), c.text) for n, c in enumerate(GIVEN, 1)]
    assert texts(read_file("\n".join(map(str, items)).encode(), "a.srt").captions) == texts(GIVEN)


def test_what_ttconv_writes_is_read(tmp_path: Path) -> None:
    (tmp_path / "in.srt").write_text(write_srt(GIVEN))
    with (tmp_path / "in.srt").open() as stream:
        model = srt_model(stream)
    assert texts(read_file(to_srt(model).encode(), "a.srt").captions) == texts(GIVEN)
    assert texts(read_file(to_vtt(model).encode(), "a.vtt").captions) == texts(GIVEN)


def test_srt_that_we_write_is_read_by_three_libraries(tmp_path: Path) -> None:
    written = write_srt(GIVEN)
    by_pysrt = [(Fraction(i.start.ordinal, 1000), Fraction(i.end.ordinal, 1000), i.text) for i in pysrt.from_string(written)]
    events = pysubs2.SSAFile.from_string(written, "srt")
    by_pysubs2 = [(Fraction(each.start, 1000), Fraction(each.end, 1000), each.plaintext) for each in events]
    assert by_pysrt == by_pysubs2 == texts(GIVEN)
    (tmp_path / "in.srt").write_text(written)
    with (tmp_path / "in.srt").open() as stream:
        assert shown_by_ttconv(srt_model(stream)) == texts(GIVEN)


def test_ttml_that_we_write_is_read_by_ttconv(tmp_path: Path) -> None:
    from xml.etree import ElementTree

    (tmp_path / "a.ttml").write_text(write_ttml(GIVEN, "en"))
    assert shown_by_ttconv(to_model(ElementTree.parse(tmp_path / "a.ttml"))) == texts(GIVEN)


def shown_by_ttconv(model: Any) -> list[tuple[Fraction, Fraction, str]]:
    """Return what is seen from when until when, as ttconv's own presentation of a document has it."""
    found = []
    shots = ISD.generate_isd_sequence(model)
    for (start, shot), (end, _) in zip(shots, [*shots[1:], (None, None)], strict=True):
        said = "".join(
            "\n" if type(part).__name__ == "Br" else part.get_text() if type(part).__name__ == "Text" else ""
            for region in shot.iter_regions() for part in region.dfs_iterator()
        )  # fmt: skip
        if said.strip():
            found.append((*(Fraction(round(time * 1000), 1000) for time in (start, end)), said.strip()))
    return found


def test_a_platforms_automatic_captions_are_read_once_a_cue() -> None:
    content = (
        b"WEBVTT\nKind: captions\nLanguage: en\n\n00:00:00.000 --> 00:00:01.500 align:start position:0%\n \n"
        b"the kettle<00:00:00.400><c> sings</c>\n\n00:00:01.500 --> 00:00:01.510 align:start position:0%\nthe kettle sings\n \n\n"
        b"00:00:01.510 --> 00:00:03.000 align:start position:0%\nthe kettle sings\nand<00:00:02.000><c> so</c>\n"
    )
    found = read_file(content, "a.vtt")
    assert [c.text for c in found.captions] == ["the kettle sings", "the kettle sings", "the kettle sings\nand so"]
    assert [[(c.text[word.begin :].split()[0], word.start) for word in c.words] for c in found.captions] == [
        [("sings", Fraction(2, 5))], [], [("so", Fraction(2))]]
    assert (found.language, found.notices) == ("en", ())


SRT = (
    "1\n00:00:01,000 --> 00:00:02,000\n<i>one</i>\nand more\n\n2\n00:00:03,000 --> 00:00:04,000\ntwo {\\an8}x\n\n"
    "3\n00:00:05,000 --> 00:00:06,000\nthree\n"
)
ASS = """[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,20,&H00FFFFFF,&H000000FF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:01.00,0:00:02.00,Default,Bob,0,0,0,,{\\i1}one{\\i0}\\Nand more
Dialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,{\\k20}two {\\k30}x
"""
LRC = "[ti:Poem]\n[offset:10]\n[00:01.00]one <00:01.50>two\n[00:03.00][00:05.00]three\n[00:07.00]\n"
GOOD = {
    "srt": SRT, "vtt": "WEBVTT\n\n" + SRT.replace(",", "."), "ass": ASS, "lrc": LRC,
    "ttml": write_ttml(GIVEN, "en").replace("><", ">\n<"),
}  # fmt: skip
PUT_IN = [
    "\n", "\n\n", "\r", " ", "\t", "-->", "->", "→", "<", ">", "</", "&",
    "&#99999999;", "{", "}", "{\\", "[", "]", ":", ",", ".", "-", "1", "9" * 40,
    "#", "\ufeff", "\0", "\x07", "\u2028", "\ufffe", "00:00:01,000 --> 00:00:02,000",
    "[00:01.00]", "<00:01.00>", "<p>", "</p>", "<br/>",
    '<p begin="1s">', "Dialogue: ", "WEBVTT", "é", "😀",
]  # fmt: skip
TIMES = r"\d+:\d\d(:\d\d)?[.,]\d+\s*\S{1,3}\s*\d+:\d\d"
STAMPS = {"srt": TIMES, "vtt": TIMES, "ass": f"{TIMES}|Dialogue: *0,", "ttml": TIMES, "lrc": r"[\[<]\d+:\d+"}


def damaged(text: str, chance: random.Random) -> bytes:
    """Return a file with up to five things put in, cut out, doubled, cut off, or a line moved; at times in another encoding."""
    for _ in range(chance.randrange(1, 6)):
        at, lines = chance.randrange(len(text) + 1), text.split("\n")
        match chance.randrange(6):
            case 0 | 1:
                text = text[:at] + chance.choice(PUT_IN) + text[at:]
            case 2:
                text = text[:at] + text[at + chance.randrange(1, 12) :]
            case 3:
                text = text[:at] + text[max(0, at - 30) :]
            case 4:
                lines.insert(chance.randrange(len(lines)), lines.pop(chance.randrange(len(lines))))
                text = "\n".join(lines)
            case _:
                text = text[: max(20, at)]
    return text.encode(chance.choice(["utf-8", "utf-8", "utf-8", "utf-16", "cp1252", "utf-16-be"]), "replace")


@pytest.mark.parametrize("kind", GOOD)
def test_three_hundred_strange_files_harm_nothing(kind: str, capfd: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(kind)
    verdicts: Counter[str] = Counter()
    before = time.process_time()
    for _ in range(300):
        content = damaged(GOOD[kind], chance)
        try:
            found = read_file(content, f"a.{kind}")
        except CaptionFault as fault:
            verdicts["told shortly" if len(str(fault)) < 220 and "\n" not in str(fault) else str(fault)] += 1
            continue
        verdicts["read"] += 1
        shown = [c.text for c in found.captions if re.search(rf"^\s*(?:{STAMPS[kind]})", c.text, re.MULTILINE)]
        assert not shown, (content, shown)
        assert texts(read_file(write_vtt(found.captions).encode(), "b.vtt").captions) == texts(found.captions)
    assert set(verdicts) == {"read", "told shortly"}
    assert verdicts["read"] > 10
    assert time.process_time() - before < 10
    assert capfd.readouterr() == ("", "")
