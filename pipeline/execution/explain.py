"""Say why an action runs: in the manifest's words where they tell it, and by the raw difference always.

The last finished build of the same name says what each address was; an action whose key it does not hold is compared with
the one in whose place it stands, field by field, and through its inputs down to the leaves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from pipeline.execution import builds, record
from pipeline.execution.builds import BuildRecord, BuiltAction
from pipeline.execution.missing import missing
from pipeline.execution.record import Description
from pipeline.execution.store import Store
from pipeline.operations.base import Pool, words_of
from pipeline.operations.codec import Json
from pipeline.plan.action import Action, FromAction, FromSource, FromSources, Plan

_TOLD = 3
"""Causes told of a group; what joins everything has as many as there are edits, all told before."""

_AROUND = 10
"""Characters shown around a difference in a long text."""

Kind = Literal["new", "changed", "lost", "stored"]


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that changed: its words, what it was and is ("" where it was not there), where it is written."""

    words: str
    old: str
    new: str
    where: str = ""

    def __str__(self) -> str:
        place = f"{self.where} " if self.where else ""
        if not self.old:
            return f"{place}{self.words} added: {_short(self.new)}"
        if not self.new:
            return f"{place}{self.words} removed: {_short(self.old)}"
        old, new = contrast(self.old, self.new)
        return f"{place}{self.words} changed: {old} -> {new}"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an action runs, or why not.

    `new`: nothing stood in its place in the last build; `changed`: its key differs, by `causes`; `lost`: its key is that of
    the last build, but its outputs are gone or damaged; `stored`: it does not run. `through` are the addresses of the
    inputs that changed.
    """

    action: Action
    kind: Kind
    causes: tuple[Cause, ...] = ()
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The actions of one segment that run for the same causes."""

    segment: str
    kind: Kind
    causes: tuple[Cause, ...]
    actions: tuple[Action, ...]

    def __str__(self) -> str:
        shown = [str(cause) for cause in self.causes[:_TOLD]]
        if len(self.causes) > _TOLD:
            shown.append(f"{len(self.causes) - _TOLD} more")
        why = "; ".join(shown) or {"new": "new", "lost": "no longer stored"}.get(self.kind, "changed")
        return f"{why}: {_counted(self.actions)}" + (f' of "{self.segment}"' if self.segment else "")


def reasons(plan: Plan, store: Store) -> tuple[Reason, ...]:
    """Return why each action that a build of `plan` would run now would run, in plan order."""
    to_run, _ = missing([plan], store)
    told = _Comparison(plan, builds.last(store, plan.name), store)
    return tuple(told.reason(action) for action in to_run)


def explain(plan: Plan, address: str, store: Store) -> tuple[Reason, tuple[str, ...]]:
    """Return why the action at `address` runs or not, and the raw difference to the one before, a line a difference.

    Raises KeyError for an address that is not in the plan.
    """
    by_address = {action.address: action for action in plan.actions}
    told = _Comparison(plan, builds.last(store, plan.name), store)
    action = by_address[address]
    return told.reason(action), tuple(told.difference(action))


def grouped(found: Iterable[Reason]) -> tuple[Group, ...]:
    """Gather reasons by segment and cause, in the order in which they come."""
    groups: dict[tuple[str, Kind, tuple[Cause, ...]], list[Action]] = {}
    for reason in found:
        groups.setdefault((reason.action.segment, reason.kind, reason.causes), []).append(reason.action)
    return tuple(Group(*name, tuple(actions)) for name, actions in groups.items())


class _Comparison:
    """A plan beside the last build of it."""

    def __init__(self, plan: Plan, last: BuildRecord | None, store: Store) -> None:
        self._store = store
        self._by_key = {action.key: action for action in plan.actions}
        self._before = _pairs(plan, last)
        self._kept = {built.key for built in last.actions.values()} if last else set()
        self._reasons: dict[str, Reason] = {}

    def reason(self, action: Action) -> Reason:
        if action.key not in self._reasons:
            self._reasons[action.key] = self._reason(action)
        return self._reasons[action.key]

    def difference(self, action: Action) -> Iterator[str]:
        """Yield the raw differences between an action and the one in whose place it stands."""
        old = self._described(action)
        if old is not None:
            for path, was, now in _differences(old, record.description(action)):
                yield f"{path}: {' -> '.join(contrast(was, now))}"

    def _reason(self, action: Action) -> Reason:
        if action.key in self._kept:
            return Reason(action, "stored" if self._store.has(action.key) else "lost")
        before = self._before.get(action.key)
        if before is None:
            return Reason(action, "stored" if self._store.has(action.key) else "new")
        causes = dict.fromkeys(_shown(before, action))
        through = []
        for producer in self._changed_inputs(action):
            through.append(producer.address)
            upstream = self.reason(producer)
            causes |= dict.fromkeys(upstream.causes or (Cause(upstream.action.title or producer.address, "", "new"),))
        causes |= dict.fromkeys(self._below_words(action, is_told=bool(causes)))
        return Reason(action, "stored" if self._store.has(action.key) else "changed", tuple(causes), tuple(through))

    def _changed_inputs(self, action: Action) -> Iterator[Action]:
        for given in action.inputs:
            if isinstance(given.origin, FromAction) and given.origin.key not in self._kept:
                yield self._by_key[given.origin.key]

    def _below_words(self, action: Action, *, is_told: bool) -> Iterator[Cause]:
        """Yield what the words cannot tell: other bytes in a file, another tool; where nothing else is told, any difference."""
        old = self._described(action)
        if old is None:
            return
        new = record.description(action)
        place = str(action.where) if action.where else ""
        for given in action.inputs:
            was, now = old.inputs.get(given.name, {}), new.inputs[given.name]
            if isinstance(given.origin, FromSource | FromSources) and was.get("path") == now["path"]:
                before, after = was["source"], now["source"]
                if before != after:
                    is_told = True
                    yield Cause(f"bytes of {was['path']}", before[:12], after[:12], place)
        if old.operation == new.operation:
            for words, before, after in (
                ("ffmpeg", old.ffmpeg, new.ffmpeg), (f"code of {words_of(new.operation)}", old.code, new.code)
            ):
                if before != after:
                    is_told = True
                    yield Cause(words, before[:12], after[:12])
        if not is_told:
            for path, before, after in _own_differences(old, new):
                yield Cause(path, before, after, place)

    def _described(self, action: Action) -> Description | None:
        before = self._before.get(action.key)
        if before is None:
            return None
        return record.described(self._store.provenance(before.key))


