"""The filter graph: frozen streams, and the one place where they become ffmpeg's arguments.

A stream is a value: the filter that makes it, its options by name, the streams that it reads. Files are named by placeholders,
`{in:NAME}` and `{out:NAME}`; the plan binds them to the inputs and outputs of an action (see `placeholder`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any, Literal, NamedTuple

from pipeline.ffmpeg.flags import GLOBAL
from pipeline.values import dataclass


@dataclass(frozen=True, slots=True)
class InFile:
    """A filter's option that names a file: the input `name`."""

    name: str


Option = str | int | Fraction | InFile
"""A value of an ffmpeg option. A Fraction is written `30000/1001`, which ffmpeg reads exactly; a float never enters."""

Options = tuple[tuple[str, str], ...]

_BITEXACT = {"fflags": "+bitexact", "flags": "+bitexact", "map_metadata": "-1", "map_chapters": "-1"}
"""What every output sets: no version, date or tag of a source finds its way into a file."""

_TEXTS = 20_000
"""Texts of filters that are remembered; a season's plan has some thousands of different ones."""

_PLACEHOLDER = re.compile(r"(?P<before>.*)\{(?P<direction>in|out):(?P<name>[A-Za-z0-9._-]+)\}(?P<after>.*)", re.DOTALL)
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_IN_FILTER = re.compile(r"\{in/([A-Za-z0-9._-]+)\}")
"""A file among a filter's options: without a colon, which filters take for their own."""


@dataclass(frozen=True, eq=False, slots=True)
class Input:
    """A file that is read: `name` is its placeholder, `after` follows its path (`/%06d.png`), `options` come before `-i`.

    `is_damaged`: what is used of it is good, and what follows is not.
    """

    name: str
    options: Options
    after: str = ""
    is_damaged: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Filter:
    """Ffmpeg's filter `name` on streams."""

    name: str
    inputs: tuple[Video, ...]
    options: Options


@dataclass(frozen=True, eq=False, slots=True)
class Video:
    """A picture stream. `selector` picks the stream of an input (`v:0`, `1`); a filter has one output."""

    node: Input | Filter
    selector: str | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Output:
    """Streams, and the file to which they are written: the one that placeholder `name` stands for."""

    name: str
    streams: tuple[Video, ...]
    options: Options


class Placeholder(NamedTuple):
    """An argument that holds a file: `before` and `after` are joined to its path without a space."""

    before: str
    direction: Literal["in", "out"]
    name: str
    after: str


def placeholder(argument: str) -> Placeholder | None:
    """Take an argument apart: `file:{in:a}/%06d.png` -> ("file:", "in", "a", "/%06d.png"); None for plain text."""
    match = _PLACEHOLDER.fullmatch(argument) if "{" in argument else None
    if match is None:
        return None
    direction: Literal["in", "out"] = "in" if match["direction"] == "in" else "out"
    return Placeholder(match["before"], direction, match["name"], match["after"])


def filter_files(argument: str) -> list[str]:
    """Take a text of filters apart at the files in it: text, the name of an input, text, and so on; one text where is none."""
    return _IN_FILTER.split(argument)


def read(name: str, options: Mapping[str, Option], *, after: str = "", is_damaged: bool = False) -> Input:
    """Open the input `name` with ffmpeg's input options; a flag without a value is an empty text.

    Raises ValueError for a name that cannot be a placeholder's.
    """
    return Input(_checked(name), _written(options), after, is_damaged)


def write(name: str, *streams: Video, options: Mapping[str, Option]) -> Output:
    """Encode streams to the output `name` with ffmpeg's output options (`{"c:v": "libx264", "crf": 23}`).

    Raises ValueError for a name that cannot be a placeholder's.
    """
    merged = {**_BITEXACT, **options}
    for flags in ("flags", "fflags"):
        if flags in options:
            merged[flags] = f"{options[flags]}{_BITEXACT[flags]}"
    return Output(_checked(name), streams, _written(merged))


def video(name: str, *inputs: Video, **options: Option) -> Video:
    """Apply a filter that yields a picture. Options by name only: ffmpeg-python escapes positional ones twice."""
    return Video(Filter(name, inputs, _written(options)))


def source(name: str, pixel_format: str, **options: Option) -> Video:
    """Make a picture out of nothing, by one of ffmpeg's sources (`color`), in `pixel_format`."""
    return Video(Filter(name, (), (*_written(options), ("pix_fmts", pixel_format))))


def arguments(*outputs: Output) -> tuple[str, ...]:
    """Turn outputs, and all that leads to them, into ffmpeg's arguments (without the program's name).

    Equal streams are made once; a stream that is used more than once is split. The same graph always gives the same text.
    Raises ValueError where there is no output.
    """
    import ffmpeg

    if not outputs:
        raise ValueError("a graph without an output")
    compiler = _Compiler(outputs)
    flags: tuple[str, ...] = GLOBAL
    if compiler.is_damaged:
        # ffmpeg reads and decodes ahead of what it is asked for, and would stop at an error that no one gets to see.
        flags = (*(flag for flag in GLOBAL if flag != "-xerror"), "-max_error_rate", "1")
    return (*flags, *ffmpeg.get_args([compiler.output(output) for output in outputs]))


