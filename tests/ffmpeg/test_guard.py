"""The guard before every input of ffmpeg: what is not said is added, what is said stays."""

from __future__ import annotations

from pipeline.ffmpeg.guard import guarded
from pipeline.media.formats import DEMUXERS

EVERY = ",".join(sorted(DEMUXERS))


def test_an_input_that_says_nothing_may_be_media_only() -> None:
    assert guarded(["-y", "-i", "a.mp4", "out.mp4"]) == [
        *("-y", "-protocol_whitelist", "file", "-format_whitelist", EVERY, "-i", "a.mp4", "out.mp4")
    ]


def test_an_input_of_a_named_format_may_be_nothing_else() -> None:
    told = guarded(["-f", "image2", "-i", "in/%06d.png", "-f", "lavfi", "-i", "color"])
    assert told == [
        *("-f", "image2", "-protocol_whitelist", "file", "-format_whitelist", "image2", "-i", "in/%06d.png"),
        *("-f", "lavfi", "-protocol_whitelist", "file", "-format_whitelist", "lavfi", "-i", "color"),
    ]


def test_what_an_input_says_itself_holds_for_it_alone() -> None:
    said = ["-protocol_whitelist", "file", "-format_whitelist", "wav", "-i", "a"]
    assert guarded(said) == said
    assert guarded([*said, "-i", "b"]) == [*said, "-protocol_whitelist", "file", "-format_whitelist", EVERY, "-i", "b"]
