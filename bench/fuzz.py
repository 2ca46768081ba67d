"""Mutated files and manifests through the prober and the session: python -m bench.fuzz WHAT COUNT [SEED [BUILDS]].

`media` looks into so many mutated files, `built` goes on until so many are found good, and builds each; both print a table.
`manifests` shows a session so many mutated texts of a show (`bench/texts.py`), and builds BUILDS of the good ones.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

from bench import building, texts
from bench.seeds import kind_of, seeds
from pipeline import digest
from pipeline.execution.limits import RSS_UNIT
from pipeline.execution.prober import Prober
from pipeline.media.faults import MediaFault
from pipeline.media.info import MediaInfo

Table = dict[str, Counter[str]]
"""How many mutants of each format ended how."""

SLOW_SECONDS = 20

_TRIES = 20
"""Mutants of a format that are tried for a good one, before the next one's turn; one with checksums has hardly any."""


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Return the bytes with some of them changed, lost, doubled or cut off."""
    mutant = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        place = chance.randrange(len(mutant) or 1) if chance.random() < 0.5 else chance.randrange(min(len(mutant), 600) or 1)
        match chance.randrange(6):
            case 0:
                mutant[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                mutant[place : place + 4] = chance.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\0\0\0\1"))
            case 2:
                del mutant[place : place + chance.randrange(1, 64)]
            case 3:
                mutant[place:place] = mutant[place : place + chance.randrange(1, 256)]
            case 4:
                mutant[place:place] = chance.randbytes(chance.randrange(1, 32))
            case _:
                if chance.random() < 0.2:
                    del mutant[place:]
    return bytes(mutant)


def media(count: int, seed: int) -> Table:
    """Look into so many mutated files; return how they ended. A file that breaks anything but itself is kept and named."""
    chance = random.Random(seed)
    table: Table = {}
    prober = Prober()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as place:
        folder = Path(place)
        contents = {path: path.read_bytes() for path in seeds(folder)}
        for number in range(count):
            path = chance.choice(list(contents))
            looked_into(folder / f"{number}.{kind_of(path)}", mutated(contents[path], chance), prober, table)
    prober.close()
    return table


def looked_into(file: Path, mutant: bytes, prober: Prober, table: Table) -> MediaInfo | None:
    """Write a mutant, count how looking into it ends, and remove it; return what it is where it is wholly good."""
    told = table.setdefault(kind_of(file), Counter())
    told["mutants"] += 1
    file.write_bytes(mutant)
    begun = time.monotonic()
    info = None
    try:
        found = prober(file, digest.of_bytes(mutant), file.name)
        info = None if found.damage else found
        told["damaged" if found.damage else "remarked" if found.remarks else "good"] += 1
    except MediaFault as fault:
        told["refused"] += 1
        if "breaks the reader" in fault.message or "takes " in fault.message:
            told["limit"] += 1
            kept(file, fault.message)
    except Exception:  # noqa: BLE001 - whatever it is, it is counted
        told["broke"] += 1
        kept(file, traceback.format_exc())
    if (spent := time.monotonic() - begun) > SLOW_SECONDS:
        told["slow"] += 1
        kept(file, f"{spent:.0f} s")
    file.unlink()
    return info


def built(count: int, seed: int) -> Table:
    """Mutate files until `count` are found good, of all formats alike, and build each: a segment that shows and plays it."""
    chance = random.Random(seed)
    table: Table = {}
    prober = Prober()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as place, building.show(Path(place)) as show:
        contents = {path: path.read_bytes() for path in seeds(Path(place))}
        good: list[building.Good] = []
        number = found = 0
        for path in cycle(contents):
            for _ in range(_TRIES):
                number += 1
                name, mutant = f"{number}.{kind_of(path)}", mutated(contents[path], chance)
                info = looked_into(show.media / name, mutant, prober, table) if mutant != contents[path] else None
                if info is not None:
                    found += 1
                    good.append(building.Good(name, mutant, info))
                    break
            if len(good) == building.TOGETHER or found >= count:
                _build(show, good, table)
                good.clear()
            if found >= count:
                break
    prober.close()
    return table


def _build(show: building.Show, good: Sequence[building.Good], table: Table) -> None:
    for one, fault in show.build(good):
        table[kind_of(Path(one.name))]["failed" if fault else "built"] += 1
        if fault:
            file = show.media / one.name
            file.write_bytes(one.content)
            kept(file, fault)
            file.unlink()


def kept(file: Path, why: str) -> None:
    """Keep a file for whoever looks into it, and say why."""
    place = Path(tempfile.gettempdir(), f"fuzzed-{digest.of_file(file)[:8]}.{kind_of(file)}")
    place.write_bytes(file.read_bytes())
    print(f"{place}: {why}", file=sys.stderr, flush=True)


def written(table: Table) -> str:
    """Return a table as text: a format a line, and the sum."""
    names = ("mutants", "refused", "damaged", "remarked", "good", "built", "failed", "limit", "slow", "broke")
    rows = [*sorted(table.items()), ("all", sum(table.values(), Counter()))]
    lines = [" ".join((kind.ljust(14), *(f"{told[name]:9d}" for name in names))) for kind, told in rows]
    return "\n".join((" ".join(("".ljust(14), *(name.rjust(9) for name in names))), *lines))


if __name__ == "__main__":
    what, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1
    begun = time.monotonic()
    if what == "manifests":
        told, by_file = texts.manifests(count, seed, int(sys.argv[4]) if len(sys.argv) > 4 else 0)
        for name, number in told.most_common():
            print(f"{number:6d}  {name}")
        for place, (good, all_of_it) in by_file.items():
            print(f"{good:6d} of {all_of_it:5d} were good: {place}")
    else:
        print(written(built(count, seed) if what == "built" else media(count, seed)))
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * RSS_UNIT >> 20
    print(f"{time.monotonic() - begun:.0f} s; the largest process that it started held {largest} MiB")
