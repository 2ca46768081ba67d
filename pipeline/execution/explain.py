"""Say why an action runs, in a producer's words; the raw difference is there for whoever asks for it.

The last finished build of the same name says what each address was and what was written in the files that it was made from. An
action whose key it does not hold is compared with the one in whose place it stands, and through its inputs down to the leaves;
where it differs itself, it is said what of the files was written otherwise (`relevance`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import zip_longest
from typing import Literal

from pipeline.edits import files, words
from pipeline.edits.compare import compare
from pipeline.edits.model import Edit
from pipeline.edits.segments import names, renamed
from pipeline.execution import builds, record, relevance
from pipeline.execution.builds import BuildRecord, BuiltAction
from pipeline.execution.missing import missing
from pipeline.execution.record import Description
from pipeline.execution.relevance import Traits
from pipeline.execution.store import Store
from pipeline.operations.base import Pool, words_of
from pipeline.operations.codec import Json
from pipeline.plan.action import Action, FromAction, FromSource, FromSources, Plan
from pipeline.values import dataclass

_NAMED = 4
"""Segments of a group that are named; more are counted."""

_TOLD = 3
"""Causes told of a group; what joins everything has as many as there are edits, all told before."""

Kind = Literal["new", "changed", "lost", "stored"]


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that changed, as a sentence, and where it is written ("" where it is nowhere)."""

    words: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.words}" if self.where else self.words


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an action runs, or why not.

    `new`: nothing stood in its place in the last build; `changed`: its key differs, by `causes`; `lost`: its key is that of
    the last build, but its outputs are gone or damaged; `stored`: it does not run. `through` are the addresses of the
    inputs that changed; what is of no segment has those of its own inputs instead.
    """

    action: Action
    kind: Kind
    causes: tuple[Cause, ...] = ()
    through: tuple[str, ...] = ()


PLAIN: Mapping[Kind, str] = {
    "new": "was never made",
    "changed": "changed since the last build",
    "lost": "its result is damaged or was removed",
    "stored": "its result is stored",
}
"""What is said where no cause is known, or none is needed."""


@dataclass(frozen=True, slots=True)
class Group:
    """The actions that run for the same causes, in whatever segments they are."""

    kind: Kind
    causes: tuple[Cause, ...]
    actions: tuple[Action, ...]

    def __str__(self) -> str:
        shown = [str(cause) for cause in self.causes[:_TOLD]]
        if len(self.causes) > _TOLD:
            shown.append(f"{len(self.causes) - _TOLD} more")
        return f"{'; '.join(shown) or PLAIN[self.kind]} ({self._where()})"

    def _where(self) -> str:
        """Say what runs, and in which segments; a title card is its segment's."""
        segments = dict.fromkeys(action.segment.removesuffix("-title") for action in self.actions if action.segment)
        inside = tuple(action for action in self.actions if action.segment)
        around = tuple(action for action in self.actions if not action.segment)
        listed = ", ".join(f'"{name}"' for name in segments) if len(segments) <= _NAMED else f"{len(segments)} segments"
        told = [f"{_counted(inside)} of {listed}"] if inside else []
        return "; ".join([*told, *([f"{_counted(around)} of the episode"] if around else [])])


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
    """Gather reasons by what is said of them, in the order in which they come."""
    groups: dict[tuple[tuple[Cause, ...], str], list[Reason]] = {}
    for reason in found:
        groups.setdefault((reason.causes, "" if reason.causes else reason.kind), []).append(reason)
    return tuple(
        Group(alike[0].kind, causes, tuple(reason.action for reason in alike)) for (causes, _), alike in groups.items()
    )


