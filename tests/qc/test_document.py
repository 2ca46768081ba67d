"""`qc.json` is what `docs/qc.schema.json` says, and tells where, when and what to the frame."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.faults import Severity, Where
from pipeline.qc import Finding, Report, Waived, judge, measure
from pipeline.qc.document import document
from tests.page.reports import FORMS, report
from tests.qc.test_judge import PLANNED, PROFILE, REPORT

SCHEMA = json.loads((Path(__file__).parents[2] / "docs/qc.schema.json").read_text(encoding="utf-8"))
BLACK = Finding(
    "black", Severity.ERROR, "the picture is black", "0:01:05.000", "song", Where("e.yaml", 7, 5), "cut it", frame=1625, frames=60
)


def told(made: Report) -> Any:
    return json.loads(document(made))


def wrong(value: Any, schema: Any, place: str = "") -> Iterator[str]:
    """Judge a value by the words of JSON Schema that ours uses."""
    if "$ref" in schema:
        yield from wrong(value, SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], place)
        return
    names = {dict: {"object"}, list: {"array"}, str: {"string"}, type(None): {"null"}, bool: {"boolean"}, float: {"number"}}
    is_of = names.get(type(value), {"integer", "number"}) & set(
        [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    )
    if not is_of:
        yield f"{place}: {value!r} is no {schema['type']}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {value!r} is none of {schema['enum']}"
    if isinstance(value, dict) and "properties" in schema:
        for name in value.keys() ^ schema["properties"].keys():
            yield f"{place}.{name} is {'missing' if name not in value else 'not allowed'}"
        for name in value.keys() & schema["properties"].keys():
            yield from wrong(value[name], schema["properties"][name], f"{place}.{name}")
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from wrong(one, schema["items"], f"{place}[{number}]")


@pytest.mark.parametrize("name", FORMS)
def test_it_is_what_its_schema_says(name: str) -> None:
    assert list(wrong(told(FORMS[name]), SCHEMA)) == []


def test_what_the_schema_does_not_know_is_found() -> None:
    good = told(FORMS["waived"])
    assert list(wrong({**good, "more": 1}, SCHEMA)) == [".more is not allowed"]
    assert list(wrong({**good, "version": 2}, SCHEMA)) == [".version: 2 is none of [1]"]
    good["waived"][0].pop("reason")
    assert list(wrong(good, SCHEMA)) == [".waived[0].reason is missing"]


def test_the_schema_explains_every_name_and_asks_for_all() -> None:
    def parts(schema: Any) -> Iterator[Any]:
        for one in [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]:
            yield one
            yield from parts(one)

    objects = [one for one in (SCHEMA, *parts(SCHEMA)) if "properties" in one]
    assert all(sorted(one["required"]) == sorted(one["properties"]) for one in objects)
    assert all(one.get("description") or "$ref" in one for one in parts(SCHEMA))


def test_a_finding_names_frame_timecode_segment_and_the_place_in_the_manifest() -> None:
    (one,) = told(report([BLACK]))["findings"]
    assert one == {
        "code": "black", "severity": "error", "timecode": "0:01:05.000", "frame": 1625, "frames": 60, "segment": "song",
        "where": {"path": "e.yaml", "line": 7, "column": 5}, "message": "the picture is black", "hint": "cut it",
    }  # fmt: skip
    (whole,) = told(report([Finding("codec", Severity.WARNING, "another")]))["findings"]
    assert (whole["timecode"], whole["frame"], whole["where"]) == (None, None, None)


def test_what_is_waived_stands_apart_with_its_reason_and_its_line() -> None:
    made = told(report([], [Waived(BLACK, "the pause is meant", Where("e.yaml", 3, 10))]))
    assert (made["verdict"], made["findings"]) == ("pass", [])
    (one,) = made["waived"]
    assert (one["code"], one["frame"], one["reason"]) == ("black", 1625, "the pause is meant")
    assert one["waiver"] == {"path": "e.yaml", "line": 3, "column": 10}


def test_figures_are_those_that_were_measured() -> None:
    made = told(report())
    assert made["measured"] == {
        "frames": 50, "frames_decoded": 1500, "samples_decoded": 2_880_000, "loudness": -14.1, "loudness_range": 5.3,
        "true_peak": -1.2, "thumbnail_frame": None,
    }  # fmt: skip
    assert made["segments"][1] == {
        "name": "beta", "title": "Metal Dad", "frame": 500, "timecode": "0:00:20.000", "frames": 500, "loudness": -13.8,
    }  # fmt: skip
    assert made["planned"] == {"frames": 1500, "rate": "25", "samples": 2_880_000}


def test_what_was_not_measured_is_null() -> None:
    base = report()
    heard = replace(base.measurements.sound, loudness=None, true_peak=None)
    bare = replace(base.measurements, movie=None, damage="cut", sound=heard, pictures=(), listened=None)
    made = told(replace(base, measurements=bare))
    assert list(wrong(made, SCHEMA)) == []
    assert set(made["measured"].values()) == {None}


@pytest.mark.ffmpeg
def test_the_verdict_is_that_of_the_report(delivered: Path, tmp_path: Path) -> None:
    measured = measure(delivered, REPORT)
    passed = told(Report("e.mp4", PROFILE, PLANNED, measured))
    assert (passed["verdict"], passed["findings"], passed["profile"]) == ("pass", [], "youtube")
    assert [(track["kind"], track["packets"]) for track in passed["file"]["tracks"]] == [("picture", 50), ("sound", 95)]
    assert passed["mastering"] == json.loads(REPORT)
    assert passed["file"]["bytes"] == delivered.stat().st_size
    assert told(Report("e.mp4", PROFILE, PLANNED, measured, (Finding("silent", Severity.WARNING, "…"),)))["verdict"] == "pass"
    broken = tmp_path / "x.mp4"
    broken.write_bytes(delivered.read_bytes()[:-1])
    damaged = measure(broken, REPORT)
    failed = told(Report("e.mp4", PROFILE, PLANNED, damaged, judge(damaged, PLANNED, PROFILE)))
    assert (failed["verdict"], failed["findings"][0]["code"], failed["file"]["tracks"]) == ("fail", "damaged", [])
    assert failed["file"]["damage"]


def test_the_same_report_gives_the_same_bytes() -> None:
    assert document(report([BLACK])) == document(report([BLACK]))
