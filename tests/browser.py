"""Drive Chromium over its debugging pipe (Chrome DevTools Protocol), as a person at a page does. No library is needed."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_NAMES = ("chromium", "chromium-browser", "google-chrome")
PROGRAM = os.environ.get("TOGETHER_BROWSER") or next((found for name in _NAMES if (found := shutil.which(name))), None)
"""Chromium, None where there is none. Where TOGETHER_BROWSER names it, its tests are never left out."""

_GONE = ("Inspected target navigated or closed", "Execution context was destroyed.", "Cannot find context with specified id")


class PageGoneError(Exception):
    """Another page was opened while something was asked of the one before."""


class Browser:
    """A page in Chromium."""

    def __init__(self, to: int, back: int) -> None:
        self._to, self._back = to, back
        self._number, self._rest, self._session = 0, b"", ""
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.dragged: Any = None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: Any) -> Any:
        """Send a command and return its answer; keep what the page asked of the network and complained of meanwhile."""
        self._number += 1
        command = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            command["sessionId"] = self._session
        os.write(self._to, json.dumps(command).encode() + b"\0")
        while True:
            while b"\0" not in self._rest:
                read = os.read(self._back, 1 << 16)
                assert read, "the browser has ended"
                self._rest += read
            line, _, self._rest = self._rest.partition(b"\0")
            told = json.loads(line)
            if told.get("id") == self._number:
                if (why := told.get("error", {}).get("message")) in _GONE:
                    raise PageGoneError(why)
                assert "error" not in told, told
                return told["result"]
            self._hear(told)

    def _hear(self, told: dict[str, Any]) -> None:
        match told:
            case {"method": "Network.requestWillBeSent", "params": {"request": {"url": url}}}:
                self.requests.append(url)
            case {"method": "Runtime.exceptionThrown", "params": {"exceptionDetails": details}}:
                self.errors.append(json.dumps(details))
            case {"method": "Input.dragIntercepted", "params": {"data": data}}:
                self.dragged = data
            case {"method": "Log.entryAdded", "params": {"entry": entry}}:
                self.errors.append(json.dumps(entry))

    def run(self, script: str) -> Any:
        """Return the value of an expression in the page."""
        found = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def wait(self, script: str, seconds: float = 60) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + seconds
        while True:
            with contextlib.suppress(PageGoneError):  # a link was followed while it was asked
                if self.run(script):
                    return
            assert time.monotonic() < end, f"it never came to {script}"
            time.sleep(0.02)

    def open(self, path: Path, *, width: int = 1280, height: int = 900, scheme: str = "light") -> None:
        """Open a file as a window of this size shows it."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.requests.clear()
        self.errors.clear()
        self.ask("Page.navigate", url=path.absolute().as_uri())
        self.wait(f"document.readyState == 'complete' && location.href.startsWith({path.absolute().as_uri()!r})")

    def click(self, selector: str) -> None:
        """Press and release the mouse in the middle of an element, wherever the page has put it."""
        x, y = self.run(
            f"(() => {{ const one = document.querySelector({selector!r}); one.scrollIntoView({{block: 'center'}});"
            " const box = one.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2] })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def carry(self, begin: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag what the page lets be dragged from a place of the window to another, and let go of it there."""
        self.dragged = None
        self.ask("Input.setInterceptDrags", enabled=True)
        common = {"button": "left", "buttons": 1, "clickCount": 1}
        self.ask("Input.dispatchMouseEvent", type="mousePressed", x=begin[0], y=begin[1], **common)
        until = time.monotonic() + 10
        for step in range(1, 1000):
            x, y = begin[0] - 3 * step, begin[1] + step % 3
            self.ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y, **common)
            if self.dragged is not None:
                break
            assert time.monotonic() < until, "nothing is dragged"
            time.sleep(0.05)
        for kind in ("dragEnter", "dragOver", "drop"):
            self.ask("Input.dispatchDragEvent", type=kind, x=end[0], y=end[1], data=self.dragged)
        self.ask("Input.dispatchMouseEvent", type="mouseReleased", x=end[0], y=end[1], button="left", clickCount=1)
        self.ask("Input.setInterceptDrags", enabled=False)

    def press(self, key: str) -> None:
        """Press a key."""
        text = {"text": key} if len(key) == 1 else {"text": "\r"} if key == "Enter" else {}
        self.ask("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, **text, **_CODES.get(key, {}))
        self.ask("Input.dispatchKeyEvent", type="keyUp", key=key, code=key, **_CODES.get(key, {}))

    def picture(self, *, whole: bool = False) -> bytes:
        """Return what is seen as PNG: the window, or the whole page."""
        size: dict[str, Any] = {}
        if whole:
            box = self.ask("Page.getLayoutMetrics")["cssContentSize"]
            size = {"clip": {**box, "scale": 1}, "captureBeyondViewport": True}
        return base64.b64decode(self.ask("Page.captureScreenshot", format="png", **size)["data"])


_CODES = {
    "Tab": {"windowsVirtualKeyCode": 9},
    "Enter": {"windowsVirtualKeyCode": 13},
    "ArrowRight": {"windowsVirtualKeyCode": 39},
    "ArrowLeft": {"windowsVirtualKeyCode": 37},
}


@contextlib.contextmanager
def started() -> Iterator[Browser]:
    """Start Chromium without a window, in a folder of its own; it ends with the block."""
    assert PROGRAM is not None, "there is no Chromium"
    read, to = os.pipe()
    back, write = os.pipe()
    options = "--headless=new --no-sandbox --disable-gpu --no-first-run --hide-scrollbars --disable-background-networking"
    with tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as folder:
        # The pipe is spoken through descriptors 3 and 4.
        command = f'exec "$0" {options} --user-data-dir="$1" --remote-debugging-pipe 3<&{read} 4>&{write}'
        process = subprocess.Popen(
            ["/bin/bash", "-c", command, PROGRAM, folder], pass_fds=(read, write), stderr=subprocess.DEVNULL
        )
        os.close(read)
        os.close(write)
        try:
            yield Browser(to, back)
        finally:
            process.kill()
            process.wait()
            os.close(to)
            os.close(back)
