"""Damage a delivered movie, in as many ways as we know: each is caught, and said to be where it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.qc.checksums import checksums
from pipeline.qc.words import words
from tests.episode.show import ffmpeg
from tests.qc.delivery import ALPHA, FRAMES, Delivered, caught, listed, rejudged, texts
from tests.qc.sabotage import Film

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]


def test_what_was_delivered_is_clean(episode: Delivered) -> None:
    assert episode.planned.frames == FRAMES
    assert [span.range.start for span in episode.planned.spans][:2] == [0, ALPHA]
    assert episode.judged(episode.measurements) == ()
    assert tuple(words(texts(episode.package), "e", episode.planned)) == ()
    assert tuple(checksums(*listed(episode.package))) == ()


def zeroed(film: Film) -> None:
    offset, size = film.frames[130]
    film.content[offset + 4 : offset + size] = bytes(size - 4)


def flipped(film: Film) -> None:
    offset, size = film.frames[140]
    film.content[offset + size // 2] ^= 4


def zeroed_wholly(film: Film) -> None:
    offset, size = film.frames[150]
    film.content[offset : offset + size] = bytes(size)


def exchanged(film: Film) -> None:
    # The last two chunks of picture change places.
    at = film.box(b"stco")
    last = at + 4 + 4 * film.get(at + 4, ">I")
    one, other = film.get(last - 4, ">I"), film.get(last, ">I")
    film.put(last - 4, ">II", other, one)


def shifted(film: Film) -> None:
    at = film.box(b"stco")
    film.put(at + 8, ">I", film.get(at + 8, ">I") + 1)


def no_parameters(film: Film) -> None:
    at = film.box(b"avcC")
    film.content[at + 9 : at + 20] = bytes(11)


def other_pictures_parameters(film: Film) -> None:
    at = film.box(b"avcC")
    size = film.get(at - 8, ">I") - 8
    film.content[at + size - 6] ^= 0x10


def another_profile(film: Film) -> None:
    film.content[film.box(b"avcC") + 1] = 110


def bt601(film: Film) -> None:
    film.put(film.box(b"colr") + 8, ">H", 6)


def full_range(film: Film) -> None:
    film.content[film.box(b"colr") + 10] = 0x80


def turned(film: Film) -> None:
    at = film.box(b"tkhd")
    film.put(at + 40, ">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)


def disabled(handler: str) -> Callable[[Film], None]:
    return lambda film: film.put(film.box(b"tkhd", handler), ">I", 0)


def stretched(film: Film) -> None:
    film.put(film.box(b"tkhd") + 76, ">I", 200 << 16)


def slower(film: Film) -> None:
    film.put(film.box(b"mdhd") + 12, ">I", film.picture.timescale - 1)


def swapped_order(film: Film) -> None:
    # Two pictures of a hundred, shown in each other's place.
    at = film.box(b"ctts")
    rows = [(film.get(at + 8 + 8 * n, ">I"), film.get(at + 12 + 8 * n, ">i")) for n in range(film.get(at + 4, ">I"))]
    step = film.picture.shown[1] - film.picture.shown[0]
    for number in range(len(rows) - 1, 0, -1):
        (count, shift), (following, after) = rows[number - 1], rows[number]
        if count == following == 1 and (shift, after) != (after + step, shift - step):
            film.put(at + 12 + 8 * (number - 1), ">i", after + step)
            film.put(at + 12 + 8 * number, ">i", shift - step)
            return
    raise AssertionError("no two pictures stand alone in the table")


def fewer_keys(film: Film) -> None:
    at = film.box(b"stss")
    count = film.get(at + 4, ">I")
    film.put(at + 4, ">I", count - 4)
    size = film.get(at - 8, ">I")
    film.put(at - 8, ">I", size - 16)
    film.content[at - 8 + size - 16 : at - 8 + size] = struct_free(16)


def struct_free(size: int) -> bytes:
    return size.to_bytes(4, "big") + b"free" + bytes(size - 8)


def false_key(film: Film) -> None:
    at = film.box(b"stss")
    count = film.get(at + 4, ">I")
    last = at + 4 + 4 * count
    film.put(last, ">I", film.get(last, ">I") + 1)


def two_forms(film: Film) -> None:
    film.put(film.box(b"stsd") + 4, ">I", 2)


def smaller(film: Film) -> None:
    film.put(film.box(b"avc1") + 24, ">H", 144)


def as_hevc(film: Film) -> None:
    at = film.box(b"avc1")
    film.content[at - 4 : at] = b"hvc1"


def mono(film: Film) -> None:
    film.put(film.box(b"mp4a", "soun") + 16, ">H", 1)


def slow_sound(film: Film) -> None:
    film.put(film.box(b"mp4a", "soun") + 24, ">I", 44_100 << 16)


def other_sound_configuration(film: Film) -> None:
    at = film.box(b"esds", "soun")
    place = film.content.index(b"\x11\x90", at)  # AAC-LC, 48 kHz, two channels
    film.content[place + 1] = 0x88


def short_sound(film: Film) -> None:
    at = film.box(b"stts", "soun")
    last = at + 8 + 8 * (film.get(at + 4, ">I") - 1)
    film.put(last + 4, ">I", film.get(last + 4, ">I") - 1)


def silent_packet(film: Film) -> None:
    offset, size = film.packets[200]
    film.content[offset : offset + size] = bytes(size)


def exchanged_sound(film: Film) -> None:
    at = film.box(b"stco", "soun")
    middle = at + 8 + 4 * (film.get(at + 4, ">I") // 2)
    one, other = film.get(middle, ">I"), film.get(middle + 4, ">I")
    film.put(middle, ">II", other, one)


def no_sound_track(film: Film) -> None:
    at = film.box(b"hdlr", "soun")
    film.content[at + 8 : at + 12] = b"meta"


def cut_short(film: Film) -> None:
    del film.content[-100:]


def no_index(film: Film) -> None:
    at = film.content.index(b"moov")
    film.content[at : at + 4] = b"free"


MOVIE: dict[str, tuple[Callable[[Film], None], str, str]] = {
    "a packet of zeros": (zeroed, "picture_changed", "beta"),
    "a packet wholly of zeros": (zeroed_wholly, "stream_broken", "beta"),
    "one bit": (flipped, "picture_changed", "beta"),
    "chunks exchanged": (exchanged, "picture_changed", "beta"),
    "places one byte off": (shifted, "picture_changed", "hello"),
    "no SPS": (no_parameters, "stream_broken", ""),
    "a bit of the PPS": (other_pictures_parameters, "picture_changed", ""),
    "another profile": (another_profile, "codec", ""),
    "BT.601 in the container": (bt601, "colour", ""),
    "full range in the container": (full_range, "colour", ""),
    "rotation": (turned, "rotation", ""),
    "picture switched off": (disabled("vide"), "disabled_track", ""),
    "sound switched off": (disabled("soun"), "disabled_track", ""),
    "a wider display": (stretched, "pixel_aspect", ""),
    "another clock": (slower, "timestamps", ""),
    "two frames exchanged": (swapped_order, "frame_order", "beta"),
    "key frames left out": (fewer_keys, "gop", "alpha"),
    "a key frame that is none": (false_key, "open_gop", "beta"),
    "two sample descriptions": (two_forms, "forms", ""),
    "another width": (smaller, "size", ""),
    "another codec's name": (as_hevc, "codec", ""),
    "mono": (mono, "sound_form", ""),
    "44.1 kHz": (slow_sound, "sound_form", ""),
    "another AAC configuration": (other_sound_configuration, "sound_changed", ""),
    "a sample less of sound": (short_sound, "samples", ""),
    "a packet of sound of zeros": (silent_packet, "sound_changed", ""),
    "chunks of sound exchanged": (exchanged_sound, "sound_changed", ""),
    "sound of another kind": (no_sound_track, "streams", ""),
    "cut short": (cut_short, "damaged", ""),
    "no index": (no_index, "damaged", ""),
}




@pytest.mark.parametrize("name", MOVIE)
def test_a_damaged_movie_is_caught(name: str, episode: Delivered, tmp_path: Path) -> None:
    damage, code, segment = MOVIE[name]
    shutil.copy(episode.movie, tmp_path / "e.mp4")
    (tmp_path / "e.mp4").chmod(0o644)
    film = Film(tmp_path / "e.mp4")
    before = bytes(film.content)
    damage(film)
    assert film.content != before
    film.save()
    caught(rejudged(episode, film.path), code, segment)


REMUXED: dict[str, tuple[tuple[str, ...], str, str]] = {
    "stock options": (("-c", "copy"), "edit_list", ""),
    "index at the end": (("-c", "copy", "-use_editlist", "0"), "moov_after", ""),
    "frames left out": (("-c", "copy", "-frames:v", "200", "-movflags", "faststart"), "frames", "beta"),
    "two tracks of sound": (("-c", "copy", "-map", "0:v", "-map", "0:a", "-map", "0:a"), "extra_track", ""),
    "BT.601 in the stream": (("-c", "copy", "-bsf:v", "h264_metadata=matrix_coefficients=6"), "stream_colour", ""),
    "full range in the stream": (("-c", "copy", "-bsf:v", "h264_metadata=video_full_range_flag=1"), "stream_colour", ""),
    "no picture": (("-c", "copy", "-vn"), "streams", ""),
    "no sound": (("-c", "copy", "-an"), "streams", ""),
    "encoded once more": (("-c:a", "copy", "-c:v", "libx264", "-preset", "ultrafast"), "picture_changed", "hello"),
    "sound encoded once more": (("-c:v", "copy", "-c:a", "aac"), "sound_changed", ""),
    "another picture aspect": (("-c", "copy", "-aspect", "4:3"), "pixel_aspect", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", REMUXED)
def test_a_movie_written_anew_is_caught(name: str, episode: Delivered, tmp_path: Path) -> None:
    options, code, segment = REMUXED[name]
    ffmpeg("-i", str(episode.movie), *options, str(tmp_path / "e.mp4"))
    caught(rejudged(episode, tmp_path / "e.mp4"), code, segment)


@pytest.mark.parametrize("milliseconds", [5, 20, 43, 100])
def test_late_sound_in_the_container_is_caught(milliseconds: int, episode: Delivered, tmp_path: Path) -> None:
    # Every way to write it: an edit list, or a first packet that lasts longer than it is.
    late = f"{milliseconds / 1000}"
    movie = str(episode.movie)
    ffmpeg("-i", movie, "-itsoffset", late, "-i", movie, "-map", "0:v", "-map", "1:a", "-c", "copy", str(tmp_path / "listed.mp4"))
    caught(rejudged(episode, tmp_path / "listed.mp4"), "edit_list", "")
    shutil.copy(episode.movie, tmp_path / "e.mp4")
    (tmp_path / "e.mp4").chmod(0o644)
    film = Film(tmp_path / "e.mp4")
    longer_first_packet(film, milliseconds * 48)
    film.save()
    caught(rejudged(episode, film.path), "sound_times", "hello")


def longer_first_packet(film: Film, by: int) -> None:
    """Let the first packet of sound last longer and the last one shorter, in a table that has a row more."""
    at = film.box(b"stts", "soun")
    rows = [(film.get(at + 8 + 8 * n, ">I"), film.get(at + 12 + 8 * n, ">I")) for n in range(film.get(at + 4, ">I"))]
    fresh = [(1, rows[0][1] + by), (rows[0][0] - 1, rows[0][1]), *rows[1:]]
    table = b"".join(count.to_bytes(4, "big") + step.to_bytes(4, "big") for count, step in fresh)
    grown = 8 * (len(fresh) - len(rows))
    for name in (b"stts", b"stbl", b"minf", b"mdia"):
        place = film.box(name, "soun") - 8
        film.put(place, ">I", film.get(place, ">I") + grown)
    track, whole = film.track("soun"), film.content.index(b"moov") - 4
    for place in (track, whole):
        film.put(place, ">I", film.get(place, ">I") + grown)
    film.content[at : at + 8 + 8 * len(rows)] = film.content[at : at + 4] + len(fresh).to_bytes(4, "big") + table
    # The box `free` after the index gives way, or all places in the file move.
    for handler in ("vide", "soun", "text"):
        try:
            start = film.box(b"stco", handler)
        except AssertionError:
            continue
        for number in range(film.get(start + 4, ">I")):
            film.put(start + 8 + 4 * number, ">I", film.get(start + 8 + 4 * number, ">I") + grown)
