"""How fast a film is shown: on films whose frames tell their number, and whose sound tells when and how high it was made."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from tests.episode.show import build, ffmpeg, flash_and_beep, pictures, sound
from tests.episode.test_treated import clips

pytestmark = pytest.mark.ffmpeg

RATE = 48_000
DARK, STEP = 20, 2
"""The luma of a film's frame 0, and by how much each is lighter than the one before."""

RAMP = "speed: {ramp: [{at: 0.5, speed: 1}, {at: 2, speed: 0.25}, {at: 3, speed: 2}]}"


def counted(path: Path, rate: int, seconds: float, *, tone: bool = False) -> Path:
    """Write a film whose frame n is as light as n says, and which may sound a tone; return its path."""
    light = f"geq=lum={DARK}+{STEP}*N:cb=128:cr=128"
    source = f"color=s=160x90:r={rate}:d={seconds}"
    heard = ("-f", "lavfi", "-i", f"aevalsrc='0.2*sin(2*PI*440*t)':s=48000:d={seconds}") if tone else ()
    made = ("-c:v", "libx264", "-qp", "0", "-g", "20", "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le")
    ffmpeg("-f", "lavfi", "-i", source, *heard, "-vf", light, *made, str(path))
    return path


def numbers(movie: Path) -> list[float]:
    """Return the number that each frame of an episode shows, a half for what is mixed of two."""
    with av.open(str(movie)) as opened:
        return [(float(one.to_ndarray()[20:70, 20:140].mean()) - DARK) / STEP for one in opened.decode(video=0)]


def test_slow_motion_shows_the_frames_that_there_are_before_it_mixes_any(tmp_path: Path) -> None:
    film = counted(tmp_path / "film.mov", 50, 2)
    movie, _, _ = build(clips(tmp_path, film, "speed: 2", "speed: 0.5", "in: 0.4, length: 0.8, speed: 0.25"))
    fast, half, quarter = np.split(np.asarray(numbers(movie)), [25, 125])
    # A frame comes up to 0.45 of the episode's frames early, as always: of four the second.
    assert np.abs(fast - (4 * np.arange(25) + 1)).max() < 0.3
    assert np.abs(half - np.arange(100)).max() < 0.3
    # Of the file's frames those from 20 to before 30 are used, so that the last is not mixed with what comes after it.
    assert np.abs(quarter - np.minimum(29, 20 + np.arange(20) / 2)).max() < 0.3


def test_what_is_not_there_is_mixed_by_how_near_it_is(tmp_path: Path) -> None:
    film = counted(tmp_path / "film.mov", 25, 2)
    movie, _, _ = build(clips(tmp_path, film, "in: 0.2, length: 3, speed: 0.3"))
    assert np.abs(np.asarray(numbers(movie)) - (5 + 0.3 * np.arange(75))).max() < 0.3


def test_nothing_of_before_the_clip_or_after_it_is_mixed_in(tmp_path: Path) -> None:
    """The film is white in each frame of a second of which one and the next are not used, and dark in the others."""
    film = tmp_path / "film.mov"
    light = "geq=lum='if(between(mod(N,30),15,28),16,235)':cb=128:cr=128"
    source = ("-f", "lavfi", "-i", "color=s=160x90:r=30:d=4")
    ffmpeg(*source, "-vf", light, "-c:v", "libx264", "-qp", "0", "-pix_fmt", "yuv420p", str(film))
    part = f"in: 1.5, out: {44 / 30 + 0.5:.6f}"
    speeds = (
        "speed: 0.5", "speed: 0.3", "speed: 0.7", "speed: 0.37",
        "speed: {ramp: [{at: 1.5, speed: 0.2}, {at: 1.8, speed: 2}, {at: 1.95, speed: 0.2}]}",
        "speed: 0.5, reverse: on", "speed: 0.7, reverse: on",
        f"speed: 0.4, freeze: {{at: {44 / 30 + 0.5:.6f}, length: 0.3}}", "speed: 0.4, freeze: {at: 1.5, length: 0.3}",
    )  # fmt: skip
    movie, _, _ = build(clips(tmp_path, film, *(f"{part}, {speed}" for speed in speeds), rate="30"))
    with av.open(str(movie)) as opened:
        lumas = [float(one.to_ndarray()[20:70, 20:140].mean()) for one in opened.decode(video=0)]
    assert len(lumas) > 9 * 20
    assert [(number, luma) for number, luma in enumerate(lumas) if luma > 20] == []


