"""The captions inside a movie are the planned ones, as those in the files beside it are; whatever is changed in them is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import pytest

from pipeline.captions import Caption
from pipeline.qc.boxes import Movie, Subtitles
from pipeline.qc.cues import srt, vtt
from pipeline.qc.subtitles import captions_inside
from tests.qc.delivery import ALPHA, Delivered, caught, rejudged
from tests.qc.lies import Headers

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

TRACK = "moov/trak:sbtl"


def streams(path: Path) -> list[tuple[str, str, list[tuple[int, int, str]]]]:
    """Return the streams of captions of a movie as FFmpeg reads them: language, title, cues in milliseconds."""
    with av.open(str(path)) as movie:
        return [
            (
                str(stream.language),
                stream.metadata["name"],
                [
                    (packet.pts, packet.pts + packet.duration, bytes(packet)[2:].decode())
                    for packet in movie.demux(stream)
                    if packet.pts is not None and packet.duration is not None and packet.size > 2
                ],
            )
            for stream in list(movie.streams.subtitles)
        ]


def test_the_streams_of_a_movie_are_the_files_beside_it(episode: Delivered) -> None:
    ((language, title, cues),) = streams(episode.movie)
    assert (language, title) == ("eng", "English")
    for read, ending in ((srt, "srt"), (vtt, "vtt")):
        beside = read((episode.package / f"e.en.{ending}").read_bytes())
        assert [(one.begin, one.end, one.text) for one in beside] == cues
    assert cues[0] == ((ALPHA + 5) * 40, (ALPHA + 30) * 40, "zero and one")


def test_a_library_of_others_reads_the_files_as_they_are_in_the_movie(episode: Delivered) -> None:
    ((_, _, cues),) = streams(episode.movie)
    for ending, demuxer in (("srt", "srt"), ("vtt", "webvtt")):
        with av.open(str(episode.package / f"e.en.{ending}"), format=demuxer) as opened:
            packets = [one for one in opened.demux() if one.size and one.pts is not None and one.time_base is not None]
            found = [(int(one.pts * one.time_base * 1000), bytes(one).decode().strip()) for one in packets if one.pts is not None]
        assert [(begin, text.replace("&lt;", "<")) for begin, text in found] == [(begin, text) for begin, _, text in cues]


def test_what_is_planned_is_not_told(episode: Delivered) -> None:
    assert episode.judged(episode.measurements) == ()


LIES: dict[str, tuple[Callable[[Headers], None], str]] = {
    "another language": (lambda movie: movie.put(f"{TRACK}/mdia/mdhd", 20, ">H", 0x4A3F), "captions in"),
    "a second late": (lambda movie: movie.put(f"{TRACK}/mdia/minf/stbl/stts", 12, ">I", 2200), "ms off"),
    "a word": (lambda movie: said(movie, b"zero and one", b"Zero and one"), "'Zero and one'"),
    "no title": (lambda movie: movie.remove(f"{TRACK}/udta"), "no title"),
    "switched off": (lambda movie: movie.put(f"{TRACK}/tkhd", 0, ">I", 2), "flags"),
    "another choice": (lambda movie: movie.put(f"{TRACK}/tkhd", 34, ">H", 0), "another choice"),
}


def said(movie: Headers, before: bytes, after: bytes) -> None:
    at = movie.content.index(before)
    movie.content[at : at + len(before)] = after


@pytest.mark.parametrize("name", LIES)
def test_captions_of_a_movie_that_were_changed_are_found(name: str, episode: Delivered, tmp_path: Path) -> None:
    change, told = LIES[name]
    movie = Headers(episode.movie.read_bytes())
    change(movie)
    path = tmp_path / "e.mp4"
    path.write_bytes(movie.content)
    found = rejudged(episode, path)
    assert any(told in one.message for one in found), found
    caught(found, "headers" if name in ("switched off", "another choice") else "movie_captions", "")


ONE, TWO = (Subtitles(code, code, ((0, 1, "Hi"),)) for code in ("eng", "spa"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("embedded", "inside", "is_found"),
    [(True, (ONE, TWO), False), (True, (TWO, ONE), True), (True, (ONE,), True), (True, (), True), (False, (), False),
     (False, (ONE,), True), (True, (ONE, replace(TWO, cues=())), True), (True, (ONE, TWO, TWO), True)],
)  # fmt: skip
def test_each_language_is_there_once_the_episodes_first(
    embedded: bool, inside: tuple[Subtitles, ...], is_found: bool, episode: Delivered
) -> None:
    hi = (Caption(0, 1, "Hi"),)  # type: ignore[arg-type]
    planned = replace(episode.planned, captions={"es": hi, "en": hi, "fr": ()})
    profile = replace(episode.profile, embed_captions=embedded)
    assert bool(list(captions_inside(Movie((), (), subtitles=inside), planned, profile))) == is_found
