"""A short run of the fuzzer, always the same: nothing but what is read and what is refused in words."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench import fuzz, texts, whole


def test_mutated_files_are_read_or_refused() -> None:
    table = fuzz.media(150, 3)
    told = sum(table.values(), Counter())
    assert set(told) <= {"mutants", "refused", "damaged", "remarked", "good", "limit"}
    assert told["mutants"] == 150 == sum(told[name] for name in ("refused", "damaged", "remarked", "good"))


@pytest.mark.ffmpeg
@pytest.mark.long
def test_what_is_found_good_can_be_built() -> None:
    told = sum(fuzz.built(60, 8).values(), Counter())
    assert (told["built"], told["failed"], told["broke"]) == (60, 0, 0)


@pytest.mark.ffmpeg
@pytest.mark.long
def test_mutated_texts_of_a_show_are_good_and_built_or_have_mistakes() -> None:
    told, by_file = texts.manifests(60, 4, builds=2)
    assert set(+told) == {"good", "mistakes", "built"}
    assert told["good"] + told["mistakes"] == 60 == sum(tried for _, tried in by_file.values())
    assert told["good"] >= 12  # enough is planned, not only refused
    assert told["built"] == 2
    assert {name for name, (_, tried) in by_file.items() if tried} >= {"episodes/s01e01.yaml", "episodes/people.yaml"}


@pytest.mark.ffmpeg
def test_what_is_written_beside_a_show_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []

    def make(folder: Path) -> Path:
        made.append(whole_make(folder))
        return made[0]

    def shown(*_: object, **__: object) -> list[str]:
        made[0].with_name("stray").write_text("")
        return ["good"]

    whole_make = whole.make
    monkeypatch.setattr(whole, "make", make)
    monkeypatch.setattr(texts, "_shown", shown)
    with pytest.raises(AssertionError, match="show/episodes/stray"):
        texts.manifests(1, 1)