_Foreign = Any
"""A node, stream or kind of node of ffmpeg-python, which has no types."""


class _Nodes(NamedTuple):
    input: _Foreign
    filter: _Foreign
    output: _Foreign


@cache
def _nodes() -> _Nodes:
    """Return ffmpeg-python's kinds of nodes, told apart by identity, and filters that remember their text.

    By itself it compares nodes by a digest of all that lies above them, and escapes each option anew, which made a plan of a
    season take many seconds. Equal streams are found by value here, before any node is made.
    """
    from ffmpeg.nodes import FilterNode, InputNode, OutputNode

    texts: dict[tuple[object, ...], str] = {}

    def text(node: _Foreign, edges: list[_Foreign]) -> str:
        key = node.name, len(edges), *node.kwargs.items()
        if key not in texts:
            if len(texts) > _TEXTS:
                texts.clear()
            texts[key] = FilterNode._get_filter(node, edges)
        return texts[key]

    same = {"__hash__": object.__hash__, "__eq__": object.__eq__, "_KwargReprNode__get_hash": lambda node: 0}
    kinds = ((InputNode, same), (FilterNode, {**same, "_get_filter": text}), (OutputNode, same))
    return _Nodes(*(type(kind.__name__, (kind,), more) for kind, more in kinds))


class _Compiler:
    """The nodes of ffmpeg-python for a graph.

    It refuses what is used twice; so nodes are numbered by value, uses are counted, and splits are put in where they are needed.
    """

    def __init__(self, outputs: Sequence[Output]) -> None:
        self._numbers: dict[int, int] = {}  # id of a node -> number of its value
        self._values: dict[tuple[object, ...], int] = {}
        self._uses: dict[tuple[int, str | None], int] = {}
        self._made: dict[int, _Foreign] = {}
        self.is_damaged = False
        self._splits: dict[tuple[int, str | None], tuple[_Foreign, Iterator[int]]] = {}
        counted: set[int] = set()
        for output in outputs:
            for stream in output.streams:
                self._count(stream, counted)

    def _count(self, stream: Video, counted: set[int]) -> None:
        number = self._number(stream.node)
        edge = number, stream.selector
        self._uses[edge] = self._uses.get(edge, 0) + 1
        if number not in counted:
            counted.add(number)
            self.is_damaged = self.is_damaged or (isinstance(stream.node, Input) and stream.node.is_damaged)
            if isinstance(stream.node, Filter):
                for upstream in stream.node.inputs:
                    self._count(upstream, counted)

    def _number(self, node: Input | Filter) -> int:
        known = self._numbers.get(id(node))
        if known is None:
            if isinstance(node, Input):
                value: tuple[object, ...] = (node.name, node.options, node.after)
            else:
                value = (node.name, node.options, tuple((self._number(s.node), s.selector) for s in node.inputs))
            known = self._numbers[id(node)] = self._values.setdefault(value, len(self._values))
        return known

    def _stream(self, stream: Video) -> _Foreign:
        number = self._number(stream.node)
        if number not in self._made:
            self._made[number] = self._node(stream.node)
        made = self._made[number]
        if stream.selector is not None:
            made = made[stream.selector]
        edge = number, stream.selector
        if self._uses[edge] == 1:
            return made
        if edge not in self._splits:
            self._splits[edge] = _nodes().filter(made, "split"), iter(range(self._uses[edge]))
        split_node, branches = self._splits[edge]
        return split_node.stream(next(branches))

    def _node(self, node: Input | Filter) -> _Foreign:
        if isinstance(node, Input):
            flags = {key: value or None for key, value in node.options}
            return _nodes().input("input", kwargs={"filename": f"file:{{in:{node.name}}}{node.after}", **flags}).stream()
        if not node.inputs:  # ffmpeg-python takes a source as an input only
            *options, (_, pixel_format) = node.options
            text = ":".join(f"{key}={value}" for key, value in options)
            source = {"filename": f"{node.name}={text},format=pix_fmts={pixel_format}", "f": "lavfi"}
            return _nodes().input("input", kwargs=source).stream()
        inputs = [self._stream(stream) for stream in node.inputs]
        return _nodes().filter(inputs, node.name, max_inputs=None, kwargs=dict(node.options)).stream()

    def output(self, output: Output) -> _Foreign:
        """Build the node of an output."""
        streams = [self._stream(stream) for stream in output.streams]
        written = {"filename": f"file:{{out:{output.name}}}", **dict(output.options)}
        return _nodes().output(streams, "output", kwargs=written).stream()


def _written(options: Mapping[str, Option]) -> Options:
    texts = []
    for key, value in options.items():
        if isinstance(value, InFile):
            texts.append((key, f"{{in/{_checked(value.name)}}}"))
            continue
        if isinstance(value, bool) or not isinstance(value, str | int | Fraction):
            raise TypeError(f"option {key}={value!r}: an ffmpeg option is a text, a whole number or a Fraction")
        texts.append((key, str(value)))
    return tuple(texts)


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} cannot name a file of a graph; letters, digits, dots, dashes and underscores can")
    return name
