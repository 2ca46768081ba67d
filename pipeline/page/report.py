"""Fill the page. It is one file: style, script and pictures lie in it, and its policy lets it fetch nothing else. Pure."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from pipeline.cards.paper import PALETTE, address
from pipeline.page import charts, view
from pipeline.qc.report import Report
from pipeline.timebase import clock


def page(report: Report, taken: Mapping[int, str]) -> bytes:
    """Return the page as HTML in UTF-8; `taken` are pictures of frames, JPEG in base64. The same report gives the same bytes."""
    planned, measured = report.planned, report.measurements
    findings = view.findings(report, taken)
    pictures = view.pictures(report)
    tiles = view.tiles(report, pictures)
    script = _read("qc.js")
    limits = report.profile.loudness
    return (
        template()
        .render(
            title=planned.title or report.name,
            profile=report.profile,
            length=clock(planned.frames / planned.rate, digits=1),
            frames=planned.frames,
            rate=planned.rate,
            movie=address(report.name),
            name=report.name,
            is_good=report.is_good,
            verdict=_verdict(findings),
            findings=findings,
            segments=view.segments(planned),
            chapters=view.chapters(planned),
            captions=view.captions(planned),
            ticks=view.ticks(planned),
            tiles=tiles,
            others=[picture for picture in pictures if picture not in tiles],
            wave=charts.wave(measured),
            loudness=charts.loudness(measured, limits),
            target=charts.target(limits),
            target_words=view.decibels(float(limits.target), 0),
            figures=view.figures(report),
            parts=view.parts(report),
            style=PALETTE + _read("qc.css"),
            script=script,
            script_digest=b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        )
        .encode()
    )


@cache
def template() -> Template:
    """Return the page's template. Compiling it takes most of the time of a page, so whoever has time may do it before."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_read("qc.html"))


def _verdict(findings: tuple[view.Shown, ...]) -> str:
    counted = {kind: sum(finding.kind == kind for finding in findings) for kind in ("error", "warning", "waived")}
    words = [f"{counted[kind]} {kind}{'' if counted[kind] == 1 else 's'}" for kind in ("error", "warning") if counted[kind]]
    if counted["waived"]:
        words.append(f"{counted['waived']} waived")
    return ", ".join(words) or "nothing was found"


def _read(name: str) -> str:
    return (files("pipeline.page") / name).read_text(encoding="utf-8")
