"""Damage what was delivered, in as many ways as we know: each is caught, and said to be where it is."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from pipeline.analysis.facts import PictureFacts, SoundFacts
from pipeline.app import episodes, quality, seasons, session
from pipeline.operations.codec import read
from pipeline.operations.join import JoinMovie
from pipeline.operations.measuring.listening import listen
from pipeline.operations.measuring.looking import look
from pipeline.operations.programme import ProgrammeSound
from pipeline.plan.action import FromAction
from pipeline.plan.mastering import listened
from pipeline.profiles.model import Profile
from pipeline.qc.checksums import checksums
from pipeline.qc.judge import judge
from pipeline.qc.measure import measure
from pipeline.qc.model import Finding, Measurements, Planned
from pipeline.qc.words import words
from tests.episode.show import BARE, ffmpeg, make_show, write
from tests.qc.sabotage import Film

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

MANIFEST = """\
episode: {title: Sabotage, season: 1, number: 1}
segments:
  - card: Hello
    length: 1
  - clip: Alpha
    file: alpha.mov
    by: ana
    captions: {en: alpha.srt}
  - clip: Beta
    file: beta.mov
    by: ben
"""
CAPTIONS = "1\n00:00:00,200 --> 00:00:01,200\nzero and one\n\n2\n00:00:01,600 --> 00:00:02,800\ntwo < three\n"
RATE, FRAMES, ALPHA, BETA = 25, 225, 25, 125
"""The card has frames 0 to 24, the two clips a hundred frames each."""


@dataclass(frozen=True)
class Delivered:
    """A package, what it was made of and what was measured on it."""

    package: Path
    planned: Planned
    profile: Profile
    measurements: Measurements
    spans: tuple[Path, ...]
    sound: Path
    mixes: Mapping[str, Path]
    programme: ProgrammeSound
    report: bytes

    @property
    def movie(self) -> Path:
        return self.package / "e.mp4"

    def judged(self, measurements: Measurements) -> tuple[Finding, ...]:
        return tuple(one for one in judge(measurements, self.planned, self.profile) if one.code != "chapters")


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Delivered:
    show = make_show(tmp_path_factory.mktemp("sabotage") / "show", f"rate: 25\n{BARE}", "ana: {name: Ana}\nben: {name: Ben}\n")
    media = show / "episodes/media"
    for name, hue, seed in (("alpha", 0, 7), ("beta", 120, 8)):
        ffmpeg(
            "-f", "lavfi", "-i", f"testsrc2=s=160x90:r=25:d=4,hue=h={hue}:s=0.4",
            "-f", "lavfi", "-i", f"anoisesrc=c=pink:a=0.3:seed={seed}:d=4:r=48000",
            "-f", "lavfi", "-i", f"anoisesrc=a=0.1:seed={seed}1:d=4:r=48000",
            "-filter_complex", "[1][2]join=inputs=2:channel_layout=stereo[a]", "-map", "0:v", "-map", "[a]",
            "-c:v", "libx264", "-preset", "ultrafast", "-crf", "10", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le",
            str(media / f"{name}.mov"),
        )  # fmt: skip
    write(show, {"episodes/e.yaml": MANIFEST, "episodes/media/alpha.srt": CAPTIONS})
    manifest = show / "episodes/e.yaml"
    with session.opened([manifest]) as opened:
        work = opened.work(manifest, "tiny")
        season = seasons.build(opened, seasons.prepare(opened, [manifest], "tiny"), workers=2)
        assert season.is_good
        store, planned = opened.show.store, quality.planned(opened.show, work)
        (plan,) = episodes.checks(opened.show, work)
        facts = {name: store.path(origin).read_bytes() for name, origin in plan.results.items()}
        pictures = tuple(read(facts[f"picture{number}"], PictureFacts) for number in range(len(planned.spans)))
        joined = next(action for action in work.plan.actions if isinstance(action.operation, JoinMovie))
        spans = tuple(store.path(one.origin) for one in joined.inputs[:-1] if isinstance(one.origin, FromAction))
        master, programme, planned_mixes = listened(work.plan)
        mixes = {one.name: store.path(one.origin) for one in planned_mixes if isinstance(one.origin, FromAction)}
        report = store.path(work.plan.results["sound_report"]).read_bytes()
        package = show / "renders/e"
        whole = measure(
            package / "e.mp4", report, [span.range for span in planned.spans], samples=planned.samples, rate=planned.rate,
            pictures=pictures, listened=read(facts["sound"], SoundFacts),
        )  # fmt: skip
        sound = store.path(master.output("encoded"))
        return Delivered(package, planned, work.profile, whole, spans, sound, mixes, programme, report)


def test_what_was_delivered_is_clean(delivered: Delivered) -> None:
    assert delivered.planned.frames == FRAMES
    assert [span.range.start for span in delivered.planned.spans][:2] == [0, ALPHA]
    assert delivered.judged(delivered.measurements) == ()
    assert tuple(words(texts(delivered.package), "e", delivered.planned)) == ()
    assert tuple(checksums(*listed(delivered.package))) == ()


# ---------------------------------------------------------------------------------------------- the movie


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


def rejudged(delivered: Delivered, path: Path) -> tuple[Finding, ...]:
    spans = [span.range for span in delivered.planned.spans]
    planned, before = delivered.planned, delivered.measurements
    again = measure(
        path, delivered.report, spans, samples=planned.samples, rate=planned.rate,
        pictures=before.pictures, listened=before.listened,
    )  # fmt: skip
    return delivered.judged(again)


def caught(found: tuple[Finding, ...], code: str, segment: str) -> None:
    codes = {(finding.code, finding.segment) for finding in found}
    assert any(one == code and (not segment or place == segment) for one, place in codes), codes
    for finding in found:
        assert finding.hint, finding


@pytest.mark.parametrize("name", MOVIE)
def test_a_damaged_movie_is_caught(name: str, delivered: Delivered, tmp_path: Path) -> None:
    damage, code, segment = MOVIE[name]
    shutil.copy(delivered.movie, tmp_path / "e.mp4")
    (tmp_path / "e.mp4").chmod(0o644)
    film = Film(tmp_path / "e.mp4")
    before = bytes(film.content)
    damage(film)
    assert film.content != before
    film.save()
    caught(rejudged(delivered, film.path), code, segment)


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
def test_a_movie_written_anew_is_caught(name: str, delivered: Delivered, tmp_path: Path) -> None:
    options, code, segment = REMUXED[name]
    ffmpeg("-i", str(delivered.movie), *options, str(tmp_path / "e.mp4"))
    caught(rejudged(delivered, tmp_path / "e.mp4"), code, segment)


@pytest.mark.parametrize("milliseconds", [5, 20, 43, 100])
def test_late_sound_in_the_container_is_caught(milliseconds: int, delivered: Delivered, tmp_path: Path) -> None:
    # Every way to write it: an edit list, or a first packet that lasts longer than it is.
    late = f"{milliseconds / 1000}"
    movie = str(delivered.movie)
    ffmpeg("-i", movie, "-itsoffset", late, "-i", movie, "-map", "0:v", "-map", "1:a", "-c", "copy", str(tmp_path / "listed.mp4"))
    caught(rejudged(delivered, tmp_path / "listed.mp4"), "edit_list", "")
    shutil.copy(delivered.movie, tmp_path / "e.mp4")
    (tmp_path / "e.mp4").chmod(0o644)
    film = Film(tmp_path / "e.mp4")
    longer_first_packet(film, milliseconds * 48)
    film.save()
    caught(rejudged(delivered, film.path), "sound_times", "hello")


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


# ---------------------------------------------------------------------------------------------- spans


def span_of(delivered: Delivered, name: str) -> int:
    """Return the number of the first span of a segment that is longer than two seconds."""
    spans = delivered.planned.spans
    return next(number for number, span in enumerate(spans) if span.segment == name and span.range.frames >= 50)


def encoded(delivered: Delivered, number: int, to: Path, picture: str, *options: str) -> Path:
    ffmpeg(
        "-i", str(delivered.spans[number]), "-vf", picture, "-c:v", "libx264", "-preset", "ultrafast", "-crf", "4", "-g", "25",
        "-bf", "2", "-threads", "1", "-profile:v", "high", "-x264-params", "open-gop=0", "-pix_fmt", "yuv420p",
        "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
        "-video_track_timescale", "25", *options, str(to),
    )  # fmt: skip
    return to


def with_span(delivered: Delivered, number: int, path: Path) -> tuple[Finding, ...]:
    """Judge as if the painter had made this file for a span, and the movie held it."""
    facts = look(path, delivered.planned.rate, lambda share: None, is_thorough=True)
    pictures = delivered.measurements.pictures
    swapped = (*pictures[:number], facts, *pictures[number + 1 :])
    return delivered.judged(replace(delivered.measurements, pictures=swapped, packets=None))


SPANS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "black for two seconds": ("drawbox=t=fill:c=black:enable='between(n,20,69)'", (), "black"),
    "frozen for two seconds": ("loop=loop=50:size=1:start=20,trim=end_frame={frames},setpts=N/25/TB", (), "freeze"),
    "five flashes a second": ("drawbox=t=fill:c=white:enable='lt(mod(n,5),2)'", (), "flashes"),
    "five flashes in red": ("drawbox=t=fill:c=black,drawbox=t=fill:c=red:enable='lt(mod(n,5),2)'", (), "red_flashes"),
    "levels out of range": ("geq=lum='if(lt(X,40),2,lum(X,Y))':cb='cb(X,Y)':cr='cr(X,Y)'", (), "levels"),
    "a black frame where spans meet": ("drawbox=t=fill:c=black:enable='eq(n,0)'", (), "join_black"),
    "a foreign frame where spans meet": ("drawbox=t=fill:c=green:enable='eq(n,0)'", (), "join_foreign"),
    "a frame missing": ("null", ("-frames:v", "49"), "frames_decoded"),
    "another size": ("scale=176:96", (), "stream_changes"),
    "BT.601 in a span": ("null", ("-bsf:v", "h264_metadata=matrix_coefficients=6"), "stream_changes"),
    "an open group of pictures": ("null", ("-x264-params", "open-gop=1:scenecut=0:keyint=10:bframes=2:b-adapt=0"), "open_gop"),
    "frames at other times": ("setpts='if(gte(N,30),PTS+1/25/TB,PTS)'", ("-fps_mode", "passthrough"), "timestamps"),
}


@pytest.mark.parametrize("name", SPANS)
def test_a_damaged_span_is_caught(name: str, delivered: Delivered, tmp_path: Path) -> None:
    picture, options, code = SPANS[name]
    number = span_of(delivered, "beta")
    frames = delivered.planned.spans[number].range.frames
    path = encoded(delivered, number, tmp_path / "span.mp4", picture.format(frames=frames), *options)
    caught(with_span(delivered, number, path), code, "" if code == "join_foreign" else "beta")


@pytest.mark.parametrize(("picture", "options"), [
    ("drawbox=t=fill:c=black:enable='between(n,20,68)'", ()),
    ("loop=loop=48:size=1:start=20,trim=end_frame={frames},setpts=N/25/TB", ()),
    ("drawbox=t=fill:c=white@0.02:enable='lt(mod(n,5),2)'", ()),
    ("drawbox=w=iw/8:t=fill:c=white:enable='lt(mod(n,5),2)'", ()),
    ("drawbox=t=fill:c=white:enable='lt(mod(n,25),2)'", ()),
    ("null", ()),
])  # fmt: skip
def test_a_near_miss_is_let_be(picture: str, options: tuple[str, ...], delivered: Delivered, tmp_path: Path) -> None:
    number = span_of(delivered, "beta")
    frames = delivered.planned.spans[number].range.frames
    path = encoded(delivered, number, tmp_path / "span.mp4", picture.format(frames=frames), *options)
    found = {finding.code for finding in with_span(delivered, number, path)}
    assert not found & {"black", "freeze", "flashes", "red_flashes", "levels", "timestamps", "frames_decoded", "picture_damaged"}


def test_a_damaged_slice_is_caught(delivered: Delivered, tmp_path: Path) -> None:
    number = span_of(delivered, "beta")
    content = bytearray(delivered.spans[number].read_bytes())
    with av.open(str(delivered.spans[number])) as container:
        places = [(packet.pos, packet.size) for packet in container.demux(video=0) if packet.size]
    offset, size = places[0]
    content[offset + size // 3 : offset + size // 3 + 200] = bytes(200)
    (tmp_path / "span.mp4").write_bytes(content)
    caught(with_span(delivered, number, tmp_path / "span.mp4"), "picture_damaged", "beta")


# ---------------------------------------------------------------------------------------------- sound

Sound = npt.NDArray[np.float32]


def heard(delivered: Delivered) -> Sound:
    content = ffmpeg("-i", str(delivered.sound), "-f", "f32le", "-ac", "2", "-ar", "48000", "-")
    return np.frombuffer(content, "<f4").reshape(-1, 2).copy()


def with_sound(delivered: Delivered, sound: Sound, folder: Path) -> tuple[Finding, ...]:
    """Judge as if the master had encoded this; the encoder's priming is left out as it does, so that nothing is late."""
    path = folder / "sound.m4a"
    given = sound[1024:].astype("<f4").tobytes()
    done = subprocess.run(
        [get_ffmpeg_exe(), "-v", "error", "-y", "-f", "f32le", "-ar", "48000", "-ac", "2", "-i", "-",
         "-c:a", "aac", "-b:a", "256k", "-use_editlist", "0", str(path)],
        input=given, check=False, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    facts = listen(path, delivered.mixes, delivered.programme, lambda share: None, is_thorough=True)
    return delivered.judged(replace(delivered.measurements, listened=facts, packets=None))


def late(milliseconds: int) -> Callable[[Sound], Sound]:
    def shift(sound: Sound) -> Sound:
        by = milliseconds * 48
        return np.roll(sound, by, axis=0)

    return shift


def hushed(sound: Sound) -> Sound:
    sound[6 * 48_000 : 6 * 48_000 + 24_000] = 0
    return sound


def dead(sound: Sound) -> Sound:
    sound[:, 1] = 0
    return sound


def stepped(sound: Sound) -> Sound:
    sound[5 * 48_000] += np.float32(0.95)
    return sound


def foreign(sound: Sound) -> Sound:
    mean = np.abs(sound[240_000:]).mean()
    sound[240_000:] = np.random.default_rng(5).standard_normal((len(sound) - 240_000, 2)) * mean
    return sound


def filled(sound: Sound) -> Sound:
    sound[12_000:36_000] = np.random.default_rng(6).standard_normal((24_000, 2)) * 0.05
    return sound


SOUND: dict[str, tuple[Callable[[Sound], Sound], str, str]] = {
    "5 ms late": (late(5), "av_offset", "alpha"),
    "20 ms late": (late(20), "av_offset", "alpha"),
    "43 ms late": (late(43), "av_offset", "beta"),
    "100 ms late": (late(100), "av_offset", "beta"),
    "43 ms early": (late(-43), "av_offset", "beta"),
    "half a second silent": (hushed, "silence", "beta"),
    "all of it silent": (lambda sound: sound * 0, "silence", "alpha"),
    "3 dB quieter": (lambda sound: sound * np.float32(0.7), "loudness", ""),
    "much too loud": (lambda sound: np.clip(sound * 30, -1, 1), "true_peak", ""),
    "the right channel dead": (dead, "dead_channel", ""),
    "channels swapped": (lambda sound: sound[:, ::-1], "swapped_channels", "alpha"),
    "another sound": (foreign, "sound_foreign", "beta"),
    "sound where silence was planned": (filled, "sound_unplanned", "hello"),
    "cut short": (lambda sound: sound[:-48_000], "samples_decoded", "beta"),
}


@pytest.mark.parametrize("name", SOUND)
def test_damaged_sound_is_caught(name: str, delivered: Delivered, tmp_path: Path) -> None:
    damage, code, segment = SOUND[name]
    caught(with_sound(delivered, np.ascontiguousarray(damage(heard(delivered))), tmp_path), code, segment)


def test_sound_encoded_as_it_was_is_let_be(delivered: Delivered, tmp_path: Path) -> None:
    assert with_sound(delivered, heard(delivered), tmp_path) == ()


# ---------------------------------------------------------------------------------------------- words


def texts(package: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in package.iterdir() if path.suffix in (".srt", ".vtt", ".txt", ".csv")}


def listed(package: Path) -> tuple[bytes, dict[str, str]]:
    import hashlib

    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in package.iterdir() if path.name != "SHA256SUMS"}
    return (package / "SHA256SUMS").read_bytes(), sums


