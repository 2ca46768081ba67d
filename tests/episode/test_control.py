"""`qc` judges what lies there: a package by its plan, any file by a deliverable alone; nothing that a maker said is believed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import digest
from pipeline.app import seasons, session
from pipeline.app.control import Judged
from pipeline.execution.events import Event, Finished
from pipeline.faults import InputFault
from tests.cli.command import MANIFEST, small_show
from tests.episode.show import build, ffmpeg, opened_warm
from tests.qc.sabotage import Film

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

TAGS = "format=yuv420p,setparams=range=limited:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
DELIVERED = ("-use_editlist", "0", "-movflags", "+faststart+negative_cts_offsets", "-map_chapters", "-1")
CODED = ("-c:v", "libx264", "-qp", "10", "-bf", "2", "-g", "25", "-profile:v", "high", "-c:a", "aac")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_show(tmp_path_factory.mktemp("control") / "show")
    assert build(folder / "episodes/e.yaml")[0] == folder / "renders/e/e.mp4"
    return folder


@pytest.fixture
def show(built: Path, tmp_path: Path) -> Path:
    return shutil.copytree(built, tmp_path / "show")


def judged(path: Path, profile: str | None = None) -> tuple[Judged, list[str]]:
    ran: list[str] = []

    def listen(event: Event) -> None:
        if isinstance(event, Finished):
            ran.append(event.action.address)

    opened = opened_warm([path]) if path.suffix == ".yaml" else session.opened_near(path)
    with opened as here:
        return here.judge(path, profile, workers=2, listen=listen), ran


def told(found: Judged) -> list[tuple[str, str]]:
    return [(one.code, one.timecode) for one in found.report.findings]


# ---------------------------------------------------------------------------------------------- packages


def test_a_package_as_it_was_delivered_is_good_and_is_measured_once(show: Path) -> None:
    first, ran = judged(show / "episodes/e.yaml")
    assert (told(first), first.is_by_plan, first.notes, first.movie) == ([], True, (), show / "renders/e/e.mp4")
    assert set(ran) == {"delivered/look", "delivered/listening", "delivered/thumbnail/look"}
    again, ran = judged(show / "episodes/e.yaml")
    assert (told(again), ran) == ([], [])
    assert first.report.measurements == again.report.measurements


def test_damaged_pictures_are_found_at_their_place_though_every_report_says_otherwise(show: Path) -> None:
    movie = Film(show / "renders/e/e.mp4")
    offset, size = movie.frames[45]
    movie.content[offset + 4 : offset + size] = bytes(size - 4)
    movie.save()
    found, _ = judged(show / "episodes/e.yaml")
    assert ("file_changed", "") in told(found)
    damaged = next(one for one in found.report.findings if one.code == "picture_damaged")
    assert damaged.frame is not None
    assert 43 <= damaged.frame <= 47
    assert (damaged.segment, str(damaged.where).startswith("episodes/e.yaml:5:")) == ("count", True)
    assert not found.report.is_good


def test_a_hole_in_the_sound_is_found_by_holding_what_lies_there_against_the_planned_mixes(show: Path) -> None:
    movie = show / "renders/e/e.mp4"
    ffmpeg("-i", str(movie), "-map", "0:v", "-map", "0:a", "-c:v", "copy", "-c:a", "aac", "-b:a", "128k", "-af",
           "volume=0:enable='between(t,1.5,1.9)'", *DELIVERED, str(show / "hole.mp4"))  # fmt: skip
    (show / "hole.mp4").replace(movie)
    found, _ = judged(show / "episodes/e.yaml")
    (hole,) = [one for one in found.report.findings if one.code == "silence"]
    assert hole.message.endswith("s are silent where sound was planned")
    assert hole.frame is not None
    assert 36 <= hole.frame <= 39
    assert "silence" not in dict(told(judged(movie, "tiny")[0]))  # nobody planned sound in a file alone


SPOILED: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "a text was changed": (lambda package: (package / "title.txt").write_text("Another\n"), "title", "file_changed"),
    "a file is gone": (lambda package: (package / "ledger.csv").unlink(), "file_missing", "file_missing"),
    "the movie is gone": (lambda package: (package / "e.mp4").unlink(), "file_missing", "file_missing"),
    "the movie is cut": (lambda package: (package / "e.mp4").write_bytes((package / "e.mp4").read_bytes()[:9000]), "damaged",
                         "file_changed"),
    "the list of checksums is gone": (lambda package: (package / "SHA256SUMS").unlink(), "checksums", "checksums"),
    "captions that nobody planned": (lambda package: (package / "e.fr.srt").write_text("1\n"), "captions_file", "captions_file"),
}  # fmt: skip


WITH_THE_LIST: dict[str, tuple[Callable[[Path], object], str]] = {
    "a name in the credits": (lambda package: (package / "credits.csv").write_bytes(b""), "file_changed"),
    "a link in the description": (
        lambda package: (package / "description.txt").write_bytes((package / "description.txt").read_bytes() + b"a link\n"),
        "file_changed",
    ),
    "the movie's name": (lambda package: (package / "e.mp4").rename(package / "f.mp4"), "file_missing"),
    "the page gone": (lambda package: (package / "qc.html").unlink(), "file_missing"),
    "the report emptied": (lambda package: (package / "qc.json").write_bytes(b""), "file_changed"),
    "the page emptied": (lambda package: (package / "qc.html").write_bytes(b""), "file_changed"),
    "the verdict in the page": (lambda package: edited(package / "qc.html", b"Good", b"Best"), "file_changed"),
    "the verdict in the report": (lambda package: edited(package / "qc.json", b'"pass"', b'"fail"'), "file_changed"),
}


def edited(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new))


@pytest.mark.parametrize("name", WITH_THE_LIST)
def test_a_list_of_checksums_that_was_changed_along_hides_nothing(name: str, show: Path) -> None:
    change, code = WITH_THE_LIST[name]
    package = show / "renders/e"
    change(package)
    files = sorted(path for path in package.iterdir() if path.name != "SHA256SUMS")
    (package / "SHA256SUMS").unlink()
    (package / "SHA256SUMS").write_text("".join(f"{digest.of_file(path)}  {path.name}\n" for path in files))
    found, _ = judged(show / "episodes/e.yaml")
    messages = [one.message.split(" ")[0] for one in found.report.findings if one.code == "file_changed"]
    assert {code for code, _ in told(found)} == {code, "file_changed"}
    assert "SHA256SUMS" in messages
    assert not found.report.is_good
    with opened_warm([show / "episodes/e.yaml"]) as opened:  # and the next build puts it right, and says so
        season = seasons.build(opened, seasons.prepare(opened, [show / "episodes/e.yaml"], None), workers=2)
    (published,) = season.published.values()
    assert published is not None
    assert any(note.startswith("changed or gone since it was put into e, and put right: 'SHA2") for note in published.notes)
    assert told(judged(show / "episodes/e.yaml")[0]) == []


@pytest.mark.parametrize("name", SPOILED)
def test_what_was_changed_in_a_package_is_told(name: str, show: Path) -> None:
    change, *codes = SPOILED[name]
    change(show / "renders/e")
    found, _ = judged(show / "episodes/e.yaml")
    assert {code for code, _ in told(found)} == set(codes)
    assert not found.report.is_good


def test_a_file_of_ones_own_beside_the_package_is_nobodys_fault(show: Path) -> None:
    (show / "renders/e/notes.md").write_text("for the upload")
    assert told(judged(show / "episodes/e.yaml")[0]) == []


OLDER = {
    "another cut": MANIFEST.replace("length: 1", "length: 1.2"),
    "another word": MANIFEST.replace("number: 1}", "number: 1, description: New}"),
}


@pytest.mark.parametrize("name", OLDER)
def test_a_package_of_an_older_manifest_is_said_to_be_so_and_judged_by_the_profile_alone(name: str, show: Path) -> None:
    (show / "episodes/e.yaml").write_text(OLDER[name])
    found, _ = judged(show / "episodes/e.yaml")
    assert (found.is_by_plan, found.against) == (False, "the profile tiny alone")
    (note,) = found.notes
    assert note.startswith("it was made from another state of episodes/e.yaml")
    assert told(found) == []
    (show / "renders/e/title.txt").write_text("Another\n")  # its own list still tells
    assert told(judged(show / "episodes/e.yaml")[0]) == [("file_changed", "")]


def test_a_waiver_is_no_reason_to_call_a_package_old_and_is_judged_with_it(show: Path) -> None:
    (show / "episodes/e.yaml").write_text(MANIFEST + "    waive: [{code: freeze, reason: meant}]\n")
    found, ran = judged(show / "episodes/e.yaml")
    assert (found.is_by_plan, set(ran)) == (True, {"delivered/look", "delivered/listening", "delivered/thumbnail/look"})
    (waiver,) = found.report.findings
    assert (waiver.code, str(waiver.where)) == ("waiver", "episodes/e.yaml:8:13")


def test_where_there_is_no_package_it_is_said_what_makes_one(show: Path) -> None:
    (show / "renders/e").rename(show / "renders/e.refused")
    with pytest.raises(InputFault) as refused:
        judged(show / "episodes/e.yaml")
    assert str(refused.value) == (
        f"{show}/renders/e: there is no package here; {show}/renders/e.refused was refused; its findings are in it"
    )
    with pytest.raises(InputFault) as missing:
        judged(show / "episodes/e.yaml", "draft")
    assert str(missing.value).endswith("`together build episodes/e.yaml --profile draft` makes it")


# ---------------------------------------------------------------------------------------------- any file


def movie(path: Path, picture: str, sound: str, *options: str, coded: tuple[str, ...] = CODED) -> Path:
    ffmpeg("-f", "lavfi", "-i", f"{picture},{TAGS}", "-f", "lavfi", "-i", sound, "-ac", "2", "-ar", "48000",
           *coded, *(options or DELIVERED), str(path))  # fmt: skip
    return path


def moving(seconds: float, more: str = "") -> str:
    """Return a picture that moves; `more` is done to it."""
    return f"testsrc2=s=160x90:r=25:d={seconds}{more}"


def tone(seconds: float, more: str = "") -> str:
    """Return a tone of -16 LUFS: at 997 Hz a sine's loudness on both sides is its level (ITU-R BS.1770)."""
    sine = "0.1585*sin(2*PI*997*t)"
    return f"aevalsrc='{sine}|{sine}':s=48000:d={seconds}{more}"