class _Comparison:
    """A plan beside the last build of it."""

    def __init__(self, plan: Plan, last: BuildRecord | None, store: Store) -> None:
        self._store, self._plan, self._last = store, plan, last
        self._by_key = {action.key: action for action in plan.actions}
        self._before = _pairs(plan, last, self._renamed)
        self._kept = {built.key for built in last.actions.values()} if last else set()
        self._reasons: dict[str, Reason] = {}
        self._files: dict[str, frozenset[str]] = {}

    def reason(self, action: Action) -> Reason:
        if action.key not in self._reasons:
            self._reasons[action.key] = self._reason(action)
        return self._reasons[action.key]

    def difference(self, action: Action) -> Iterator[str]:
        """Yield the raw differences between an action and the one in whose place it stands."""
        old = self._described(action)
        if old is not None:
            for path, was, now in _differences(old, record.description(action)):
                yield f"{path}: {' -> '.join(words.contrast(was, now))}"

    # ------------------------------------------------------------------------------------------ one action

    def _reason(self, action: Action) -> Reason:
        is_stored = self._store.has(action.key)
        if action.key in self._kept:
            return Reason(action, "stored" if is_stored else "lost")
        if self._last is None:
            return Reason(action, "stored" if is_stored else "new")
        before = self._before.get(action.key)
        old = self._described(action)
        causes = dict.fromkeys(self._own(action, before, old))
        through: dict[str, None] = {}
        for producer in self._changed_inputs(action):
            reason = self.reason(producer)
            through |= dict.fromkeys((not producer.segment and reason.through) or (producer.address,))
            causes |= dict.fromkeys(reason.causes)
        if not causes:
            causes |= dict.fromkeys(self._last_resort(action, before, old))
        kind: Kind = "stored" if is_stored else "new" if before is None else "changed"
        return Reason(action, kind, tuple(causes), tuple(through))

    def _own(self, action: Action, before: BuiltAction | None, old: Description | None) -> Iterator[Cause]:
        """Yield what changed in an action besides what its inputs tell."""
        new = record.description(action)
        if old is not None and old.operation == new.operation:
            if old.ffmpeg != new.ffmpeg:
                yield Cause("ffmpeg changed")
            if old.code != new.code:
                yield Cause(f"together itself changed ({words_of(new.operation)})")
            if not _is_planned_otherwise(old, new):
                return
        edits = relevance.causes(self._edits, self._traits(action, before, old))
        yield from (Cause(edit.words, edit.where) for edit in edits)
        if not self._knows_files and before is not None:
            yield from _shown(before, action)

    def _last_resort(self, action: Action, before: BuiltAction | None, old: Description | None) -> Iterator[Cause]:
        """Yield what can be said of an action whose change nothing tells."""
        if before is None or old is None:
            return
        if self._knows_files and not self._edits:
            # Where no segment has another name, what is written is the same, and so are the files.
            yield from [Cause(edit.words, edit.where) for edit in self._names] or [Cause("together itself changed")]
        else:
            yield Cause(PLAIN["changed"])

    def _changed_inputs(self, action: Action) -> Iterator[Action]:
        for given in action.inputs:
            if isinstance(given.origin, FromAction) and given.origin.key not in self._kept:
                yield self._by_key[given.origin.key]

    def _described(self, action: Action) -> Description | None:
        before = self._before.get(action.key)
        if before is None:
            return None
        return record.described(self._store.provenance(before.key))

    # ------------------------------------------------------------------------------------------ what was written

    @cached_property
    def _knows_files(self) -> bool:
        return self._last is not None and self._last.written is not None and self._plan.written is not None

    @cached_property
    def _edits(self) -> tuple[Edit, ...]:
        if self._last is None:
            return ()
        replaced = tuple(_replaced(self._last, self._plan))
        if self._last.written is None or self._plan.written is None:
            return replaced
        # Which of numbered pictures are read also changes with times; that is told where nothing else is.
        return (*compare(self._last.written, self._plan.written), *replaced) or tuple(_other_pictures(self._last, self._plan))

    @cached_property
    def _names(self) -> tuple[Edit, ...]:
        if self._last is None or self._last.written is None or self._plan.written is None:
            return ()
        return tuple(names(self._last.written, self._plan.written))

    @cached_property
    def _renamed(self) -> Mapping[str, str]:
        if self._last is None or self._last.written is None or self._plan.written is None:
            return {}
        return renamed(self._last.written, self._plan.written)

    def _traits(self, action: Action, before: BuiltAction | None, old: Description | None) -> Traits:
        shown = [value for _, value in (*action.shows, *(before.shows if before else ()))]
        differing = [text for _, was, now in _own_differences(old, record.description(action)) for text in (was, now)] if (
            old is not None and action.pool in ("join", "check")
        ) else []  # fmt: skip
        files = set(self._reads(action)) | {given.get("path", "") for given in (old.inputs.values() if old else ())}
        return Traits(action, "\n".join((*shown, *differing)), tuple(sorted(filter(None, files))))

    def _reads(self, action: Action) -> frozenset[str]:
        """Return the files that an action reads, itself or through others."""
        if action.key not in self._files:
            found: set[str] = set()
            for given in action.inputs:
                match given.origin:
                    case FromSource(path=path):
                        found.add(path)
                    case FromSources(paths=paths):
                        found.update(paths)
                    case FromAction(key=key):
                        found |= self._reads(self._by_key[key])
            self._files[action.key] = frozenset(found)
        return self._files[action.key]


