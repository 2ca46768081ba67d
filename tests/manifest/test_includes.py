"""A segment in a file of its own is read as if it stood in the manifest, and every mistake in it is told in that file."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest

from pipeline.documents import files, reader
from pipeline.documents.files import from_disk
from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.manifest import includes, load, loading
from tests.shows import FakeLibrary, ShowFolder
from tests.timeline_text import as_text

HEAD = "episode: {title: Hello}\nsegments:\n"
STREET = "clip: Street\nfile: home/street.mp4\nby: dana\n"


def show(folder: Path, **files: str) -> ShowFolder:
    """Return a show with files in episodes/segments, each named without its ending."""
    for name, content in files.items():
        path = folder / "episodes/segments" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return ShowFolder(folder)


def included(*names: str) -> str:
    return HEAD + "".join(f"  - include: segments/{name}.yaml\n" for name in names)


def told(made: ShowFolder, manifest: str) -> list[str]:
    with pytest.raises(InputFault) as caught:
        made.cut(manifest)
    return str(caught.value).splitlines()


# ---------------------------------------------------------------------------------------------- what is read


def test_the_cut_is_the_one_of_a_manifest_that_holds_the_segment_itself(tmp_path: Path) -> None:
    made = show(tmp_path, street="# Dana's\n" + STREET)
    own = "".join(f"  {'- ' if number == 0 else '  '}{line}\n" for number, line in enumerate(STREET.splitlines()))
    before, after = "  - card: Before\n", "  - card: After\n"
    cuts = [made.cut(HEAD + before + street + after) for street in (own, "  - include: segments/street.yaml\n")]
    one, other = (re.sub(r"\[episodes/\S+?\]", "", as_text(cut)) for cut in cuts)
    assert "Street" in one
    assert one == other


def test_the_parts_of_an_included_segment_are_found_in_its_file(tmp_path: Path) -> None:
    episode = show(tmp_path, street=STREET).load(HEAD + "  - card: First\n  - include: segments/street.yaml\n")
    assert episode.where("segments", 1, "file") == Where("episodes/segments/street.yaml", 2, 7, 2, 22)
    assert episode.where("segments", 1, "length") == Where("episodes/segments/street.yaml", 1, 1, 1, 13)
    assert episode.where("segments", 1) == Where("episodes/segments/street.yaml", 1, 1, 3, 9)
    assert episode.where("segments", 0, "card") == Where("episodes/s01e01.yaml", 3, 11, 3, 16)


def test_a_list_that_begins_with_an_include_has_its_own_first_line(tmp_path: Path) -> None:
    indented = "\n\n" + "".join(f"        {line}\n" for line in STREET.splitlines())  # on the line of the manifest's list
    episode = show(tmp_path, street=indented).load(included("street", "street"))
    assert episode.where("segments", 7) == Where("episodes/s01e01.yaml", 3, 3, 3, 3)


def test_the_episode_knows_the_files_it_was_read_from(tmp_path: Path) -> None:
    made = show(tmp_path, street=STREET)
    episode = made.load(included("street", "street"))
    names = [path.relative_to(tmp_path).as_posix() for path in episode.files]
    assert names == ["episodes/s01e01.yaml", "episodes/show.yaml", "episodes/people.yaml", "episodes/segments/street.yaml"]


def test_a_file_beside_the_manifests_folder_may_be_included(tmp_path: Path) -> None:
    made = show(tmp_path)
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/street.yaml").write_text(STREET)
    episode = made.load(HEAD + "  - include: ../shared/./street.yaml\n")
    assert episode.where("segments", 0, "by") == Where("shared/street.yaml", 3, 5, 3, 9)


def test_a_manifest_may_be_named_over_a_folder_and_back(tmp_path: Path) -> None:
    made = show(tmp_path, street=STREET)
    made.write(included("street"))
    path = tmp_path / "episodes" / ".." / "episodes" / "s01e01.yaml"
    assert load(path, FakeLibrary).parts[0].name == "street"


def test_the_same_file_twice_gives_two_segments_with_names_of_their_own(tmp_path: Path) -> None:
    made = show(tmp_path, street=STREET, home=STREET + "id: home\n")
    names = [part.name for part in made.load(included("home", "street", "home", "street", "home")).parts]
    assert names == ["home", "street", "home-2", "street-2", "home-3"]


def test_an_id_that_is_another_segments_is_told_with_the_other_ones_file(tmp_path: Path) -> None:
    made = show(tmp_path, street=STREET + "id: home\n", home=STREET + "id: home\n")
    (line,) = told(made, included("street", "home"))
    other = "line 4 of episodes/segments/street.yaml"
    assert line == f"episodes/segments/home.yaml:4:5: 'home' already names the segment of {other}; choose another id"


# ---------------------------------------------------------------------------------------------- what is wrong


def test_mistakes_in_several_files_are_told_together_each_in_its_own(tmp_path: Path) -> None:
    made = show(
        tmp_path,
        street=STREET.replace("dana", "dna"),
        home="clip: Home\nfile: home/streat.mp4\n",
        poem="poem: Window\nlines: [a]\nlenght: 3\n",
        broken="clip: [Street\n",
    )
    lines = told(made, "rate: none\n" + included("street", "home", "poem", "broken"))
    assert [line.split(": ")[0] for line in lines] == [
        "episodes/s01e01.yaml:1:7",
        "episodes/segments/broken.yaml:2:1",
        "episodes/segments/home.yaml:2:7",
        "episodes/segments/poem.yaml:3:1",
        "episodes/segments/street.yaml:3:5",
    ]
    assert "this is not valid YAML" in lines[1]
    assert "unknown field 'lenght'; did you mean 'length'?" in lines[3]


@pytest.mark.parametrize(
    "segment",
    [STREET.replace("dana", "dna"), STREET.replace("street.mp4", "streat.mp4"), STREET + "in: 90\n"],
)
def test_a_mistake_in_a_file_that_is_included_twice_is_told_once(segment: str, tmp_path: Path) -> None:
    (line,) = told(show(tmp_path, street=segment), included("street", "street"))
    assert line.startswith("episodes/segments/street.yaml:")


def test_the_end_of_a_mistake_is_told_as_well(tmp_path: Path) -> None:
    made = show(tmp_path, street=STREET.replace("dana", "dna"))
    with pytest.raises(InputFault) as caught:
        made.cut(included("street"))
    (one,) = caught.value.diagnostics
    assert one.where == Where("episodes/segments/street.yaml", 3, 5, 3, 8)


WRONG_FILES = {
    "empty": ("", "s01e01.yaml:3:14: 'segments/it.yaml' is empty; write one segment into it: "),
    "comments only": ("# nothing yet\n", "s01e01.yaml:3:14: 'segments/it.yaml' is empty; "),
    "a text": ("Street\n", "segments/it.yaml:1:1: the file holds no segment; "),
    "a list": (
        "- clip: Street\n  file: home/street.mp4\n",
        "segments/it.yaml:1:1: a file that is included holds one segment, and here is a list; begin with its kind, without '- '",
    ),
    "an include": (
        "include: segments/it.yaml\n",
        "segments/it.yaml:1:1: a file that is included cannot include another; include that one in episodes/s01e01.yaml",
    ),
    "another manifest": (HEAD + "  - card: A\n", "segments/it.yaml:1:1: this is a manifest, and no segment; "),
    "no kind": ("clp: Street\n", "segments/it.yaml:1:1: 'clp' is not a kind of segment; did you mean 'clip'?"),
    "two kinds": ("clip: Street\nfile: home/street.mp4\ncard: A\n", "segments/it.yaml:3:1: 'card' begins another segment "),
    "an alias of the manifest": ("clip: Street\nfile: *street\n", "segments/it.yaml:2:7: the alias *street stands for nothing"),
    "no YAML": ("clip: [A\n", "segments/it.yaml:2:1: this is not valid YAML: "),
}


@pytest.mark.parametrize("case", WRONG_FILES)
def test_a_file_that_holds_no_segment_is_told(case: str, tmp_path: Path) -> None:
    content, expected = WRONG_FILES[case]
    (line,) = told(show(tmp_path, it=content), included("it"))
    assert line.startswith(f"episodes/{expected}")


WRONG_LINES = {
    "not there": ("segments/streat.yaml", "3:14: 'segments/streat.yaml' does not exist; did you mean 'street.yaml'?"),
    "no such folder": ("parts/street.yaml", "3:14: 'parts/street.yaml' does not exist; it is looked for at episodes/parts/"),
    "below a file": ("show.yaml/street.yaml", "3:14: 'show.yaml/street.yaml' does not exist; "),
    "out of the show": ("../../street.yaml", "3:14: '../../street.yaml' leads out of the show; put the file into the show's"),
    "out and back": ("../../show/episodes/segments/street.yaml", "3:14: '../../show/episodes/segments/street.yaml' leads out of"),
    "out by a link": ("segments/link.yaml", "3:14: 'segments/link.yaml' leads out of the show; "),
    "absolute": ("/etc/hostname", "3:14: '/etc/hostname' is a path that exists on one machine only; "),
    "home": ("~/street.yaml", "3:14: '~/street.yaml' is a path that exists on one machine only; "),
    "backslash": ("segments\\street.yaml", "3:14: 'segments\\\\street.yaml' holds a backslash; separate folders by /"),
    "zero": ('"segments/\\0.yaml"', "3:14: 'segments/\\x00.yaml' holds a character that no path may hold; "),
    "a folder": ("segments", "3:14: 'segments' cannot be read: it is a folder; name a file, such as "),
    "a pipe": ("segments/pipe.yaml", "3:14: 'segments/pipe.yaml' cannot be read: it is no ordinary file; "),
    "a circle of links": ("segments/circle.yaml", "3:14: 'segments/circle.yaml' "),
    "too long a name": (f"{'a' * 300}.yaml", f"3:14: '{'a' * 300}.yaml' cannot be read: File name too long"),
    "the manifest itself": ("s01e01.yaml", "3:14: the manifest cannot include itself; name the file of one segment"),
    "the manifest by a link": ("segments/self.yaml", "3:14: the manifest cannot include itself; "),
    "nothing": ("", "3:13: 'include' names a file; write a path from the manifest's folder"),
    "a list": ("[segments/street.yaml]", "3:14: 'include' names a file; "),
    "other fields": ("segments/street.yaml\n    enabled: off", "4:5: 'enabled' cannot stand beside 'include'; write it into "),
    "a kind": ("segments/street.yaml\n    clip: Street", "3:5: unknown field 'include'"),
}


@pytest.mark.parametrize("case", WRONG_LINES)
def test_a_line_that_names_no_file_of_the_show_is_told(case: str, tmp_path: Path) -> None:
    written, expected = WRONG_LINES[case]
    made = show(tmp_path / "show", street=STREET)
    segments = tmp_path / "show/episodes/segments"
    (tmp_path / "outside.yaml").write_text(STREET)
    (segments / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    (segments / "circle.yaml").symlink_to(segments / "circle.yaml")
    (segments / "self.yaml").symlink_to(segments.parent / "s01e01.yaml")
    os.mkfifo(segments / "pipe.yaml")
    lines = told(made, HEAD + f"  - include: {written}\n")
    assert lines[0].startswith(f"episodes/s01e01.yaml:{expected}")
    assert len(lines) == (2 if case == "a kind" else 1)


def test_a_file_that_is_closed_is_told_at_its_line(tmp_path: Path) -> None:
    path = show(tmp_path, street=STREET).write(included("street"))

    def files(file: Path) -> bytes:
        if file.name == "street.yaml":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return from_disk(file)

    with pytest.raises(InputFault) as caught:
        loading.load(path, FakeLibrary, files)
    expected = "episodes/s01e01.yaml:3:14: 'segments/street.yaml' cannot be read: Permission denied; name a file, such as "
    assert str(caught.value).startswith(expected)


def test_a_misspelled_include_is_guessed(tmp_path: Path) -> None:
    (line,) = told(show(tmp_path), HEAD + "  - inclde: segments/street.yaml\n")
    assert "3:5: 'inclde' is not a kind of segment; did you mean 'include'?" in line


def test_a_segments_file_is_no_manifest(tmp_path: Path) -> None:
    (line,) = told(show(tmp_path), STREET)
    assert line == (
        "episodes/s01e01.yaml:1:1: this file holds a segment, and is no manifest; "
        "name the manifest that includes it: its mistakes are told with the manifest's"
    )


# ---------------------------------------------------------------------------------------------- limits


def test_files_have_the_limits_of_one_file_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filler = f"# {'x' * 420}\n"
    made = show(tmp_path, street=STREET + filler, home=STREET + filler)
    monkeypatch.setattr(files, "LARGEST", 900)
    assert len(made.load(included("street", "street", "street")).parts) == 3
    with pytest.raises(InputFault) as caught:
        made.load(included("street", "home", "home"))
    (one,) = caught.value.diagnostics
    assert str(one) == "episodes/s01e01.yaml:4:14: with this file, more than 900 bytes are included; include less"


def test_values_count_as_often_as_a_file_is_included(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = show(tmp_path, street=STREET)
    monkeypatch.setattr(reader, "MOST", 30)
    assert len(made.load(included("street")).parts) == 1
    lines = told(made, included(*(["street"] * 4)))
    assert lines == ["episodes/s01e01.yaml:4:14: with this file, the episode holds more than 30 values; include less"]


def test_depth_counts_from_the_manifest(tmp_path: Path) -> None:
    deep = STREET + f"note: {'[' * 20}x{']' * 20}\n"
    diagnostics: list[Diagnostic] = []
    assert reader.read((STREET + f"note: {'[' * 22}x{']' * 22}\n").encode(), "it", diagnostics) is not None
    (line,) = told(show(tmp_path, street=deep.replace("[[", "[[[[", 1).replace("]]", "]]]]", 1)), included("street"))
    assert line == "episodes/s01e01.yaml:3:14: with this file, the episode is nested deeper than 24 levels; nest less in it"


def test_a_flood_of_includes_is_told_once(tmp_path: Path) -> None:
    made = show(tmp_path, street=STREET)
    lines = told(made, included(*(["street"] * (includes.MOST + 9))))
    place = f"episodes/s01e01.yaml:{3 + includes.MOST}:14"
    assert lines == [f"{place}: more than 500 lines include a file; write some of the segments into the manifest"]
