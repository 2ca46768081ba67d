"""Rendering in the background: nearest first, what an edit made needless is dropped, the rest goes on, and all of it ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.app import session
from pipeline.app.rendering import Rendering
from pipeline.app.session import Session
from pipeline.execution.events import Done, Dropped, Event, Failed, Finished, Planned, Reused, Started
from pipeline.faults import EnvironmentFault, TogetherFault
from tests.episode.show import BARE, make_show
from tests.processes import children, is_gone

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]

COLOURS = ("red", "green", "blue", "white", "black")
SCENE = """\
import time
from moviepy import ColorClip

def scene(width, height, rate, frames):
    time.sleep({seconds})
    return ColorClip((width, height), color=({red}, 0, 0)).with_duration(frames / rate)
"""


def scenes_begun(events: list[Event]) -> int:
    return sum(isinstance(event, Started) and "/scene/" in event.action.address for event in events)


class Heard:
    """What a rendering has told, for a test to wait for."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._news = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify_all()

    def wait(self, is_there: Callable[[list[Event]], bool], seconds: float = 60) -> None:
        with self._news:
            assert self._news.wait_for(lambda: is_there(self.events), seconds), [type(event).__name__ for event in self.events]

    def addresses(self, kind: type[Started | Finished | Reused | Dropped | Failed]) -> list[str]:
        with self._news:
            return [event.action.address for event in self.events if isinstance(event, kind)]


def cards(*words: str) -> str:
    listed = "".join(f"  - card: {word}\n    length: 1\n" for word in words)
    return f"episode: {{title: Cards}}\nsegments:\n{listed}"


def scenes(**seconds: float) -> str:
    listed = "".join(f"  - animation: {name}\n    scene: {name}.py\n    length: 1\n    by: ana\n" for name in seconds)
    return f"episode: {{title: Scenes}}\nsegments:\n{listed}"


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = make_show(tmp_path / "show", f"rate: 25\n{BARE}") / "episodes/e.yaml"
    path.write_text(cards(*COLOURS))
    return path


@pytest.fixture
def opened(manifest: Path) -> Iterator[Session]:
    with session.opened([manifest]) as found:
        yield found


@pytest.fixture
def heard() -> Heard:
    return Heard()


def begin(opened: Session, manifest: Path, heard: Heard, frame: int = 0, workers: int = 1) -> Rendering:
    rendering = opened.rendering(workers=workers, listen=heard)
    rendering.want(opened.work(manifest), frame)
    return rendering


def spans_of(addresses: list[str]) -> list[str]:
    return [address.partition("/")[0] for address in addresses if "/picture/" in address]


def test_what_is_nearest_comes_first_and_backwards_is_twice_as_far(opened: Session, manifest: Path, heard: Heard) -> None:
    rendering = begin(opened, manifest, heard, frame=60)
    assert rendering.wait(60)
    # Of five seconds, in the third: 15 frames to the fourth, 2 x 11 back to the second, 40 to the fifth, 2 x 36 to the first.
    # While a span's card is being stored its slot is free, so on a busy disk the next one may overtake it, by one place.
    expected, order = ["blue", "white", "green", "black", "red"], spans_of(heard.addresses(Started))
    assert sorted(order) == sorted(expected)
    assert all(abs(order.index(name) - place) <= 1 for place, name in enumerate(expected)), order
    assert isinstance(heard.events[0], Planned)
    assert isinstance(heard.events[-1], Done)
    assert rendering.fault is None
    work = opened.work(manifest)
    assert all(span.file for span in opened.spans(work))
    assert opened.show.store.has(work.plan.results["movie"].key)


def test_looking_elsewhere_changes_the_order_of_what_is_left(opened: Session, manifest: Path, heard: Heard) -> None:
    rendering = begin(opened, manifest, heard, frame=0)
    heard.wait(lambda events: any(isinstance(event, Started) for event in events))
    rendering.want(opened.work(manifest), 124)
    assert rendering.wait(60)
    order = spans_of(heard.addresses(Started))
    assert sorted(order) == sorted(COLOURS)
    assert order.index("black") <= 2, f"at most two had begun: {order}"
    assert len([event for event in heard.events if isinstance(event, Planned)]) == 1, "it is the same build"