def _is_planned_otherwise(old: Description, new: Description) -> bool:
    """Say whether two actions of one operation differ in more than the results and the bytes that they read."""
    if next(_own_differences(old, new), None) is not None or old.inputs.keys() != new.inputs.keys():
        return True
    return any(old.inputs[name].get(key) != given.get(key) for name, given in new.inputs.items() for key in ("path", "source"))


def _replaced(last: BuildRecord, plan: Plan) -> Iterator[Edit]:
    """Yield the files that hold other bytes than in the last build."""
    for path, digest in builds.sources_of(plan).items():
        if last.sources.get(path, digest) != digest and not path.endswith(".py"):
            yield files.replaced(path, plan.written)


def _other_pictures(last: BuildRecord, plan: Plan) -> Iterator[Edit]:
    """Yield the folders of numbered pictures of which other files are read than in the last build."""
    now = builds.sources_of(plan)
    for folder in dict.fromkeys(path.rpartition("/")[0] for path in now):
        before, after = ({path for path in paths if path.rpartition("/")[0] == folder} for paths in (last.sources, now))
        if before and before != after:
            yield files.other_pictures(folder, len(before), len(after))


def _pairs(plan: Plan, last: BuildRecord | None, renamed: Mapping[str, str]) -> dict[str, BuiltAction]:
    """Return key -> the action of the last build in whose place the action stands.

    That is the one at the same address (of the segment as it was called then), or else, because addresses count up and a cut
    may move, the next one of the same kind in the same segment; never one that the plan still holds.
    """
    if last is None:
        return {}
    now = {action.key for action in plan.actions}
    gone = {address: built for address, built in last.actions.items() if built.key not in now}
    kept = {built.key for built in last.actions.values()}
    fresh = [(action, _then(action, renamed)) for action in plan.actions if action.key not in kept]
    pairs = {action.key: gone.pop(address) for action, address in fresh if address in gone}
    for action, then in fresh:
        kind = then.rpartition("/")[0]
        if action.key not in pairs and kind:
            near = next((address for address in gone if address.rpartition("/")[0] == kind), None)
            if near is not None:
                pairs[action.key] = gone.pop(near)
    return pairs


def _then(action: Action, renamed: Mapping[str, str]) -> str:
    """Return the address that an action had when its segment was called otherwise."""
    segment, _, rest = action.address.partition("/")
    base = segment.removesuffix("-title")
    if segment in renamed:
        return f"{renamed[segment]}/{rest}"
    return f"{renamed[base]}-title/{rest}" if base in renamed else action.address


def _shown(before: BuiltAction, action: Action) -> Iterator[Cause]:
    """Yield what the manifest's words tell. A word may stand several times (captions of a span): values are matched in order."""
    names = dict.fromkeys([word for word, _ in before.shows] + [word for word, _ in action.shows])
    place = f"{action.where.path}:{action.where.line}" if action.where else ""
    for word in names:
        old = [value for name, value in before.shows if name == word]
        new = [value for name, value in action.shows if name == word]
        stays = set(old) & set(new)
        if len(old) != len(new):
            old, new = [value for value in old if value not in stays], [value for value in new if value not in stays]
        for was, now in zip_longest(old, new):
            if was != now:
                yield Cause(words.changed(f"the {word}", was or None, now or None), place)


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
