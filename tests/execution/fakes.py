"""A runner that runs nothing, and a hand-made episode whose every part can be edited."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from pipeline import digest
from pipeline.execution.events import Event
from pipeline.execution.execute import Results, execute
from pipeline.execution.local_maker import LocalMaker
from pipeline.execution.local_store import LocalStore
from pipeline.execution.runner import Outcome, Runner
from pipeline.execution.sandbox import Sandbox
from pipeline.execution.sources import ShowSources
from pipeline.execution.store import Store
from pipeline.faults import ActionFailed, Interrupted, Where
from pipeline.operations.base import Pool
from pipeline.operations.promises import Output
from pipeline.plan.action import Action, FromAction, FromSource, Identity, Input, Plan
from tests.execution.operations import MADE, POOLS, Drawn, Joined, Sounding, Span

CODE = Identity("code")


class FakeRunner:
    """Write what follows from the operation, its code and the bytes of the inputs; or misbehave as told, by address."""

    def __init__(self, **behaviours: str) -> None:
        self.behaviours = {address.replace("__", "/"): behaviour for address, behaviour in behaviours.items()}
        self.ran: list[str] = []
        self.meanwhile: Callable[[Action], None] = lambda action: None
        self._lock = threading.Lock()

    def run(self, action: Action, sandbox: Sandbox, progress: Callable[[float], None], stop: threading.Event) -> Outcome:
        with self._lock:
            self.ran.append(action.address)
        behaviour = self.behaviours.get(action.address, "writes")
        self.meanwhile(action)
        if behaviour == "fails":
            raise ActionFailed(action.address, "ffmpeg ended with exit code 1", "no such filter", action.where)
        if behaviour == "hangs":
            stop.wait(30)
            raise Interrupted
        for name, path in sandbox.outputs.items():
            content = json.dumps(
                {"made": made_of(action, sandbox), "name": name, "noise": str(id(path)) * (behaviour == "differs")}
            )
            if behaviour == "truncates":
                content = content[: len(content) // 2]
            if behaviour == "links":
                path.symlink_to(__file__)
            elif behaviour == "makes a folder":
                path.mkdir()
            elif behaviour != "writes nothing":
                path.write_text(content)
        if behaviour == "writes undeclared":
            (sandbox.folder / "out" / "more.json").write_text("{}")
        if behaviour == "litters":
            (sandbox.folder / "pass.log").write_text("")
        progress(1.0)
        return Outcome(0.5, 1 << 20)

    def close(self) -> None:
        pass


def made_of(action: Action, sandbox: Sandbox) -> str:
    read = {name: digest.of_file(path) for name, path in sandbox.inputs.items()}
    return digest.of([action.operation, action.identity, read])


def an_action(
    address: str,
    *needs: Action,
    fields: Mapping[str, str] | None = None,
    pool: Pool = "encode",
    promised: tuple[Output, ...] = (MADE,),
    code: str = "code",
    **more: Any,
) -> Action:
    inputs = tuple(Input(f"in{number}", need.output(), ".json") for number, need in enumerate(needs))
    operation = POOLS[pool](dict(fields or {"address": address}), promised)
    return Action(operation, inputs, Identity(code), address=address, **more)


def a_plan(*actions: Action, name: str = "s01e01@draft") -> Plan:
    return Plan(name, actions, {"last": actions[-1].output()})


@dataclass
class Build:
    """A store and what builds in it need."""

    folder: Path
    runner: Any = field(default_factory=FakeRunner)
    events: list[Event] = field(default_factory=list)

    @contextmanager
    def store(self, **options: Any) -> Iterator[LocalStore]:
        with LocalStore(self.folder / "renders" / ".store", **options) as store:
            yield store

    def run(self, *plans: Plan, workers: int = 1, runner: Runner | None = None, options: Any = None, **more: Any) -> list[str]:
        """Build and return the addresses that ran, sorted."""
        with self.store(**(options or {})) as store:
            self.results(store, *plans, workers=workers, runner=runner, **more)
        ran, self.runner.ran = sorted(self.runner.ran), []
        return ran

    def results(self, store: Store, *plans: Plan, workers: int = 1, runner: Runner | None = None, **more: Any) -> Results:
        self.events.clear()
        maker = LocalMaker(store, runner or self.runner, ShowSources(self.folder, store.memory), slots=workers)
        return execute(plans, store, maker, listen=self.events.append, **more)

    def outputs(self, plan: Plan) -> dict[str, bytes]:
        """Return the bytes of a plan's results."""
        with self.store() as store:
            return {name: store.path(origin).read_bytes() for name, origin in plan.results.items()}


