"""Attacks on a store and a package: the next build is as a clean one, byte for byte, or says in one line what is to be done."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import digest
from pipeline.app import seasons, session
from pipeline.app.standing import Published
from pipeline.execution import stamp, upkeep
from pipeline.execution.local_store import LocalStore
from pipeline.faults import EnvironmentFault
from tests.app.attacks import REBUILT, TOLD
from tests.app.damage import CAPTIONS, MANIFEST, Attack, Built
from tests.episode.show import BARE, counting, make_show

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow, pytest.mark.fault, pytest.mark.long]


@pytest.fixture(autouse=True)
def never_waits() -> Iterator[None]:
    signal.alarm(120)  # ends the whole run: a test that hangs is worse
    yield
    signal.alarm(0)


@pytest.fixture(autouse=True)
def trusts_young_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let stamps be kept of files that were made just now, so that each attack meets a finished episode at once."""
    monkeypatch.setattr(stamp, "RACE_NS", -(10**18))


def build(manifest: Path) -> Published:
    with session.opened([manifest]) as opened:
        ended = seasons.build(opened, seasons.prepare(opened, [manifest], None), workers=2)
    found = ended.published[manifest, None]
    assert found is not None
    assert found.is_good
    return found


def package(built: Built) -> dict[str, str]:
    return {path.name: digest.of_file(path) for path in built.package.iterdir()}


def outputs(built: Built) -> dict[str, object]:
    with LocalStore(built.store) as store:
        found = {path.stem: store.record(path.stem) for path in built.records}
        return {key: record.outputs for key, record in found.items() if record is not None and store.has(key)}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Built:
    show = make_show(tmp_path_factory.mktemp("clean") / "show", f"rate: 25\n{BARE}")
    counting(show / "episodes/media/count.mov", 15)
    (show / "episodes/media/spoken.srt").write_text(CAPTIONS)
    manifest = show / "episodes/s01e01.yaml"
    manifest.write_text(MANIFEST)
    build(manifest)
    return Built(show)


@pytest.fixture
def built(clean: Built, tmp_path: Path) -> Iterator[Built]:
    """A copy of the clean show, whose build has seen that there is nothing to do."""
    found = Built(tmp_path / "show")
    shutil.copytree(clean.show, found.show, symlinks=True)
    manifest = found.show / "episodes/s01e01.yaml"
    assert not build(manifest).is_new
    with session.opened([manifest]) as opened:
        assert seasons.prepare(opened, [manifest], None).works == {}, "its stamp is not kept"
    yield found
    for handle in found.held:
        os.close(handle)
    for folder in found.elsewhere:
        shutil.rmtree(folder)


def assert_as_clean(built: Built, clean: Built) -> None:
    manifest = built.show / "episodes/s01e01.yaml"
    assert package(built) == package(clean)
    with LocalStore(built.store) as store:
        upkeep.verify(store)  # what rots unseen, this finds
    build(manifest)
    assert package(built) == package(clean)
    assert outputs(built).items() >= {k: v for k, v in outputs(clean).items() if k in wanted(manifest)}.items()
    with LocalStore(built.store) as store:
        assert upkeep.verify(store).damaged == ()
    assert not build(manifest).is_new


def wanted(manifest: Path) -> set[str]:
    """Return the keys of the results of an episode."""
    with session.opened([manifest]) as opened:
        return {origin.key for origin in opened.work(manifest).plan.results.values()}


# Of damage to all files alike, one kind of bytes is enough for every day.
ALIKE = ("emptied", "cut", "flipped", "zeroed, dates kept", "replaced")
EVERY = [
    pytest.param(attack, id=name, marks=pytest.mark.long if name.startswith("all ") and name.endswith(ALIKE) else ())
    for name, attack in REBUILT.items()
]


@pytest.mark.parametrize("attack", EVERY)
def test_the_next_build_is_as_a_clean_one(attack: Attack, built: Built, clean: Built) -> None:
    attack(built)
    build(built.show / "episodes/s01e01.yaml")
    assert_as_clean(built, clean)


@pytest.mark.parametrize("name", TOLD)
def test_what_a_person_must_do_is_said_in_one_line(name: str, built: Built, clean: Built) -> None:
    attack, words, mend = TOLD[name]
    attack(built)
    manifest = built.show / "episodes/s01e01.yaml"
    with pytest.raises(EnvironmentFault) as told:
        build(manifest)
    assert words in str(told.value)
    assert "\n" not in str(told.value)
    mend(built)
    build(manifest)
    assert_as_clean(built, clean)
