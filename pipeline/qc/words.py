"""Judge the words of a package as they were written: captions, transcripts, chapters, title, description, read back and held
against the plan.

Files are read by code that does not write them. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.faults import Severity
from pipeline.qc.cues import captions
from pipeline.qc.model import Finding, Planned
from pipeline.qc.transcripts import transcripts

_ERROR = Severity.ERROR
_AGAIN = "build it again; do not edit files in `renders/`"
_LINE = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2}) (\S.*)")
LONGEST_DESCRIPTION = 5000
LONGEST_TITLE = 100


def words(files: Mapping[str, bytes], package: str, planned: Planned) -> Iterator[Finding]:
    """Judge the text files of a package, by name."""
    yield from captions(files, package, planned)
    yield from transcripts(files, planned)
    yield from _chapters(files, planned)
    yield from _texts(files, planned)


def _chapters(files: Mapping[str, bytes], planned: Planned) -> Iterator[Finding]:
    meant = tuple((int(frame / planned.rate), title) for frame, title in planned.marks)
    for name in ("chapters.txt", "description.txt"):
        if name not in files:
            if meant or name == "description.txt":
                yield Finding("chapters_file" if meant else "description", _ERROR, f"{name} is missing", hint=_AGAIN)
            continue
        lines = files[name].decode("utf-8", "replace").splitlines()
        got = [_mark(line) for line in lines]
        marks = tuple(mark for mark in got if mark is not None)
        plain = tuple((second, title.replace("<", "‹").replace(">", "›")) for second, title in meant)
        if name == "description.txt" and meant:
            # Other lines of a description may begin with a time, too.
            missing = [mark for mark in plain if mark not in marks]
        else:
            missing = [] if marks in (meant, plain) else [*meant[:1]]
        if missing or (name == "chapters.txt" and marks not in (meant, plain)):
            message = f"{name} does not hold the chapters of the episode as they are"
            frame = int(missing[0][0] * planned.rate) if missing else None
            yield planned.found("chapters_changed", _ERROR, message, frame, _AGAIN)


def _mark(line: str) -> tuple[int, str] | None:
    match = _LINE.fullmatch(line)
    return None if match is None else ((int(match[1] or 0) * 60 + int(match[2])) * 60 + int(match[3]), match[4])


def _texts(files: Mapping[str, bytes], planned: Planned) -> Iterator[Finding]:
    described = files.get("description.txt")
    if described is not None:
        if len(described) > LONGEST_DESCRIPTION:
            message = f"description.txt has {len(described)} bytes; at most {LONGEST_DESCRIPTION} can be published"
            yield Finding("description", _ERROR, message, hint="shorten its text")
        if b"<" in described or b">" in described:
            yield Finding("description", _ERROR, "description.txt holds angle brackets, which platforms refuse", hint=_AGAIN)
        if not _is_utf8(described):
            yield Finding("description", _ERROR, "description.txt is not UTF-8", hint=_AGAIN)
    title = files.get("title.txt")
    meant = planned.published
    if title is None or title.decode("utf-8", "replace").strip() != meant:
        yield Finding("title", _ERROR, f"title.txt does not hold the title of the page, {meant!r}", hint=_AGAIN)
    elif len(meant) > LONGEST_TITLE:
        yield Finding("title", _ERROR, f"the title has more than {LONGEST_TITLE} characters", hint="shorten it")


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
