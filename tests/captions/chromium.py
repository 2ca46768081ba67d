"""WebVTT as Chromium's own <track> reads it: what stands in each of its cues."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

from tests.browser import Browser

_SCRIPT = """(async given => {
  const video = document.createElement("video");
  const shown = node => node.nodeType === Node.PROCESSING_INSTRUCTION_NODE ? ""
    : node.nodeName === "RT" ? "(" + node.textContent + ")"
    : node.childNodes.length ? [...node.childNodes].map(shown).join("") : node.textContent;
  const read = async bytes => {
    const track = document.createElement("track");
    track.src = URL.createObjectURL(new Blob([Uint8Array.from(atob(bytes), c => c.charCodeAt(0))], {type: "text/vtt"}));
    const loaded = new Promise(done => { track.onload = () => done(true); track.onerror = () => done(false); });
    video.append(track);
    track.track.mode = "hidden";
    if (!await loaded) return null;
    const voices = cue => [...cue.getCueAsHTML().querySelectorAll("span[title]")].map(one => one.title);
    return [...track.track.cues].map(cue => [
      Math.round(cue.startTime * 1000), Math.round(cue.endTime * 1000), shown(cue.getCueAsHTML()), cue.id, voices(cue),
      cue.line, cue.snapToLines, cue.position, cue.size, cue.align, cue.vertical]);
  };
  const found = [];
  for (const bytes of given) found.push(await read(bytes));
  return found;
})"""


@dataclass(frozen=True)
class Shown:
    """A cue of Chromium's: times in milliseconds, its text with ruby in brackets, and where it stands.

    Chromium 150 does not tell of regions and of how a line is aligned.
    """

    start: int
    end: int
    text: str
    name: str
    voices: list[str]
    line: float | str
    is_lines: bool
    position: float | str
    size: float
    align: str
    vertical: str


def shown(browser: Browser, *files: bytes) -> list[list[Shown] | None]:
    """Return the cues of each file, None for one that Chromium refuses."""
    given = json.dumps([base64.b64encode(file).decode() for file in files])
    found = browser.run(f"{_SCRIPT}({given})")
    return [None if cues is None else [Shown(*cue) for cue in cues] for cues in found]
