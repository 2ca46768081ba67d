"""Read a package back from the disk and judge it as it lies there, by code that did not write it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from pipeline.delivery import CHECKSUMS
from pipeline.faults import EnvironmentFault, Severity
from pipeline.qc.checksums import checksums
from pipeline.qc.model import Finding

TEXTS = (".txt", ".srt", ".vtt", ".ttml", ".html")
"""Endings of the files of a package that `qc/words.py` and `qc/transcripts.py` read."""

_AGAIN = "check the disk, then build again"

def check(
    folder: Path,
    digests: Mapping[str, str],
    judge: Callable[[Mapping[str, bytes]], Iterable[Finding]],
    known: Iterable[Finding],
) -> None:
    """Raise EnvironmentFault where the package in `folder` is not as it was judged before it was written.

    Its texts are read and judged once more, and the list of checksums is held against `digests`, those of all files as they lie
    there. What `known` tells was found before.
    """
    try:
        texts = {name: (folder / name).read_bytes() for name in digests if name.endswith(TEXTS)}
        found = [*judge(texts), *checksums((folder / CHECKSUMS).read_bytes(), digests)]
    except OSError as error:
        raise EnvironmentFault(f"{folder.name} cannot be read back: {error.strerror}", _AGAIN) from error
    told = set(map(str, known))
    for finding in found:
        if finding.severity is Severity.ERROR and str(finding) not in told:
            message = f"the package is not on the disk as it was made: {finding.message}"
            raise EnvironmentFault(message, _AGAIN)
