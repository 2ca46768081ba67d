"""How an episode stands on the board: through its life, by what is remembered, and never by what has changed since."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import pytest

from pipeline.app import board_look, episodes, seasons, shows, snapshot
from pipeline.app.board import Known, State
from pipeline.execution import stamp
from pipeline.faults import InputFault
from tests.app.small import small_show
from tests.episode.show import opened_warm

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the first manifest of a show whose first episode is finished, and whose second one nobody has built."""
    manifest = small_show(tmp_path_factory.mktemp("board") / "show")
    manifest.write_text(manifest.read_text().replace("number: 1", "number: 1, air_date: 2026-11-20"))
    with opened_warm([manifest]) as opened:
        assert seasons.build(opened, seasons.prepare(opened, [manifest], None), workers=2).is_good
    return manifest


@pytest.fixture
def manifest(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the first manifest of a copy in which files may be trusted as soon as they are written."""
    monkeypatch.setattr(stamp, "RACE_NS", -60_000_000_000)
    copied = shutil.copytree(built.parent.parent, tmp_path / "show", symlinks=True) / "episodes/s01e01.yaml"
    time.sleep(2 * stamp.TICK_NS / 1e9)  # else a fast machine looks at files that might be changed in the same tick
    return copied


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what was really looked at and planned, as it is."""
    found: list[str] = []
    take, prepare = snapshot.take, episodes.prepare

    def taken(desk: snapshot.Desk, path: Path, *rest: object) -> object:
        found.append(f"look {path.stem}")
        return take(desk, path, *rest)  # type: ignore[arg-type]

    def prepared(show: shows.Show, seen: snapshot.Snapshot, *rest: object, **more: object) -> object:
        found.append(f"plan {seen.path.stem}")
        return prepare(show, seen, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(snapshot, "take", taken)
    monkeypatch.setattr(episodes, "prepare", prepared)
    return found


def asked(path: Path) -> Known:
    with opened_warm([path], proves=False) as opened:
        return board_look.look(opened, path)


def test_one_that_nobody_has_built_costs_all_of_it(manifest: Path, looks: list[str]) -> None:
    second = manifest.with_name("s01e02.yaml")
    found = asked(second)
    assert (found.state, found.title, found.length, found.package) == (State.NEW, "Second", "0:02", None)
    assert found.cost is not None
    assert found.cost.parts > 3
    assert found.cost.seconds > 0
    assert found.cost.picture == 2
    assert found.credited == (("ben", "Ben O'Neil"),)
    assert looks == ["look s01e02", "plan s01e02"]
    assert asked(second) == found
    assert len(looks) == 2, "it was remembered"


def test_a_finished_one_shows_its_package_and_costs_nothing(manifest: Path, looks: list[str]) -> None:
    with opened_warm([manifest]) as opened:  # a copy has other inodes: its stamp is made anew
        seasons.build(opened, seasons.prepare(opened, [manifest], None), workers=2)
    looks.clear()
    found = asked(manifest)
    assert (found.state, found.length, str(found.air_date)) == (State.FINISHED, "0:06", "2026-11-20")
    assert found.cost is not None
    assert found.cost.parts == 0
    assert found.package is not None
    assert found.package.poster is not None
    assert found.package.poster.read_bytes()[:2] == b"\xff\xd8", "a JPEG"
    report = json.loads((found.package.folder / "qc.json").read_text())
    assert found.package.loudness == report["measured"]["loudness"]
    assert len(found.package.findings) == len(report["findings"])
    assert (found.target, sorted(key for key, _ in found.credited)) == (-16, ["ana", "ben"])
    assert looks == ["look s01e01"], "what is finished needs no plan"
    assert asked(manifest) == found
    assert looks == ["look s01e01"], "and the next time, no look"


def test_without_its_stamp_a_package_of_just_this_is_finished_all_the_same(manifest: Path) -> None:
    manifest.write_bytes(manifest.read_bytes())  # its times are others now
    assert asked(manifest).state is State.FINISHED


def test_an_edit_is_seen_and_costs_what_it_changes(manifest: Path, looks: list[str]) -> None:
    asked(manifest)
    text = manifest.read_text()
    manifest.write_text(text.replace("card: Hello", "card: Good morning"))
    found = asked(manifest)
    assert found.state is State.EDITED
    assert found.cost is not None
    assert found.cost.picture == 1, "the card's second"
    assert found.package is not None
    again = len(looks)
    assert asked(manifest) == found
    assert len(looks) == again
    with opened_warm([manifest]) as opened:
        seasons.build(opened, seasons.prepare(opened, [manifest], None), workers=2)
    assert asked(manifest).state is State.FINISHED, "what was lacking is there by now"


def test_what_is_gone_from_the_store_is_counted_again(manifest: Path) -> None:
    manifest.write_text(manifest.read_text().replace("card: Hello", "card: Good morning"))
    first = asked(manifest)
    store = manifest.parent.parent / "renders/.store"
    for record in [*(store / "actions").rglob("*")]:
        if record.is_file():
            record.unlink()
    second = asked(manifest)
    assert first.cost is not None
    assert second.cost is not None
    assert second.cost.parts > first.cost.parts


def test_one_with_a_mistake_says_why_and_what_can_be_said_of_it(manifest: Path) -> None:
    manifest.write_text(manifest.read_text().replace("file: count.mov", "file: cuont.mov"))
    found = asked(manifest)
    assert (found.state, found.cost) == (State.BROKEN, None)
    (mistake,) = found.mistakes
    assert (mistake.where.path, mistake.where.line) == ("episodes/s01e01.yaml", 6)
    assert "count.mov" in mistake.hint
    assert (found.title, found.length) == ("Small", ""), "the length of the film that is not there is not known"
    assert dict(found.credited).keys() == {"ana", "ben"}, "whoever is named in what cannot be shown is not new in the next one"
    assert found.package is not None, "the last good one"


def test_one_that_is_no_yaml_is_on_the_board(manifest: Path) -> None:
    manifest.write_text("episode: {title: [\n")
    found = asked(manifest)
    assert (found.state, found.name) == (State.BROKEN, "s01e01")
    assert found.mistakes[0].where.line > 0
    assert found.package is not None


def test_one_of_which_nothing_can_be_shown_has_its_place_all_the_same(manifest: Path) -> None:
    manifest.write_text("episode: {title: Third, season: 1, number: 3, air_date: 2026-12-04}\nsegments:\n  - clip: X\n")
    found = asked(manifest)
    assert (found.title, found.season, found.number, str(found.air_date)) == ("Third", 1, 3, "2026-12-04")


def test_only_rights_against_it_are_told_apart(manifest: Path) -> None:
    text = manifest.read_text()
    manifest.write_text(text.replace("    by: ana\n", "    by: ana\n    release: pending\n"))
    found = asked(manifest)
    assert found.state is State.NOT_CLEARED
    assert all("clear" in str(one) or "release" in str(one) for one in found.mistakes)
    manifest.write_text(manifest.read_text().replace("text: poem.txt", "text: poems.txt"))
    assert asked(manifest).state is State.BROKEN


def test_a_package_that_was_refused_is_shown_with_its_findings(manifest: Path) -> None:
    renders = manifest.parent.parent / "renders"
    manifest.write_bytes(manifest.read_bytes())
    report = json.loads((renders / "s01e01/qc.json").read_text())
    shutil.copytree(renders / "s01e01", renders / "s01e01.refused")
    shutil.rmtree(renders / "s01e01")
    report["findings"] = [{"severity": "error", "message": "0:01 the picture stands still"}]
    (renders / "s01e01.refused/qc.json").write_text(json.dumps(report))
    found = asked(manifest)
    assert found.state is State.REFUSED
    assert found.package is not None
    assert [words for _, words in found.package.findings] == ["0:01 the picture stands still"]


@pytest.mark.parametrize("report", ["", "[]", '{"measured": 3}', '{"made_from": 1}'])
def test_a_report_that_somebody_has_spoiled_tells_nothing(manifest: Path, report: str) -> None:
    manifest.write_bytes(manifest.read_bytes())
    (manifest.parent.parent / "renders/s01e01/qc.json").write_text(report)
    found = asked(manifest)
    assert found.state is State.EDITED
    assert found.package is not None
    assert (found.package.loudness, found.package.findings) == (None, ())


def test_an_unsaved_text_is_looked_at_and_leaves_the_others_remembered(manifest: Path, looks: list[str]) -> None:
    second = manifest.with_name("s01e02.yaml")
    asked(manifest), asked(second)
    looks.clear()
    with opened_warm([manifest], proves=False) as opened:
        opened.edit(manifest, manifest.read_text().replace("card: Hello", "card: Good morning"))
        assert board_look.look(opened, manifest).state is State.EDITED
        board_look.look(opened, second)
        assert {one.split()[1] for one in looks} == {"s01e01"}
        opened.revert(manifest)
        assert board_look.look(opened, manifest).state is State.FINISHED


def test_the_manifests_of_a_show_are_its_episodes_alone(manifest: Path) -> None:
    folder = manifest.parent
    (folder / "s01e01.es.yaml").write_text("Hello: Hola\n")
    (folder / "song.yaml").write_text("music: Song\nstems: []\n")
    (folder / "e3.yaml").write_text("# not much yet\n\nsegments:\n")
    (folder / "e4.yaml").write_text("{episode: {title: Flow}, segments: []}\n")
    assert [path.name for path in shows.manifests(folder.parent)] == ["e3.yaml", "e4.yaml", "s01e01.yaml", "s01e02.yaml"]
    for path in folder.glob("*e*.yaml"):
        if path.name not in ("show.yaml", "people.yaml"):
            path.unlink()
    with pytest.raises(InputFault, match="there is no episode here"):
        shows.manifests(folder.parent)


def test_each_deliverable_is_told_with_its_state(manifest: Path, looks: list[str]) -> None:
    (manifest.parent.parent / "profiles/small.yaml").write_text("extends: tiny\nmost_seconds: 2\n")
    manifest.write_text("deliver: [tiny, {profile: draft, only: [hello]}, small]\n" + manifest.read_text())
    with opened_warm([manifest]) as opened:
        seasons.build(opened, seasons.prepare(opened, [manifest], "tiny"), workers=2)
    found = asked(manifest)
    draft, small = found.others
    assert found.state is State.FINISHED
    assert (draft.profile, draft.state, draft.package, draft.mistakes) == ("draft", State.NEW, None, ())
    assert (small.profile, small.state) == ("small", State.BROKEN)
    assert ["lasts 0:02.00 at most" in one.message for one in small.mistakes] == [True]
    assert not found.is_finished
    again = len(looks)
    assert asked(manifest).others[0] == draft
    assert looks[again:] == ["look s01e01"], "of the broken one alone; the others are remembered"
    with opened_warm([manifest]) as opened:
        assert board_look.look(opened, manifest, "draft").others == ()
