"""The page of an intake: what to ask of whom, and the contact sheet of every file; for any screen, light and dark. Pure."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Literal

from pipeline.cards.contact import waveform
from pipeline.cards.paper import PALETTE
from pipeline.intake.asking import Ask
from pipeline.intake.survey import Survey
from pipeline.intake.treatment import Note
from pipeline.intake.words import facts, ticks, wave
from pipeline.media.info import MediaInfo
from pipeline.plan.looking import Tiles
from pipeline.timebase import clock
from pipeline.values import dataclass

State = Literal["new", "there", "refused", "apart"]
_PASTE = "Paste it below <code>segments:</code> and put it in order."
_UNFOLDED = 4
"""Sentences of one kind that the page's head shows as they are."""
_BADGES = {"new": "new", "there": "already there", "refused": "cannot be used", "apart": "not media"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A file of the page: its name as sent, where it is in the media folder (empty: nowhere), and what is known of it.

    `who` are names. `pictures` is the file of its small pictures, from the page. `fault` says why it cannot be used.
    """

    name: str
    path: str
    state: State
    who: tuple[str, ...]
    info: MediaInfo | None
    survey: Survey | None
    notes: tuple[Note, ...]
    tiles: Tiles | None
    pictures: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Someone, and what is to be asked of them; not `is_known` where nobody is named for what it is about."""

    who: str
    handle: str
    asks: tuple[Ask, ...]
    is_known: bool = True


def page(
    title: str, told: Sequence[str], warned: Sequence[str], asked: Sequence[Asked], files: Sequence[Shown], draft: str
) -> str:
    """Return the page; `told` are sentences about all of it, `warned` what is doubtful, `draft` the segments to paste."""
    count = {state: sum(file.state == state for file in files) for state in _BADGES}
    counted = " · ".join(f"{number} {_BADGES[state]}" for state, number in count.items() if number)
    people = "".join(_asked(one) for one in asked)
    shown = "".join(_file(file) for file in files)
    many = sum(len(one.asks) for one in asked)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{_text(title)}</title><style>{_STYLE}</style>"
        f"<header><h1>{_text(title)}</h1><p>{len(files)} files: {_text(counted)}</p>"
        + _told("sentences about files and people", told)
        + _told("warnings", warned)
        + '<nav><a href="#ask">To ask</a><a href="#files">Files</a><a href="#draft">Draft</a></nav></header>'
        + f'<section id="ask"><h2>To ask <small>{many}</small></h2>'
        + (f'<div class="people">{people}</div>' if people else "<p>Nothing: everything is there.</p>")
        + f'</section><section id="files"><h2>Files <small>{len(files)}</small></h2>{shown}</section>'
        + '<section id="draft"><h2>Draft of the segments</h2>'
        + (f"<p>{_PASTE}</p><pre>{_text(draft)}</pre>" if draft else "<p>Nothing new.</p>")
        + "</section></html>"
    )


def _told(name: str, lines: Sequence[str]) -> str:
    """Return sentences, folded where they would push the page down."""
    shown = "".join(f"<p>{_text(line)}</p>" for line in lines)
    return shown if len(lines) <= _UNFOLDED else f"<details><summary>{len(lines)} {name}</summary>{shown}</details>"


def _asked(one: Asked) -> str:
    # The same question about many files is asked once.
    grouped: dict[str, dict[str, None]] = {}
    for ask in one.asks:
        grouped.setdefault(ask.question, {})[ask.file] = None
    listed = "".join(
        f'<li>{_text(question)}<span class="about">{", ".join(_name(name) for name in files if name)}</span></li>'
        for question, files in grouped.items()
    )
    handle = f" <small><bdi>{_text(one.handle)}</bdi></small>" if one.handle and one.handle != one.who else ""
    kind = "person" if one.is_known else "person strangers"
    return f'<article class="{kind}"><h3><bdi>{_text(one.who)}</bdi>{handle}</h3><ul>{listed}</ul></article>'


def _name(name: str) -> str:
    return f'<a href="#{_anchor(name)}"><bdi>{_text(name)}</bdi></a>'


def _file(file: Shown) -> str:
    who = ", ".join(f"<bdi>{_text(one)}</bdi>" for one in file.who) or ("nobody is named" if file.state != "apart" else "")
    told = facts(file.info) if file.info is not None else file.fault
    place = f' <span class="path">{_text(file.path)}</span>' if file.path else ""
    return (
        f'<article class="file {file.state}" id="{_anchor(file.name)}">'
        f'<h3><bdi>{_text(file.name)}</bdi> <span class="badge {file.state}">{_BADGES[file.state]}</span></h3>'
        f'<p class="facts">{_text(told)}{place}</p>'
        + (f'<p class="who{"" if file.who else " nobody"}">{who}</p>' if who else "")
        + _pictures(file)
        + _wave(file)
        + "".join(f'<p class="note {note.kind}">{_text(note.text)}</p>' for note in _ordered(file.notes))
        + "</article>"
    )


def _ordered(notes: Sequence[Note]) -> list[Note]:
    return sorted(notes, key=lambda note: ("wrong", "mind", "treated").index(note.kind))


