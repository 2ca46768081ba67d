"""Dataclasses as Python's own, of which a class that is never used costs little.

`dataclasses.dataclass` compiles five or six methods for each class when its module is loaded, 0.35 ms: of four hundred that
is a third of what a command takes to load, and most commands use few of them. Here a frozen class compiles its `__init__` when
the first value of it is made, and compiles nothing else. What is not frozen, is ordered or adds to another dataclass is left to
Python.
"""

from __future__ import annotations

import dataclasses
from operator import attrgetter
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass as dataclass  # by which type checkers know what a decorated class is
else:

    def dataclass(cls=None, /, **options):
        """Make a class a dataclass, as `dataclasses.dataclass` does."""
        if cls is None:
            return lambda given: dataclass(given, **options)
        is_plain = options.get("frozen") and options.keys() <= {"frozen", "slots", "eq"}
        if not is_plain or any(map(dataclasses.is_dataclass, cls.__mro__[1:])):
            return dataclasses.dataclass(cls, **options)
        return _frozen(cls, slots=options.get("slots", False), eq=options.get("eq", True))


def _frozen(cls: type, *, slots: bool, eq: bool) -> type:
    own = vars(cls)
    has_hash = own.get("__hash__") is not None or ("__hash__" in own and "__eq__" not in own)
    given = {name for name in ("__init__", "__repr__", "__eq__") if name in own}
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
    said = made.__dataclass_params__
    said.init, said.repr, said.eq, said.frozen = True, True, eq, True
    fields = dataclasses.fields(made)
    names = tuple(field.name for field in fields)
    if slots:  # they cannot be set one by one when a value is copied
        _set(made, "__getstate__", lambda self: [getattr(self, name) for name in names])
        _set(made, "__setstate__", lambda self, state: _restore(self, names, state))
    if "__init__" not in given:
        _set(made, "__init__", _first_init(made))
    if "__repr__" not in given:
        _set(made, "__repr__", _repr([field.name for field in fields if field.repr]))
    if eq and "__eq__" not in given:
        _set(made, "__eq__", _eq(_values([field.name for field in fields if field.compare])))
    if eq and not has_hash:
        hashed = [field.name for field in fields if (field.compare if field.hash is None else field.hash)]
        _set(made, "__hash__", _hash(_values(hashed)))
    _set(made, "__setattr__", _refuse(made, names, "assign to", "__setattr__"))
    _set(made, "__delattr__", _refuse(made, names, "delete", "__delattr__"))
    return made  # type: ignore[no-any-return]


def _set(cls: type, name: str, method: Callable[..., Any]) -> None:
    method.__name__, method.__qualname__ = name, f"{cls.__qualname__}.{name}"
    setattr(cls, name, method)


def _restore(value: object, names: tuple[str, ...], state: list[object]) -> None:
    for name, held in zip(names, state, strict=True):
        object.__setattr__(value, name, held)


def _values(names: list[str]) -> Callable[[object], Any]:
    """Return what gives the values of fields as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return (lambda value: (getattr(value, names[0]),)) if names else lambda value: ()


def _eq(values: Callable[[object], Any]) -> Callable[[object, object], Any]:
    return lambda self, other: values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented


def _hash(values: Callable[[object], Any]) -> Callable[[object], int]:
    return lambda self: hash(values(self))


def _repr(names: list[str]) -> Callable[[object], str]:
    return lambda self: f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"


def _refuse(cls: type, names: tuple[str, ...], deed: str, method: str) -> Callable[..., None]:
    def refuse(self: object, name: str, *value: object) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot {deed} field {name!r}")
        getattr(super(cls, self), method)(name, *value)

    return refuse


def _first_init(cls: Any) -> Callable[..., None]:
    """Return an `__init__` that, when it is first called, gives its place to a compiled one."""

    def init(self: object, *values: object, **named: object) -> None:
        compiled = _compiled_init(cls)
        _set(cls, "__init__", compiled)
        compiled(self, *values, **named)

    return init


def _compiled_init(cls: Any) -> Callable[..., None]:
    room: dict[str, Any] = {"_set": object.__setattr__, "_left_out": _LEFT_OUT}
    by_place, by_name, body = ["self"], list[str](), list[str]()
    for field in dataclasses.fields(cls):
        name = field.name
        value, said = name, name
        if field.default is not dataclasses.MISSING:
            room[f"_of_{name}"] = field.default
            said = f"{name}=_of_{name}"
            value = name if field.init else f"_of_{name}"
        elif field.default_factory is not dataclasses.MISSING:
            room[f"_of_{name}"] = field.default_factory
            said = f"{name}=_left_out"
            value = f"_of_{name}() if {name} is _left_out else {name}" if field.init else f"_of_{name}()"
        elif not field.init:
            continue
        if field.init:
            (by_name if field.kw_only else by_place).append(said)
        place = getattr(cls, name, None)
        if isinstance(place, MemberDescriptorType):  # a slot, which is set faster by itself
            room[f"_set_{name}"] = place.__set__
            body.append(f"_set_{name}(self, {value})")
        else:
            body.append(f"_set(self, {name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    parameters = ", ".join([*by_place, *(["*", *by_name] if by_name else [])])
    exec(f"def __init__({parameters}):\n " + "\n ".join(body or ["pass"]), room)  # noqa: S102 - of names of fields alone
    return room["__init__"]  # type: ignore[no-any-return]


_LEFT_OUT = object()
"""Stands for a value that was not given."""
