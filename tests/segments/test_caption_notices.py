"""What is doubtful in a file of captions reaches the producer, at the field that names the file."""

from __future__ import annotations

from pathlib import Path

from tests.segments.captioned import FRIDAY, cut, mistakes, shown


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


FILMS = """  - docu-short: Street
    clips:
      - {file: home/interview.mov, in: 0, out: 3, captions: home/odd.srt}
      - {file: home/interview.mov, in: 3, out: 6, captions: home/odd.srt}
  - clip: Again
    file: home/interview.mov
    captions: home/odd.srt
"""


def test_what_is_doubtful_in_a_file_is_told_once_however_often_it_is_named(tmp_path: Path) -> None:
    _, told = cut(tmp_path, FILMS, odd__srt="1\n00:00:01,000 --> 00:00:02,000\n\n2\n00:00:03,000 --> 00:00:04,000\nOh!\u200b a\n")
    assert [line.partition("; remove")[0].partition("home/odd.srt, line ")[::2] for line in told if "odd.srt, line" in line] == [
        ("5:61: warning: ", "2: the caption has no text and is left out"),
        ("5:61: warning: ", "6, column 4: a character that nobody sees (U+200B, zero width space) stands in 'Oh! a'"),
    ]


def test_all_mistakes_of_a_file_are_told_and_once(tmp_path: Path) -> None:
    wrong = "1\n00:01,000 --> 00:00:02,000\nOne\n\n2\n00:00:04,000 --> 00:00:03,000\nTwo\n"
    told = mistakes(tmp_path, FILMS, odd__srt=wrong)
    assert [line.partition("; ")[0] for line in told] == [
        "5:61: home/odd.srt, line 2: the time 00:01,000 has no hours",
        "5:61: home/odd.srt, line 6: the caption ends at 00:00:03,000, which is not after its start at 00:00:04,000",
    ]
