"""The slips of a producer: each told once, where it is written, by what only looks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.app import session, syncs
from pipeline.app.session import Session
from pipeline.execution.events import Failed
from pipeline.faults import ActionFailed, Severity
from pipeline.operations.align import REFUSAL, AlignTake
from tests.app.small import small_show


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_show(tmp_path_factory.mktemp("slips") / "show")


@pytest.fixture
def opened(show: Path) -> Iterator[Session]:
    with session.opened([show]) as one:
        yield one


def told(opened: Session, path: Path, **files: str) -> list[str]:
    """Return what is told of an episode with other texts in its files: `manifest`, `show`, `people`."""
    for name, text in files.items():
        opened.edit(path if name == "manifest" else path.with_name(f"{name}.yaml"), text)
    return [str(one) for one in opened.diagnostics(path)]


HEAD = "episode: {title: Small}\nsegments:\n"


def test_people_that_are_no_yaml_are_told_alone_where_a_card_names_one(opened: Session, show: Path) -> None:
    cards = "  - card: Hello\n    people: [ana]\n    length: 1\n  - card: There\n    lower_third: {by: ben}\n    length: 3\n"
    manifest = HEAD + cards
    assert told(opened, show, people='ana: {name: "Ana\n', manifest=manifest) == [
        "episodes/people.yaml:1:13: this is not valid YAML: found unexpected end of stream; a quote is not closed"
    ]


def test_mistakes_of_all_files_are_told_at_once(opened: Session, show: Path) -> None:
    (show.parents[1] / "templates/own").mkdir(parents=True, exist_ok=True)
    (show.parents[1] / "templates/own/theme.yaml").write_text("extends: signal\nbackgrund: night\n")
    lines = told(
        opened,
        show,
        show="show: Test\nrate: 7x\ndeliver: [tyni]\ntheme: own\nmedai: x\n",
        people="ana: {name: Ana, plaze: Oslo}\nben: Ben\n",
        manifest="episode: {title: Small, season: x}\nrate: 2x\nsegments:\n  - clip: Count\n    file: cuont.mov\n    by: an\n",
    )
    assert [line.partition(": ")[0] for line in lines] == [
        "episodes/people.yaml:1:18",
        "episodes/s01e01.yaml:1:33",
        "episodes/s01e01.yaml:2:7",
        "episodes/s01e01.yaml:5:11",
        "episodes/s01e01.yaml:6:9",
        "episodes/show.yaml:2:7",
        "episodes/show.yaml:3:11",
        "episodes/show.yaml:5:1",
        "templates/own/theme.yaml:2:1",
    ]


def test_beside_what_is_no_yaml_the_rest_is_told(opened: Session, show: Path) -> None:
    manifest = HEAD + "  - card: Broken\n    length: [1\n  - clip: Count\n    file: cuont.mov\n    by: ana\n"
    lines = told(opened, show, manifest=manifest)
    assert len(lines) == 2
    assert lines[1].startswith("episodes/s01e01.yaml:6:11: 'cuont.mov' does not exist; did you mean 'count.mov'?")


def test_music_of_the_show_is_switched_off_in_a_manifest(opened: Session, show: Path) -> None:
    shared = "show: Test\ndeliver: [tiny]\nrate: 25\nopening: off\ninterstitial: off\nend: off\ntransition: cut\n"
    bed = "credits: {thanks: [All], bed: {file: count.mov}}\n"
    assert told(opened, show, show=shared + bed, manifest=HEAD + "  - card: A\n    length: 2\n") == []
    roll = opened.snapshot(show).whole().timeline.segments[-1]
    assert [clip.media.path.name for clip in roll.stack.sound] == ["count.mov"]
    assert told(opened, show, manifest="credits: {bed: off}\n" + HEAD + "  - card: A\n    length: 2\n") == []
    assert opened.snapshot(show).whole().timeline.segments[-1].stack.sound == ()
    (line,) = told(opened, show, manifest="credits: {bed: gone.wav}\n" + HEAD + "  - card: A\n    length: 2\n")
    assert line.startswith("episodes/s01e01.yaml:1:16: 'gone.wav' does not exist")


def test_a_licence_is_told_once_where_it_is_written(opened: Session, show: Path) -> None:
    clip = "  - clip: Count\n    file: count.mov\n    by: ana\n"
    (line,) = told(opened, show, manifest=f"{HEAD}{clip}    license: CC BYY\n    note: x\n")
    assert line.startswith("episodes/s01e01.yaml:6:14: ")
    assert "the licence 'CC BYY' is not known" in line
    (line,) = told(opened, show, manifest=f"{HEAD}{clip}    release: pending\n    license: all rights reserved\n")
    assert line.startswith("episodes/s01e01.yaml:6:14: ")
    works = "works:\n  song: {title: Song, license: CC BYY}\n"
    (line,) = told(opened, show, manifest=f"{HEAD}{clip}    builds_on: song\n{works}")
    assert line.startswith("episodes/s01e01.yaml:8:32: ")


LONG = "Wolfeschlegelsteinhausenbergerdorff Featherstonehaugh-Okonkwo Rumpelstiltskinsdottir Papadopoulos-Ketilsdottir " * 2


@pytest.mark.parametrize("field", ["name", "place"])
def test_whose_name_cannot_be_shown_is_told_where_people_stand(opened: Session, show: Path, field: str) -> None:
    """In a lower third and in the credits: one mistake."""
    clip = "  - clip: Count\n    file: count.mov\n    by: ana\n    lower_third: auto\n"
    roll = "show: Test\ndeliver: [tiny]\nrate: 25\nopening: off\ninterstitial: off\nend: off\n"
    people = {"name": "Ana", field: "An\U0001e900a Maria"}
    listed = "".join(f"  {key}: {value}\n" for key, value in people.items())
    (line,) = told(opened, show, show=roll, people=f"ben: Ben\nana:\n{listed}", manifest=HEAD + clip)
    row = 2 + list(people).index(field) + 1
    assert line.startswith(f"episodes/people.yaml:{row}:{len(field) + 5}: no font has the character \U0001e900")
    assert "in 'An\U0001e900a Maria'" in line


def test_a_name_too_long_for_the_roll_is_told_whole_and_before_the_build(opened: Session, show: Path) -> None:
    roll = "show: Test\ndeliver: [tiny]\nrate: 25\nopening: off\ninterstitial: off\nend: off\ncredits: {layout: roll}\n"
    clip = "  - clip: Count\n    file: count.mov\n    by: [ana, ben]\n"
    lines = told(opened, show, show=roll, people=f"ben: Ben\nana: {LONG}\n", manifest=HEAD + clip)
    assert len(lines) == 1
    assert lines[0].startswith(f"episodes/people.yaml:2:6: {LONG.strip()!r} does not fit into the card credits")
    lines = told(opened, show, people=f"ben: {LONG}Ben\nana: {LONG}\n")
    assert [line[:25] for line in lines] == ["episodes/people.yaml:1:6:", "episodes/people.yaml:2:6:"]
    assert told(opened, show, people="ben: Ben\nana: Ana\n") == []
    pages = roll.replace("layout: roll", "layout: pages")
    assert told(opened, show, show=pages, people=f"ben: Ben\nana: {LONG}\n") == [], "on a page a name takes several lines"


def test_a_role_too_long_is_told_once_where_it_is_written(opened: Session, show: Path) -> None:
    """In a name tag alone, in the credits beside the person's other role."""
    roll = "show: Test\ndeliver: [tiny]\nrate: 25\nopening: off\ninterstitial: off\nend: off\n"
    clips = "".join(f"  - clip: C\n    file: count.mov\n    by: ana\n    role: {role}\n" for role in ("bass", "bassist" * 30))
    (line,) = told(opened, show, show=roll, people="ana: Ana\n", manifest=HEAD + clips)
    assert line.startswith("episodes/s01e01.yaml:10:11: 'bassist")
    assert "does not fit into the card credits" in line


