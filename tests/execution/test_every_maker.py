"""What every maker must do. A maker of another kind is added to `MAKERS` and has to pass."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from pipeline import digest
from pipeline.execution.execute import execute, order_of
from pipeline.execution.local_maker import LocalMaker
from pipeline.execution.local_store import LocalStore
from pipeline.execution.maker import Maker
from pipeline.execution.order import Made
from pipeline.execution.sources import ShowSources
from pipeline.faults import ActionFailed, Interrupted, PromiseBroken, StoreCorrupt
from pipeline.plan.action import Action, FromSource, Input
from tests.execution.elsewhere import ElsewhereMaker
from tests.execution.fakes import FakeRunner, an_action, an_episode
from tests.execution.makers import FakeMaker
from tests.execution.test_every_store import rot

BEHAVIOURS = {"fails": "fails", "hangs": "hangs", "truncates": "truncates", "litters": "litters"}
"""Address -> what an action there does; all others write what follows from what they read."""

MAKERS: dict[str, Callable[[LocalStore, Path], Maker]] = {
    "local": lambda store, show: LocalMaker(store, FakeRunner(**BEHAVIOURS), ShowSources(show, store.memory), slots=2),
    "fake": lambda store, show: FakeMaker(store, ShowSources(show, store.memory), BEHAVIOURS),
    "in another process": lambda store, show: ElsewhereMaker(
        store, ShowSources(show, store.memory), show / "elsewhere", behaviours=BEHAVIOURS
    ),
}


@dataclass
class Heard:
    """A reporter that keeps what it hears."""

    shares: list[float] = field(default_factory=list)
    ends: int = 0

    def progress(self, share: float) -> None:
        self.shares.append(share)

    def ran(self) -> None:
        self.ends += 1


@dataclass
class Place:
    """A show folder with a store and a maker."""

    show: Path
    store: LocalStore
    maker: Maker
    heard: Heard = field(default_factory=Heard)
    stop: threading.Event = field(default_factory=threading.Event)

    def make(self, action: Action) -> Made:
        return self.maker.make(order_of(action, self.store), self.maker.hosts()[0].name, self.heard, self.stop)


@pytest.fixture(params=MAKERS.values(), ids=MAKERS.keys())
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with LocalStore(tmp_path / "store") as store, closing(request.param(store, tmp_path)) as maker:
        yield Place(tmp_path, store, maker)


def a_reader(place: Place, content: bytes = b"take") -> Action:
    """Return an action that reads a source of the show."""
    (place.show / "take.wav").write_bytes(content)
    action = an_action("reads")
    source = FromSource(digest.of_file(place.show / "take.wav"), "take.wav")
    return replace(action, inputs=(Input("take", source, ".wav"),))


def test_it_has_hosts(place: Place) -> None:
    hosts = place.maker.hosts()
    assert len({host.name for host in hosts}) == len(hosts) >= 1
    assert all(host.slots >= 1 and host.memory_bytes > 0 and host.offers(an_action("a")) for host in hosts)


def test_what_is_made_is_in_the_store_when_it_returns(place: Place) -> None:
    first = an_action("first")
    made = place.make(first)
    assert place.store.has(first.key)
    assert place.store.record(first.key) == made.record
    assert (made.seconds, made.peak_bytes, made.finding) == (0.5, 1 << 20, "")
    second = an_action("second", first)
    place.make(second)
    with LocalStore(place.show / "here") as store:
        local = LocalMaker(store, FakeRunner(), ShowSources(place.show, store.memory), slots=1)
        for action in (first, second):
            local.make(order_of(action, store), "here", Heard(), threading.Event())
            assert store.output(action.output()) == place.store.output(action.output())


def test_it_tells_how_far_it_is_and_once_that_the_run_has_ended(place: Place) -> None:
    place.make(an_action("a"))
    assert place.heard.shares
    assert all(0 <= share <= 1 for share in place.heard.shares)
    assert place.heard.ends == 1


def test_a_failure_arrives_whole_and_stores_nothing(place: Place) -> None:
    action = an_action("fails")
    with pytest.raises(ActionFailed, match="ended with exit code 1") as raised:
        place.make(action)
    assert (raised.value.address, raised.value.log_tail) == ("fails", "no such filter")
    assert not place.store.has(action.key)
    assert place.heard.ends == 0


@pytest.mark.parametrize("address", ["truncates", "litters"])
def test_a_broken_promise_stores_nothing(place: Place, address: str) -> None:
    action = an_action(address)
    with pytest.raises(PromiseBroken):
        place.make(action)
    assert not place.store.has(action.key)


def test_a_stop_ends_what_runs(place: Place) -> None:
    action = an_action("hangs")
    threading.Timer(0.2, place.stop.set).start()
    with pytest.raises(Interrupted):
        place.make(action)
    assert not place.store.has(action.key)


def test_a_damaged_input_is_noticed(place: Place) -> None:
    first = an_action("first")
    place.make(first)
    order = order_of(an_action("second", first), place.store)
    rot(place.store, first.output())
    place.store.forget()
    with pytest.raises(StoreCorrupt):
        place.maker.make(order, place.maker.hosts()[0].name, place.heard, place.stop)


def test_a_source_that_is_not_what_the_plan_says_stores_nothing(place: Place) -> None:
    action = a_reader(place)
    (place.show / "take.wav").write_bytes(b"another")
    with pytest.raises(ActionFailed, match=r"take\.wav: it changed"):
        place.make(action)
    assert not place.store.has(action.key)
    place.make(a_reader(place))
    assert place.store.has(action.key)


def test_orders_are_made_side_by_side_and_an_episode_as_everywhere(place: Place, tmp_path: Path) -> None:
    plan = an_episode(place.show).plan()
    results = execute([plan], place.store, place.maker)
    assert len(results.ran) == len(plan.actions)
    with LocalStore(tmp_path / "here") as store:
        execute([plan], store, LocalMaker(store, FakeRunner(), ShowSources(place.show, store.memory), slots=1))
        for action in plan.actions:
            assert store.output(action.output()) == place.store.output(action.output())
    assert execute([plan], place.store, place.maker).ran == ()