# ---------------------------------------------------------------------------------------------- a hand-made episode


@dataclass(frozen=True)
class Segment:
    """A segment: its sources, each a span of picture with a lower third; its music."""

    name: str
    files: tuple[str, ...]
    lower_thirds: tuple[str, ...]
    music: str
    line: int
    captions: tuple[str, ...] = ("", "")
    seconds: int = 12


@dataclass(frozen=True)
class Episode:
    """An episode, to be changed with `replace`."""

    show: Path
    segments: tuple[Segment, ...]
    title: str = "Scream It Out"
    colour: str = "#f0c"
    font: str = "noto.ttf"
    ffmpeg: str = "ffmpeg 9.0"
    card_code: str = "card/1"
    crf: int = 23
    profile: str = "draft"

    def segment(self, number: int, **changes: Any) -> Episode:
        changed = [replace(s, **changes) if n == number else s for n, s in enumerate(self.segments)]
        return replace(self, segments=tuple(changed))

    def source(self, name: str) -> FromSource:
        return FromSource(digest.of_file(self.show / name), name)

    def plan(self) -> Plan:
        spans: list[Action] = []
        mixes: list[Action] = []
        cards: list[Action] = []
        for segment in self.segments:
            where = Where("episodes/s01e01.yaml", segment.line)
            for number, (file, text, caption) in enumerate(
                zip(segment.files, segment.lower_thirds, segment.captions, strict=True)
            ):
                card = Action(
                    Drawn({"text": text, "colour": self.colour}),
                    (Input("font", self.source(self.font), ".ttf"),),
                    Identity(self.card_code),
                    address=f"{segment.name}/card/{number}",
                    segment=segment.name,
                    where=where,
                    shows=(("lower third text", text), ("colour", self.colour)),
                )
                span = Action(
                    Span(self.crf, segment.seconds, caption),
                    (Input("source", self.source(file), ".mp4"), Input("card", card.output(), ".json")),
                    Identity("span/1", self.ffmpeg),
                    address=f"{segment.name}/picture/{number}",
                    segment=segment.name,
                    where=where,
                    shows=(("file", file), ("caption", caption)),
                    cost=Fraction(segment.seconds),
                )
                cards.append(card)
                spans.append(span)
            mix = Action(
                Sounding({"gain": "0"}),
                (Input("music", self.source(segment.music), ".wav"),),
                Identity("mix/1"),
                address=f"{segment.name}/mix",
                segment=segment.name,
            )
            mixes.append(mix)
        master = Action(Sounding({"name": "master"}), _inputs("mix", mixes), CODE, address="sound/master")
        join = Action(
            Joined({"title": self.title}),
            (*_inputs("span", spans), Input("sound", master.output(), ".json")),
            CODE,
            address="episode/join",
            shows=(("title", self.title),),
        )
        unique = {action.key: action for action in reversed((*cards, *spans, *mixes, master, join))}
        return Plan(
            f"s01e01@{self.profile}", tuple(reversed(unique.values())), {"video": join.output(), "sound": master.output()}
        )


def an_episode(show: Path) -> Episode:
    for name in ("dad.mp4", "joe.mp4", "street.mp4", "window.mp4", "guitar.wav", "pad.wav", "noto.ttf"):
        (show / name).write_bytes(name.encode() * 50)
    metal = Segment("metal", ("dad.mp4", "joe.mp4"), ("Ruben", "Joe"), "guitar.wav", 41)
    poem = Segment("poem", ("street.mp4", "window.mp4"), ("Ben", "Ben"), "pad.wav", 57, captions=("Dear class", "of 2020"))
    return Episode(show, (metal, poem))


def _inputs(name: str, actions: list[Action]) -> tuple[Input, ...]:
    return tuple(Input(f"{name}{number}", FromAction(action.key, "out"), ".json") for number, action in enumerate(actions))