BLACK = "drawbox=c=black:t=fill:enable='between(n,{first},{last})'"
SEEN = {
    "what is asked for": ("", []),
    "two seconds of black": (f",{BLACK.format(first=20, last=69)}", [("black", "0:00:00.800")]),
    "a frame less of black": (f",{BLACK.format(first=20, last=68)}", []),
    "a still of two seconds": (",loop=loop=50:size=1:start=20,trim=end_frame=100", [("freeze", "0:00:00.760")]),
    "a still that is shorter": (",loop=loop=48:size=1:start=20,trim=end_frame=100", []),
    "six flashes a second": (",geq=lum='if(lt(mod(N,4),2),30,220)':cb=128:cr=128", [("flashes", "*")]),
    "two flashes a second": (",geq=lum='if(lt(mod(N,12),6),30,220)+5*mod(N,2)':cb=128:cr=128", []),
}
HEARD = {
    "two seconds of silence": (",volume=0:enable='between(t,1,3.03)'", [("silence", "0:00:01.000")]),
    "less silence": (",volume=0:enable='between(t,1,2.95)'", []),
    "one side alone": (",pan=stereo|c0=1.41*c0|c1=0*c0", [("dead_channel", "")]),
    "clipped": (",volume=40dB,aformat=s16,aformat=fltp", [("clipping", "*"), ("loudness", "*"), ("true_peak", "*")]),
    "too quiet": (",volume=-1.2dB", [("loudness", "")]),
    "quiet enough": (",volume=-0.8dB", []),
}
FORMS = {
    "fragments": ("f.mp4", ("-movflags", "+frag_keyframe+empty_moov"), CODED, ["streams"]),
    "codecs": ("c.mp4", DELIVERED, ("-c:v", "mpeg4", "-c:a", "libmp3lame", "-ar", "44100"), ["codec", "sound_form"]),
    "QuickTime": ("q.mov", ("-f", "mov"), CODED, ["container"]),
    "Matroska or WebM": ("m.mkv", ("-f", "matroska"), CODED, ["container"]),
    "AVI": ("a.avi", ("-f", "avi"), CODED, ["container"]),
}


