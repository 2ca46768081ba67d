"""Read one YAML mapping as text with its places: no typing by guess, no duplicate keys, no depth without end."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.faults import Diagnostic, Where

if TYPE_CHECKING:
    import yaml

T = TypeVar("T")
_DEEPEST = 8
_LARGEST = 64 * 1024


def read_mapping(content: bytes, path: str) -> tuple[yaml.MappingNode | None, list[Diagnostic]]:
    """Return the file's mapping node, or None and what is wrong. A profile is at most 64 KiB and 8 levels deep."""
    import yaml

    def fault(message: str, mark: Any = None) -> tuple[None, list[Diagnostic]]:
        where = Where(path, mark.line + 1, mark.column + 1) if mark is not None else Where(path)
        return None, [Diagnostic(where, message)]

    if len(content) > _LARGEST:
        return fault(f"the file has {len(content)} bytes; a profile has at most {_LARGEST}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return fault("the file is not UTF-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        depth = 0
        # Events come without recursion, so depth is known before the nodes are composed, which recurses.
        for event in yaml.parse(text, loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                return fault(f"nested deeper than {_DEEPEST} levels", event.start_mark)
            if isinstance(event, yaml.AliasEvent):
                return fault("a profile has no aliases", event.start_mark)
        root = yaml.compose(text, loader)
    except yaml.MarkedYAMLError as error:
        return fault(f"this is not valid YAML: {error.problem}", error.problem_mark)
    except yaml.YAMLError as error:
        return fault(f"this is not valid YAML: {error}".splitlines()[0])
    if not isinstance(root, yaml.MappingNode):
        return fault("a profile is a mapping of names to values", None if root is None else root.start_mark)
    return root, []


class Fields:
    """Hand out the fields of a mapping node, writing down each mistake at its place."""

    def __init__(self, node: yaml.MappingNode, path: str, diagnostics: list[Diagnostic]) -> None:
        import yaml

        self.diagnostics = diagnostics
        self._path = path
        self._node = node
        self._asked: list[str] = []
        self._values: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else None
            if name is None:
                self._tell(key, "a field's name is a word")
            elif name in self._values:
                self._tell(key, f"{name} is written twice; the first is in line {self._values[name][0].start_mark.line + 1}")
            else:
                self._values[name] = key, value

    def take(self, name: str, read: Callable[[str], T], default: T | None = None) -> T | None:
        """Return the field's value as `read` makes it of its text, `default` where it is missing, None where it is wrong.

        A field that is missing and has no default is a mistake.
        """
        import yaml

        found = self._found(name, required=default is None)
        if found is None:
            return default
        if not isinstance(found, yaml.ScalarNode):
            self._tell(found, f"{name} is one value")
            return None
        try:
            return read(found.value)
        except ValueError as error:
            self._tell(found, f"{name} cannot be {found.value!r}", str(error))
            return None

    def nested(self, name: str) -> Fields:
        """Return the fields of the mapping under `name`; of an empty one where it is missing or something else."""
        import yaml

        found = self._found(name, required=True)
        if isinstance(found, yaml.MappingNode):
            return Fields(found, self._path, self.diagnostics)
        if found is not None:
            self._tell(found, f"{name} is a mapping of names to values")
        # What the missing mapping would hold is not asked for one by one: one mistake, one message.
        empty = yaml.MappingNode("tag:yaml.org,2002:map", [], self._node.start_mark, self._node.end_mark)
        return Fields(empty, self._path, [])

    def refuse_rest(self) -> None:
        """Write down each field that nobody asked for, with the name that may be meant."""
        for name, (key, _) in self._values.items():
            if name not in self._asked:
                close = get_close_matches(name, self._asked, 1)
                hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(self._asked)}"
                self._tell(key, f"there is no field {name}", hint)

    def _found(self, name: str, *, required: bool) -> yaml.Node | None:
        self._asked.append(name)
        if name in self._values:
            return self._values[name][1]
        if required:
            self._tell(self._node, f"{name} is missing")
        return None

    def _tell(self, node: yaml.Node, message: str, hint: str = "") -> None:
        mark = node.start_mark
        self.diagnostics.append(Diagnostic(Where(self._path, mark.line + 1, mark.column + 1), message, hint))
