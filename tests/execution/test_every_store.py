"""What every store must do. A store of another kind is added to `STORES` and has to pass."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pipeline.execution import builds, record
from pipeline.execution.disk import SEAL_NS
from pipeline.execution.execute import execute, order_of
from pipeline.execution.explain import explain, reasons
from pipeline.execution.local_maker import LocalMaker
from pipeline.execution.local_store import LocalStore
from pipeline.execution.missing import missing
from pipeline.execution.order import Order
from pipeline.execution.sources import ShowSources
from pipeline.execution.store import Store
from pipeline.faults import StoreCorrupt
from pipeline.plan.action import Action, FromAction
from tests.execution.depots import before_an_empty_one
from tests.execution.fakes import Build, FakeRunner, an_action, an_episode
from tests.execution.memory_store import MemoryStore, name_of


@dataclass(frozen=True)
class Kind:
    """A kind of store: how one is opened, and how stored bytes are changed behind its back."""

    opened: Callable[[Path], AbstractContextManager[Store]]
    damage: Callable[[Store, FromAction], None]


def rot(store: Store, origin: FromAction) -> None:
    """Change a bit of a blob as a bad disk does: size, times and mode stay."""
    path = store.path(origin)
    content = bytearray(path.read_bytes())
    content[1] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)
    os.utime(path, ns=(SEAL_NS, SEAL_NS))


def rot_in_memory(store: Store, origin: FromAction) -> None:
    assert isinstance(store, MemoryStore)
    store.blobs[store.output(origin).digest] = b"other"


STORES = {
    "local": Kind(lambda folder: LocalStore(folder / "store"), rot),
    "before a depot": Kind(lambda folder: before_an_empty_one(folder / "store"), rot),
    "memory": Kind(lambda folder: MemoryStore(), rot_in_memory),
}


@pytest.fixture(params=STORES.values(), ids=STORES.keys())
def kind(request: pytest.FixtureRequest) -> Kind:
    found = request.param
    assert isinstance(found, Kind)
    return found


@pytest.fixture
def store(kind: Kind, tmp_path: Path) -> Iterator[Store]:
    with kind.opened(tmp_path) as store:
        yield store


def put(store: Store, action: Action, content: bytes = b'{"made": 1}') -> tuple[FromAction, str]:
    """Publish some bytes as an action's output; return the output and the finding."""
    made = store.new_sandbox() / "out.json"
    made.write_bytes(content)
    _, finding = store.publish(order_of(action, store), {"out": made}, 1.5, 1 << 20, 2.5)
    return action.output(), finding


def test_what_is_published_is_there_with_all_that_is_known_of_it(store: Store) -> None:
    action = an_action("a")
    origin, finding = put(store, action)
    assert finding == ""
    assert store.has(action.key)
    found = store.record(action.key)
    assert found is not None
    assert (found.key, found.seconds, found.peak_bytes, found.cpu_seconds) == (action.key, 1.5, 1 << 20, 2.5)
    assert store.output(origin) == found.outputs[0]
    assert (found.outputs[0].digest, found.outputs[0].size) == (name_of(b'{"made": 1}'), 11)
    assert store.path(origin).read_bytes() == store.proven_path(store.output(origin)).read_bytes() == b'{"made": 1}'
    assert record.read(store.provenance(action.key), action.key) == found
    assert record.provenance(store.provenance(action.key))["address"] == "a"


def test_what_is_not_there_is_told(store: Store) -> None:
    absent = FromAction("0" * 64, "out")
    assert not store.has(absent.key)
    assert store.record(absent.key) is None
    assert store.provenance(absent.key) == b""
    for ask in (store.output, store.path):
        with pytest.raises(KeyError):
            ask(absent)
    origin, _ = put(store, an_action("a"))
    with pytest.raises(KeyError):
        store.path(FromAction(origin.key, "other"))
    with pytest.raises(StoreCorrupt):
        order_of(an_action("b", an_action("never made")), store)


def test_the_first_bytes_under_a_key_stay(store: Store) -> None:
    origin, _ = put(store, an_action("a"))
    assert put(store, an_action("a")) == (origin, "")
    _, finding = put(store, an_action("a"), b"other")
    assert finding == "a made other bytes than before under the same key"
    assert store.path(origin).read_bytes() == b'{"made": 1}'


def test_damage_is_noticed_before_bytes_are_read_and_healed_by_a_run(kind: Kind, tmp_path: Path) -> None:
    action = an_action("a")
    with kind.opened(tmp_path) as store:
        origin, _ = put(store, action)
        output = store.output(origin)
        if isinstance(store, LocalStore):
            store.forget()  # it hashes once a process; this stands for the next process
        kind.damage(store, origin)
        with pytest.raises(StoreCorrupt):
            store.proven_path(output)
        assert not store.has(action.key)
        with pytest.raises(StoreCorrupt):
            store.path(origin)
        assert put(store, action) == (origin, "")
        assert store.has(action.key)
        assert store.proven_path(output).read_bytes() == b'{"made": 1}'


