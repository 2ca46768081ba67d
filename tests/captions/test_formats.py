"""A file whose name ends otherwise than its format's is told with the name that it should have."""

from __future__ import annotations

import pytest

from pipeline.captions import CaptionFault, read

FILES = {
    "vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n",
    "srt": "1\n00:00:01,000 --> 00:00:02,000\nHi\n",
    "ass": "[Script Info]\nTitle: x\n\n[Events]\n"
           "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
           "Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,Hi\n",
    "ttml": '<?xml version="1.0"?>\n<tt xmlns="http://www.w3.org/ns/ttml"><body><div>\n'
            '<p begin="1s" end="2s">Hi</p></div></body></tt>',
    "lrc": "[ti:Song]\n[00:01.00]Hi\n[00:02.00]\n",
}  # fmt: skip
NAMED = [(format_, end) for format_ in FILES for end in (*FILES, "txt") if end != format_]


@pytest.mark.parametrize(("format_", "end"), NAMED)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_file_of_one_format_under_the_name_of_another_is_told_with_its_own(format_: str, end: str, mark: str) -> None:
    with pytest.raises(CaptionFault, match=rf"^a\.{end} begins as .* does: let its name end in \.{format_}$"):
        read((mark + FILES[format_].replace("\n", "\r\n")).encode(), f"a.{end}")


@pytest.mark.parametrize("format_", FILES)
def test_a_file_under_its_own_name_is_read(format_: str) -> None:
    assert [one.text for one in read(FILES[format_].encode(), f"a.{format_}")] == ["Hi"]


@pytest.mark.parametrize(("end", "told"), [
    ("srt", "belongs to no caption"), ("vtt", "does not begin with WEBVTT"), ("txt", "no times"),
])
def test_what_is_no_format_is_told_as_ever(end: str, told: str) -> None:
    with pytest.raises(CaptionFault, match=told):
        read(b"<!DOCTYPE html><html><body>not found</body></html>", f"a.{end}")
