"""Every mistake of a manifest, its show and its people is a range that an editor can underline."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.faults import Diagnostic, InputFault
from tests.shows import PEOPLE, SHOW, ShowFolder

HEAD = "episode: {title: Scream It Out}\nsegments:\n"


def told(folder: Path, manifest: str, show: str = SHOW, people: str = PEOPLE) -> tuple[Diagnostic, ...]:
    with pytest.raises(InputFault) as caught:
        ShowFolder(folder, show=show, people=people).cut(manifest)
    return caught.value.diagnostics


def marked(text: str, one: Diagnostic) -> str:
    where = one.where
    lines = text.split("\n")[where.line - 1 : where.end_line]
    lines[-1] = lines[-1][: where.end_column - 1]
    lines[0] = lines[0][where.column - 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ("  - music: Metal Dad\n    stems: [metal/dad-guitar.wav]\n    lower_thrid: auto   # soon\n", "lower_thrid"),
        ("  - clip: Street\n    file: home/street.mp4\n    length: '1:75' # long\n", "'1:75'"),
        ("  - clip: Street\n    file: home/streat.mp4\n", "home/streat.mp4"),
        ("  - clip: Street\n    file: home/street.mp4\n    by: [dana, rubn]\n", "rubn"),
        ("  - docu-short: Homes\n    clips: {file: a.mov,\n      in: 2}\n", "{file: a.mov,\n      in: 2}"),
        ("  - clip: Street\n    length: 3\n  - card: A\n", "clip: Street"),
        ("  - clap: Street\n    length: 3\n", "clap"),
        ("  - Street\n", "Street"),
        ("  - clip: A\n    file: home/street.mp4\n    poem: B\n", "poem"),
        ("  - clip: A\n    id: x\n    file: home/street.mp4\n  - clip: B\n    id: x\n    file: home/street.mp4\n", "x"),
    ],
)
def test_the_marked_range_is_what_is_wrong(below: str, expected: str, tmp_path: Path) -> None:
    found = told(tmp_path, HEAD + below)
    assert [marked(HEAD + below, one) for one in found] == [expected]


def test_a_mistake_of_the_show_and_of_the_people_is_a_range_too(tmp_path: Path) -> None:
    show, people = SHOW + "theme: crete-together\n", PEOPLE + "zoe: {handle: '@z'}\nno one: A\n"
    found = told(tmp_path, HEAD + "  - clip: Street\n    file: home/street.mp4\n", show, people)
    texts = {"episodes/show.yaml": show, "episodes/people.yaml": people}
    assert [(one.where.path, marked(texts[one.where.path], one)) for one in found] == [
        ("episodes/people.yaml", "{handle: '@z'}"),
        ("episodes/people.yaml", "no one"),
        ("episodes/show.yaml", "crete-together"),
    ]


def test_a_diagnostic_is_a_json_object(tmp_path: Path) -> None:
    (one,) = told(tmp_path, HEAD + "  - clip: Street\n    file: home/street.mp4\n    gain: loud\n")
    assert one.to_json() == {
        "path": "episodes/s01e01.yaml", "line": 5, "column": 11, "end_line": 5, "end_column": 15, "severity": "error",
        "message": "'loud' is not a gain", "hint": "write a number from -60 to 24, such as '-20 dB'",
    }  # fmt: skip
    assert str(one).startswith("episodes/s01e01.yaml:5:11: 'loud' is not a gain; ")