def test_a_key_is_held_by_one_at_a_time(store: Store) -> None:
    with store.lock("k", lambda: False) as is_held, store.lock("other", lambda: True) as is_other_held:
        assert is_held
        assert is_other_held
        with store.lock("k", lambda: True) as is_held_twice:
            assert not is_held_twice
        got: list[bool] = []

        def wait() -> None:
            with store.lock("k", lambda: False) as is_held_later:
                got.append(is_held_later)

        waiting = threading.Thread(target=wait)
        waiting.start()
        waiting.join(0.1)
        assert got == []
    waiting.join(10)
    assert got == [True]


def test_each_sandbox_is_empty_and_ones_own(store: Store) -> None:
    one, two = store.new_sandbox(), store.new_sandbox()
    assert one != two
    assert list(one.iterdir()) == list(two.iterdir()) == []


def test_what_reads_the_same_bytes_is_cut_off(kind: Kind, tmp_path: Path) -> None:
    red, blue, green = (an_action("card", fields={"colour": colour}) for colour in ("red", "blue", "green"))
    with kind.opened(tmp_path) as store:
        put(store, red, b"pixels")
        put(store, blue, b"pixels")
        put(store, green, b"other pixels")
        over_red, over_blue, over_green = (an_action("picture", card) for card in (red, blue, green))
        origin, _ = put(store, over_red, b"movie")
        assert not store.cut_off(order_of(over_green, store))
        assert not store.has(over_green.key)
        assert store.cut_off(order_of(over_blue, store))
        assert store.path(over_blue.output()).read_bytes() == b"movie"
        found = store.record(over_blue.key)
        assert found is not None
        assert found.key == over_blue.key
        kind.damage(store, origin)
        if isinstance(store, LocalStore):
            os.utime(store.blob_path(store.output(origin).digest))
        over_grey = Order(an_action("picture", an_action("grey")), {an_action("grey").output(): store.output(red.output())})
        assert not store.cut_off(over_grey)


def test_build_records_are_newest_first_bounded_and_not_repeated(store: Store) -> None:
    for number in (1, 1, 2, 3, 4):
        store.add_build("s01e01@draft", f"{number:012x}", f"{number}".encode(), keep=3)
    assert store.builds("s01e01@draft", 10) == [b"4", b"3", b"2"]
    assert store.builds("s01e01@draft", 1) == [b"4"]
    assert store.builds("another", 10) == []
    store.add_build("../../etc", "0" * 12, b"x", keep=3)
    assert store.builds("../../etc", 10) == [b"x"]


def test_it_remembers_texts(store: Store) -> None:
    store.memory.put("a", "1")
    store.memory.put("a", "2")
    assert (store.memory.get("a"), store.memory.get("b")) == ("2", None)


def test_an_episode_is_built_edited_repaired_and_explained(kind: Kind, tmp_path: Path) -> None:
    show, other = tmp_path / "show", tmp_path / "other"
    show.mkdir(), other.mkdir()
    episode = an_episode(show)
    plan, edited = episode.plan(), replace(episode, title="Breathe").plan()
    runner = FakeRunner()

    with kind.opened(tmp_path) as store:
        maker = LocalMaker(store, runner, ShowSources(show, store.memory), slots=2)

        def run(changed: bool = False) -> list[str]:
            runner.ran = []
            execute([edited if changed else plan], store, maker)
            return sorted(runner.ran)

        assert len(run()) == len(plan.actions)
        assert run() == []
        assert [reason.action.address for reason in reasons(edited, store)] == ["episode/join"]
        assert explain(edited, "episode/join", store)[0].causes[0].words.startswith("the title changed from ")
        span = next(action for action in plan.actions if action.address == "metal/picture/0")
        if isinstance(store, LocalStore):
            store.forget()
        kind.damage(store, span.output())
        assert run(changed=True) == ["episode/join", "metal/picture/0"]
        assert missing([plan, edited], store)[0] == ()
        assert [len(built.actions) for built in builds.latest(store, plan.name, 5)] == [len(plan.actions)] * 2
        made = {name: store.path(origin).read_bytes() for name, origin in edited.results.items()}
    clean = Build(other)
    with clean.store() as store:
        execute([edited], store, LocalMaker(store, FakeRunner(), ShowSources(show, store.memory), slots=1))
    assert made == clean.outputs(edited)
