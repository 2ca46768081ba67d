"""What quality control knows of where captions are written: what `captions fix` can change there."""

from __future__ import annotations

from pathlib import Path

from pipeline.app.quality import written
from pipeline.timeline.programme import Programme
from tests.segments.captioned import cut

SRT = "1\n00:00:01,000 --> 00:00:02,000\nOne\n"
SEGMENTS = """\
  - card: One
    length: 4
    captions: {en: home/a.srt, es: home/b.ttml}
  - poem: Two
    voice: poems/letter.wav
    lines: [Two]
"""
TTML = '<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="es"><body><div><p begin="1s" end="2s">Uno</p></div></body></tt>'


def test_what_can_be_changed_of_a_caption_depends_on_its_file(tmp_path: Path) -> None:
    timeline, _ = cut(tmp_path, SEGMENTS, a__srt=SRT, b__ttml=TTML)
    found = written(Programme(timeline))
    assert {(one.path, one.has_times, one.has_breaks, one.segment) for one in found.values()} == {
        ("home/a.srt", True, True, "one"),
        ("home/b.ttml", True, False, "one"),
    }
    columns = [one.where.column for one in found.values() if one.where]
    assert list(found) == [("en", 0), ("es", 0)]
    assert columns == [20, 36], "where the file of each is named"
