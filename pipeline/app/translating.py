"""Begin the translation of an episode: files with each text that has none yet, to be filled in by a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.app.uploads import put
from pipeline.execution.disk import disk_faults
from pipeline.faults import Diagnostic, InputFault
from pipeline.intake.written import scalar
from pipeline.manifest import loading
from pipeline.manifest.folders import SHOW, translation_of
from pipeline.manifest.translation import Waiting, waiting
from pipeline.values import dataclass
from pipeline.words import own_name

if TYPE_CHECKING:
    from pipeline.app.session import Session

_LONGEST_KEY = 1000
"""Characters of a key that YAML takes on the line of its colon (yaml.org/spec/1.2.2, section 8.2.2: 1,024)."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A file of translations, named from the show folder, and the texts that wait in it.

    One that was there already stays as it is; then `lines` are what a person has to add to it.
    """

    path: str
    texts: int
    lines: tuple[str, ...] = ()


def begin(session: Session, path: Path, language: str) -> tuple[Begun, ...]:
    """Write the files of an episode's translation that there are not, of its own texts and of its show's; none without a text.

    Raises InputFault for mistakes of the episode and of files of translations that there are, EnvironmentFault.
    """
    episode = loading.load(path, session.media, session.texts.read)
    if language == episode.language:
        raise InputFault((Diagnostic(episode.where("episode", "language"), f"the episode is in {language}", "name another one"),))
    texts = waiting(episode, language, session.texts.read)
    of_show = [text for text in texts if text.where.path == SHOW]
    its_own = [text for text in texts if text.where.path != SHOW]
    found = []
    for original, those in ((episode.files[0], its_own), (episode.root / SHOW, of_show)):
        target = translation_of(original, language)
        shown = target.relative_to(episode.root).as_posix()
        if not those:
            continue
        if session.texts.over(target) is not None or target.exists():
            found.append(Begun(shown, len(those), tuple(_entries(those, original.name))))
            continue
        into = own_name(language)
        head = f"# What the texts of {original.name} are in {into}. Write each behind its colon; also one that stays the same."
        with disk_faults(target.parent):
            put(target, ("\n".join([head, *_lines(those, original.name)]) + "\n").encode())
        found.append(Begun(shown, len(those)))
    return tuple(found)


def _lines(texts: Sequence[Waiting], name: str) -> Iterator[str]:
    for one in texts:
        if one.is_description:
            yield from (f"# {one.text}", 'description: ""')
    yield "texts:"
    yield from _entries([one for one in texts if not one.is_description], name)


def _entries(texts: Sequence[Waiting], name: str) -> Iterator[str]:
    """Yield an entry for each text, below a comment that says where it is seen; of another file than `name` with that."""
    before = ""
    for one in texts:
        own = Path(one.where.path).name
        seen = f"  # {one.seen}{f', in {own}' if own != name else ''}"
        if seen != before:
            yield seen
            before = seen
        key = scalar(one.text)
        yield from (f"  ? {key}", "  :") if len(key) > _LONGEST_KEY else (f"  {key}:",)
