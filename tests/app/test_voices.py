"""Dubs and audio description: further sounds of a film, in time to the sample, as loud as the film, under which it goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from pipeline.app import seasons, session
from pipeline.app.upload_plan import upload_plan
from pipeline.sound import wav
from pipeline.sound.meter import Meter
from tests.app.voiced import FRAMES, MANIFEST, RATE, Sound, spoken, voiced_show, write
from tests.episode.show import opened_warm

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]


def two_sounds(path: Path) -> None:
    """Write a file with a voice that speaks at two seconds, and another that does at five."""
    with av.open(str(path), "w") as container:
        streams = [container.add_stream("pcm_s16le", rate=RATE, layout="mono") for _ in range(2)]
        for stream, at in zip(streams, (2, 5), strict=True):
            frame = av.AudioFrame.from_ndarray((spoken(8, at).T * 32767).astype(np.int16), format="s16", layout="mono")
            frame.sample_rate, frame.pts = RATE, 0
            container.mux(stream.encode(frame))


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return voiced_show(tmp_path_factory.mktemp("voices") / "show")


def build(manifest: Path, more: str = "") -> tuple[Path, Any]:
    manifest.write_text(MANIFEST + more)
    with opened_warm([manifest]) as opened:
        season = seasons.build(opened, seasons.prepare(opened, [manifest], None), workers=2)
    (made,) = season.published.values()
    assert made is not None
    return made.movie, made


def heard(movie: Path, number: int) -> Sound:
    """Return a sound of a film as a player hears it, by its time stamps: (samples, channels)."""
    with av.open(str(movie)) as container:
        stream = container.streams.audio[number]
        frames = [(frame.pts, frame.to_ndarray()) for frame in container.decode(stream)]
    sound = np.zeros((round(FRAMES / 25 * RATE) + 4096, 2))
    for pts, block in frames:
        sound[pts : pts + block.shape[1]] = block.T
    return sound[: round(FRAMES / 25 * RATE)]


def lag(sound: Sound, meant: Sound) -> int:
    """Return by how many samples a sound is later than it was meant to be."""
    size = 2 * len(sound)
    crossed = np.fft.irfft(np.fft.rfft(sound[:, 0], size) * np.conj(np.fft.rfft(meant[: len(sound), 0], size)))
    at = int(np.argmax(crossed))
    return at if at < size // 2 else at - size


def tone(sound: Sound, begin: float, end: float) -> float:
    """Return how loud the film's own tone is between two times, in decibels."""
    part = sound[round(begin * RATE) : round(end * RATE), 0]
    wave = np.exp(-2j * np.pi * 440 * np.arange(len(part)) / RATE)
    return float(20 * np.log10(abs(np.dot(part, wave)) / len(part) + 1e-9))


def loudness(sound: Sound) -> float:
    meter = Meter()
    meter.feed(sound)
    return meter.loudness


DUBBED = "dubs: {es: es.wav}\naudio_description: seen.wav\n"


@pytest.fixture(scope="module")
def movie(show: Path) -> Path:
    found, made = build(show, DUBBED)
    assert made.is_good, made.told
    return found


def test_each_voice_is_a_track_that_players_can_choose(movie: Path) -> None:
    with av.open(str(movie)) as container:
        tracks = [(one.metadata.get("language"), one.disposition) for one in container.streams.audio]
        assert [container.streams.video[0].frames, len(container.streams.audio)] == [FRAMES, 3]
    assert [language for language, _ in tracks] == ["eng", "spa", "eng"]
    default, dub, described = (disposition for _, disposition in tracks)
    assert default & av.stream.Disposition.default
    assert dub & av.stream.Disposition.dub
    assert not dub & av.stream.Disposition.default
    assert described & av.stream.Disposition.visual_impaired
    assert b"elst" not in movie.read_bytes()


def test_a_film_of_which_nothing_was_planned_may_have_dubs(show: Path, movie: Path) -> None:
    show.write_text(MANIFEST)
    with opened_warm([show]) as opened:
        judged = opened.judge(movie, None, workers=2)
    assert judged.told == ()
    assert judged.notes == ("its own sound alone was listened to: the others (Español, English (AD)) are judged by the index",)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("es: cut.wav", "5:12: cut.wav is cut off: 768,000 of its 1,536,058 bytes are missing; copy or export it again"),
        ("es: quiet.wav", "5:12: warning: the sound of quiet.wav is silent from beginning to end; record or export it again"),
        ("es: two.mka", "5:12: warning: two.mka has 2 sounds: 1 (mono), 2 (mono); track 1 is used; write track: 1, or another"),
        ("es: {file: two.mka, track: 3}", "5:35: there is no track 3; two.mka has 2 sounds: 1 (mono), 2 (mono); write"),
        ("en: es.wav", ("5:12: the episode itself is in 'en': nobody could tell this dub from it; "
                        "write another language, or one of your own: en-x-comment")),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_recording_is_told_at_its_line(show: Path, more: str, told: str) -> None:
    media = show.with_name("media")
    whole = wav.header(RATE, 1, 8 * RATE) + wav.encode(spoken(8, 2))
    (media / "cut.wav").write_bytes(whole[: len(whole) - 768_000])
    write(media / "quiet.wav", np.zeros((8 * RATE, 1)))
    two_sounds(media / "two.mka")
    show.write_text(f"{MANIFEST}\ndubs: {{{more}}}\n")
    with session.opened([show]) as opened:
        (found,) = [str(one) for one in opened.diagnostics(show)]
    assert found.startswith(f"episodes/e.yaml:{told}")


