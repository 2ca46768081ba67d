"""A show in which whatever the prober calls good is built: `check` says good and the build fails must not happen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.app import session
from pipeline.app.session import Session
from pipeline.execution.events import Event, Failed
from pipeline.faults import Severity
from pipeline.media.info import MediaInfo
from tests.episode.show import BARE, make_show

TOGETHER = 12
"""Files of an episode: each is a segment of its own, and fails alone."""

_WHOLE, _PART = 4, 1
"""Seconds up to which a file is used whole, and of which a longer one is: its first, or its last."""

_LINES = 4
"""Lines of a segment in the manifest."""


@dataclass(frozen=True, slots=True)
class Good:
    """A file that is good, by the prober."""

    name: str
    content: bytes
    info: MediaInfo


@dataclass(slots=True)
class Show:
    """A show with a session of its own."""

    folder: Path
    session: Session
    episodes: int = 0

    @property
    def media(self) -> Path:
        """Return the folder of its media."""
        return self.folder / "episodes" / "media"

    def build(self, files: Sequence[Good]) -> Iterator[tuple[Good, str]]:
        """Build an episode with a segment for each file; yield each with what failed in the build, empty where nothing did.

        A file of which `check` has more to say than the prober is none that is good, and left out: it is yielded as built.
        """
        self.episodes += 1
        manifest = self.folder / "episodes" / f"e{self.episodes}.yaml"
        head = f"episode: {{title: A}}\n{BARE}segments:\n"
        first = head.count("\n") + 1
        for one in files:
            (self.media / one.name).write_bytes(one.content)
        left = list(files)
        failed: dict[str, str] = {}
        while left:
            manifest.write_text(head + "".join(map(_segment, left)))
            said = [one for one in self.session.diagnostics(manifest) if one.severity is Severity.ERROR]
            wrong = {(one.where.line - first) // _LINES for one in said}
            if not wrong:
                break
            if not all(0 <= number < len(left) for number in wrong):
                raise AssertionError(said)
            left = [one for number, one in enumerate(left) if number not in wrong]

        def hear(event: Event) -> None:
            if isinstance(event, Failed):
                where = getattr(event.fault, "where", None) or event.action.where
                number = (where.line - first) // _LINES if where is not None else -1
                name = left[number].name if 0 <= number < len(left) else ""
                failed.setdefault(name, str(event.fault))

        if left:
            self.session.build([self.session.work(manifest)], workers=1, listen=hear, keep_going=True)
        if "" in failed:
            raise AssertionError(failed[""])
        for one in files:
            (self.media / one.name).unlink()
            yield one, failed.get(one.name, "")


@contextmanager
def show(place: Path) -> Iterator[Show]:
    """Make a show in a folder; what was begun for it ends with it."""
    folder = make_show(place / "show")
    manifest = folder / "episodes" / "e.yaml"
    with session.opened([manifest]) as opened:
        yield Show(folder, opened)


def _segment(good: Good) -> str:
    """Return the lines of a segment that uses a file: whole, or of a long one the first or the last second."""
    used, duration = "", good.info.duration
    if good.info.kind == "still":
        used = "length: 0.5"
    elif duration > _WHOLE:
        used = f"out: {_PART}" if sum(good.content[:99]) % 2 else f"in: {float(duration - _PART):.3f}"
    if good.info.kind == "sound":
        lines = ["music: X", "stems:", f"  - {{file: {good.name}, by: ana, role: guitar}}", used and f"length: {_PART}"]
        return "".join(f"{'  - ' if number == 0 else '    '}{line}\n" for number, line in enumerate(lines))
    return "".join((f"  - clip: X\n    file: {good.name}\n", f"    {used}\n", "    by: ana\n"))