def _pictures(file: Shown) -> str:
    tiles = file.tiles
    if tiles is None or not file.pictures or file.info is None:
        return ""
    source = _text(file.pictures)
    if file.info.kind == "still":
        return (
            f'<img class="still" loading="lazy" src="{source}" alt="{_text(file.name)}" '
            f'width="{tiles.width}" height="{tiles.height}">'
        )
    # Each tile is a window on the one picture: it takes as many columns as the screen has room for.
    shown = "".join(
        f'<span class="tile" style="aspect-ratio:{tiles.width}/{tiles.height}"><img loading="lazy" src="{source}" alt="" '
        f'style="width:{100 * tiles.columns}%;transform:translate({-100 * (number % tiles.columns) / tiles.columns:.4f}%,'
        f'{-100 * (number // tiles.columns) / tiles.rows:.4f}%)">'
        f"<time>{clock(time, digits=1)}</time></span>"
        for number, time in enumerate(tiles.times)
    )
    least = 150 if tiles.width >= tiles.height else 84
    columns = max(tiles.columns, 3)
    share = f"calc((100% - {6 * (columns - 1)}px)/{columns})"
    grid = f"grid-template-columns:repeat(auto-fill,minmax(max(min(100%,{least}px),{share}),1fr))"
    return f'<div class="tiles" role="img" aria-label="pictures of {_text(file.name)}" style="{grid}">{shown}</div>'


def _wave(file: Shown) -> str:
    if file.info is None or file.info.kind == "still":
        return ""
    scale = "".join(f"<span>{text}</span>" for _, text in ticks(file.info))
    if file.survey is None or file.survey.heard is None:
        return ""
    drawn = waveform(wave(file.survey.heard), 1520, 110, ink="var(--wave)", quiet="var(--quiet)", loud="var(--wrong)")
    return f'<div class="wave">{drawn}</div><div class="axis">{scale}</div>'


def _anchor(name: str) -> str:
    return "file-" + "".join(sign if sign.isalnum() else f"_{ord(sign):x}" for sign in name)


def _text(text: str) -> str:
    return html.escape(text)


_STYLE = PALETTE + (
    "*{box-sizing:border-box}html{scroll-behavior:smooth}"
    "body{margin:0 auto;max-width:1180px;padding:clamp(14px,3vw,36px);background:var(--paper);color:var(--ink);"
    "font:16px/1.5 system-ui,'Noto Sans',sans-serif;overflow-wrap:anywhere}"
    "h1{font-size:clamp(24px,4vw,38px);line-height:1.15;margin:0 0 .3em}h2{margin:1.8em 0 .6em;font-size:24px}"
    "h3{margin:0 0 .3em;font-size:18px;line-height:1.3}h4{margin:.7em 0 .1em;font-size:14px;font-weight:600}"
    "h2 small,h3 small{color:var(--soft);font-weight:400}header p{margin:.2em 0;color:var(--soft)}"
    "details{margin:.4em 0}summary{cursor:pointer;font-weight:600}details p{padding-left:1.1em}"
    "nav{display:flex;gap:18px;margin-top:12px}a{color:var(--accent)}"
    ".people{columns:340px;column-gap:14px}.person{break-inside:avoid;margin-bottom:14px}.strangers{column-span:all}"
    "article{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px 18px}"
    ".person ul{margin:.2em 0 .2em;padding-left:1.2em}.person li{margin:.35em 0}.about{display:block;font-size:14px}"
    ".file{margin-bottom:16px}.file p{margin:.15em 0}.facts{color:var(--soft);font-size:15px}"
    ".path{display:inline-block;font-family:ui-monospace,monospace;font-size:13px;opacity:.8;margin-left:.6em}"
    ".who{font-weight:600}.nobody{color:var(--mind);font-weight:400}"
    ".badge{font-size:12px;font-weight:600;padding:1px 8px;border-radius:9px;border:1px solid currentColor;white-space:nowrap;"
    "vertical-align:2px;color:var(--soft)}.badge.new{color:var(--treated)}.badge.refused{color:var(--wrong)}"
    ".file.refused{border-color:var(--wrong)}"
    ".tiles{display:grid;gap:6px;margin:10px 0 8px}"
    ".tile{position:relative;overflow:hidden;border-radius:5px;background:#000;display:block}"
    ".tile img{position:absolute;left:0;top:0;display:block;height:auto}"
    ".tile time{position:absolute;left:5px;bottom:5px;font-size:12px;line-height:1.3;color:#fff;background:rgba(20,10,24,.7);"
    "padding:0 6px;border-radius:3px}"
    ".still{max-width:100%;max-height:320px;width:auto;height:auto;border-radius:5px;margin:10px 0 6px;display:block}"
    ".wave{margin-top:8px;background:var(--ground);border-radius:5px;overflow:hidden}"
    ".wave svg{display:block;width:100%;height:84px}"
    ".axis{display:flex;justify-content:space-between;font-size:12px;color:var(--soft);margin-bottom:6px}"
    ".note{position:relative;padding-left:18px}.note::before{content:'';position:absolute;left:2px;top:.5em;width:9px;height:9px;"
    "border-radius:50%;background:var(--treated)}.note.mind::before{background:var(--mind)}.note.wrong{color:var(--wrong)}"
    ".note.wrong::before{background:var(--wrong)}.note.treated{color:var(--soft)}"
    "pre{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px;overflow:auto;font-size:13px;"
    "line-height:1.45;overflow-wrap:normal}"
)