def test_a_voice_is_in_time_to_the_sample(movie: Path) -> None:
    assert lag(heard(movie, 1), spoken(8, 2, 2.6)) == 0
    assert lag(heard(movie, 2), spoken(8, 4)) == 0


def test_every_sound_is_as_loud_as_the_film(movie: Path) -> None:
    for number in range(3):
        assert loudness(heard(movie, number)) == pytest.approx(-16, abs=1)


def test_the_film_goes_on_under_a_voice(movie: Path) -> None:
    alone, dubbed, described = (heard(movie, number) for number in range(3))
    assert tone(alone, 0, 1) == pytest.approx(tone(alone, 2.1, 3), abs=0.5)
    assert tone(dubbed, 0, 1) - tone(dubbed, 2.1, 3) == pytest.approx(18, abs=1.5)
    assert tone(dubbed, 5, 7) == pytest.approx(tone(dubbed, 0, 1), abs=0.5)
    assert tone(described, 0, 1) - tone(described, 4, 4.5) == pytest.approx(10, abs=1.5)


def test_a_voice_costs_no_picture_and_leaves_the_films_own_sound(show: Path, movie: Path) -> None:
    with session.opened([show]) as opened:
        show.write_text(MANIFEST + DUBBED.replace("es.wav", "all.wav"))
        forecast = opened.forecast(opened.work(show))
    ran = {reason.action.address for reason in forecast.reasons}
    assert {"programme/dub-es/mix", "programme/dub-es/master", "programme/join"} <= ran
    assert not [address for address in ran if "/picture/" in address or "description" in address or address == "programme/master"]


def test_an_uploader_is_told_that_platforms_take_one_sound(show: Path, movie: Path) -> None:
    show.write_text(MANIFEST + DUBBED)
    with session.opened([show]) as opened:
        notes = upload_plan(opened.show, opened.work(show)).notes
    assert "platforms play the film's own sound alone: add the others there by hand (Español, English (AD))" in notes


def test_a_whole_mix_takes_the_place_of_the_films_sound(show: Path) -> None:
    found, made = build(show, "dubs: {es: {file: all.wav, whole: on}}\n")
    assert made.is_good, made.told
    dubbed = heard(found, 1)
    assert tone(dubbed, 1.6, 1.95) < -60
    assert lag(dubbed, spoken(8, 0.5, 1, 2, 3, 4, 5, 6, 7)) == 0
    assert loudness(dubbed) == pytest.approx(-16, abs=1)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("dubs: {es: none.wav}\n", "4:12: 'none.wav' does not exist"),
        ("dubs: {es: long.wav}\n", "4:12: the dub in es lasts 0:09, and the film 0:08; cut it to the length of the film"),
        ("audio_description: long.wav\n", "4:20: the audio description lasts 0:09, and the film 0:08; cut it"),
        ("dubs: {es: {file: seen.wav, whole: on}}\n", "4:19: the dub in es lasts 0:05, and the film 0:08: after that nothing"),
        ("dubs: {es: still.png}\n", "4:12: still.png has no sound; name a file that has some"),
        ("dubs: {es: {file: es.wav, by: anna}}\n", "4:31: 'anna' is not in people.yaml; did you mean 'ana'?"),
        ("dubs: {spanish: es.wav}\n", "4:8: 'spanish' "),
        ("dubs: {es: {file: es.wav, hole: on}}\n", "4:27: unknown field 'hole'; did you mean 'whole'?"),
    ],
)
def test_mistakes_are_told_at_their_place(show: Path, more: str, told: str) -> None:
    from PIL import Image

    media = show.parent / "media"
    write(media / "long.wav", spoken(9, 1))
    Image.new("RGB", (16, 16)).save(media / "still.png")
    show.write_text(MANIFEST + more)
    with session.opened([show]) as opened:
        found = [str(one) for one in opened.diagnostics(show)]
    assert len(found) == 1
    assert found[0].startswith(f"episodes/e.yaml:{told}"), found


def test_a_dub_in_a_language_of_ones_own_is_told_from_the_films(show: Path) -> None:
    show.write_text(MANIFEST + "dubs: {en-x-comment: es.wav}\n")
    with session.opened([show]) as opened:
        assert not opened.diagnostics(show)


def test_of_a_film_with_two_sounds_the_one_that_is_named_is_heard(show: Path) -> None:
    two_sounds(show.with_name("media") / "two.mka")
    movie, made = build(show, "dubs: {es: {file: two.mka, track: 2, whole: on}}\n")
    assert made.is_good, made.told
    assert abs(lag(heard(movie, 1), spoken(8, 5))) <= 1