def test_an_edit_stops_what_it_made_needless_and_keeps_what_is_still_wanted(
    opened: Session, manifest: Path, heard: Heard
) -> None:
    media = manifest.parent / "media"
    (media / "long.py").write_text(SCENE.format(seconds=120, red=10))
    (media / "short.py").write_text(SCENE.format(seconds=3, red=20))
    (media / "other.py").write_text(SCENE.format(seconds=0, red=30))
    manifest.write_text(scenes(long=120, short=3))
    rendering = begin(opened, manifest, heard, workers=2)
    heard.wait(lambda events: scenes_begun(events) == 2)
    opened.edit(manifest, scenes(other=0, short=3))
    edited = time.monotonic()
    rendering.want(opened.work(manifest), 0)
    heard.wait(lambda events: any(isinstance(event, Dropped) for event in events))
    assert time.monotonic() - edited < 4, "whoever sleeps for two minutes was ended"
    assert rendering.wait(60)
    assert heard.addresses(Dropped) == ["long/scene/0"]
    scene = "short/scene/0"
    assert heard.addresses(Started).count(scene) == 1, "it went on"
    assert heard.addresses(Finished).count(scene) == 1
    assert scene in heard.addresses(Reused), "and the new build took it"
    assert len([event for event in heard.events if isinstance(event, Done)]) == 1
    assert all(span.file for span in opened.spans(opened.work(manifest)))


def test_workers_stay_warm_from_edit_to_edit_and_end_with_the_session(manifest: Path, heard: Heard) -> None:
    before = set(children())
    with session.opened([manifest]) as opened:
        rendering = begin(opened, manifest, heard)
        assert rendering.wait(60)
        workers = set(children()) - before
        assert workers
        for word in ("cyan", "pink", "grey"):
            opened.edit(manifest, cards(*COLOURS, word))
            rendering.want(opened.work(manifest), 0)
            assert rendering.wait(60)
            assert set(children()) - before == workers
        assert spans_of(heard.addresses(Started))[5:] == ["cyan", "pink", "grey"]
    assert all(is_gone(pid) for pid in workers)


def test_closing_a_session_ends_what_runs(manifest: Path, heard: Heard) -> None:
    (manifest.parent / "media/long.py").write_text(SCENE.format(seconds=120, red=10))
    manifest.write_text(scenes(long=120))
    before = set(children())
    with session.opened([manifest]) as opened:
        begin(opened, manifest, heard)
        heard.wait(lambda events: scenes_begun(events) == 1)
        while not (workers := set(children()) - before):
            time.sleep(0.02)
        closing = time.monotonic()
    assert time.monotonic() - closing < 5
    assert all(is_gone(pid) for pid in workers)
    assert not [thread for thread in threading.enumerate() if thread.name == "rendering"]


def test_resting_stops_what_runs_and_wanting_again_goes_on(opened: Session, manifest: Path, heard: Heard) -> None:
    (manifest.parent / "media/long.py").write_text(SCENE.format(seconds=120, red=10))
    manifest.write_text(scenes(long=120))
    rendering = begin(opened, manifest, heard)
    heard.wait(lambda events: scenes_begun(events) == 1)
    rendering.rest()
    assert rendering.wait(10)
    assert heard.addresses(Dropped) == ["long/scene/0"]
    opened.edit(manifest, cards("red"))
    rendering.want(opened.work(manifest), 0)
    assert rendering.wait(60)
    assert all(span.file for span in opened.spans(opened.work(manifest)))


def test_of_a_broken_episode_the_parts_are_rendered_and_no_movie(opened: Session, manifest: Path, heard: Heard) -> None:
    opened.diagnostics(manifest)
    opened.edit(manifest, cards(*COLOURS) + "  - clip: Gone\n    file: gone.mov\n")
    work = opened.shown(manifest)
    assert work is not None
    rendering = opened.rendering(workers=1, listen=heard)
    rendering.want(work, 0)
    assert rendering.wait(60)
    assert all(span.file for span in opened.spans(work))
    assert not opened.show.store.has(work.plan.results["movie"].key)


def test_what_fails_is_told_and_the_rest_is_made(opened: Session, manifest: Path, heard: Heard) -> None:
    (manifest.parent / "media/bad.py").write_text("def scene(**shape):\n    raise ValueError('no sun today')\n")
    manifest.write_text(scenes(bad=0) + "  - card: Fine\n    length: 1\n")
    rendering = begin(opened, manifest, heard)
    assert rendering.wait(60)
    assert heard.addresses(Failed) == ["bad/scene/0"]
    assert {span.segment: bool(span.file) for span in opened.spans(opened.work(manifest))} == {"bad": False, "fine": True}


def test_what_goes_wrong_for_all_of_it_is_told(opened: Session, manifest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = EnvironmentFault("the store cannot be written", "make room on its disk")
    told: list[TogetherFault] = []

    def refuse(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("pipeline.app.rendering.execute", refuse)
    rendering = opened.rendering(workers=1, refuse=told.append)
    rendering.want(opened.work(manifest), 0)
    assert rendering.wait(60)
    assert told == [fault]
    assert rendering.fault is fault
