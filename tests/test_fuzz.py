"""A short run of the fuzzer, always the same: nothing but what is read and what is refused in words."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench import fuzz

ROOT = Path(__file__).parent.parent


def test_mutated_files_are_read_or_refused() -> None:
    table = fuzz.media(150, 3)
    told = sum(table.values(), Counter())
    assert set(told) <= {"mutants", "refused", "damaged", "remarked", "good", "limit"}
    assert told["mutants"] == 150 == sum(told[name] for name in ("refused", "damaged", "remarked", "good"))


@pytest.mark.ffmpeg
def test_what_is_found_good_can_be_built() -> None:
    told = sum(fuzz.built(60, 8).values(), Counter())
    assert (told["built"], told["failed"], told["broke"]) == (60, 0, 0)


def test_mutated_manifests_are_good_or_have_mistakes(tmp_path: Path) -> None:
    (tmp_path / "episodes").mkdir()
    for name in ("show.yaml", "people.yaml", "s01e01.yaml"):
        (tmp_path / "episodes" / name).write_bytes((ROOT / "episodes" / name).read_bytes())
    told = fuzz.manifests(40, 3, tmp_path / "episodes" / "s01e01.yaml")
    assert set(+told) <= {"good", "mistakes"}
    assert sum(told.values()) == 40
