"""Every mistake that a producer can make is told at its line and column, with what is allowed; all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.faults import InputFault
from tests.manifest.mistakes import HEAD, MORE, SLIPS, TEN
from tests.shows import PEOPLE, SHOW, FakeLibrary, ShowFolder


def told(folder: Path, manifest: str | bytes, show: str = SHOW, people: str = PEOPLE) -> list[str]:
    with pytest.raises(InputFault) as caught:
        ShowFolder(folder, show=show, people=people).cut(manifest)
    assert caught.value.exit_code == 2
    assert all(one.message for one in caught.value.diagnostics)
    return str(caught.value).splitlines()


@pytest.mark.parametrize("case", TEN)
def test_ten_wrong_manifests_are_told_at_line_and_column(case: str, tmp_path: Path) -> None:
    manifest, expected = TEN[case]
    lines = told(tmp_path, manifest)
    assert len(lines) == 1
    assert lines[0].startswith(f"episodes/s01e01.yaml:{expected}")


@pytest.mark.parametrize("case", MORE)
def test_other_mistakes_are_told_at_line_and_column(case: str, tmp_path: Path) -> None:
    manifest, expected = MORE[case]
    lines = told(tmp_path, manifest)
    assert len(lines) == 1
    assert lines[0].startswith(f"episodes/s01e01.yaml:{expected}")


@pytest.mark.parametrize("case", SLIPS)
def test_each_slip_is_told_once(case: str, tmp_path: Path) -> None:
    manifest, expected = SLIPS[case]
    lines = told(tmp_path, manifest)
    assert len(lines) == len(expected)
    for line, start in zip(lines, expected, strict=True):
        assert line.startswith(f"episodes/s01e01.yaml:{start}")


def test_all_mistakes_of_three_files_are_told_at_once_in_order(tmp_path: Path) -> None:
    manifest = (
        "episode: {title: Many, air_date: soon}\n"
        "segments:\n"
        "  - music: Metal Dad\n"
        "    stems:\n"
        "      - {file: metal/nowhere.wav, by: nobody, gain: loud}\n"
        "  - poem: Letter\n"
        "    voice: {file: poems/letter.wav, by: ben, in: 0:20}\n"
        "  - docu-short: Homes\n"
        "    clips:\n"
        "      - {file: /etc/passwd}\n"
        "      - {file: home/street.mp4, out: 0:30}\n"
        "  - clap: Street\n"
    )
    show = SHOW + "them: create-together\nrate: fast\n".replace("rate: fast\n", "language: english\n")
    people = PEOPLE + "zoe: {nam: Zoë}\n"
    lines = [line.partition(": ")[0] for line in told(tmp_path, manifest, show, people)]
    assert lines == [
        "episodes/people.yaml:9:7",
        "episodes/s01e01.yaml:1:34",
        "episodes/s01e01.yaml:5:16",
        "episodes/s01e01.yaml:5:39",
        "episodes/s01e01.yaml:5:53",
        "episodes/s01e01.yaml:7:50",
        "episodes/s01e01.yaml:10:16",
        "episodes/s01e01.yaml:11:38",
        "episodes/s01e01.yaml:12:5",
        "episodes/show.yaml:5:1",
        "episodes/show.yaml:6:11",
    ]


def test_a_manifest_outside_of_a_show_is_told_so(tmp_path: Path) -> None:
    from pipeline.manifest import load

    path = tmp_path / "s01e01.yaml"
    path.write_text(HEAD + "  - card: A\n")
    with pytest.raises(InputFault, match=r"no folder above holds episodes/show\.yaml"):
        load(path, FakeLibrary)


def test_a_manifest_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    from pipeline.manifest import load

    path = ShowFolder(tmp_path).write(HEAD + "  - card: A\n")
    with pytest.raises(InputFault, match=r"episodes/s09e09\.yaml: this file does not exist"):
        load(path.with_stem("s09e09"), FakeLibrary)


def test_people_that_are_named_but_not_there_are_told_so(tmp_path: Path) -> None:
    assert told(tmp_path, HEAD + "  - card: A\n", SHOW + "people: episodes/humans.yaml\n") == [
        "episodes/show.yaml:5:9: 'episodes/humans.yaml' does not exist; it is named from the show folder"
    ]


def test_a_person_with_a_mistake_is_not_also_unknown(tmp_path: Path) -> None:
    manifest = HEAD + "  - clip: S\n    file: home/street.mp4\n    by: zoe\n"
    lines = told(tmp_path, manifest, people="zoe: {name: Zoë, handle: [a]}\n")
    hint = "write one of its values, without [ ] and '- '"
    assert lines == [f"episodes/people.yaml:1:26: a list is written where one value belongs; {hint}"]


def test_a_key_that_by_could_not_name_is_told(tmp_path: Path) -> None:
    lines = told(tmp_path, HEAD + "  - card: A\n", people="ana b: Ana\n")
    assert lines == ["episodes/people.yaml:1:1: 'ana b' cannot be a name here; use letters, digits, - and _, without spaces"]


def test_a_segment_that_is_off_may_miss_its_media(tmp_path: Path) -> None:
    manifest = HEAD + "  - clip: Later\n    file: home/late.mp4\n    enabled: off\n  - card: Hello\n"
    assert [segment.name for segment in ShowFolder(tmp_path).cut(manifest).segments] == ["hello"]


@pytest.mark.parametrize("field", ["media", "people"])
@pytest.mark.parametrize("text", ['"\\0"', '" "', "[a]", "{a: b}"])
def test_a_path_of_the_show_that_is_none_is_told_alone(field: str, text: str, tmp_path: Path) -> None:
    lines = told(tmp_path, HEAD + "  - clip: Street\n    file: home/street.mp4\n    by: dana\n", f"show: Ours\n{field}: {text}\n")
    assert [line.split(": ")[0] for line in lines] == [f"episodes/show.yaml:2:{len(field) + 3}"]


@pytest.mark.parametrize("path", ["../../people.yaml", "/etc/passwd", "episodes/linked.yaml"])
def test_people_outside_of_the_show_are_refused(tmp_path: Path, path: str) -> None:
    show = tmp_path / "show"
    (show / "episodes").mkdir(parents=True)
    (show / "episodes" / "linked.yaml").symlink_to("/etc/passwd")
    (tmp_path / "people.yaml").write_text("ana: Ana\n")
    (said,) = [line for line in told(show, HEAD + "  - card: A\n", SHOW + f"people: {path}\n") if path in line]
    assert f"{path!r} leads out of the show; name a file in the show's folder" in said
