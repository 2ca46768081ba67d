"""Drive Firefox by Marionette, the remote control that is built into it, as a person at a page does. No library is needed.

Source: Firefox Source Docs, Marionette, Protocol (messages are `length:JSON` over TCP); W3C WebDriver, 17 Actions.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_NAMES = ("firefox-esr", "firefox")
PROGRAM = os.environ.get("TOGETHER_FIREFOX") or next((found for name in _NAMES if (found := shutil.which(name))), None)
"""Firefox, None where there is none. Where TOGETHER_FIREFOX names it, its tests are never left out."""

_PREFERENCES = {
    "marionette.port": 0,  # any free one, which is written into the profile
    "media.autoplay.default": 0,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,",
    "toolkit.telemetry.server": "",
}

KEYS = {
    "Backspace": "\ue003", "Enter": "\ue007", "Shift": "\ue008", "Control": "\ue009", "Escape": "\ue00c", "PageUp": "\ue00e",
    "PageDown": "\ue00f", "End": "\ue010", "Home": "\ue011", "ArrowLeft": "\ue012", "ArrowRight": "\ue014", "Space": " ",
}  # fmt: skip


class Firefox:
    """A page in Firefox."""

    def __init__(self, connection: socket.socket) -> None:
        self._to, self._back, self._number = connection, connection.makefile("rb"), 0
        assert self._read()["marionetteProtocol"] == 3
        self.ask("WebDriver:NewSession")

    def _read(self) -> Any:
        length = b""
        while (one := self._back.read(1)) != b":":
            assert one, "Firefox has ended"
            length += one
        return json.loads(self._back.read(int(length)))

    def ask(self, command: str, **parameters: Any) -> Any:
        """Send a command and return its answer."""
        self._number += 1
        message = json.dumps([0, self._number, command, parameters]).encode()
        self._to.sendall(b"%d:%b" % (len(message), message))
        _, number, fault, answer = self._read()
        assert number == self._number
        assert fault is None, (command, fault)
        return answer

    def close(self) -> None:
        self._back.close()

    def open(self, address: str) -> None:
        self.ask("WebDriver:Navigate", url=address)

    def run(self, expression: str) -> Any:
        """Return the value of an expression in the page."""
        return self.ask("WebDriver:ExecuteScript", script=f"return ({expression})", args=[])["value"]

    def wait(self, expression: str, seconds: float = 40) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + seconds
        while not self.run(expression):
            assert time.monotonic() < end, f"it never came to {expression}"
            time.sleep(0.02)

    def click(self, selector: str) -> None:
        found = self.ask("WebDriver:FindElement", using="css selector", value=selector)["value"]
        self.ask("WebDriver:ElementClick", id=next(iter(found.values())))

    def press(self, *keys: str) -> None:
        """Press keys one after the other; `Control+f` holds the first meanwhile."""
        for key in keys:
            held = [KEYS.get(one, one) for one in key.split("+")]
            self._keys([("keyDown", one) for one in held] + [("keyUp", one) for one in reversed(held)])

    def type(self, text: str) -> None:
        self._keys([(way, one) for one in text for way in ("keyDown", "keyUp")])

    def _keys(self, ways: list[tuple[str, str]]) -> None:
        actions = [{"type": way, "value": key} for way, key in ways]
        self.ask("WebDriver:PerformActions", actions=[{"type": "key", "id": "keys", "actions": actions}])

    def size(self, width: int, height: int) -> None:
        """Give the window a size, with its frame."""
        self.ask("WebDriver:SetWindowRect", width=width, height=height)

    def picture(self) -> bytes:
        """Return what is seen as PNG."""
        return base64.b64decode(self.ask("WebDriver:TakeScreenshot", full=False, hash=False)["value"])


@contextmanager
def started() -> Iterator[Firefox]:
    """Start Firefox without a window, in a folder of its own; it ends with the block."""
    assert PROGRAM is not None, "there is no Firefox"
    with tempfile.TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True) as folder:
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in _PREFERENCES.items()]
        Path(folder, "user.js").write_text("".join(lines), encoding="utf-8")
        told = Path(folder, "MarionetteActivePort")
        process = subprocess.Popen(
            [PROGRAM, "--headless", "--no-remote", "--marionette", "--profile", folder],
            env={**os.environ, "HOME": folder}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            end = time.monotonic() + 60
            while not (told.exists() and told.read_text()):
                assert time.monotonic() < end, "Firefox does not listen"
                assert process.poll() is None, "Firefox has ended"
                time.sleep(0.05)
            with socket.create_connection(("127.0.0.1", int(told.read_text())), timeout=120) as connection:
                found = Firefox(connection)
                try:
                    yield found
                finally:
                    found.close()
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
