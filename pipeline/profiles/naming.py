"""What profiles may be called, and why there is none of a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

RESERVED = "refused"
"""The name that no profile may have: `renders/<episode>.refused` is a package that was refused (`delivery.publish.refused`)."""

NAME = re.compile(r"[a-z0-9][a-z0-9-]{,63}")
_OTHERS = re.compile(r"[^a-z0-9]+")


def lacking(name: str, folders: Sequence[Path], usual: str) -> tuple[str, str]:
    """Return what is wrong with a name that no profile has, and what to do: `usual` where no file is called so.

    A file of the show's `folders` may have the name, and it be none that a profile may have.
    """
    files = (path for folder in folders for path in folder.glob("*.yaml"))
    found = next((path for path in files if path.stem == name and not NAME.fullmatch(name)), None)
    if found is None:
        return f"there is no profile {name!r}", usual
    usable = _OTHERS.sub("-", name.lower()).strip("-")[:64]
    example = f", such as {usable}.yaml" if usable else ""
    reason = "its name must be of small letters (a to z), digits and dashes"
    return f"the file {found.parent.name}/{found.name} is no profile: {reason}", f"give it another name{example}"