@pytest.fixture(scope="module")
def folder(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files") / "show"
    shutil.copytree(built / "profiles", folder / "profiles")
    (folder / "episodes").mkdir()
    (folder / "episodes/show.yaml").write_text("show: Test\ndeliver: [tiny]\n")
    return folder


@pytest.fixture(scope="module")
def found(folder: Path) -> dict[str, Judged]:
    """Return what is judged of each film, all in one session."""
    films = {name: movie(folder / f"{name}.mp4", moving(4, more), tone(4)) for name, (more, _) in SEEN.items()}
    films |= {name: movie(folder / f"{name}.mp4", moving(5), tone(5, more)) for name, (more, _) in HEARD.items()}
    films |= {name: movie(folder / file, moving(1), tone(1), *options, coded=coded)
              for name, (file, options, coded, _) in FORMS.items()}  # fmt: skip
    with session.opened_near(folder / "film.mp4") as opened:
        return {name: opened.judge(film, "tiny", workers=2) for name, film in films.items()}


@pytest.mark.parametrize("name", [*SEEN, *HEARD])
def test_a_file_alone_is_judged_up_to_the_border(name: str, found: dict[str, Judged]) -> None:
    _, expected = {**SEEN, **HEARD}[name]
    times = dict(told(found[name]))
    assert sorted(times) == [code for code, _ in expected]
    assert {code: at for code, at in expected if at != "*"}.items() <= times.items()


def test_a_file_alone_is_held_against_its_own_index_and_a_deliverable(found: dict[str, Judged]) -> None:
    one = found["what is asked for"]
    assert (one.is_by_plan, one.against, one.notes) == (False, "the profile tiny alone", ())
    assert (one.report.planned.frames, one.report.planned.rate, one.report.is_good) == (100, 25, True)
    told_ = json.loads(json.dumps(one.to_json()))
    assert (told_["event"], told_["against"], told_["verdict"]) == ("judged", "profile", "pass")


@pytest.mark.parametrize("name", FORMS)
def test_a_file_of_another_form_is_told_and_what_was_not_looked_at(name: str, found: dict[str, Judged]) -> None:
    one, codes = found[name], FORMS[name][-1]
    assert {*codes} <= {code for code, _ in told(one)}
    assert not one.report.is_good
    assert not any("build" in finding.hint for finding in one.report.findings)
    if codes == ["container"]:
        (finding,) = one.report.findings
        assert finding.message == f"the file is {name}, not MP4, so nothing in it was looked at"
    assert one.notes == (
        (
            "its picture was not looked at: it is not H.264, HEVC or AV1",
            "its sound was not listened to: it is not AAC at 48000 Hz",
        )
        if name == "codecs" else ()
    )  # fmt: skip


KEPT = "extends: archive\nvideo: {width: 160, height: 90}\nloudness: {target: -16}\n"
KEPT_PRORES = KEPT.replace("archive", "archive-prores")
FFV1 = ("-c:v", "ffv1", "-level", "3", "-g", "1", "-pix_fmt", "yuv420p", "-c:a", "pcm_s24le")
PRORES = ("-c:v", "prores_ks", "-profile:v", "3", "-pix_fmt", "yuv422p10le", "-c:a", "pcm_s24le")


@pytest.mark.parametrize(("profile", "text", "coded", "ending"), [
    ("kept", KEPT, FFV1, "mkv"), ("kept-prores", KEPT_PRORES, PRORES, "mov"),
])  # fmt: skip
def test_a_file_that_is_no_mp4_is_looked_at_and_listened_to(
    profile: str, text: str, coded: tuple[str, ...], ending: str, folder: Path
) -> None:
    (folder / f"profiles/{profile}.yaml").write_text(text)
    plain = ("-f", "mov" if ending == "mov" else "matroska")
    dark, silent = SEEN["two seconds of black"][0], HEARD["two seconds of silence"][0]
    good = movie(folder / f"good.{ending}", moving(4), tone(4), *plain, coded=coded)
    bad = movie(folder / f"bad.{ending}", moving(4, dark), tone(4, f",volume=6dB{silent}"), *plain, coded=coded)
    strange = movie(folder / f"strange.{ending}", moving(1), tone(1), *plain, coded=("-c:v", "mpeg4", "-c:a", "pcm_s16le"))
    with session.opened_near(good) as opened:
        fine, wrong, other = (opened.judge(path, profile, workers=2) for path in (good, bad, strange))
    assert (told(fine), fine.report.is_good) == ([], True)
    times = dict(told(wrong))
    assert (times["black"], times["silence"], "loudness" in times) == ("0:00:00.800", "0:00:01.000", True)
    (headers,) = fine.notes
    assert headers.startswith("its headers were not read one by one, as those of an MP4 are")
    assert other.notes == (
        headers, "its picture was not looked at: it is mpeg4", "its sound was not listened to: it is pcm_s16le at 48000 Hz"
    )  # fmt: skip


def test_what_is_no_movie_is_refused(folder: Path) -> None:
    ffmpeg("-f", "lavfi", "-i", tone(1), str(folder / "sound.wav"))
    ffmpeg("-f", "lavfi", "-i", moving(1), "-frames:v", "1", str(folder / "still.png"))
    (folder / "notes.txt").write_text("no movie")
    (folder / "empty.mp4").write_bytes(b"")
    with session.opened_near(folder / "film.mp4") as opened:
        for name, words in {
            "sound.wav": "this is a sound and no movie", "still.png": "this is a picture and no movie",
            "notes.txt": "'notes.txt'", "empty.mp4": "'empty.mp4' is empty", "none.mp4": "'none.mp4' does not exist",
            "profiles": "'profiles' is not a file",
        }.items():  # fmt: skip
            with pytest.raises(InputFault) as refused:
                opened.judge(folder / name, "tiny", workers=2)
            assert words in str(refused.value)


def test_the_deliverable_is_the_shows_own_unless_another_is_named(folder: Path, found: dict[str, Judged]) -> None:
    film = folder / found["what is asked for"].movie.name
    with session.opened_near(film) as opened:
        assert opened.judge(film, None, workers=2).report.profile.name == "tiny"
        other = opened.judge(film, "youtube", workers=2)
        assert ("size", "") in told(other)
        with pytest.raises(InputFault, match="yuotube"):
            opened.judge(film, "yuotube", workers=2)
