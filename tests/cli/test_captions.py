"""`together captions check` and `fix` on files with faults, on a film's own clock, on what no rule can mend."""

from __future__ import annotations

import errno
import json
import re
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.app import captioning, session
from pipeline.app.captioning import Captioned
from pipeline.captions import Caption, read
from pipeline.faults import EnvironmentFault, InputFault
from tests.captions.faulty import faults, srt, vtt
from tests.captions.test_inplace import rest_of
from tests.cli.command import together
from tests.episode.show import BARE, counting, make_show

SIXTY = """episode: {title: A}
segments:
  - card: One
    length: 82
    captions: {en: a.srt}
  - card: Two
    length: 82
    captions: {en: b.vtt, es: c.srt}
"""
TWO_FILMS = """episode: {title: A}
segments:
  - docu-short: Two
    clips:
      - {file: one.mov, in: 1, out: 5}
      - {file: two.mov, in: 1, out: 6, captions: {en: two.srt}}
"""
ONE_FILM = """episode: {title: A}
segments:
  - docu-short: One
    clips: [{file: one.mov, in: 0.37, captions: {en: a.lrc}}]
"""
SONG = """episode: {title: A}
segments:
  - music: Song
    stems: [one.mov, {file: two.mov, captions: two.srt}]
"""


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two films of six seconds, 25 frames a second."""
    folder = tmp_path_factory.mktemp("films")
    for name in ("one", "two"):
        counting(folder / f"{name}.mov", 150)
    return folder


def a_show(folder: Path, manifest: str, films: Path | None = None, **files: bytes) -> Path:
    """Make a show of 25 frames a second with an episode `e.yaml`; return its folder of media."""
    make_show(folder, f"rate: 25\n{BARE}")
    (folder / "episodes/e.yaml").write_text(manifest)
    media = folder / "episodes/media"
    for name, content in files.items():
        (media / name.replace("_", ".")).write_bytes(content)
    for film in films.iterdir() if films else ():
        (media / film.name).write_bytes(film.read_bytes())
    return media


def looked(media: Path) -> Captioned:
    manifest = media.parent / "e.yaml"
    with session.opened([manifest], writes=False) as opened:
        return captioning.look(opened, manifest)


def words(captions: tuple[Caption, ...]) -> list[str]:
    return [" ".join(one.text.split()) for one in captions]


def test_sixty_faults_are_mended_and_no_word_is_touched(tmp_path: Path) -> None:
    given = {"a.srt": srt(faults(4, Fraction(1))), "b.vtt": vtt(faults(4, Fraction(1, 10)))}
    given["c.srt"] = srt(faults(1, Fraction(3)), "\n")
    media = a_show(tmp_path / "show", SIXTY, **{name.replace(".", "_"): content for name, content in given.items()})

    checked = together("captions", "check", "--json", "episodes/e.yaml", folder=tmp_path / "show")
    (told,) = map(json.loads, checked.stdout.splitlines())
    assert (checked.returncode, told["event"], told["captions"]) == (1, "captions", 45)
    assert len(told["findings"]) >= 60
    assert all(one["mendable"] for one in told["findings"])
    assert {one["rule"] for one in told["findings"]} == {"short", "long", "fast", "gap", "overlap", "lines", "width", "cut"}
    assert {one["segment"] for one in told["findings"]} == {"one", "two"}

    shown = {fix.path: fix.diff for fix in looked(media).fixes}
    assert {name: (media / name).read_bytes() for name in given} == given, "it only shows"
    written = together("captions", "fix", "--write", "episodes/e.yaml", folder=tmp_path / "show")
    assert written.stdout.splitlines() == [f"episodes/media/{name}: {count} captions changed" for name, count in
                                           (("a.srt", 20), ("b.vtt", 20), ("c.srt", 5))]  # fmt: skip
    assert sorted(path.name for path in media.iterdir()) == sorted(given)
    for name, before in given.items():
        after = (media / name).read_bytes()
        assert rest_of(after) == rest_of(before)
        assert words(read(after, name)) == words(read(before, name))
        assert patched(before, shown[f"episodes/media/{name}"]) == after

    again = looked(media)
    assert (again.remarks, again.fixes, again.captions) == ((), (), 45)


def patched(before: bytes, diff: str) -> bytes:
    """Apply a unified diff, as `patch` does."""
    old, new, at = before.decode("utf-8-sig").split("\n"), list[str](), 0
    for line in diff.split("\n")[2:-1]:
        if found := re.match(r"@@ -(\d+)", line):
            new += old[at : int(found[1]) - 1]
            at = int(found[1]) - 1
        elif line[0] in " -":
            assert old[at] == line[1:]
            at += 1
        if line[0] in " +":
            new.append(line[1:])
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    return mark + "\n".join(new + old[at:]).encode()


def test_a_films_captions_are_drawn_to_the_episodes_cut_on_the_films_own_clock(tmp_path: Path, films: Path) -> None:
    # The second film's second 1 is shown from the episode's second 4 on, with a cut.
    cues = [(Fraction(1, 5), Fraction(4, 5), "Before."), (Fraction(6, 5), Fraction(3), "After the cut."),
            (Fraction(77, 25), Fraction(5), "And then.")]  # fmt: skip
    media = a_show(tmp_path / "show", TWO_FILMS, films, two_srt=srt(cues))
    found = looked(media)
    assert [(one.rule, one.number, one.timecode, one.segment, one.path) for one in found.remarks] == [
        ("cut", 2, "0:00:04.200", "two", "two.srt"),
    ]
    (fix,) = found.fixes
    assert [(one.start, one.end) for one in read(fix.after, "two.srt")] == [
        (Fraction(1, 5), Fraction(4, 5)), (Fraction(1), Fraction(3)), (Fraction(77, 25), Fraction(5)),
    ]  # fmt: skip


def test_a_caption_that_a_cut_parts_keeps_its_times_and_one_that_is_shown_twice_too(tmp_path: Path, films: Path) -> None:
    parted = [(Fraction(1, 2), Fraction(33, 25), "Half of it."), (Fraction(31, 5), Fraction(8), "Not shown.")]
    media = a_show(tmp_path / "parted", TWO_FILMS, films, two_srt=srt(parted))
    found = looked(media)
    assert [(one.rule, one.number, one.is_mendable) for one in found.remarks] == [
        ("short", 1, True), ("fast", 1, True), ("cut", 1, True),
    ]  # fmt: skip
    assert found.fixes[0].after == (media / "two.srt").read_bytes().replace(b"00:00:01,320", b"00:00:01,840")

    twice = TWO_FILMS + "      - {file: two.mov, in: 0, out: 4, captions: {en: two.srt}}\n"
    media = a_show(tmp_path / "twice", twice, films, two_srt=srt([(Fraction(6, 5), Fraction(3), "Twice in it.")]))
    found = looked(media)
    assert [(one.rule, one.timecode, one.is_mendable) for one in found.remarks] == [("cut", "0:00:04.200", False)]
    assert found.fixes == ()


def test_a_take_that_is_lined_up_by_its_sound_is_left_to_the_build(tmp_path: Path, films: Path) -> None:
    song = SONG.replace("two.mov", "two.mov, sync: auto")
    found = looked(a_show(tmp_path / "show", song, films, two_srt=srt([(Fraction(1), Fraction(3), "Sung.")])))
    assert (found.remarks, found.fixes) == ((), ())
    assert found.told == (
        (
            "captions of takes of song stand where their sound is found to belong, which is not known yet: "
            "`together plan` listens, and then they are judged here"
        ),
    )


def test_what_cannot_be_read_in_its_time_is_left_for_a_person(tmp_path: Path) -> None:
    manifest = SIXTY.partition("  - card: Two")[0]
    fast = "There is much more to be said than anyone reads so fast."
    cues = [(Fraction(1), Fraction(2), fast), (Fraction(5, 2), Fraction(9, 2), "Next.")]
    a_show(tmp_path / "show", manifest, a_srt=srt(cues))
    done = together("captions", "fix", "--write", "episodes/e.yaml", folder=tmp_path / "show")
    assert (done.returncode, done.stdout) == (0, "episodes/media/a.srt: 1 caption changed\n")
    assert done.stderr == "episodes/e.yaml: 1 finding left for you: together captions check episodes/e.yaml\n"
    told = together("captions", "check", "episodes/e.yaml", folder=tmp_path / "show")
    assert told.returncode == 1
    assert told.stdout.splitlines()[:2] == ["episodes/e.yaml: 1 finding", "  a.srt (en) in one"]
    assert "fast     0:00:01.000  caption 1, “There is much more to b…”, runs at " in told.stdout


def test_a_wrong_manifest_is_told_as_ever(tmp_path: Path) -> None:
    a_show(tmp_path / "show", SIXTY)
    done = together("captions", "fix", "--json", "episodes/e.yaml", folder=tmp_path / "show")
    assert done.returncode == 2
    assert json.loads(done.stdout)["event"] == "fault"
    assert "episodes/e.yaml:5:20: " in done.stderr


def test_a_file_that_was_edited_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    media = a_show(tmp_path / "show", SIXTY.partition("  - card: Two")[0], a_srt=srt(faults(1, Fraction(1))))
    (fix,) = looked(media).fixes
    (media / "a.srt").write_bytes(b"mine")
    with pytest.raises(InputFault, match="just been changed"):
        fix.write()
    assert (media / "a.srt").read_bytes() == b"mine"


def test_a_disk_that_fills_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    media = a_show(tmp_path / "show", SIXTY.partition("  - card: Two")[0], a_srt=srt(faults(1, Fraction(1))))
    (fix,) = looked(media).fixes

    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as stream:
            stream.write(content[:9])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(EnvironmentFault, match="is full"):
        fix.write()
    assert (media / "a.srt").read_bytes() == fix.before
    assert [path.name for path in media.iterdir()] == ["a.srt"]


def test_a_file_in_another_encoding_is_shown_and_mended_in_it(tmp_path: Path) -> None:
    named = "    captions: {en: {file: a.srt, encoding: cp1252}}\n"
    manifest = f"episode: {{title: A}}\nsegments:\n  - card: One\n    length: 9\n{named}"
    old = "1\n00:00:01,000 --> 00:00:01,400\nSe\xf1or, ma\xf1ana\n".encode("cp1252")
    media = a_show(tmp_path / "show", manifest, a_srt=old)
    shown = together("captions", "fix", "episodes/e.yaml", folder=tmp_path / "show").stdout
    assert " Se\xf1or, ma\xf1ana" in shown
    together("captions", "fix", "--write", "episodes/e.yaml", folder=tmp_path / "show")
    assert (media / "a.srt").read_bytes() == old.replace(b"01,400", b"01,840")


LYRICS = b"[00:01.00]un\n[00:01.30]\n[00:03.00]" + b"mot " * 12 + b"\n[00:08.00]\n"


def test_times_of_other_formats_are_mended_and_what_is_left_to_a_person_is_named(tmp_path: Path) -> None:
    manifest = SIXTY.partition("  - card: Two")[0].replace("{en: a.srt}", "{en: a.ass, es: b.ttml, fr: c.lrc}")
    line = f"Dialogue: 0,0:00:01.00,0:00:01.30,Default,,0,0,0,,{'word ' * 9}".encode()
    fields = b"Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"
    ass = b"[Script Info]\nScriptType: v4.00+\n\n[Events]\n" + fields + b"\n" + line
    p = b'<p begin="3s" end="3.2s">uno</p>'
    ttml = b'<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="es"><body><div>' + p + b"</div></body></tt>"
    media = a_show(tmp_path / "show", manifest, a_ass=ass, b_ttml=ttml, c_lrc=LYRICS)
    told = together("captions", "fix", "--write", "episodes/e.yaml", folder=tmp_path / "show")
    assert told.stdout.splitlines() == [f"episodes/media/{name}: 1 caption changed" for name in ("a.ass", "b.ttml", "c.lrc")]
    assert "c.lrc: `fix` changes its times alone; a line of lyrics has no breaks: part it in two" in told.stderr
    assert "a.ass: `fix` changes its times alone; its line breaks are tags, and are mended by hand" in told.stderr
    assert (media / "c.lrc").read_bytes() == LYRICS.replace(b"01.30", b"01.84")
    assert (media / "a.ass").read_bytes() == ass.replace(b"0:00:01.30", b"0:00:01.84")
    assert (media / "b.ttml").read_bytes() == ttml.replace(b'"3.2s"', b'"3.840s"')
    again = together("captions", "check", "episodes/e.yaml", folder=tmp_path / "show")
    assert "together captions fix mends" not in again.stdout


SUNG = """\
[00:01.00]word word x
[00:03.43]word word x
[00:04.28]
[00:04.40]word word word word word word word word word word word word x
[00:06.79]word word word x
[00:07.56]
[00:07.66]word word word word word word word word x
[00:09.85]word word word word word word word word word word x
[00:10.43]word word word x
[00:11.89]word word word word x
[00:13.65]
[00:13.76]
"""


def test_what_is_left_is_counted_in_what_is_written(tmp_path: Path) -> None:
    # Line 4 is held for as long as it takes to read, up to line 5: two rules less are broken, and another one is.
    media = a_show(tmp_path / "show", ONE_FILM, a_lrc=SUNG.encode())
    counting(media / "one.mov", 350)
    found = looked(media)
    for fix in found.fixes:
        fix.write()
    after = looked(media)
    assert {(one.number, one.rule) for one in after.remarks} - {(one.number, one.rule) for one in found.remarks} == {(5, "gap")}
    assert (found.left, len(after.remarks), len(found.remarks)) == (6, 6, 8)
