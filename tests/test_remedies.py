"""Each mistake that loading tells says what to do, as its hint or after a semicolon."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.faults import InputFault
from tests.shows import ShowFolder

ROOT = Path(__file__).parent.parent / "pipeline"
ROOMS = ("manifest", "documents", "segments", "profiles", "cards", "captions")
PLACES = {"mistake": 0, "fault": 1, "Diagnostic": 1, "MediaFault": 0, "CaptionFault": 0}
"""Which of the arguments of a call is the message; the next one is the hint, which captions' faults do not have."""
OWN = {"captions/model.py"}
"""Where faults are mistakes of ours: no file makes them."""

TIMINGS = "auto, even, or {file: poem.srt}"


def literal(node: ast.expr) -> str:
    """Return what a message says wherever it does; empty where it is put together elsewhere."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "\0" for part in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else ""


def without(source: str) -> Iterator[tuple[int, str]]:
    """Yield the lines and messages of mistakes that do not say what to do."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        at = PLACES.get(name)
        if at is None or len(node.args) <= at or any(isinstance(one, ast.Starred) for one in node.args):
            continue
        message = literal(node.args[at])
        after = [] if name == "CaptionFault" else node.args[at + 1 : at + 2]
        hints = [*after, *(one.value for one in node.keywords if one.arg == "hint")]
        is_hinted = any(literal(one) or not isinstance(one, ast.Constant) for one in hints)
        if message and "; " not in message and ": let " not in message and not is_hinted:
            yield node.lineno, message


def test_a_mistake_without_a_remedy_is_found() -> None:
    source = 'mistake("no")\nmistake("no", "write yes")\ncontext.fault(loc, "no")\nraise CaptionFault("no; write yes", 1)\n'
    assert [line for line, _ in without(source)] == [1, 3]


def test_every_mistake_of_loading_says_what_to_do() -> None:
    files = (path for room in ROOMS for path in (ROOT / room).rglob("*.py") if path.relative_to(ROOT).as_posix() not in OWN)
    assert {f"{path.relative_to(ROOT)}:{line}": message for path in files for line, message in without(path.read_text())} == {}


@pytest.mark.parametrize(("field", "meant"), [
    ("timing: {auto: on}", f"a group here names a file with times, and has no `file`; write timing: {TIMINGS}"),
    ("length: [4]", "a list is written where one value belongs; write one of its values, without [ ] and '- '"),
    ("length: {s: 4}", "a group of fields is written where one value belongs; write the value alone, without { } and key:"),
])  # fmt: skip
def test_a_value_of_another_form_is_told_with_the_form_that_belongs_there(tmp_path: Path, field: str, meant: str) -> None:
    with pytest.raises(InputFault) as told:
        ShowFolder(tmp_path).load(f"episode: {{title: A}}\nsegments:\n  - poem: P\n    lines: [a]\n    {field}\n")
    assert [str(one).rpartition("yaml:")[2].partition(": ")[::2] for one in told.value.diagnostics] == [("5:13", meant)]
