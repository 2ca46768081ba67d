"""Judge the files of a package by their checksums: those of its own list, and those of what was planned. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.faults import Severity
from pipeline.qc.model import Finding

_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")
_AGAIN = "build it again; do not edit files in `renders/`"


def checksums(listed: bytes, there: Mapping[str, str]) -> Iterator[Finding]:
    """Find files that are missing, damaged or unknown. `there` are the SHA-256 of all files of the package but the list."""
    lines = [_LINE.fullmatch(line) for line in listed.decode("utf-8", "replace").splitlines()]
    if not lines or None in lines:
        yield Finding("checksums", Severity.ERROR, "SHA256SUMS is not a list of checksums", hint=_AGAIN)
        return
    told = {line[2]: line[1] for line in lines if line is not None}
    for name in sorted(told.keys() | there.keys()):
        if name not in there:
            yield _missing(name)
        elif name not in told:
            yield Finding("file_unknown", Severity.ERROR, f"{name} does not belong to the package", hint=_AGAIN)
        elif told[name] != there[name]:
            yield _changed(name)


def as_planned(planned: Mapping[str, str | None], there: Mapping[str, str]) -> Iterator[Finding]:
    """Find files that are missing or not as planned, whatever the list says; `planned` has None where the bytes are not known."""
    for name, wanted in sorted(planned.items()):
        if name not in there:
            yield _missing(name)
        elif wanted not in (None, there[name]):
            yield _changed(name)


def _missing(name: str) -> Finding:
    return Finding("file_missing", Severity.ERROR, f"{name} is missing from the package", hint=_AGAIN)


def _changed(name: str) -> Finding:
    return Finding("file_changed", Severity.ERROR, f"{name} is damaged or was changed after it was made", hint=_AGAIN)
