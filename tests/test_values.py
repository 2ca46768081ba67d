"""Our dataclasses mean what Python's own mean, and compile nothing for a class of which no value is made."""

from __future__ import annotations

import ast
import builtins
import copy
import dataclasses
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from pipeline.values import dataclass

PACKAGE = Path(__file__).parent.parent / "pipeline"


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut."""

    kind: ClassVar[str] = "cut"

    name: str
    frames: tuple[int, ...] = (1, 2)
    notes: list[str] = dataclasses.field(default_factory=list, compare=False)
    told: int = dataclasses.field(default=3, repr=False)
    hidden: int = dataclasses.field(default=4, init=False)
    by: str = dataclasses.field(default="ana", kw_only=True)

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("a cut without a name")


@dataclasses.dataclass(frozen=True, slots=True)
class Longer(Cut):
    """A cut, added to by Python's own."""

    more: int = 0


@dataclass(frozen=True)
class Loose:
    """A value whose class has no slots."""

    number: int = 5


@dataclass(frozen=True, slots=True, eq=False)
class Itself:
    """A value that equals nothing else."""

    number: int


@dataclass(frozen=True, slots=True)
class Stubborn:
    """A value with a text, a comparison and a hash of its own."""

    number: int

    def __repr__(self) -> str:
        return "stubborn"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stubborn)

    def __hash__(self) -> int:
        return 7


@dataclass(frozen=True, slots=True)
class Nothing:
    """A value without a field."""


def test_values_are_made_and_told_as_pythons_are() -> None:
    cut = Cut("a", notes=["x"], by="ben")
    assert repr(cut) == "Cut(name='a', frames=(1, 2), notes=['x'], hidden=4, by='ben')"
    assert (cut.told, cut.hidden, Cut("b").by, Cut.kind) == (3, 4, "ana", "cut")
    assert Cut("a").notes is not Cut("a").notes
    assert dataclasses.replace(cut, name="c", told=9) == Cut("c", told=9, by="ben")
    assert [field.name for field in dataclasses.fields(Cut)] == ["name", "frames", "notes", "told", "hidden", "by"]
    match cut:
        case Cut(name, (first, *_)):
            assert (name, first) == ("a", 1)
    assert repr(Nothing()) == "Nothing()"
    assert Nothing() == Nothing()
    assert repr(Stubborn(1)) == "stubborn"
    assert repr(Longer("a", more=1)) == "Longer(name='a', frames=(1, 2), notes=[], hidden=4, by='ana', more=1)"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Cut(), "missing 1 required positional argument: 'name'"),
        (lambda: Cut("a", many=1), "unexpected keyword argument 'many'"),
        (lambda: Cut("a", (), [], 1, "ben"), "takes from 2 to 5 positional arguments but 6 were given"),
        (lambda: Cut(""), "a cut without a name"),
    ],
)
def test_what_cannot_be_made_is_refused_in_pythons_words(make: Callable[[], object], words: str) -> None:
    for _ in range(2):  # the first time is another one than all others
        with pytest.raises((TypeError, ValueError), match=words):
            make()


def test_values_are_equal_and_hashed_by_their_fields() -> None:
    assert Cut("a") == Cut("a", notes=["not compared"])
    assert hash(Cut("a")) == hash(Cut("a", notes=["not compared"]))
    assert Cut("a") != Cut("b")
    assert Loose(1) == Loose(1) != Loose(2)
    assert Cut("a") != Longer("a")
    assert Loose(1).__eq__(1) is NotImplemented
    nan = float("nan")
    assert Loose(nan) == Loose(nan)  # type: ignore[arg-type]  # Python compares values that are the same one as equal
    assert len({Cut("a"), Cut("a"), Cut("b"), Nothing(), Nothing()}) == 3
    assert Itself(1) != Itself(1)
    assert len({Itself(1), Itself(1)}) == 2
    assert Stubborn(1) == Stubborn(2)
    assert hash(Stubborn(1)) == 7


@pytest.mark.parametrize("value", [Cut("a"), Loose(), Longer("a"), Itself(1)])
def test_values_do_not_change(value: Any) -> None:
    name = dataclasses.fields(value)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot assign to field '{name}'"):
        setattr(value, name, 1)
    with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot delete field '{name}'"):
        delattr(value, name)
    with pytest.raises((AttributeError, TypeError)):
        value.other = 1


@pytest.mark.parametrize("value", [Cut("a", notes=["x"]), Loose(1), Longer("a", more=2), Nothing()])
def test_values_are_copied(value: object) -> None:
    for other in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert (other, repr(other)) == (value, repr(value))


def test_a_class_of_which_no_value_is_made_compiles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    run = builtins.exec

    def counting(text: str, *rooms: dict[str, object]) -> None:
        compiled.append(text)
        run(text, *rooms)

    monkeypatch.setattr(builtins, "exec", counting)

    @dataclass(frozen=True, slots=True)
    class Late:
        """A value."""

        number: int

    assert compiled == []
    assert [Late(1).number, Late(2).number] == [1, 2]
    assert len(compiled) == 1


def test_all_rooms_use_it() -> None:
    others = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "dataclasses" and "dataclass" in {one.name for one in node.names}
    }
    beside = {"values.py", "faults.py", "terms.py", "timebase.py"}  # modules of one floor do not import each other
    assert others <= beside, "import dataclass from pipeline.values, of which classes that are not used cost nothing"
