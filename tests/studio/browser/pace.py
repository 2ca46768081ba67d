"""What a page costs the thread that draws it: by the processor's time, so a busy machine says the same as a quiet one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import CDPSession, Page

from tests.studio.asking import Running

DRIVE = """async ({way, frames}) => {
  const room = document.querySelector('.timeline .room');
  const sheet = document.querySelector('.sheet');
  const box = sheet.getBoundingClientRect();
  for (let frame = 0; frame < frames; frame += 1) {
    await new Promise(requestAnimationFrame);
    if (way === 'scroll') room.scrollLeft += 37;
    else sheet.dispatchEvent(new WheelEvent('wheel', {
      deltaY: frame < frames / 2 ? -12 : 12, ctrlKey: true, bubbles: true, cancelable: true,
      clientX: box.left + 600, clientY: box.top + 60,
    }));
  }
  await new Promise(requestAnimationFrame);
}"""

REFERENCE = """async ({frames}) => {
  const sheet = document.querySelector('.sheet').getBoundingClientRect();
  const canvas = Object.assign(document.createElement('canvas'), {width: sheet.width, height: sheet.height});
  canvas.style.cssText = `position: fixed; left: ${sheet.left}px; top: ${sheet.top}px; pointer-events: none`;
  document.body.append(canvas);
  const context = canvas.getContext('2d');
  for (let frame = 0; frame < frames; frame += 1) {
    await new Promise(requestAnimationFrame);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.font = '11px sans-serif';
    for (let at = 0; at < 400; at += 1) {
      context.fillStyle = at % 2 ? '#345' : '#a98';
      context.fillRect((at * 37 + frame) % canvas.width, (at * 11) % canvas.height, 30, 20);
      if (at % 10 === 0) context.fillText(`text ${at}`, (at * 37 + frame) % canvas.width, (at * 11) % canvas.height);
    }
  }
  await new Promise(requestAnimationFrame);
  canvas.remove();
}"""
"""A canvas as large as the timeline's, of four hundred boxes and forty words, drawn anew in each frame."""

HEARD = """() => {
  const Stream = EventSource;
  window.EventSource = class extends Stream { constructor(...given) { super(...given); window.heardStream = this; } };
  window.EventSource.CLOSED = Stream.CLOSED;
}"""
"""Put before a page's own script: it lets a test say what the server would, through `heardStream`."""


@dataclass
class Pace:
    """The processor's time of a page's main thread, and its memory."""

    page: Page
    _asked: CDPSession = field(init=False)

    def __post_init__(self) -> None:
        self._asked = self.page.context.new_cdp_session(self.page)
        self._asked.send("Performance.enable", {"timeDomain": "threadTicks"})

    def seconds(self) -> float:
        """Return the seconds that the main thread has worked since the page was opened."""
        found = self._asked.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in found if one["name"] == "TaskDuration"))

    def milliseconds_a_frame(self, way: str, frames: int = 90) -> float:
        """Scroll or zoom the timeline, a step each frame; return what a frame costs."""
        before = self.seconds()
        self.page.evaluate(DRIVE, {"way": way, "frames": frames})
        return 1000 * (self.seconds() - before) / frames

    def frames_of_reference(self, way: str, frames: int = 90) -> float:
        """Return what a step of the timeline costs, as a multiple of a frame of `REFERENCE`, drawn right before it and after it.

        Others at work take caches and half a core away, which makes the processor's time twice as long; of both alike.
        """
        before = self._reference()
        cost = self.milliseconds_a_frame(way, frames)
        return cost / max(before, self._reference())

    def _reference(self, frames: int = 30) -> float:
        before = self.seconds()
        self.page.evaluate(REFERENCE, {"frames": frames})
        return 1000 * (self.seconds() - before) / frames

    def bytes(self) -> int:
        """Return what the page holds when nothing is left to be collected: objects, and the bytes outside of them."""
        for _ in range(3):
            self._asked.send("HeapProfiler.collectGarbage")
        found = self._asked.send("Runtime.getHeapUsage")
        return int(sum(found.get(name, 0) for name in ("usedSize", "embedderHeapUsedSize", "backingStorageSize")))


def seconds_of(running: Running) -> float:
    """Return the processor's seconds of a studio's process, and of those that it has waited for (proc(5), stat)."""
    fields = Path(f"/proc/{running.process.pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(ticks) for ticks in fields[11:15]) / 100
