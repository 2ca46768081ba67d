"""What must be asked, and of whom: of a person by name, or of whoever sent a file that nobody is named for. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.credits.licenses import KNOWN, read_license
from pipeline.intake.listing import Contributor, Entry
from pipeline.intake.treatment import Note
from pipeline.values import dataclass

_PENDING = ("pending", "missing", "none", "no", "requested", "refused")


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: about which file (empty: about the person), in the second person."""

    file: str
    question: str


def of_person(one: Contributor) -> tuple[Ask, ...]:
    """Return what to ask of a person about themselves."""
    if one.name:
        return ()
    return (Ask("", "How do you want to be named in the credits?"),)


def of_file(file: str, notes: Sequence[Note], entry: Entry | None, fault: str = "") -> tuple[Ask, ...]:
    """Return what to ask about a file: what is wrong with it, and whether it may be used. `entry` is the list's row of it."""
    if fault:
        return (Ask(file, f"It cannot be used: {fault}. Please export or send it again."),)
    asks = [Ask(file, note.ask) for note in notes if note.ask]
    if entry is None:
        return (Ask(file, "Who made this, who is in it, and may we use it?"), *asks)
    terms = read_license(entry.license) if entry.license else None
    if not entry.license:
        asks.append(Ask(file, "Under which licence may we use it (CC BY 4.0, or just for this show)?"))
    elif terms is None:
        asks.append(Ask(file, f"What does the licence {entry.license!r} allow? We know {KNOWN}."))
    released = entry.release.strip().casefold()
    if released in _PENDING or (terms is not None and terms.is_reserved and not released):
        asks.append(Ask(file, "May we publish it? We need your release, and that of everyone in it."))
    elif not released:
        asks.append(Ask(file, "Does everyone who is seen or heard agree (release)?"))
    return tuple(asks)


def can_be_written(license_text: str) -> bool:
    """Say whether a licence means something to a manifest."""
    return bool(license_text) and read_license(license_text) is not None