def test_what_is_made_from_a_file_of_a_broken_segment_is_no_second_mistake(opened: Session, show: Path) -> None:
    docu = "  - docu-short: D\n    clips: [count.mov, poem.txt]\n"
    made = "  - animation: Steps\n    frames: steps/step_%04d.png\n    rate: 5\n    by: ana\n    builds_on: {}\n"
    (line,) = told(opened, show, manifest=HEAD + docu + made.format("count.mov"))
    assert line.startswith("episodes/s01e01.yaml:4:24: ")
    lines = told(opened, show, manifest=HEAD + docu + made.format("nothing.mov"))
    assert [line.partition(": ")[0] for line in lines] == ["episodes/s01e01.yaml:4:24", "episodes/s01e01.yaml:9:16"]


def test_what_is_made_from_itself_is_told_where_that_is_written(opened: Session, show: Path) -> None:
    clip = "  - clip: Count\n    file: count.mov\n    by: ana\n    builds_on: count.mov\n"
    (line,) = told(opened, show, manifest=HEAD + clip)
    assert line.startswith("episodes/s01e01.yaml:6:16: builds_on leads back to itself")


def test_a_film_in_place_of_captions_is_named_once(opened: Session, show: Path) -> None:
    clip = "  - clip: Count\n    file: count.mov\n    captions: {en: count.mov}\n"
    (line,) = told(opened, show, manifest=HEAD + clip)
    assert line == "episodes/s01e01.yaml:5:20: count.mov is no file of captions; give an .srt or .vtt file (or .ass, .ttml, .lrc)"


