"""OpenTimelineIO's own library, which is installed with `create-together[interchange]` and loaded where it is asked for.

It comes without types, and its classes are compiled: what is used of it is named here once.
"""

from __future__ import annotations

from fractions import Fraction
from types import ModuleType

from pipeline.faults import EnvironmentFault

_INSTALL = "pip install 'create-together[interchange]', with a Python of 3.13 or older"
"""There are no wheels of 0.18 for later ones (pypi.org/project/OpenTimelineIO/0.18.1/#files)."""
_NTSC = Fraction(1000, 1001)
_NEAR = Fraction(1, 10_000)
"""Part of a rate by which a float may be beside it: 29.97 is meant to be 30000/1001."""


def otio() -> ModuleType:
    """Return the library. Raises EnvironmentFault where it is not installed, or not whole."""
    try:
        import opentimelineio
    except ImportError as fault:
        raise EnvironmentFault(f"OpenTimelineIO is not there to be asked: {fault}", _INSTALL) from None
    found: ModuleType = opentimelineio
    return found


def adapter(name: str, package: str) -> str:
    """Return the name of an adapter of the library that lies in a package of its own. Raises EnvironmentFault without it."""
    if name not in otio().adapters.available_adapter_names():
        raise EnvironmentFault(f"OpenTimelineIO has no adapter {name}: {package} is not installed", _INSTALL)
    return name


def exact(rate: float) -> Fraction:
    """Return the rate that a float is meant to be: whole, or a whole one by 1.001; as it is where it is near neither."""
    found = Fraction(rate)
    for meant in (Fraction(round(found)), round(found / _NTSC) * _NTSC):
        if meant and abs(found / meant - 1) < _NEAR:
            return meant
    return found
