"""What is doubtful in a file of captions reaches the producer, at the field that names the file."""

from __future__ import annotations

from pathlib import Path

from tests.segments.captioned import FRIDAY, cut, shown


def test_what_is_doubtful_in_a_file_is_told_at_its_line(tmp_path: Path) -> None:
    film = "  - docu-short: Street\n    clips: [{file: home/interview.mov, captions: home/odd.srt}]\n"
    text = "1\n00:00:01,000 --> 00:00:02,000\n\n2\n00:00:03,000 --> 00:00:04,000\nOh!\n\n3\n"
    timeline, told = cut(tmp_path, film, odd__srt=text)
    assert shown(timeline) == [(3, 4, "Oh!")]
    assert told == [
        "4:50: warning: home/odd.srt, line 2: the caption has no text and is left out",
        "4:50: warning: home/odd.srt, line 8: the number 3 stands alone and belongs to no caption",
    ]
    odd = "".join(f"01:0{n}.000 --> 01:0{n}.500 x:{n}\nOh!\n\n" for n in range(9))
    _, told = cut(tmp_path, film.replace("srt", "vtt"), odd__vtt=FRIDAY + odd)
    assert sum("players do not heed the setting" in line for line in told) == 5
    assert "4:50: warning: home/odd.vtt has 4 more doubtful places; export it again" in told
