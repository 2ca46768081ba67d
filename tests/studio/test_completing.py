"""What is offered at a place, in texts as they are while somebody types."""

from __future__ import annotations

import pytest

from pipeline.manifest.schemas import schemas
from pipeline.studio.completing import EACH, described, field_of, fields, narrowed, place_of, words

SCHEMA = schemas()["episode.schema.json"]

BEFORE = """\
episode:
  title: A
segments:
  - music: B
    stems:
      - {file: a.wav, by: ana}
      - file: b.wav
        gain: 1 dB
  - docu-short: C
    clips:
      - {file: d.mp4, in: 1}
"""


def offered(text: str) -> list[str]:
    """Return what is offered where `|` stands."""
    before, _, after = text.partition("|")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    place = place_of(before + after, line, column)
    forms = narrowed(SCHEMA, place)
    return [str(one["label"]) for one in (fields(forms, place.present) if place.is_key else words(forms))]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (BEFORE + "  - clip: D\n    file: |", ("segments", EACH, "file")),
        (BEFORE.replace("ana}", "|}"), ("segments", EACH, "stems", EACH, "by")),
        (BEFORE.replace("1 dB", "|"), ("segments", EACH, "stems", EACH, "gain")),
        (BEFORE.replace("title: A", "title: |"), ("episode", "title")),
        ("segments:\n- clip: D\n  by: [ana, |", ("segments", EACH, "by", EACH)),
    ],
)
def test_the_way_to_a_value_is_found(text: str, path: tuple[str, ...]) -> None:
    before, _, after = text.partition("|")
    found = place_of(before + after, before.count("\n") + 1, len(before) - before.rfind("\n"))
    assert (found.path, found.is_key) == (path, False)


def test_a_new_segment_offers_the_kinds() -> None:
    assert {"music", "poem", "clip", "docu-short"} <= set(offered(BEFORE + "  - |"))


def test_fields_are_those_of_the_kind_and_not_those_that_are_there() -> None:
    clip = offered(BEFORE + "  - clip: D\n    file: e.mp4\n    |")
    assert {"by", "in", "out", "lower_third"} <= set(clip)
    assert not {"file", "clip", "stems", "clips"} & set(clip)
    music = offered(BEFORE + "  - music: D\n    |")
    assert "stems" in music
    assert "file" not in music


def test_fields_in_brackets_are_those_of_what_the_brackets_are() -> None:
    assert "gain" in offered(BEFORE.replace("ana}", "ana, |}"))
    assert "by" not in offered(BEFORE.replace("ana}", "ana, |}"))
    assert "out" in offered(BEFORE.replace("in: 1}", "in: 1, |}"))


def test_values_are_those_that_the_schema_lists() -> None:
    assert offered(BEFORE + "  - clip: D\n    fit: |") == ["blur", "contain", "cover"]
    assert "ken-burns" in offered(BEFORE.replace("in: 1}", "move: |}"))


def test_at_the_top_the_fields_of_an_episode_are_offered() -> None:
    found = offered("episode: {title: A}\n|")
    assert "segments" in found
    assert "theme" in found
    assert "episode" not in found


@pytest.mark.parametrize("text", ["", "|", "\n\n|", "- |", "{|", "a: {b: [{c: |", "  x|", "segments: |", "'|", "a: '{|", "\t- |"])
def test_no_text_is_too_odd(text: str) -> None:
    assert isinstance(offered(text if "|" in text else f"{text}|"), list)


def said(text: str, file: str = "episode") -> tuple[str, str]:
    """Return what the schema says of the place where `|` stands, and the field that it belongs to."""
    before, _, after = text.partition("|")
    place = place_of(before + after, before.count("\n") + 1, len(before) - before.rfind("\n"))
    return described(schemas()[f"{file}.schema.json"], place), field_of(place)


@pytest.mark.parametrize("by", ["    by: |", "    by: [ana, |", "    by:\n      - |", "    by: [ana,\n      |]"])
def test_people_are_named_alone_and_in_every_kind_of_list(by: str) -> None:
    assert "people.yaml" in said(f"segments:\n  - clip: D\n{by}")[0]
    assert said(f"segments:\n  - clip: D\n{by}")[1] == "by"


def test_a_group_in_brackets_is_of_the_kind_that_it_names() -> None:
    assert "people.yaml" in said('segments:\n  - {clip: "D 😀", by: |')[0]
    assert "lower_third" in offered("segments:\n  - {clip: D, |")
    assert "stems" not in offered("segments:\n  - {clip: D, |")


def test_keys_are_of_any_script() -> None:
    for before in ("निशा:\n  |", "निशा: {|", "לאה: {|"):
        place = place_of(before.replace("|", ""), before.count("\n") + 1, len(before) - before.rfind("\n") - 1)
        assert place.path == (before.partition(":")[0],)
        told = fields(narrowed(schemas()["people.schema.json"], place), place.present)
        assert told[0]["label"] == "name"


def test_brackets_go_on_over_lines() -> None:
    assert "lower_third" in offered("segments:\n  - {clip: D,\n     file: e.mp4,\n     |")
    assert "file" not in offered("segments:\n  - {clip: D,\n     file: e.mp4,\n     |")
    assert "lower_third" in offered("segments:\n  - {clip: C, by: [ana,\n    ben]}\n  - clip: D\n    |")