def test_a_text_too_long_for_its_card_is_told_where_it_is_written(opened: Session, show: Path) -> None:
    long = "word " * 900
    end = f"end:\n  title: Bye\n  text: {long}\n"
    lines = told(opened, show, show=f"show: Test\ndeliver: [tiny]\ncredits: off\n{end}", manifest=HEAD + "  - card: A\n")
    assert len(lines) == 1
    assert lines[0].startswith("episodes/show.yaml:6:9: 'word word")


def test_names_that_look_the_same_are_said_to(opened: Session, show: Path) -> None:
    nfc, nfd = (unicodedata.normalize(form, "josé") for form in ("NFC", "NFD"))
    (line,) = told(
        opened, show, people=f"{nfc}: José\n", manifest=f"{HEAD}  - clip: C\n    file: count.mov\n    by: {nfd}\n"
    )
    assert "looks the same and is written with other characters (U+0065 U+0301 here, U+00E9 there)" in line


def test_captions_as_a_picture_are_told_as_such(opened: Session, show: Path) -> None:
    (line,) = told(opened, show, manifest=f"{HEAD}  - clip: C\n    file: spoken.srt\n")
    assert line == (
        "episodes/s01e01.yaml:4:11: spoken.srt is a file of captions, and a picture or a sound belongs here; "
        "captions stand in the segment: captions: {en: spoken.srt}"
    )


def test_a_take_that_could_not_be_lined_up_is_told_by_the_next_check(opened: Session, show: Path) -> None:
    other = "      - {file: count.mov, in: 1, by: ben, sync: auto}\n"
    stems = f"  - music: M\n    stems:\n      - {{file: count.mov, by: ana}}\n{other}"
    assert told(opened, show, manifest=HEAD + stems) == []
    work = opened.work(show)
    forecast = opened.forecast(work)
    assert [words.partition(": ")[0] for words in forecast.unknown] == ["episodes/s01e01.yaml:6:9"]
    (action,) = (one for one in work.plan.actions if isinstance(one.operation, AlignTake))
    fault = ActionFailed(action.address, f"{REFUSAL} (confidence 0.10). Listen", where=action.where)
    syncs.remember(opened.show, Failed(0.0, action, fault))
    opened.revert(show)
    (line,) = told(opened, show, manifest=HEAD + stems + "\n")
    assert line == f"episodes/s01e01.yaml:6:49: {REFUSAL} (confidence 0.10); Listen"
    assert told(opened, show, manifest=HEAD + stems.replace("in: 1, ", "gain: 1 dB, highpass: 80, ")) == []


def test_warnings_stop_nothing(opened: Session, show: Path) -> None:
    stems = "  - music: M\n    length: 2\n    stems: [count.mov]\n    picture: {mosaic: [{file: count.mov, out: 0.52}]}\n"
    (line,) = told(opened, show, manifest=HEAD + stems)
    assert line == (
        "episodes/s01e01.yaml:6:31: warning: count.mov gives 0:00.52 of picture for 0:02: it holds its last picture; "
        "write loop: on to repeat it, or loop: off if that is meant"
    )
    assert opened.snapshot(show).is_whole
    assert {one.severity for one in opened.diagnostics(show)} == {Severity.WARNING}
    for word in ("on", "off"):
        assert told(opened, show, manifest=HEAD + stems.replace("out: 0.52", f"out: 0.52, loop: {word}")) == []


