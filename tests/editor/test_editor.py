"""What a producer sees in an editor, asked of the language server that editors use."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.manifest import schema, starter
from pipeline.segments.registry import kinds
from tests.editor import server
from tests.editor.server import Server

ROOT = Path(__file__).parents[2]
EPISODES = ROOT / "episodes"
EXAMPLES = ROOT / "tests/segments/examples"
HEAD = "# yaml-language-server: $schema=../docs/episode.schema.json\nepisode: {title: A}\nsegments:\n"
ALONE = "# yaml-language-server: $schema=../docs/segment.schema.json\n"

pytestmark = [
    pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed, which runs the editors' language server"),
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def editor() -> Iterator[Server]:
    server.install()
    running = Server()
    yield running
    running.close()


def fields(kind: str) -> set[str]:
    return set(schema()["episode.schema.json"]["$defs"][kind]["properties"])


# ---------------------------------------------------------------------------------------------- completion


@pytest.mark.parametrize("before", ["  - |", "  - |\n", "  - card: B\n  - |\n", "  - |\n  - card: B\n", "  - mu|\n", "- |\n"])
def test_a_new_segment_is_offered_the_kinds_and_nothing_else(editor: Server, before: str) -> None:
    assert set(editor.completion(EPISODES, HEAD + before)) == {*kinds(), "include"}


def test_a_new_file_is_offered_the_kinds(editor: Server) -> None:
    assert set(editor.completion(EPISODES, f"{ALONE}|")) == set(kinds())


@pytest.mark.parametrize("kind", kinds())
def test_a_kind_that_is_chosen_is_filled_in_with_its_least_fields(editor: Server, kind: str) -> None:
    item = editor.completion(EPISODES, f"{HEAD}  - |")[kind]
    assert item["insertTextFormat"] == 2  # a snippet
    assert len(item["documentation"]) > len(kind)
    # What the editor writes: the examples where the cursor goes, each line indented as the first one is.
    written = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", item["insertText"]).replace("\n", "\n  ")
    assert written.startswith(f"{kind}: Title")
    assert all(f"{name}:" in written for name in kinds()[kind].least)
    assert editor.diagnostics(EPISODES, f"{HEAD}  - {written}\n") == []


@pytest.mark.parametrize("kind", kinds())
def test_inside_a_segment_only_the_fields_of_its_kind_are_offered(editor: Server, kind: str) -> None:
    offered = set(editor.completion(EPISODES, f"{HEAD}  - card: First\n  - {kind}: A\n    |\n"))
    assert {"transition", "note"} <= offered <= fields(kind)
    alone = set(editor.completion(EPISODES, f"{ALONE}{kind}: A\n|\n"))
    assert {"transition", "note"} <= alone <= fields(kind)


def test_inside_a_stem_its_fields_are_offered(editor: Server) -> None:
    offered = editor.completion(EPISODES, f"{HEAD}  - music: A\n    stems:\n      - file: a.wav\n        |\n")
    assert {"by", "role", "gain", "sync"} <= set(offered)
    assert not {"stems", "picture", "lower_third", "transition"} & set(offered)


# ---------------------------------------------------------------------------------------------- mistakes


@pytest.mark.parametrize("name", ["s01e01.yaml", "s01e02.yaml", "show.yaml", "people.yaml"])
def test_nothing_is_wrong_with_the_demo(editor: Server, name: str) -> None:
    text = (EPISODES / name).read_text(encoding="utf-8")
    assert "$schema=" in text
    assert editor.diagnostics(EPISODES, text) == []


@pytest.mark.parametrize("name", ["episodes/show.yaml", "episodes/people.yaml", "episodes/s01e01.yaml"])
def test_nothing_is_wrong_with_a_new_show(editor: Server, name: str) -> None:
    assert editor.diagnostics(EPISODES, starter.files("show")[name]) == []


@pytest.mark.parametrize("kind", kinds())
def test_nothing_is_wrong_with_the_example_of_a_kind(editor: Server, kind: str) -> None:
    text = (EXAMPLES / f"{kind}.yaml").read_text(encoding="utf-8")
    assert editor.diagnostics(EPISODES, HEAD.splitlines(keepends=True)[0] + text) == []


TYPOS = {
    "a field": ("  - poem: A\n    lines: [a]\n    lenght: 3\n", "6:5: Property lenght is not allowed."),
    "a kind": ("  - pome: A\n", "4:5: Value is not accepted. Valid values: "),
    "a field of another kind": ("  - card: A\n    stems: [a.wav]\n", "5:5: Property stems is not allowed."),
    "a forgotten dash": ("  - card: A\n    clip: B\n    file: a.mp4\n", "4:5: Property card is not allowed.|5:5: Property clip"),
    "a field that is missing": ("  - clip: A\n", '4:5: Missing property "file".'),
    "a word": ("  - clip: A\n    file: a.mp4\n    fit: covr\n", "6:10: Value is not accepted."),
    "what stands beside an include": ("  - include: a.yaml\n    enabled: off\n", "5:5: Property enabled is not allowed."),
    "nothing": ("  -\n", "4:4: Incorrect type. Expected"),
}


@pytest.mark.parametrize("case", TYPOS)
def test_a_typo_is_underlined_at_its_place(editor: Server, case: str) -> None:
    text, expected = TYPOS[case]
    told = editor.diagnostics(EPISODES, HEAD + text)
    assert any(one.startswith(tuple(expected.split("|"))) for one in told), told


def test_a_typo_in_a_file_of_its_own_is_underlined(editor: Server) -> None:
    assert editor.diagnostics(EPISODES, f"{ALONE}clip: A\nfile: a.mp4\nlenght: 3\n") == ["4:1: Property lenght is not allowed."]
    assert editor.diagnostics(EPISODES, f"{ALONE}clip: A\nfile: a.mp4\nlength: 3\n") == []


# ---------------------------------------------------------------------------------------------- words

WORDS = {
    "a kind": ("  - cl|ip: A\n    file: a\n", "clip", "A finished piece, shown as it is"),
    "a kind of several": ("  - card: A\n  - mus|ic: A\n    stems: [a]\n", "music", "A piece of music: the players' takes"),
    "a field": ("  - music: A\n    ste|ms: [a]\n", "stems", "The takes; the first is the reference for sync: auto."),
    "a field of all kinds": ("  - card: A\n    no|te: B\n", "note", "A note for colleagues; shown nowhere."),
    "a field with a group": ("  - card: A\n    transi|tion: {dissolve: 1}\n", "transition", "How the picture comes into"),
    "a field in a group": ("  - music: A\n    stems:\n      - {file: a, ga|in: 3}\n", "gain", "Louder or softer, in decibels"),
    "an include": ("  - incl|ude: a.yaml\n", "include", "A segment that stands in a file of its own"),
}


@pytest.mark.parametrize("case", WORDS)
def test_the_words_of_a_part_are_shown_and_not_those_of_the_file(editor: Server, case: str) -> None:
    text, title, words = WORDS[case]
    told = editor.hover(EPISODES, HEAD + text)
    assert told.startswith(f"#### {title}\n\n{words}"), told


@pytest.mark.parametrize(
    ("file", "text", "title", "words"),
    [
        ("episode", "epi|sode: {title: A}\n", "episode", "Which episode it is."),
        ("episode", "episode: {ti|tle: A}\n", "title", "Title of the episode."),
        ("show", "show: A\nra|te: 24\n", "rate", "Frames a second of the episode"),
        ("show", "show: A\nopening: {tag|line: B}\n", "tagline", "The line under the name."),
        ("people", "ana: {name: Ana, pla|ce: Lima}\n", "place", "Where they are at home"),
        ("segment", "po|em: A\nlines: [b]\n", "poem", "A poem: who reads it"),
    ],
)
def test_so_they_are_in_every_file(editor: Server, file: str, text: str, title: str, words: str) -> None:
    told = editor.hover(EPISODES, f"# yaml-language-server: $schema=../docs/{file}.schema.json\n{text}")
    assert told.startswith(f"#### {title}\n\n{words}"), told
