"""Edits of YAML text: what they say, what they leave as it was, and what they refuse."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.documents import reader
from pipeline.documents.changes import applied, in_utf16
from pipeline.documents.node import Plain, plain
from pipeline.documents.splicing import Draft, Edited
from pipeline.faults import InputFault

SEGMENTS = """\
# the episode
episode: {title: A}

segments:
  # Three players.
  # From three kitchens.
  - music: Kitchen Table
    stems:
      - {file: a.wav, by: ruben, gain: -3 dB}   # the guitar
      - file: b.wav
        by: joe
        sync: auto
    # (its end is cut)

  - poem: "A Small Thing"      # read by Ines
    lines: |
      one

      two

  # ---- second half ----

  - clip: Street
    file: street.mp4
    in: 1.2
"""


def says(content: bytes) -> Plain:
    told: list[object] = []
    root = reader.read(content, "x.yaml", told)  # type: ignore[arg-type]
    assert root is not None
    assert told == []
    return plain(root)


def edited(text: str, *edits: tuple[str, *tuple[object, ...]]) -> str:
    draft = Draft(text.encode(), "x.yaml")
    for name, *arguments in edits:
        getattr(draft, name)(*arguments)
    return checked(text, draft.finished())


def checked(text: str, done: Edited) -> str:
    """Return the new text, after seeing that its changes lead there, also where characters are counted as browsers do."""
    new = done.content.decode()
    assert applied(text, done.changes) == new
    wide = text.encode("utf-16-le")
    for change in reversed(in_utf16(text, done.changes)):
        wide = wide[: 2 * change.start] + change.put.encode("utf-16-le") + wide[2 * change.end :]
    assert wide.decode("utf-16-le") == new
    return new


def refusal(text: str, *edits: tuple[str, *tuple[object, ...]]) -> str:
    with pytest.raises(InputFault) as caught:
        edited(text, *edits)
    return str(caught.value)


@pytest.mark.parametrize(
    ("before", "loc", "value", "after"),
    [
        ("a: 1.2   # here\n", ("a",), "1.4", "a: 1.4   # here\n"),
        ("a: '1.2'\n", ("a",), "1.4", "a: '1.4'\n"),
        ('a: "x"\n', ("a",), 'say "no"', 'a: "say \\"no\\""\n'),
        ("a: 'x'\n", ("a",), "it's", "a: 'it''s'\n"),
        ("a: x\n", ("a",), "b: c", 'a: "b: c"\n'),
        ("a: x\n", ("a",), "50% 30%", "a: 50% 30%\n"),
        ("a: [x, y]\n", ("a", 1), "p, q", 'a: [x, "p, q"]\n'),
        ("a:\nb: 1\n", ("a",), "2", "a: 2\nb: 1\n"),
        ("a: {in: 1:30, out: 2:00}\n", ("a", "out"), "2:01.5", "a: {in: 1:30, out: 2:01.5}\n"),
        ("a: one\n  two\nb: 1\n", ("a",), "three", "a: three\nb: 1\n"),
        ("a: |\n  one\n  two\nb: 1\n", ("a",), "three\nfour\n", "a: |\n  three\n  four\nb: 1\n"),
        ("a: |\n  one\n  two\n\nb: 1\n", ("a",), "x", "a: x\n\nb: 1\n"),
        ("a: >\n  one\n  two\nb: 1\n", ("a",), "x\n", 'a: "x\\n"\nb: 1\n'),
        ("a: 1.2", ("a",), "1.4", "a: 1.4"),
        ("\ufeffa: 1.2\r\nb: 𝄞\r\nc: 3", ("c",), "4", "\ufeffa: 1.2\r\nb: 𝄞\r\nc: 4"),
        ("b: 𝄞𝄞\na: {x: 𝄞, y: 2}\n", ("a", "y"), "3", "b: 𝄞𝄞\na: {x: 𝄞, y: 3}\n"),
    ],
)
def test_a_value_changes_where_it_stands_and_keeps_its_quotes(before: str, loc: tuple, value: str, after: str) -> None:
    assert edited(before, ("set", loc, value)) == after


@pytest.mark.parametrize(
    ("before", "loc", "after_keys", "after"),
    [
        ("a: {file: x, by: y}\n", ("a",), ("file",), "a: {file: x, k: 1, by: y}\n"),
        ("a: { file: x }   # c\n", ("a",), ("file",), "a: { file: x, k: 1 }   # c\n"),
        ("a: {}\n", ("a",), (), "a: {k: 1}\n"),
        ("a: {file: x,\n    by: y}  # c\n", ("a",), ("file",), "a: {file: x, k: 1,\n    by: y}  # c\n"),
        ("a:\n  file: x   # c\n  by: y\n", ("a",), ("file",), "a:\n  file: x   # c\n  k: 1\n  by: y\n"),
        ("- file: x\n  by: y\n- z\n", (0,), (), "- file: x\n  by: y\n  k: 1\n- z\n"),
        ("- file: x\r\n  by: y", (0,), (), "- file: x\r\n  by: y\r\n  k: 1"),
        ("a:\n  b:\n  - c: |\n      t\n\nd: 1\n", ("a",), (), "a:\n  b:\n  - c: |\n      t\n  k: 1\n\nd: 1\n"),
    ],
)
def test_a_field_comes_behind_the_one_it_belongs_to_as_the_others_are_written(
    before: str, loc: tuple, after_keys: tuple, after: str
) -> None:
    assert edited(before, ("add", loc, "k", "1", after_keys)) == after
    assert edited(after, ("remove", (*loc, "k"))) == before if before.count(":") > 1 else True


def test_several_fields_come_in_the_order_in_which_they_are_added() -> None:
    edits = ("add", ("a",), "in", "1", ("file",)), ("add", ("a",), "out", "2", ("file", "in"))
    assert edited("a: {file: x, by: y}\n", *edits) == "a: {file: x, in: 1, out: 2, by: y}\n"


def test_a_text_alone_becomes_a_group() -> None:
    edits = ("wrap", ("a", 0), "file", {"in": "1"}), ("wrap", ("a", 1), "file", {"in": "2"})
    assert edited("a: [x.mp4, 'b, c.mp4']\n", *edits) == "a: [{file: x.mp4, in: 1}, {file: 'b, c.mp4', in: 2}]\n"
    assert edited("a: b, c.mp4\n", ("wrap", ("a",), "file", {"in": "1"})) == 'a: {file: "b, c.mp4", in: 1}\n'


@pytest.mark.parametrize(
    ("before", "loc", "after"),
    [
        ("a: {x: 1, y: 2, z: 3}\n", ("a", "x"), "a: {y: 2, z: 3}\n"),
        ("a: {x: 1, y: 2, z: 3}\n", ("a", "z"), "a: {x: 1, y: 2}\n"),
        ("a: {x: 1,  # one\n    y: 2}\n", ("a", "y"), "a: {x: 1  # one\n    }\n"),
        ("x: 1\ny: 2   # two\nz: 3\n", ("y",), "x: 1\nz: 3\n"),
        ("x: 1\n# about y\ny: 2", ("y",), "x: 1\n# about y"),
        ("- x: 1\n  y: 2\n", (0, "x"), "- y: 2\n"),
        ("x: 1\r\ny:\r\n  - 2\r\nz: 3\r\n", ("y",), "x: 1\r\nz: 3\r\n"),
    ],
)
def test_a_field_goes_with_the_rest_of_its_line(before: str, loc: tuple, after: str) -> None:
    assert edited(before, ("remove", loc)) == after


def test_a_segment_moves_with_the_comments_that_belong_to_it() -> None:
    moved = edited(SEGMENTS, ("move", ("segments",), 0, 2))
    assert moved == SEGMENTS.replace(
        SEGMENTS[SEGMENTS.index("  # Three") : SEGMENTS.index("  - poem")], ""
    ).rstrip("\n") + "\n\n" + SEGMENTS[SEGMENTS.index("  # Three") : SEGMENTS.index("\n\n  - poem")] + "\n"


def test_a_line_that_parts_halves_of_an_episode_stays_where_it_is() -> None:
    moved = edited(SEGMENTS, ("move", ("segments",), 1, 2))
    assert "    # (its end is cut)\n\n  # ---- second half ----\n\n  - clip: Street\n" in moved
    assert moved.endswith("    in: 1.2\n\n" + SEGMENTS[SEGMENTS.index("  - poem") : SEGMENTS.index("\n\n  # ----")] + "\n")


def test_an_item_is_taken_and_put_elsewhere_at_the_depth_of_its_new_list() -> None:
    text = "a:\n  clips:\n    # one\n    - file: x\n      in: 1   # c\n    - {file: y}\nb:\n- clips:\n  - {file: z}\n"
    draft = Draft(text.encode(), "x.yaml")
    item = draft.take(("a", "clips"), 0)
    draft.put(("b", 0, "clips"), 0, item)
    assert checked(text, draft.finished()) == (
        "a:\n  clips:\n    - {file: y}\nb:\n- clips:\n  # one\n  - file: x\n    in: 1   # c\n  - {file: z}\n"
    )


def test_an_item_comes_into_a_list_written_as_the_others_are() -> None:
    value: Plain = {"file": "n.mp4", "by": ("a", "b")}
    assert edited("a:\n  - {file: x}\n", ("put", ("a",), 1, value)) == "a:\n  - {file: x}\n  - {file: n.mp4, by: [a, b]}\n"
    assert edited("a:\n  - file: x\n", ("put", ("a",), 0, value)) == "a:\n  - file: n.mp4\n    by: [a, b]\n  - file: x\n"
    assert edited("a: [x, y]\n", ("put", ("a",), 1, value)) == "a: [x, {file: n.mp4, by: [a, b]}, y]\n"
    assert edited("a: []\n", ("put", ("a",), 0, value)) == "a: [{file: n.mp4, by: [a, b]}]\n"


@pytest.mark.parametrize(
    ("text", "edit", "said"),
    [
        ("a: &x {b: 1}\nc: *x\n", ("set", ("a", "b"), "2"), "x.yaml:1:4: an anchor (&), an alias (*) or a tag (!)"),
        ("a: &x 1\nc: *x\n", ("set", ("c",), "2"), "x.yaml:2:4: an anchor"),
        ("a: !t 1\n", ("set", ("a",), "2"), "or a tag (!) stands here"),
        ("l: [&x 1, 2]\n", ("move", ("l",), 0, 1), "an anchor"),
        ("m: {<<: {a: 1}, b: 2}\n", ("remove", ("m", "b")), "merging"),
        ("a: [1\n", ("set", ("a",), "2"), "not valid YAML"),
        ("", ("set", ("a",), "2"), "the file is empty"),
        ("a: 1\n", ("set", ("b",), "2"), "'b' is not written here"),
        ("a:\n  - b\n", ("take", ("a",), 0), "the only one of its list"),
        ("a: [1, # one\n 2]\n", ("move", ("a",), 0, 1), "comments stand between the brackets"),
        ("- - 1\n  - 2\n", ("move", (0,), 0, 1), "begins in the line of something else"),
        ("a: {b: 1}\n", ("remove", ("a", "b")), "the only field"),
        ("a: 1\rb: 2\r", ("set", ("a",), "2"), "old computers"),
    ],
)
def test_what_cannot_be_changed_alone_is_refused_at_its_line(text: str, edit: tuple, said: str) -> None:
    assert said in refusal(text, edit)


# ---------------------------------------------------------------------------------------------- properties

WORDS = ("x", "media/a b.mp4", "-3 dB", "1:05.5", "off", "it's", 'a "b"', "𝄞 quilt", "a, b", "#x", "- y", "% z", "é", "")
PLAIN = ("x", "media/a b.mp4", "-3 dB", "1:05.5", "off", "it's", "𝄞 quilt", "é")


class Writer(random.Random):
    """Writes values as different people would: in lines and in brackets, with comments and blank lines here and there."""

    def value(self, depth: int) -> object:
        kind = self.choice(("text", "list", "group")) if depth else "text"
        some = range(self.randint(1, 3))
        if kind == "list":
            return [self.value(depth - 1) for _ in some]
        return {"abcdefg"[n]: self.value(depth - 1) for n in some} if kind == "group" else self.choice(WORDS)

    def scalar(self, text: str) -> str:
        quotes = ["'" + text.replace("'", "''") + "'", '"' + text.replace('"', '\\"') + '"']
        return self.choice([*quotes, *[text] * (4 * (text in PLAIN))])

    def flow(self, value: object) -> str:
        match value:
            case dict():
                return "{" + ", ".join(f"{key}: {self.flow(inner)}" for key, inner in value.items()) + "}"
            case list():
                return "[" + ", ".join(map(self.flow, value)) + "]"
            case _:
                return self.scalar(str(value))

    def lines(self, value: object, indent: int) -> list[str]:
        pad = " " * indent
        found: list[str] = []
        for key, inner in value.items() if isinstance(value, dict) else ((None, one) for one in value):
            head, tail = pad + ("-" if key is None else f"{key}:"), self.choice(("", "", "   # said"))
            found += [""] * (bool(found) and self.random() < 0.25) + [pad + "# about it"] * (self.random() < 0.25)
            if isinstance(inner, str) or self.random() < 0.3:
                found.append(f"{head} {self.flow(inner)}{tail}")
            elif key is None and isinstance(inner, dict):
                first, *rest = self.lines(inner, indent + 2)
                while first.lstrip().startswith("#"):
                    first, *rest = rest
                found += [head + " " + first.lstrip(), *rest]
            else:
                found += [head + tail, *self.lines(inner, indent + 2)]
        return found


def document(writer: Writer) -> str:
    ends = writer.choice(["\n", "\r\n"])
    value = {key: writer.value(3) for key in "pqr"[: writer.randint(1, 3)]}
    text = ends.join(["# head", *writer.lines(value, 0)])
    return writer.choice(["", "\ufeff"]) + text + writer.choice([ends, "", ends * 2])


def locs(value: Plain, loc: tuple = ()) -> list[tuple[tuple, Plain]]:
    found = [(loc, value)]
    if isinstance(value, dict):
        for key, inner in value.items():
            found += locs(inner, (*loc, key))
    if isinstance(value, tuple):
        for number, inner in enumerate(value):
            found += locs(inner, (*loc, number))
    return found


SEEDS = st.integers(0, 2**32)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_any_value_can_be_set_and_all_else_stays(seed: int) -> None:
    writer = Writer(seed)
    text = document(writer)
    loc, old = writer.choice([(loc, value) for loc, value in locs(says(text.encode())) if isinstance(value, str)])
    new = edited(text, ("set", loc, writer.choice(WORDS)))
    back = edited(new, ("set", loc, old))
    assert says(back.encode()) == says(text.encode())
    there = [(a, b) for a, b in zip(text.splitlines(), back.splitlines(), strict=True) if a != b]
    assert len(there) <= 1, "one line at most, in which a text may have other quotes now"
    assert len(new.splitlines()) == len(text.splitlines())


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_a_field_that_is_added_and_removed_leaves_the_very_bytes(seed: int) -> None:
    writer = Writer(seed)
    text = document(writer)
    loc, value = writer.choice([(loc, value) for loc, value in locs(says(text.encode())) if isinstance(value, dict)])
    after = writer.choice(list(value))
    new = edited(text, ("add", loc, "new", writer.choice(WORDS), (after,)))
    keys = list(dict(locs(says(new.encode())))[loc])  # type: ignore[arg-type]
    assert keys.index("new") == keys.index(after) + 1
    assert edited(new, ("remove", (*loc, "new"))) == text


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_an_item_that_is_moved_there_and_back_leaves_the_very_bytes(seed: int) -> None:
    writer = Writer(seed)
    text = document(writer)
    lists = [(loc, value) for loc, value in locs(says(text.encode())) if isinstance(value, tuple) and len(value) > 1]
    if not lists:
        return
    loc, value = writer.choice(lists)
    source, target = writer.randrange(len(value)), writer.randrange(len(value))
    try:
        new = edited(text, ("move", loc, source, target))
    except InputFault as fault:
        assert "begins in the line" in str(fault)  # noqa: PT017
        return
    expected = list(value)
    expected.insert(target, expected.pop(source))
    assert dict(locs(says(new.encode())))[loc] == tuple(expected)
    assert Counter(new.replace("\r\n", "\n")) == Counter(text.replace("\r\n", "\n"))
    assert edited(new, ("move", loc, target, source)) == text