def test_warnings_of_what_is_written_stop_nothing(opened: Session, show: Path) -> None:
    clip = "  - clip: Count\n    file: count.mov\n    by: ana\n    note: An\u200ba\n"
    people = "ana: Ana\nAna: Anna\n"
    lines = told(opened, show, people=people, manifest=HEAD + clip)
    assert [line.partition(": ")[0] for line in lines] == ["episodes/people.yaml:2:1", "episodes/s01e01.yaml:6:13"]
    assert all(": warning: " in line for line in lines)
    assert opened.snapshot(show).is_whole
    # Beside a mistake they are told, too, but for those about what is wrong anyhow.
    broken = clip.replace("count.mov", "co\u200bunt.mov")
    lines = told(opened, show, manifest=HEAD + broken)
    assert [line.partition(": ")[0] for line in lines] == [
        "episodes/people.yaml:2:1", "episodes/s01e01.yaml:4:11", "episodes/s01e01.yaml:6:13",
    ]  # fmt: skip
    assert "'count.mov' looks the same" in lines[1]


@pytest.mark.parametrize(("sign", "severity"), [("\u202e", "the order"), ("\u200b", "warning: ")])
def test_what_nobody_sees_in_a_text_file_is_told(opened: Session, show: Path, sign: str, severity: str) -> None:
    media = show.parent / "media"
    poem, captions = (media / "poem.txt").read_text(), (media / "spoken.srt").read_text()
    parts = "  - poem: P\n    text: poem.txt\n    length: 2\n  - clip: C\n    file: count.mov\n    captions: {en: spoken.srt}\n"
    opened.edit(media / "poem.txt", poem.replace("someone", f"some{sign}one"))
    opened.edit(media / "spoken.srt", captions.replace("zero", f"ze{sign}ro"))
    lines = told(opened, show, manifest=HEAD + parts)
    assert [line.partition(": ")[0] for line in lines] == ["episodes/s01e01.yaml:4:11", "episodes/s01e01.yaml:8:20"]
    assert "poem.txt, line 2, column 9: a character that nobody sees" in lines[0]
    assert "spoken.srt, line 3, column 3: a character that nobody sees" in lines[1]
    assert all(severity in line for line in lines)


def test_a_merge_key_is_one_mistake(opened: Session, show: Path) -> None:
    clips = "  - &a\n    clip: C\n    file: count.mov\n  - <<: *a\n    by: ana\n  - clip: D\n    <<: *a\n"
    lines = told(opened, show, manifest=HEAD + clips)
    assert [line.partition(": ")[0] for line in lines] == ["episodes/s01e01.yaml:6:5", "episodes/s01e01.yaml:9:5"]


