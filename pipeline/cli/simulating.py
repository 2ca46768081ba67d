"""What `together plan --simulate` does: say how long a build from nothing would take on other machines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.app import seasons, session, shows
from pipeline.app.simulating import SOURCES, Asked, Simulated, simulated
from pipeline.cli.json_lines import print_json
from pipeline.cli.listening import tell_listening
from pipeline.cli.tell import clock, in_columns, tell_line
from pipeline.faults import Diagnostic, InputFault, Where
from pipeline.simulation.curve import drawn
from pipeline.values import dataclass

if TYPE_CHECKING:
    from pipeline.app.simulating import Row, Shortened, Step

MOST_SLOTS, MOST_SIZES = 10_000, 32
"""Slots of a cluster that is simulated, and clusters at once: more are no question that anybody has, and take minutes."""

MOST_A_HOST = 1024

_SIZES = {"k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "": 1}
_BANDWIDTH = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?) ?([kMGT]?)(b|bit|B)(?:/s|ps)")
_SLOWEST, _FASTEST = 10**6, 10**13
"""Bits a second of links that are simulated: 1 Mb/s to 10 Tb/s."""

_LIMITS = {"slots": "slots", "path": "the longest path", "link": "the link"}

_SHORTEST_STEP = 0.01
"""Steps that take less of the longest path than this are told together."""
_MOST_STEPS = 12
_MOST_FACTORS = 6


@dataclass(frozen=True, slots=True)
class Given:
    """What a command line asks to have simulated, as it was written; None where it was left out."""

    slots: str | None
    bandwidth: str | None
    slots_a_host: int | None
    scaled_from: str | None
    picture: Path | None


def asked(given: Given) -> Asked:
    """Read what is asked. Raises InputFault with all that is wrong in it."""
    wrong: list[Diagnostic] = []
    if given.slots is None:
        for option, value in (
            ("--bandwidth", given.bandwidth), ("--slots-per-host", given.slots_a_host), ("--scaled-from", given.scaled_from),
            ("--picture", given.picture),
        ):  # fmt: skip
            if value is not None:
                wrong.append(_wrong(option, "it belongs to a simulation", "add --simulate 1,4,16"))
    slots = tuple(_slots("1" if given.slots is None else given.slots, wrong))
    if len(slots) > MOST_SIZES:
        wrong.append(_wrong("--simulate", f"{len(slots)} numbers of slots are too many", f"write at most {MOST_SIZES}"))
    a_host = 4 if given.slots_a_host is None else given.slots_a_host
    if not 1 <= a_host <= MOST_A_HOST:
        wrong.append(_wrong("--slots-per-host", f"{a_host} is no number of slots of a host", f"write 1 to {MOST_A_HOST}"))
    rate = None if given.bandwidth is None else _bits_a_second(given.bandwidth, wrong)
    if given.picture is not None and given.picture.suffix.lower() != ".svg":
        wrong.append(_wrong("--picture", f"{given.picture} is no name for a picture of lines", "let it end in .svg"))
    if wrong:
        raise InputFault(tuple(wrong))
    return Asked(slots, a_host, rate, given.scaled_from)


def _wrong(option: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(Where(option), message, hint)


def _slots(text: str, wrong: list[Diagnostic]) -> Iterator[int]:
    found = set()
    for word in map(str.strip, text.split(",")):
        number = int(word) if re.fullmatch("[0-9]{1,9}", word) else 0
        if 1 <= number <= MOST_SLOTS:
            found.add(number)
        else:
            hint = f"write whole numbers from 1 to {MOST_SLOTS}, such as 1,4,16,64,200"
            wrong.append(_wrong("--simulate", f"{word!r} is no number of slots", hint))
    yield from sorted(found)


def _bits_a_second(text: str, wrong: list[Diagnostic]) -> int | None:
    hint = "write bits as 1Gb/s, or bytes as 125MB/s; from 1Mb/s to 10Tb/s"
    if (read := _BANDWIDTH.fullmatch(text.strip())) is None:
        wrong.append(_wrong("--bandwidth", f"{text!r} is no bandwidth", hint))
        return None
    bits = Fraction(read[1]) * _SIZES[read[2]] * (8 if read[3] == "B" else 1)
    if not _SLOWEST <= bits <= _FASTEST:
        wrong.append(_wrong("--bandwidth", f"{text!r} is out of bounds", hint))
        return None
    return round(bits)


def run(
    manifests: Sequence[Path],
    given: Given,
    profiles: Sequence[str] = (),
    language: str | None = None,
    ffmpeg: str | None = None,
    *,
    verify_sources: bool = False,
    as_json: bool = False,
) -> None:
    """Plan manifests and tell how long a build of all of them from nothing would take. Raises InputFault, EnvironmentFault."""
    wanted = asked(given)
    manifests = shows.episodes(manifests)
    with session.opened(
        manifests, ffmpeg=ffmpeg, verify_sources=verify_sources, writes=False, proves=False, hears=tell_listening
    ) as opened:
        works = [
            opened.work(path, name, language)
            for path in manifests
            for name in dict.fromkeys(profiles) or seasons.delivered(opened, path, language)
        ]
        found = simulated(opened, works, wanted, language)
    if given.picture is not None:
        _write(given.picture, found)
    if as_json:
        print_json(found.to_json())
    else:
        for line, style in _told(found):
            tell_line(line, style)
        if given.picture is not None:
            tell_line(str(given.picture), "green")


def _write(path: Path, found: Simulated) -> None:
    title = f"{_names(found)}: wall time by slots"
    text = drawn(found.curve(title, f"{_spent(found.work)} of work, {_hosts(found)}"), _spent)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def _told(found: Simulated) -> Iterator[tuple[str, str]]:
    count = sum(parts for parts, _ in found.sources.values())
    yield f"{_names(found)}, from nothing: {count} parts, {_spent(found.work)} of work", "bold"
    yield from _times(found)
    rows = [("SLOTS", "HOSTS", "WALL", "FASTER", "BUSY", "MOVED", "HELD UP BY"), *(_cells(row, found) for row in found.rows)]
    for number, line in enumerate(in_columns(rows)):
        yield f"  {line}", "" if number else "dim"
    yield f"  {_hosts(found)}; a slot is a core", "dim"
    yield from _path(found)
    yield from _shortened(found)


def _names(found: Simulated) -> str:
    return ", ".join(found.names) if len(found.names) <= 3 else f"{len(found.names)} plans"


def _hosts(found: Simulated) -> str:
    a_host, rate = found.asked.slots_a_host, found.asked.bits_a_second
    link = "moving bytes takes no time (--bandwidth 1Gb/s says how long)" if rate is None else f"a shared link of {_rate(rate)}"
    return f"{a_host} slot{'' if a_host == 1 else 's'} a host, {link}"


def _rate(bits: int) -> str:
    unit = next(unit for unit in "TGM" if bits >= _SIZES[unit])
    return f"{float(Fraction(bits, _SIZES[unit])):.4g} {unit}b/s"


def _spent(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 10 else clock(seconds)


def _bytes(count: int) -> str:
    return "-" if not count else f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{max(count / 1e6, 0.1):.1f} MB"


def _cells(row: Row, found: Simulated) -> tuple[str, ...]:
    wall = _spent(row.wall)
    if found.is_bounded:
        wall += f" ({_spent(row.low)} to {_spent(row.high)})"
    run = row.run
    faster = f"x{found.one / row.wall:.1f}" if row.wall else "-"
    places = str(run.cluster.slots), str(len(run.cluster.hosts))
    return (*places, wall, faster, f"{row.busy:.0%}", _bytes(run.moved), _LIMITS[row.limit])


def _times(found: Simulated) -> Iterator[tuple[str, str]]:
    for source, (count, seconds) in found.sources.items():
        words = SOURCES[source].format(other=found.asked.scaled_from)
        share = seconds / found.work if found.work else 0.0
        yield (
            f"  {count} part{'' if count == 1 else 's'} ({share:.0%} of the work) {words}",
            "" if source == "record" else "yellow",
        )
    for one in found.factors[:_MOST_FACTORS]:
        how = f"measured on {one.parts}, from x{one.low:.2f} to x{one.high:.2f}" if one.parts else "by pixels, not measured"
        yield f"      x{one.times:.2f} for {one.kind}: {how}", "dim"
    if any(not one.parts for one in found.factors):
        yield "      build a piece of it (together build --only SEGMENT -p PROFILE), and its own factors are known", "dim"
    if found.unsized:
        yield f"  the bytes of {found.unsized} parts are not known, and counted as none", "yellow"


def _path(found: Simulated) -> Iterator[tuple[str, str]]:
    least = _spent(found.least)
    yield f"no number of slots makes it shorter than {least}: each of these waits for the one before", "bold"
    length = sum(step.seconds for step in found.path)
    long = sorted(found.path, key=lambda step: -step.seconds)[:_MOST_STEPS]
    shown = [step for step in found.path if step in long and step.seconds >= _SHORTEST_STEP * length]
    for step in shown:
        yield f"  {_spent(step.seconds):>12}  {_called(step, found)}", ""
    if rest := [step.seconds for step in found.path if step not in shown]:
        yield f"  {_spent(sum(rest)):>12}  {len(rest)} short step{'' if len(rest) == 1 else 's'} more", "dim"
    if found.around:
        yield f"  {_spent(found.around):>12}  reading, planning and publishing, before and after", "dim"


def _called(step: Step, found: Simulated) -> str:
    return step.title if len(found.names) == 1 else f"{step.title} ({step.plan})"


def _shortened(found: Simulated) -> Iterator[tuple[str, str]]:
    slots = found.rows[-1].run.cluster.slots
    if not found.shortened:
        yield f"with {slots} slots, neither more slots nor a faster step or link makes it shorter by much", ""
        return
    yield f"with {slots} slots it would be shorter", "bold"
    for one in found.shortened:
        yield f"  {_spent(one.wall):>12}  {_change(one, found)}", ""


def _change(one: Shortened, found: Simulated) -> str:
    match one.limit:
        case "slots":
            return "with twice the slots"
        case "link":
            return "with a link twice as fast"
        case _:
            assert one.action is not None
            return f"with {_called(one.action, found)} in half the time: cut in two, or made lighter"