def _pairs(plan: Plan, last: BuildRecord | None) -> dict[str, BuiltAction]:
    """Return key -> the action of the last build in whose place the action stands.

    That is the one at the same address, or else, because addresses count up and a cut may move, the next one of the same
    kind in the same segment; never one that the plan still holds.
    """
    if last is None:
        return {}
    now = {action.key for action in plan.actions}
    gone = {address: built for address, built in last.actions.items() if built.key not in now}
    kept = {built.key for built in last.actions.values()}
    fresh = [action for action in plan.actions if action.key not in kept]
    pairs = {action.key: gone.pop(action.address) for action in fresh if action.address in gone}
    for action in fresh:
        kind = action.address.rpartition("/")[0]
        if action.key not in pairs and kind:
            near = next((address for address in gone if address.rpartition("/")[0] == kind), None)
            if near is not None:
                pairs[action.key] = gone.pop(near)
    return pairs


def _shown(before: BuiltAction, action: Action) -> Iterator[Cause]:
    """Yield what the manifest's words tell. A word may stand several times (captions of a span): values are matched in order."""
    words = dict.fromkeys([word for word, _ in before.shows] + [word for word, _ in action.shows])
    place = str(action.where) if action.where else ""
    for word in words:
        old = [value for name, value in before.shows if name == word]
        new = [value for name, value in action.shows if name == word]
        stays = set(old) & set(new)
        if len(old) != len(new):
            old, new = [value for value in old if value not in stays], [value for value in new if value not in stays]
        for was, now in zip_longest(old, new, fillvalue=""):
            if was != now:
                yield Cause(word, was, now, place)


def _differences(old: Description, new: Description) -> Iterator[tuple[str, str, str]]:
    """Yield path, old and new of all in which two descriptions differ: what is read, what is done, by what code."""
    for name in sorted(old.inputs.keys() | new.inputs.keys()):
        was, now = old.inputs.get(name, {}), new.inputs.get(name, {})
        for key in sorted(was.keys() | now.keys()):
            if was.get(key) != now.get(key):
                yield f"inputs.{name}.{key}", was.get(key, ""), now.get(key, "")
    yield from _own_differences(old, new)
    for path, before, after in (("code", old.code, new.code), ("ffmpeg", old.ffmpeg, new.ffmpeg)):
        if before != after:
            yield path, before, after


def _own_differences(old: Description, new: Description) -> Iterator[tuple[str, str, str]]:
    """Yield path, old and new of each field in which two operations differ: `target`, `clips[2].gain_db`."""
    if old.operation != new.operation:
        yield "operation", words_of(old.operation), words_of(new.operation)
    else:
        for path, before, after in _leaves(dict(old.fields), dict(new.fields), ""):
            yield path, _text(before), _text(after)


def _leaves(old: Json, new: Json, path: str) -> Iterator[tuple[str, Json, Json]]:
    """Yield path, old and new of each leaf in which two JSON values differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted(old.keys() | new.keys()):
            yield from _leaves(old.get(name), new.get(name), f"{path}.{name}" if path else name)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (was, now) in enumerate(zip(old, new, strict=True)):
            yield from _leaves(was, now, f"{path}[{number}]")
    elif old != new:
        yield path, old, new


def _counted(actions: tuple[Action, ...]) -> str:
    nouns: dict[Pool, str] = {"encode": "span", "draw": "drawing", "sound": "sound", "join": "join", "check": "check"}
    counts: dict[str, int] = {}
    for action in actions:
        counts[nouns[action.pool]] = counts.get(nouns[action.pool], 0) + 1
    return ", ".join(f"{count} {noun}{'s' if count > 1 else ''}" for noun, count in counts.items())


def _text(value: Json) -> str:
    return "none" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def contrast(old: str, new: str, limit: int = 60) -> tuple[str, str]:
    """Shorten two texts so that what differs is seen: of long ones, the part where they differ and a little around it.

    >>> contrast("scale=640:360," * 9 + "fps=30", "scale=640:360," * 9 + "fps=25")
    ('…0:360,fps=30', '…0:360,fps=25')
    """
    if max(len(old), len(new)) <= limit:
        return old, new
    begin = _shared(old, new)
    after = _shared(old[begin:][::-1], new[begin:][::-1])
    first = max(0, begin - _AROUND)

    def part(text: str) -> str:
        last = min(len(text), len(text) - after + _AROUND)
        return ("…" if first else "") + _short(text[first:last] + ("…" if last < len(text) else ""), limit)

    return part(old), part(new)


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with in common."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _short(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
