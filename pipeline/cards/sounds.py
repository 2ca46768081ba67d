"""The sounds of a theme: files in its folder `sounds/`, each called by the slot that it fills. Reads files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline import digest
from pipeline.cards.fault import input_fault
from pipeline.cards.model import Asset
from pipeline.faults import Diagnostic, Where, did_you_mean

FOLDER = "sounds"
"""Where a theme's sounds lie."""

SLOTS = {
    "logo": "at the opening and at the end card",
    "sting": "when another card comes, where there is none for what it announces",
    "pass": "while `transition: theme` takes the programme from one segment to the next",
    "bed": "under all cards, softly and for as long as they are shown",
}
"""What a theme can sound, and when: at cuts, and under cards to which a manifest gives no music."""

_STING = re.compile(r"sting-[a-z][a-z-]*")


def found(folder: Path, shown: str) -> dict[str, Asset]:
    """Return the sounds of the theme in `folder`, which messages call `shown`, by slot: `logo`, `sting-music`.

    Raises InputFault for a file that fills none, and for two that fill the same.
    """
    sounds: dict[str, Asset] = {}
    for path in sorted((folder / FOLDER).glob("[!.]*")):
        if not path.is_file():
            continue
        where, slot = Where(f"{shown}/{FOLDER}/{path.name}"), path.name.partition(".")[0]
        if slot not in SLOTS and not _STING.fullmatch(slot):
            known = (*SLOTS, "sting-music", "sting-poem", "sting-docu-short", "sting-animation")
            raise input_fault(where, f"a theme has no sound called {slot!r}", did_you_mean(slot, known))
        if slot in sounds:
            raise input_fault(where, f"{sounds[slot].path.name} is the {slot}, too", "leave one of the two files")
        sounds[slot] = Asset(path, digest.of_file(path))
    return sounds


def mistakes(sounds: Mapping[str, Asset], shown: str) -> Iterator[Diagnostic]:
    """Yield that a theme's bed is not heard where no sting comes over it: what comes decides how loud a card is."""
    if "bed" in sounds and "sting" not in sounds:
        where = Where(f"{shown}/{FOLDER}/{sounds['bed'].path.name}")
        yield Diagnostic(where, "a bed is heard under a sting only, and the theme has none", "add sting.flac, or remove the bed")


def mark(sounds: Mapping[str, Asset], card: str, kind: str = "") -> str | None:
    """Return the slot that sounds when a card comes that announces a segment of `kind`; None where the theme has none."""
    wanted = ("logo", "sting") if card in ("opening", "end") else (f"sting-{kind}", "sting")
    return next((slot for slot in wanted if slot in sounds), None)
