"""A check whose answer is remembered: the same words while nothing has changed, and never once anything has."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.app import snapshot, standing, syncs
from pipeline.app.standing import Good
from pipeline.execution import stamp
from pipeline.execution.events import Failed
from pipeline.faults import ActionFailed
from pipeline.operations.align import REFUSAL, AlignTake
from tests.cli.command import plain_theme
from tests.episode.show import BARE, counting, make_show, opened_warm

HEAD = "episode: {title: Stands, season: 1, number: 1}\nsegments:\n  - card: Hello\n    length: 1\n"
TAKES = "  - music: M\n    stems: [{file: count.mov, by: ana}, {file: count.mov, in: 1, by: ana, sync: auto}]\n"
SHORT = TAKES.replace("M", "S").partition(", {")[0] + "]\n    length: 2\n    picture: {mosaic: [{file: count.mov, out: 0.5}]}\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_show(tmp_path_factory.mktemp("standing") / "show", f"theme: ours\n{BARE}")
    counting(folder / "episodes/media/count.mov", 50)
    plain_theme(folder / "templates/ours")
    (folder / "episodes/s01e01.yaml").write_text(HEAD + TAKES + SHORT)
    return folder


@pytest.fixture
def manifest(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the manifest of a copy of the show, in which files may be trusted as soon as they are written."""
    monkeypatch.setattr(stamp, "RACE_NS", -60_000_000_000)
    return shutil.copytree(made, tmp_path / "show") / "episodes/s01e01.yaml"


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return the manifests that were really looked at, as they are."""
    found: list[Path] = []
    take = snapshot.take

    def noted(desk: snapshot.Desk, path: Path, *rest: object) -> object:
        found.append(path)
        return take(desk, path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(snapshot, "take", noted)
    return found


def asked(manifest: Path, **how: bool) -> Good | None:
    with opened_warm([manifest], **how) as opened:
        return opened.good(manifest)


def test_what_has_not_changed_is_told_in_the_same_words_without_a_look(manifest: Path, looks: list[Path]) -> None:
    first = asked(manifest)
    assert first is not None
    assert (first.segments, first.length) == (3, "0:00:05.000")
    assert any("warning: " in line and "s01e01.yaml:" in line for line in first.told)
    assert looks == [manifest]
    assert asked(manifest) == first
    assert looks == [manifest]


def replaced(path: Path) -> None:
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)


def longer(path: Path) -> None:
    path.write_text(path.read_text() + "\n")


CHANGES: dict[str, Callable[[Path], object]] = {
    "the manifest": lambda root: (root / "episodes/s01e01.yaml").write_text(HEAD),
    "people": lambda root: (root / "episodes/people.yaml").write_text("ana: {name: Anna}\n"),
    "the show": lambda root: (root / "episodes/show.yaml").write_text(f"show: Other\ntheme: ours\ndeliver: [tiny]\n{BARE}"),
    "a source": lambda root: replaced(root / "episodes/media/count.mov"),
    "times of a source": lambda root: os.utime(root / "episodes/media/count.mov", (1, 1)),
    "a profile": lambda root: longer(root / "profiles/tiny.yaml"),
    "the theme": lambda root: longer(root / "templates/ours/theme.yaml"),
    "a file of the theme": lambda root: longer(root / "templates/ours/theme.css"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_is_looked_at(change: Callable[[Path], object], manifest: Path, looks: list[Path]) -> None:
    assert asked(manifest) is not None
    change(manifest.parent.parent)
    assert asked(manifest) is not None
    assert looks == [manifest, manifest]


def test_a_mistake_is_told_each_time(manifest: Path, looks: list[Path]) -> None:
    manifest.write_text(f"{HEAD}  - clip: C\n    file: none.mov\n    by: ana\n")
    assert asked(manifest) is None
    assert asked(manifest) is None
    assert looks == [manifest, manifest]
    counting(manifest.parent / "media/none.mov", 5)
    assert asked(manifest) is not None, "the file that was missing is there"


def test_another_take_that_cannot_be_lined_up_is_told(manifest: Path, looks: list[Path]) -> None:
    with opened_warm([manifest]) as opened:
        (action,) = (one for one in opened.work(manifest).plan.actions if isinstance(one.operation, AlignTake))
    assert asked(manifest) is not None
    before = len(looks)
    with opened_warm([manifest]) as opened:
        fault = ActionFailed(action.address, f"{REFUSAL} (confidence 0.10). Listen", where=action.where)
        syncs.remember(opened.show, Failed(0.0, action, fault))
    assert asked(manifest) is None
    assert looks[before:] == [manifest]


def test_the_second_take_that_cannot_be_lined_up_is_noticed_like_the_first(manifest: Path) -> None:
    with opened_warm([manifest]) as opened:
        (action,) = (one for one in opened.work(manifest).plan.actions if isinstance(one.operation, AlignTake))
        texts = [opened.show.store.memory.get(standing.REFUSED)]
        for one in (action, replace(action).with_key("of another take"), action):
            syncs.remember(opened.show, Failed(0.0, one, ActionFailed(one.address, REFUSAL, where=one.where)))
            texts.append(opened.show.store.memory.get(standing.REFUSED))
    assert len(set(texts[:3])) == 3
    assert texts[3] == texts[2], "it was known"


def test_who_has_sources_verified_or_texts_unsaved_has_all_looked_at(manifest: Path, looks: list[Path]) -> None:
    assert asked(manifest) is not None
    assert asked(manifest, verify_sources=True) is not None
    assert looks == [manifest] * 2
    with opened_warm([manifest]) as opened:
        opened.edit(manifest, f"{HEAD}nonsense: 1\n")
        assert opened.good(manifest) is None
        opened.revert(manifest)
        assert opened.good(manifest) is not None
    assert asked(manifest) is not None
    assert looks == [manifest] * 4, "the unsaved text, and the file again; what was remembered before still holds"


def test_a_text_that_was_saved_a_moment_ago_is_known_by_its_bytes(
    manifest: Path, looks: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamp, "RACE_NS", 300_000_000)
    time.sleep(0.35)  # so that all other files are old
    manifest.touch()
    time.sleep(2 * stamp.TICK_NS / 1e9)
    assert asked(manifest) == asked(manifest) is not None
    assert looks == [manifest]
    monkeypatch.setattr(stamp, "_is_same", lambda known: True)  # a clock so coarse that no state tells
    manifest.write_text(f"{manifest.read_text()}\n# another\n")
    assert asked(manifest) is not None
    assert looks == [manifest] * 2


def test_files_so_young_that_they_may_change_unseen_are_looked_at_again(
    manifest: Path, looks: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamp, "RACE_NS", 2_000_000_000)
    manifest.touch()
    assert asked(manifest) == asked(manifest) is not None
    assert looks == [manifest, manifest]
