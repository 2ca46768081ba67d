"""What reads the same bytes with the same tool is not run again, whatever made the bytes; and nothing else is believed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.execution.events import Done, Reused
from pipeline.execution.runner import Outcome
from pipeline.execution.sandbox import Sandbox
from pipeline.execution.upkeep import collect, verify
from pipeline.plan.action import Action, Plan
from tests.execution.fakes import Build, FakeRunner, a_plan, an_action
from tests.execution.operations import Made


class Blind(FakeRunner):
    """A runner whose cards show their text and nothing else that they are told."""

    def run(self, action: Action, sandbox: Sandbox, progress: Callable[[float], None], stop: threading.Event) -> Outcome:
        if not action.address.startswith("card"):
            return super().run(action, sandbox, progress, stop)
        assert isinstance(action.operation, Made)
        self.ran.append(action.address)
        sandbox.outputs["out"].write_text(f'{{"made": "{action.operation.fields["text"]}"}}')
        return Outcome(0.1, 0)


def an_episode(text: str = "Ana", colour: str = "red", code: str = "code") -> Plan:
    card = an_action("card", fields={"text": text, "colour": colour})
    picture = an_action("picture", card, code=code)
    return a_plan(card, picture, an_action("join", picture))


@pytest.fixture
def built(tmp_path: Path) -> Build:
    build = Build(tmp_path, runner=Blind())
    assert build.run(an_episode()) == ["card", "join", "picture"]
    return build


def test_what_reads_the_same_bytes_is_not_run_again(built: Build) -> None:
    changed = an_episode(colour="blue")
    assert built.run(changed) == ["card"]
    reused = [event for event in built.events if isinstance(event, Reused)]
    assert [(event.action.address, event.was_planned) for event in reused] == [("picture", True), ("join", True)]
    (done,) = [event for event in built.events if isinstance(event, Done)]
    assert (done.ran, done.reused, done.failed, done.skipped) == (1, 2, 0, 0)
    assert built.outputs(changed) == built.outputs(an_episode())
    assert built.run(changed) == []
    with built.store() as store:
        assert verify(store).incomplete == ()


@pytest.mark.parametrize(
    ("changed", "runs"),
    [
        (an_episode(text="Ben"), ["card", "join", "picture"]),
        (an_episode(colour="blue", code="other"), ["card", "join", "picture"]),
    ],
    ids=["other bytes", "another tool"],
)
def test_other_bytes_or_another_tool_run(built: Build, changed: Plan, runs: list[str]) -> None:
    assert built.run(changed) == runs


def test_what_a_collection_kept_is_whole(built: Build) -> None:
    changed = an_episode(colour="blue")
    built.run(changed)
    with built.store() as store:
        collect(store, keep_builds=1)
    assert built.run(changed) == []
    assert built.run(an_episode()) == ["card"]


def test_a_damaged_twin_is_no_twin(built: Build) -> None:
    plan = an_episode()
    with built.store() as store:
        blob = store.path(plan.actions[1].output())
        blob.chmod(0o644)
        blob.write_bytes(b"{}")
    assert built.run(an_episode(colour="blue")) == ["card", "picture"]
    assert built.outputs(an_episode(colour="blue")) == built.outputs(plan)


def test_a_memory_that_lies_is_not_believed(built: Build) -> None:
    plan, other = an_episode(), an_episode(text="Ben")
    built.run(other)
    with built.store() as store:
        for one, another in zip(plan.actions, other.actions, strict=True):
            found = store.record(one.key)
            assert found is not None
            store.memory.put(f"content_key {found.content_key}", another.key)
    assert built.run(an_episode(colour="blue")) == ["card", "join", "picture"]
    assert built.outputs(an_episode(colour="blue")) == built.outputs(plan)


def test_without_a_memory_everything_runs(built: Build) -> None:
    for path in (built.folder / "renders" / ".store").glob("memory.sqlite*"):
        path.unlink()
    assert built.run(an_episode(colour="blue")) == ["card", "join", "picture"]