Files = dict[str, bytes]


def changed(name: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return change


def gone(name: str) -> Callable[[Files], None]:
    def drop(files: Files) -> None:
        del files[name]

    return drop


def added(name: str, content: bytes) -> Callable[[Files], None]:
    return lambda files: files.update({name: content})


WORDS: dict[str, tuple[Callable[[Files], None], str, str]] = {
    "a caption's text": (changed("e.en.srt", b"zero", b"hero"), "captions_changed", "alpha"),
    "a caption 40 ms late": (changed("e.en.srt", b"01,200", b"01,240"), "captions_changed", "alpha"),
    "a caption in another form": (changed("e.en.vtt", b"-->", b"->"), "captions_changed", ""),
    "a caption out of sight": (changed("e.en.vtt", b"02.200\n", b"02.200 position:0% size:1%\n"), "captions_file", ""),
    "captions without a colour": (
        changed("e.en.vtt", b"WEBVTT\n", b"WEBVTT\n\nSTYLE\n::cue {color: transparent}\n"), "captions_file", "",
    ),
    "no VTT header": (changed("e.en.vtt", b"WEBVTT", b"WEBVIT"), "captions_file", ""),
    "captions in Latin-1": (changed("e.en.srt", b"zero", b"z\xe9ro"), "captions_file", ""),
    "captions without numbers": (changed("e.en.srt", b"1\n", b""), "captions_file", ""),
    "no captions": (gone("e.en.srt"), "captions_file", ""),
    "captions of nobody": (added("e.de.srt", b"1\n00:00:00,000 --> 00:00:01,000\nja\n"), "captions_file", ""),
    "another title": (changed("title.txt", b"Sabotage", b"Garbage"), "title", ""),
    "no title": (gone("title.txt"), "title", ""),
    "no description": (gone("description.txt"), "description", ""),
    "brackets in the description": (added("description.txt", b"<b>hello</b>\n"), "description", ""),
    "a description that is too long": (added("description.txt", b"x" * 5001), "description", ""),
    "chapters of nobody": (added("chapters.txt", b"0:00 Hello\n"), "chapters_changed", ""),
}


@pytest.mark.parametrize("name", WORDS)
def test_damaged_words_are_caught(name: str, delivered: Delivered) -> None:
    damage, code, segment = WORDS[name]
    files = texts(delivered.package)
    damage(files)
    caught(tuple(words(files, "e", delivered.planned)), code, segment)


def test_chapters_are_read_back(delivered: Delivered) -> None:
    planned = replace(delivered.planned, marks=((0, "One"), (25, "Two"), (125, "Three <3")))
    files = texts(delivered.package)
    lines = b"0:00 One\n0:01 Two\n0:05 Three <3\n"
    good = {**files, "chapters.txt": lines, "description.txt": b"Chapters\n" + lines.replace(b"<", "‹".encode())}
    assert tuple(words(good, "e", planned)) == ()
    for spoilt in (lines.replace(b"0:05", b"0:06"), lines.replace(b"Two", b"Too"), b""):
        caught(tuple(words({**good, "chapters.txt": spoilt}, "e", planned)), "chapters_changed", "")
        described = spoilt.replace(b"<", "‹".encode())
        caught(tuple(words({**good, "description.txt": described}, "e", planned)), "chapters_changed", "")


@pytest.mark.parametrize(("name", "code"), [
    ("changed", "file_changed"), ("gone", "file_missing"), ("new", "file_unknown"), ("list", "checksums"),
])  # fmt: skip
def test_checksums_are_compared(name: str, code: str, delivered: Delivered) -> None:
    sums, there = listed(delivered.package)
    match name:
        case "changed":
            there["e.mp4"] = "0" * 64
        case "gone":
            del there["title.txt"]
        case "new":
            there["evil.txt"] = "0" * 64
        case _:
            sums = b"\xff\xfe nothing"
    caught(tuple(checksums(sums, there)), code, "")