SHOW = "show: Test\ndeliver: [tiny]\nrate: 25\ncredits: off\ntheme: paper\n"
CLIP = "  - clip: Count\n    file: count.mov\n    by: ana\n"
SHORT = {
    "a lower third": (
        SHOW, CLIP + "    lower_third: {show: auto, at: 0, length: 5f}\n", "episodes/s01e01.yaml:6:46", "0:00.2", "0:01.1",
    ),
    "one of a short clip": (
        SHOW, CLIP + "    length: 0.4\n    lower_third: auto\n", "episodes/s01e01.yaml:7:18", "0:00.4", "0:01.1",
    ),
    "a card": (SHOW, "  - card: A\n    length: 0.2\n", "episodes/s01e01.yaml:4:13", "0:00.2", "0:01"),
    "an opening": (SHOW + "opening: {length: 1}\n", CLIP, "episodes/show.yaml:6:19", "0:01", "0:01.4"),
    "title cards": (
        SHOW + "interstitial: {length: 0.5}\n",
        "".join(f"  - poem: {title}\n    lines: [a]\n    length: 3\n" for title in "AB"),
        "episodes/show.yaml:6:24", "0:00.5", "0:01",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SHORT)
def test_a_card_shorter_than_its_motion_is_told_with_what_it_needs(case: str, opened: Session, show: Path) -> None:
    text, segments, where, shown, needed = SHORT[case]
    (line,) = told(opened, show, show=text, manifest=HEAD + segments)
    assert line.startswith(f"{where}: warning: the {'title cards are' if case == 'title cards' else 'card '}")
    assert f"shown for {shown}, and the theme needs {needed} to bring it in and out; show it for {needed} or longer" in line


def test_a_card_as_long_as_its_motion_is_fine(opened: Session, show: Path) -> None:
    third = "    lower_third: {show: auto, at: 0, length: 28f}\n"
    text = SHOW + "interstitial: {length: 1}\nopening: {length: 1.4}\n"
    assert told(opened, show, show=text, manifest=f"{HEAD}{CLIP}{third}  - card: A\n    length: 1\n") == []


@pytest.mark.parametrize("text", ["of", "Autto", "onn", "atuo"])
def test_a_lower_third_that_is_nearly_a_word_is_told(text: str, opened: Session, show: Path) -> None:
    (line,) = told(opened, show, manifest=f"{HEAD}{CLIP}    lower_third: {text}\n")
    assert line.startswith(f"episodes/s01e01.yaml:6:18: warning: the lower third {text!r} is shown as it stands")
    assert "did you mean" in line


def test_a_lower_third_that_may_be_a_name_is_not_told(opened: Session, show: Path) -> None:
    for name in ("Otto", "Ono", "None", "Of Mice"):
        assert told(opened, show, manifest=f"{HEAD}{CLIP}    lower_third: {name}\n") == []


@pytest.mark.parametrize("pattern", ["Step_%04d.png", "step_%04d.PNG", "step_%03d.png", "step_####.png", "step_*.png"])
def test_numbered_pictures_are_told_by_the_name_that_they_have(pattern: str, opened: Session, show: Path) -> None:
    animation = f"  - animation: S\n    frames: steps/{pattern}\n    rate: 5\n"
    (line,) = told(opened, show, manifest=HEAD + animation)
    assert line.startswith("episodes/s01e01.yaml:4:13: ")
    assert "steps/step_%04d.png" in line.partition(";")[2]


NEARLY = {
    "a kind without its title": (
        "  - clip:\n    file: count.mov\n", "4:10", "nothing is written here; write a title: clip: Any words",
    ),
    "a field that has to be there": ("  - clip: A\n", "4:5", "'file' is missing in 'clip'; write file: and its value"),
    "people with a blank between": (
        "  - card: A\n    length: 2\n    people: ana ben\n", "6:13", "'ana ben' is not in people.yaml; write [ana, ben]",
    ),
    "thanks to several in one text": (
        "  - credits: A\n    thanks: ana, ben\n", "5:13",
        "warning: 'ana, ben' is shown as it stands, and nobody is credited for it; write [ana, ben]",
    ),
    "a comma in braces": (
        "  - {card: Hello, Again, length: 2}\n", "4:19",
        "unknown field 'Again'; a text with a comma needs quotes here: \"Hello, Again\"",
    ),
    "a voice that is longer than its poem": (
        "  - poem: A\n    lines: [a]\n    voice: count.mov\n    timing: even\n    length: 1\n    interstitial: off\n", "6:12",
        "warning: this voice goes on until 0:02.5, and the segment ends at 0:01: its end is not heard",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NEARLY)
def test_what_is_nearly_right_is_told_with_what_to_write(case: str, opened: Session, show: Path) -> None:
    segments, where, words = NEARLY[case]
    (line,) = told(opened, show, manifest=f"{HEAD}# a line\n{segments}")
    assert line.startswith(f"episodes/s01e01.yaml:{where}: {words}")


def test_a_title_card_of_no_length_is_refused_where_it_is_written(opened: Session, show: Path) -> None:
    poem = "  - poem: A\n    lines: [a]\n    length: 3\n"
    (line,) = told(opened, show, show=SHOW + "interstitial: {length: 0}\n", manifest=HEAD + poem)
    assert line.startswith("episodes/show.yaml:6:24: a title card of less than a frame is not seen")
    assert line.endswith("; write a longer length, or interstitial: off")


def test_a_caption_of_endless_lines_is_told_before_it_is_laid_out(opened: Session, show: Path) -> None:
    (show.parent / "media/endless.srt").write_text("1\n00:00:00,000 --> 00:00:02,000\n" + "so on and on " * 1000)
    roll = "show: Test\ndeliver: [tiny]\nrate: 25\nopening: off\ninterstitial: off\nend: off\ncredits: off\n"
    clip = "  - clip: Count\n    file: count.mov\n    captions: {en: endless.srt}\n"
    (line,) = [one for one in told(opened, show, show=roll, people="ana: Ana\n", manifest=HEAD + clip) if "warning" not in one]
    assert line.startswith("episodes/s01e01.yaml:5:20: a text of 103 lines, which begins with 'so on and on so on")