def test_a_ramp_shows_at_each_moment_what_its_speeds_add_up_to(tmp_path: Path) -> None:
    film = counted(tmp_path / "film.mov", 25, 4)
    movie, _, _ = build(clips(tmp_path, film, RAMP))
    seen = np.asarray(numbers(movie))
    # By small steps, as a table of speeds: 1 until 0.5 s, to 0.25 within 2.4 s, to 2 within 0.889 s.
    at = np.arange(0, len(seen) / 25, 1 / 5000)
    speed = np.interp(at, [0.5, 0.5 + 2 * 1.5 / 1.25, 0.5 + 2 * 1.5 / 1.25 + 2 / 2.25], [1, 0.25, 2])
    wanted = 25 * np.concatenate([[0], np.cumsum(speed[:-1]) / 5000])[:: 5000 // 25]
    assert len(seen) == round(25 * (0.5 + 2.4 + 2 / 2.25 + 0.5))
    apart = np.abs(seen - wanted)
    assert apart[speed[:: 5000 // 25] < 0.95].max() < 0.35
    assert apart.max() < 1.1


def beeps(sound: np.ndarray) -> list[int]:
    """Return the samples at which something is heard after silence."""
    loud = np.flatnonzero(np.abs(sound) > 0.2 * np.abs(sound).max())
    return [int(place) for place, gap in zip(loud, np.diff(loud, prepend=-RATE), strict=True) if gap > RATE // 20]


SLOWING = "speed: {ramp: [{at: 1, speed: 1}, {at: 3, speed: 0.25}]}"


def slowed(at: float) -> float:
    """Return when a moment of a film is shown that slows from 1 to 0.25 between its seconds 1 and 3."""
    # What has passed after t seconds is t - 0.1171875 t^2, for the speed falls by 0.234375 a second: 0.75 in 3.2 seconds.
    within = (1 - (1 - 4 * 0.1171875 * (at - 1)) ** 0.5) / (2 * 0.1171875)
    return at if at <= 1 else 1 + within if at <= 3 else 4.2 + (at - 3) * 4


def test_what_is_heard_is_in_time_with_what_is_seen(tmp_path: Path) -> None:
    film, when = tmp_path / "film.mov", (0.2, 2.0, 3.8)
    flash_and_beep(film, 4, flashes=when)
    given = {
        "speed: 0.25": lambda at: 4 * at,
        "speed: 0.7, pitch: follow": lambda at: at / 0.7,
        "speed: 3": lambda at: at / 3,
        SLOWING: slowed,
        f"{SLOWING}, pitch: follow": slowed,
        f"in: 1.5, {SLOWING}": lambda at: slowed(at) - slowed(1.5),
    }
    movie, _, _ = build(clips(tmp_path, film, *given))
    luma, heard = pictures(movie)[1].mean(axis=(1, 2)), beeps(sound(movie)[:, 0])
    begin, wanted = 0, []
    for shown in given.values():
        wanted += [begin / 25 + shown(at) for at in when if shown(at) > 0]
        begin += round(shown(4) * 25)
    apart = [place / RATE - at for place, at in zip(heard, wanted, strict=True)]
    assert max(map(abs, apart)) < 0.001
    assert len(luma) == begin
    # Of a film shown thrice as fast two frames of three are not seen, and a flash may be one of them.
    flashes = [at * 25 for number, at in enumerate(wanted) if number not in (6, 7, 8)]
    assert max(abs(round(at) - 3 + int(luma[round(at) - 3 : round(at) + 4].argmax()) - at) for at in flashes) < 0.6


def test_a_tone_stays_as_high_as_it_is_unless_it_is_to_follow(tmp_path: Path) -> None:
    film = tmp_path / "film.mov"
    tone = "aevalsrc='0.2*sin(2*PI*440*t)':s=48000:d=4"
    ffmpeg("-f", "lavfi", "-i", "color=s=160x90:r=25:d=4", "-f", "lavfi", "-i", tone, "-pix_fmt", "yuv420p", str(film))
    given = {f"speed: {speed}, pitch: {pitch}": (speed, pitch) for speed in (0.25, 0.8, 1.7, 4) for pitch in ("keep", "follow")}
    movie, _, _ = build(clips(tmp_path, film, *given))
    heard, begin = sound(movie)[:, 0], 0.0
    for speed, kept in given.values():
        seconds = round(4 / speed * 25) / 25
        part = heard[round(begin * RATE) : round((begin + seconds) * RATE)]
        found, wanted = pitch(part), 440 * (speed if kept == "follow" else 1)
        assert abs(1200 * np.log2(found / wanted)) < 2, (speed, kept)
        begin += seconds


def pitch(sound: np.ndarray) -> float:
    """Return how many times a second a tone swings, by the peak of its spectrum."""
    middle = sound[len(sound) // 4 : -len(sound) // 4]
    power = np.abs(np.fft.rfft(middle * np.hanning(len(middle)), 1 << 22))
    return float(np.argmax(power)) * RATE / (1 << 22)


def test_a_picture_that_stands_goes_on_where_it_stood_and_is_silent_meanwhile(tmp_path: Path) -> None:
    film = counted(tmp_path / "film.mov", 25, 2, tone=True)
    movie, _, _ = build(clips(tmp_path, film, "freeze: {at: 0.8, length: 1.2}", "out: 1, freeze: {at: 1, length: 1}"))
    heard = np.abs(sound(movie)[:, 0]).reshape(-1, RATE // 25).max(axis=1) > 0.02
    assert [round(one) for one in numbers(movie)] == [*range(20), *[20] * 31, *range(21, 50), *range(25), *[24] * 25]
    # It fades in a hundredth of a second.
    assert list(heard) == [*[True] * 21, *[False] * 28, *[True] * (31 + 26), *[False] * 24]


@pytest.mark.parametrize("rotation", [0, 90])
def test_a_film_backwards_shows_its_frames_from_behind(rotation: int, tmp_path: Path) -> None:
    plain, film = counted(tmp_path / "plain.mov", 25, 2), tmp_path / "film.mov"
    ffmpeg("-display_rotation", str(rotation), "-i", str(plain), "-c", "copy", str(film))
    given = ("reverse: on", "in: 0.4, out: 1.2, reverse: on", "out: 1, reverse: on, speed: 2")
    movie, _, _ = build(clips(tmp_path, film, *(f"{one}, fit: cover" for one in given)))
    assert [round(one) for one in numbers(movie)] == [*range(49, -1, -1), *range(29, 9, -1), *range(24, -1, -2)]


@pytest.mark.parametrize("coded", ["mjpeg -pix_fmt yuvj420p", "libx264rgb -qp 0", "qtrle -pix_fmt argb", "ffv1 -pix_fmt gray"])
def test_a_film_of_full_range_is_as_light_backwards_as_forwards(coded: str, tmp_path: Path) -> None:
    plain, film = counted(tmp_path / "plain.mov", 25, 0.4), tmp_path / "film.mov"
    ffmpeg("-i", str(plain), "-q:v", "1", "-c:v", *coded.split(), str(film))
    movie, _, _ = build(clips(tmp_path, film, "fit: cover", "reverse: on, fit: cover"))
    seen = numbers(movie)
    assert seen[:10] == pytest.approx(list(range(10)), abs=1.5)  # with what its own coding rounds
    assert seen[10:] == pytest.approx(seen[9::-1], abs=0.5)


def test_two_clips_cut_from_one_show_its_very_frames_at_another_rate_than_the_films(tmp_path: Path) -> None:
    film = counted(tmp_path / "film.mov", 30, 2)
    ramp = "speed: {ramp: [{at: 0.4, speed: 2}, {at: 1.2, speed: 1}]}"
    given = (
        "in: 0.1, out: 1.7, reverse: on", "in: 1.18, out: 1.7, reverse: on", "in: 0.1, out: 1.18, reverse: on",
        "in: 0.1, out: 1.9", "in: 0.1, out: 0.62", "in: 0.62, out: 1.9",
        f"in: 0.1, out: 1.9, {ramp}", f"in: 0.1, out: 1.01, {ramp}", f"in: 1.011657, out: 1.9, {ramp}",
    )  # fmt: skip
    movie, _, _ = build(clips(tmp_path, film, *given))
    seen, begin = [round(one) for one in numbers(movie)], 0
    for frames in (40, 45, 35):
        assert seen[begin + frames : begin + 2 * frames] == seen[begin : begin + frames]
        begin += 2 * frames
    assert len(seen) == begin


def test_what_is_heard_backwards_is_in_time_with_what_is_seen(tmp_path: Path) -> None:
    film = tmp_path / "film.mov"
    flash_and_beep(film, 3, flashes=(0.4, 2.2))
    slow, tape = "reverse: on, speed: 0.5", "in: 0.2, out: 2.8, reverse: on, pitch: follow, speed: 0.8"
    movie, _, _ = build(clips(tmp_path, film, "reverse: on", slow, tape))
    luma = pictures(movie)[1].mean(axis=(1, 2))
    # A beep of 0.04 s begins with its end, and a flash as long with the end of its frame.
    wanted = [0.76, 2.56, 3 + 1.52, 3 + 5.12, 9 + 0.56 / 0.8, 9 + 2.36 / 0.8]
    assert np.abs(np.asarray(beeps(sound(movie)[:, 0])) / RATE - wanted).max() < 0.001
    seen = [n for n in range(1, len(luma)) if luma[n] > 130 >= luma[n - 1]]
    assert [abs(n - 25 * at) <= 1 for n, at in zip(seen, wanted, strict=True)] == [True] * 6
