"""What stands in the folder of a package: its own files, which of them are no longer as they were put there, and a person's."""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from pathlib import Path

from pipeline import digest
from pipeline.execution import aside
from pipeline.execution.digests import Digests
from pipeline.values import dataclass

CHECKSUMS = "SHA256SUMS"
"""Name of the list of checksums, in the form that `sha256sum -c` reads."""

NAME = re.compile(r"[^./\\\x00-\x1f][^/\\\x00-\x1f]*")
"""What a file in a package may be called."""

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


@dataclass(frozen=True, slots=True)
class Standing:
    """The package in a folder: `sums` by name as its list tells, none where there is no list or it was changed.

    `own` are its files as they were put there, as far as that is known, else as the list tells. `changed` are the names of those
    that are gone or others now, `others` those that do not belong to it.
    """

    sums: Mapping[str, str]
    own: Mapping[str, str]
    changed: tuple[str, ...]
    others: tuple[str, ...]


def look(folder: Path, digests: Digests) -> Standing:
    """Look at the package in a folder. Raises OSError."""
    there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    sums = listed(folder)
    known = digests.packages(folder) if there else ()
    found = [(_changed(folder, {**one, CHECKSUMS: digest.of_bytes(list_of(one))}, digests), one) for one in known]
    changed, own = min(found, key=lambda one: len(one[0])) if found else (_changed(folder, sums, digests), sums)
    if there and not sums and CHECKSUMS not in changed:
        changed.append(CHECKSUMS)
    others = tuple(name for name in there if name not in own and name != CHECKSUMS)
    return Standing(sums, own, tuple(sorted(changed)), others)


def _changed(folder: Path, sums: Mapping[str, str], digests: Digests) -> list[str]:
    return [name for name, wanted in sums.items() if not is_still(folder / name, wanted, digests)]


def is_still(path: Path, wanted: str, digests: Digests) -> bool:
    """Say whether what stands at a path is a file of these bytes."""
    try:
        return is_file(path) and digests.of(path) == wanted
    except PermissionError:  # one that nobody may read was not put there so
        return False


def list_of(sums: Mapping[str, str]) -> bytes:
    """Return the list of checksums of files by name, as `listed` reads it."""
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()


def listed(folder: Path) -> dict[str, str]:
    """Return the checksums that the list in a folder tells, by name; none where it is no such list."""
    try:
        lines = [_LINE.fullmatch(line) for line in (aside.read(folder / CHECKSUMS) or b"").decode().splitlines()]
    except UnicodeDecodeError:
        return {}
    found = {line[2]: line[1] for line in lines if line is not None and NAME.fullmatch(line[2])}
    return found if len(found) == len(lines) else {}


def is_file(path: Path) -> bool:
    """Say whether it is a file itself: a pipe would be waited for, and a link leads out of the package."""
    return kind(path) == stat.S_IFREG


def kind(path: Path) -> int | None:
    """Return what it is, of the kinds that `stat` knows; None where there is nothing."""
    try:
        return stat.S_IFMT(path.lstat().st_mode)
    except OSError:
        return None
