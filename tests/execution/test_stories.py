"""Edit this: exactly these actions run."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.execution.events import Done, Failed, Finished, Planned, Reused, Started
from pipeline.execution.execute import execute
from pipeline.execution.local_maker import LocalMaker
from pipeline.execution.local_store import LocalStore
from pipeline.execution.sources import ShowSources
from pipeline.faults import ActionFailed, PromiseBroken
from pipeline.operations.promises import DataPromise, Output
from pipeline.plan.action import Plan
from tests.execution.fakes import Build, Episode, FakeRunner, a_plan, an_action, an_episode

Edit = Callable[[Episode], Episode]

ALL = [
    "episode/join", "metal/card/0", "metal/card/1", "metal/mix", "metal/picture/0", "metal/picture/1",
    "poem/card/0", "poem/mix", "poem/picture/0", "poem/picture/1", "sound/master",
]  # fmt: skip
PICTURES = ["metal/picture/0", "metal/picture/1", "poem/picture/0", "poem/picture/1"]
CARDS = ["metal/card/0", "metal/card/1", "poem/card/0"]
ENDS = ["episode/join", "sound/master"]


def written(name: str, content: bytes) -> Edit:
    def edit(episode: Episode) -> Episode:
        (episode.show / name).write_bytes(content)
        return episode

    return edit


def same_size_and_time(episode: Episode) -> Episode:
    path = episode.show / "dad.mp4"
    state = path.stat()
    path.write_bytes(b"x" * state.st_size)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    return episode


def touched(episode: Episode) -> Episode:
    os.utime(episode.show / "dad.mp4")
    return episode


def renamed(episode: Episode) -> Episode:
    (episode.show / "dad.mp4").rename(episode.show / "father.mp4")
    return episode.segment(0, files=("father.mp4", "joe.mp4"))


def copied_over(episode: Episode) -> Episode:
    path = episode.show / "dad.mp4"
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    return episode


def reordered(episode: Episode) -> Episode:
    return replace(episode, segments=episode.segments[::-1])


TABLE: dict[str, tuple[Edit, list[str]]] = {
    "nothing": (lambda e: e, []),
    "a file touched": (touched, []),
    "a file replaced by a copy of itself": (copied_over, []),
    "a file renamed": (renamed, []),
    "the line in the manifest moved": (lambda e: e.segment(0, line=44), []),
    "a file's bytes changed": (written("joe.mp4", b"other"), ["metal/picture/1", "episode/join"]),
    "a file's bytes changed, size and time kept": (same_size_and_time, ["metal/picture/0", "episode/join"]),
    "a name in a lower third": (
        lambda e: e.segment(0, lower_thirds=("Rubén", "Joe")),
        ["metal/card/0", "metal/picture/0", "episode/join"],
    ),
    "two lower thirds exchanged": (
        lambda e: e.segment(0, lower_thirds=("Joe", "Ruben")),
        ["metal/picture/0", "metal/picture/1", "episode/join"],
    ),
    "a name that is shown twice": (
        lambda e: e.segment(1, lower_thirds=("Benjamin", "Benjamin")),
        ["poem/card/0", "poem/picture/0", "poem/picture/1", "episode/join"],
    ),
    "a name set to one that is drawn already": (
        lambda e: e.segment(1, lower_thirds=("Joe", "Ben")),
        ["poem/picture/0", "episode/join"],
    ),
    "a caption": (lambda e: e.segment(1, captions=("Dear class", "of 2021")), ["poem/picture/1", "episode/join"]),
    "a clip's length": (lambda e: e.segment(1, seconds=13), ["poem/picture/0", "poem/picture/1", "episode/join"]),
    "the theme's colour": (lambda e: replace(e, colour="#0cf"), [*CARDS, *PICTURES, "episode/join"]),
    "the font's bytes": (written("noto.ttf", b"new font"), [*CARDS, *PICTURES, "episode/join"]),
    "the code that draws cards": (lambda e: replace(e, card_code="card/2"), [*CARDS, *PICTURES, "episode/join"]),
    "the ffmpeg": (lambda e: replace(e, ffmpeg="ffmpeg 9.1"), [*PICTURES, "episode/join"]),
    "the profile's quality": (lambda e: replace(e, crf=18), [*PICTURES, "episode/join"]),
    "the music of one segment": (written("guitar.wav", b"drums"), ["metal/mix", *ENDS]),
    "the music of one segment becomes that of another": (lambda e: e.segment(0, music="pad.wav"), ENDS),
    "the episode's title": (lambda e: replace(e, title="Breathe"), ["episode/join"]),
    "segments reordered": (reordered, ENDS),
    "a segment disabled": (lambda e: replace(e, segments=e.segments[:1]), ENDS),
    "a segment twice": (lambda e: replace(e, segments=(*e.segments, e.segments[0])), ENDS),
    "a second profile of the same picture": (lambda e: replace(e, profile="youtube"), []),
    "a second profile of another quality": (lambda e: replace(e, profile="youtube", crf=18), [*PICTURES, "episode/join"]),
}


@pytest.mark.parametrize(("edit", "runs"), TABLE.values(), ids=TABLE.keys())
def test_an_edit_runs_exactly_what_it_changes(build: Build, edit: Edit, runs: list[str]) -> None:
    episode = an_episode(build.folder)
    assert build.run(episode.plan()) == ALL
    changed = edit(episode).plan()
    assert build.run(changed) == sorted(runs)
    assert build.run(changed) == []


@pytest.mark.parametrize("edit", [reordered, lambda e: replace(e, segments=e.segments[:1]), lambda e: replace(e, colour="#0cf")])
def test_an_edit_that_is_taken_back_runs_nothing(build: Build, edit: Edit) -> None:
    episode = an_episode(build.folder)
    build.run(episode.plan())
    build.run(edit(episode).plan())
    assert build.run(episode.plan()) == []


def removed(address: str) -> Callable[[LocalStore, Plan], None]:
    def damage(store: LocalStore, plan: Plan) -> None:
        store.path(action_at(plan, address).output()).unlink()

    return damage


def overwritten(address: str) -> Callable[[LocalStore, Plan], None]:
    def damage(store: LocalStore, plan: Plan) -> None:
        path = store.path(action_at(plan, address).output())
        content = bytearray(path.read_bytes())
        content[5] ^= 1
        path.chmod(0o644)
        path.write_bytes(content)

    return damage


def cut_short(address: str) -> Callable[[LocalStore, Plan], None]:
    def damage(store: LocalStore, plan: Plan) -> None:
        os.truncate(store.path(action_at(plan, address).output()), 9)

    return damage


def action_at(plan: Plan, address: str):
    return next(action for action in plan.actions if action.address == address)


@pytest.mark.parametrize("damage", [removed, overwritten, cut_short])
@pytest.mark.parametrize(
    ("address", "edit", "runs"),
    [
        ("episode/join", lambda e: e, ["episode/join"]),
        ("metal/picture/0", lambda e: e, []),  # all that read it are stored
        ("metal/picture/0", lambda e: replace(e, title="Breathe"), ["episode/join", "metal/picture/0"]),
        ("metal/card/0", lambda e: replace(e, title="Breathe"), ["episode/join"]),
        ("metal/card/0", lambda e: replace(e, crf=18), ["episode/join", "metal/card/0", *PICTURES]),
    ],
)
def test_what_was_damaged_runs_again_only_if_needed(build: Build, damage, address: str, edit: Edit, runs: list[str]) -> None:
    episode = an_episode(build.folder)
    build.run(episode.plan())
    with build.store() as store:
        damage(address)(store, episode.plan())
    changed = edit(episode).plan()
    assert build.run(changed) == sorted(runs)
    clean = Build(build.folder / "clean")
    clean.folder.mkdir()
    with clean.store() as store:
        execute_in(clean, store, build.folder, changed)
    assert build.outputs(changed) == clean.outputs(changed)


def execute_in(build: Build, store: LocalStore, show: Path, plan: Plan) -> None:
    execute([plan], store, LocalMaker(store, build.runner, ShowSources(show, store.memory), slots=1))


def test_a_bit_that_rots_in_silence_is_noticed_before_it_is_read(build: Build) -> None:
    episode = an_episode(build.folder)
    plan = episode.plan()
    build.run(plan)
    with build.store() as store:
        path = store.path(action_at(plan, "metal/picture/0").output())
        state = path.stat()
        overwritten("metal/picture/0")(store, plan)
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))  # a disk does not tell
    changed = replace(episode, title="Breathe").plan()
    assert build.run(changed) == ["episode/join", "metal/picture/0"]
    with build.store() as store:
        assert len(list((store.folder / "quarantine").iterdir())) == 1


def test_plans_share_actions(build: Build) -> None:
    episode = an_episode(build.folder)
    final = replace(episode, profile="youtube", crf=18)
    assert build.run(episode.plan(), final.plan()) == sorted([*ALL, *PICTURES, "episode/join"])


@pytest.mark.parametrize(
    ("behaviour", "fault", "says"),
    [
        ("fails", ActionFailed, "exit code 1"),
        ("truncates", PromiseBroken, "not JSON"),
        ("writes nothing", PromiseBroken, "did not write out.json"),
        ("writes undeclared", PromiseBroken, "undeclared more.json"),
        ("litters", PromiseBroken, "undeclared pass.log"),
        ("links", PromiseBroken, "out.json is not a file"),
        ("makes a folder", PromiseBroken, "out.json is not a file"),
    ],
)
def test_a_failure_stores_nothing_and_names_its_place(build: Build, behaviour: str, fault: type[ActionFailed], says: str) -> None:
    episode = an_episode(build.folder)
    plan = episode.plan()
    build.runner = FakeRunner(metal__picture__1=behaviour)
    with pytest.raises(fault, match=says) as raised:
        build.run(plan)
    assert raised.value.address == "metal/picture/1"
    assert "episodes/s01e01.yaml:41" in str(raised.value)
    before = build.runner.ran
    build.runner = FakeRunner()
    after = build.run(plan)
    assert "metal/picture/1" in after
    assert sorted([*before, *after]) == sorted([*ALL, "metal/picture/1"])


def test_keep_going_makes_what_does_not_need_the_failed_one(build: Build) -> None:
    plan = an_episode(build.folder).plan()
    build.runner = FakeRunner(metal__card__0="fails")
    with build.store() as store:
        results = build.results(store, plan, keep_going=True)
        assert [fault.address for fault in results.failed.values()] == ["metal/card/0"]
        assert not results.is_complete(plan)
        assert results.path(plan.results["sound"]).exists()
    done = build.events[-1]
    assert isinstance(done, Done)
    assert (done.ran, done.failed, done.skipped) == (8, 1, 2)


def test_without_keep_going_nothing_starts_after_a_failure(build: Build) -> None:
    first, second = an_action("a"), an_action("b")
    plan = a_plan(first, second, an_action("last", first, second))
    build.runner = FakeRunner(a="fails")
    with pytest.raises(ActionFailed):
        build.run(plan)
    assert build.runner.ran == ["a"]


def test_events_tell_the_whole_story_in_order(build: Build) -> None:
    one = an_action("one")
    two = an_action("two", one)
    build.run(a_plan(one))
    build.run(a_plan(one, two))
    told = [(type(event), getattr(getattr(event, "action", None), "address", "")) for event in build.events]
    assert [entry for entry in told if "Progress" not in entry[0].__name__] == [
        (Planned, ""), (Reused, "one"), (Started, "two"), (Finished, "two"), (Done, ""),
    ]  # fmt: skip
    times = [event.at for event in build.events]
    assert times == sorted(times)
    build.runner = FakeRunner(three="fails")
    with pytest.raises(ActionFailed):
        build.run(a_plan(one, an_action("three", one)))
    assert [type(event) for event in build.events] == [Planned, Reused, Started, Failed, Done]


def test_a_changed_promise_is_a_change(build: Build) -> None:
    action = an_action("a")
    build.run(a_plan(action))
    promised = an_action(action.address, promised=(Output("out", ".json", DataPromise(("made", "name"))),))
    assert build.run(a_plan(promised)) == ["a"]


def test_the_bytes_do_not_depend_on_workers_or_folder(tmp_path: Path) -> None:
    made = []
    for name, workers in (("one", 1), ("two", 3)):
        build = Build(tmp_path / name)
        build.folder.mkdir()
        plan = an_episode(build.folder).plan()
        build.run(plan, workers=workers)
        made.append(build.outputs(plan))
    assert made[0] == made[1]


def test_other_bytes_under_the_same_key_are_told_and_the_first_are_kept(build: Build) -> None:
    action, other = an_action("a"), an_action("b")
    plan = Plan("p", (action, other), {"a": action.output(), "b": other.output()})
    build.run(plan)
    before = build.outputs(plan)
    with build.store() as store:
        store.path(other.output()).unlink()
        store.record_path(action.key).rename(store.folder / "away")
    build.runner = FakeRunner(b="differs")
    with build.store() as store:

        def meanwhile(running: object) -> None:
            if not store.record_path(action.key).exists():
                (store.folder / "away").rename(store.record_path(action.key))

        build.runner.meanwhile = meanwhile
        build.runner.behaviours["a"] = "differs"
        results = build.results(store, plan)
        assert len(results.findings) == 2  # a was there before ours, b was lost and came back other
    assert build.outputs(plan)["a"] == before["a"]
