"""Mutated texts of a show through a session: manifests, what they include, show.yaml, people.yaml, captions, a poem, a theme."""

from __future__ import annotations

import random
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import suppress
from pathlib import Path

from bench import whole
from pipeline import digest
from pipeline.app import session
from pipeline.app.session import Session
from pipeline.faults import TogetherFault

WORDS = (
    "{", "}", "[", "]", ":", "- ", "&a ", "*a", "!!python/object:os.system", "\0", "\t", "'", '"', "|", ">", "%", "? ", "~",
    "-1", "99:99:99", "999999999999999999", "../../../etc/passwd", "http://127.0.0.1:9/", "\ud7ff", "\u202e", "no", "#",
    "1e999", "0x10", "\n", "\n  ", "---\n", "...\n", "<<: *a", "NaN", "off", "\u00a0", "concat:a|b", "%04d", "{{ x }}",
)  # fmt: skip
NUMBERS = ("0", "1", "2", "3", "0.04", "0.5", "1.37", "2.5", "12", "25", "100", "1e3", "0:01", "30f", "1/3", "-0.2")
"""What a number may become: much of it is sensible, so that what is planned is not always the same."""

_SHARES = {"episodes/s01e01.yaml": 8, "episodes/segments/window.yaml": 4, "episodes/show.yaml": 4, "episodes/people.yaml": 2}
"""How often a text is changed; those not named, once."""

_CPU_SECONDS = 5
"""How long a text may take: beyond that it counts as a hang."""


def rewritten(text: str, chance: random.Random) -> str:
    """Return a text with other numbers, and words, lines and indents that do not belong."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        lines = text.split("\n")
        number = chance.randrange(len(lines))
        match chance.randrange(10):
            case 0:
                place = chance.randrange(len(text) + 1)
                text = text[:place] + chance.choice(WORDS) + text[place:]
                continue
            case 1:
                lines.insert(number, lines[chance.randrange(len(lines))])
            case 2:
                del lines[number]
            case 3:
                lines[number] = " " * chance.randrange(8) + lines[number].lstrip()
            case 4:
                key, colon, _ = lines[number].partition(":")
                lines[number] = f"{key}{colon} {chance.choice(WORDS)}"
            case 5:
                place = chance.randrange(len(text) + 1)
                text = text[:place] + text[place + chance.randrange(1, 20) :]
                continue
            case _:
                if found := list(re.finditer(r"[\d.]+", text)):
                    chosen = chance.choice(found)
                    text = text[: chosen.start()] + chance.choice(NUMBERS) + text[chosen.end() :]
                continue
        text = "\n".join(lines)
    return text


def manifests(count: int, seed: int, builds: int = 0) -> tuple[Counter[str], dict[str, tuple[int, int]]]:
    """Show a session so many mutations of the texts of a show, plan what is good, and build `builds` of that, spread over all.

    Return what came of them, and of each text how many were good of how many. Raises AssertionError where a file was written,
    changed or removed outside of renders/.
    """
    chance = random.Random(seed)
    told: Counter[str] = Counter()
    good, tried = Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as place:
        folder = Path(place)
        manifest = whole.make(folder / "show")
        before = _tree(folder)
        with session.opened([manifest]) as opened, suppress(KeyboardInterrupt):  # who has no more time gets what there is
            for number in range(count):
                name = chance.choice([one for one in whole.TEXTS for _ in range(_SHARES.get(one, 1))])
                tried[name] += 1
                text = rewritten(whole.TEXTS[name], chance)
                is_built = told["built"] + told["failed"] < min(builds, builds * number // count + 1)
                outcomes = _shown(opened, manifest, folder / "show" / name, text, is_built=is_built)
                told.update(outcomes)
                good[name] += "good" in outcomes
        assert _tree(folder) == before, {*_tree(folder).items()} ^ {*before.items()}
    return told, {name: (good[name], tried[name]) for name in whole.TEXTS}


def _shown(opened: Session, manifest: Path, file: Path, text: str, *, is_built: bool) -> list[str]:
    """Let a text stand for a file while the session looks, plans and, where `is_built`, builds; return what came of it."""
    outcomes = []
    begun = time.process_time()
    try:
        opened.edit(file, text)
        outcomes.append("good" if opened.snapshot(manifest).is_whole else "mistakes")
        work = opened.shown(manifest)  # of one with mistakes, what can be shown all the same
        if time.process_time() - begun > _CPU_SECONDS:
            outcomes.append(f"longer than {_CPU_SECONDS} s")
            _keep(file, text, outcomes[-1])
        if is_built and outcomes == ["good"] and work is not None:
            try:
                opened.build([work], workers=1)
                outcomes.append("built")
            except TogetherFault as fault:
                outcomes.append("failed")
                _keep(file, text, str(fault))
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is counted
        outcomes.append(f"broke: {type(fault).__name__}: {fault}"[:160])
        _keep(file, text, traceback.format_exc())
    finally:
        opened.revert(file)
    return outcomes


def _keep(file: Path, text: str, why: str) -> None:
    content = text.encode("utf-8", "replace")
    place = Path(tempfile.gettempdir(), f"fuzzed-{digest.of_bytes(content)[:8]}-{file.name}")
    place.write_bytes(content)
    print(f"{place}: {why}", file=sys.stderr, flush=True)


def _tree(folder: Path) -> dict[str, str]:
    """Return what stands in a folder and not in its show's renders/: what it holds, or where it leads, by its path."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if not name.startswith("show/renders/"):
            link = str(path.readlink()) if path.is_symlink() else ""
            found[name] = link or (digest.of_file(path) if path.is_file() else "folder")
    return found
