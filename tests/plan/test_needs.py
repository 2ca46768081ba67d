"""What `doctor` asks of the tools is what plans use of them: no more and no less."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from imageio_ffmpeg import get_ffmpeg_exe

import pipeline
from pipeline.app import shows
from pipeline.app.session import Session
from pipeline.execution import libav, toolchain
from pipeline.ffmpeg import graph
from pipeline.media.formats import DECODERS, DEMUXERS

PACKAGE = Path(pipeline.__file__).parent

pytestmark = pytest.mark.ffmpeg

MAKES_A_FILTER = {"video", "audio", "source"}
"""The functions of `ffmpeg.graph` that name a filter in their first argument."""


WORTH_READING = re.compile(r"\b(?:video|audio|source|add_stream|writing|create)\(|[\"'](?:c:v|f)[\"'] *:")
"""What a module has that calls one of those below, or lists options of ffmpeg; no other is parsed."""


@cache
def parsed() -> tuple[ast.Call | ast.Dict, ...]:
    """Return all calls, and all dicts that are written out, of modules that may say what they need."""
    sources = [path.read_text() for path in PACKAGE.rglob("*.py")]
    trees = [ast.parse(source) for source in sources if WORTH_READING.search(source)]
    return tuple(node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call | ast.Dict))


def calls() -> Iterator[ast.Call]:
    yield from (node for node in parsed() if isinstance(node, ast.Call))


def named(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""


def constant(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def needed(kind: str, of: Mapping[str, str] = toolchain.NEEDED) -> set[str]:
    return {capability.partition(":")[2] for capability in of if capability.startswith(f"{kind}:")}


def test_every_filter_that_code_names_is_asked_for_and_no_other() -> None:
    written = {name for call in calls() if named(call) in MAKES_A_FILTER and call.args and (name := constant(call.args[0]))}
    assert written | {"split"} == needed("filter")  # the compiler of graphs splits what is used twice


def test_every_encoder_and_format_that_code_names_is_asked_for_and_no_other() -> None:
    pairs = [
        (constant(key), constant(value))
        for node in parsed()
        if isinstance(node, ast.Dict)
        for key, found in zip(node.keys, node.values, strict=True)
        for value in ([found.body, found.orelse] if isinstance(found, ast.IfExp) else [found])
    ]
    assert {value for key, value in pairs if key == "c:v"} == needed("encoder")
    assert {value for key, value in pairs if key == "f" and value} == needed("muxer") | (needed("demuxer") - DEMUXERS)


@pytest.mark.parametrize(("function", "kind"), [("add_stream", "encoder"), ("writing", "muxer")])
def test_what_pyav_is_to_write_is_asked_for_and_no_other(function: str, kind: str) -> None:
    written = set()
    for call in calls():
        if named(call) == function and kind == "encoder":
            written.add(constant(call.args[0]))
        elif named(call) == function and kind == "muxer":
            written.add(constant(call.args[1]))
        elif kind == "encoder" and named(call) == "create" and constant(call.args[-1]) == "w":
            written.add(constant(call.args[0]))
    assert written - {None} == needed(kind, libav.NEEDED)


def test_a_plan_uses_nothing_that_is_not_asked_for(show: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[tuple[str, ...]] = []
    compiled = graph.arguments

    def recording(*outputs: graph.Output) -> tuple[str, ...]:
        runs.append(compiled(*outputs))
        return runs[-1]

    monkeypatch.setattr(graph, "arguments", recording)
    with shows.opened([show / "episodes/e.yaml"]) as opened, closing(Session(opened)) as session:
        session.work(show / "episodes/e.yaml", "tiny")
    used: dict[str, set[str]] = {kind: set() for kind in ("encoder", "decoder", "muxer", "demuxer", "filter", "option")}
    known = options_of_the_command()
    for run in runs:
        last_input = max(place for place, part in enumerate(run) if part == "-i")
        for place, (part, value) in enumerate(zip(run, (*run[1:], ""), strict=True)):
            option = part.removeprefix("-").partition(":")[0]
            if not part.startswith("-") or option.isdecimal():
                continue
            used["option"] |= {option.removeprefix("no")} & known
            if option == "f":
                used["demuxer" if place < last_input else "muxer"].add(value)
            elif option == "c":
                used["decoder" if place < last_input else "encoder"].add(value)
            elif option == "format_whitelist":
                used["demuxer"] |= set(value.split(","))
            elif option == "filter_complex":
                used["filter"] |= set(re.findall(r"(?:^|[;,\]])([a-z0-9_]+)(?==|\[|$)", value))
    assert len(runs) > 10
    assert used["filter"] >= {"overlay", "xstack", "fps", "scale"}
    for kind in used.keys() - {"option"}:
        assert used[kind] <= needed(kind), kind
    # Options that every ffmpeg has had for ten years need no question; none is asked for that is not used.
    assert needed("option") <= used["option"]
    assert used["option"] - needed("option") <= OLD


OLD = {
    *("accurate_seek", "c", "copyts", "f", "filter_complex", "filter_threads", "frames", "hide_banner", "i", "map"),
    *("map_chapters", "map_metadata", "pix_fmt", "profile", "progress", "ss", "stats", "stdin", "v", "xerror", "y"),
}


def options_of_the_command() -> set[str]:
    told = subprocess.run([get_ffmpeg_exe(), "-hide_banner", "-h", "long"], capture_output=True, text=True, check=True)
    return set(re.findall(r"^-(\w+)", told.stdout, re.MULTILINE))


def test_the_embedded_ffmpeg_and_pyav_lack_nothing() -> None:
    assert toolchain.lacking(toolchain.find_ffmpeg()) == {}
    assert libav.lacking() == {}


def test_pyav_is_asked_and_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    never = {f"{kind}:never-heard-of": kind for kind in ("encoder", "decoder", "muxer", "demuxer")}
    monkeypatch.setattr(libav, "NEEDED", {**never, "encoder:aac": "sound"})
    assert libav.lacking() == never


def test_contributors_files_are_asked_for_on_both_sides() -> None:
    for asked in (toolchain.NEEDED, libav.NEEDED):
        assert needed("demuxer", asked) >= DEMUXERS
        assert needed("decoder", asked) >= DECODERS
