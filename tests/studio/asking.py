"""Ask a studio over HTTP as a browser does, with nothing but the standard library; and start one."""

from __future__ import annotations

import http.client
import json
import queue
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Client:
    """A browser's side: the address, and the cookie that the opening address gave."""

    host: str
    port: int
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    context: ssl.SSLContext | None = None
    """Whom to believe, where it is spoken to by TLS."""

    def ask(self, method: str, path: str, value: object = None, *, raw: bytes | None = None, **headers: str | None) -> Answer:
        """Ask once. A header that is None is left out; `_` stands for `-` in their names."""
        body = raw if raw is not None else json.dumps(value).encode() if value is not None else None
        sent: dict[str, str | None] = {"host": f"{self.host}:{self.port}", **self.headers}
        if self.cookie:
            sent["cookie"] = self.cookie
        if body is not None:
            sent["content-type"] = "application/json"
            sent["content-length"] = str(len(body))
        sent |= {name.replace("_", "-"): text for name, text in headers.items()}
        connection = (
            http.client.HTTPSConnection(self.host, self.port, timeout=30, context=self.context)
            if self.context is not None
            else http.client.HTTPConnection(self.host, self.port, timeout=30)
        )
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, text in sent.items():
                if text is not None:
                    connection.putheader(name, text)
            connection.endheaders(body)
            found = connection.getresponse()
            return Answer(found.status, {name.lower(): text for name, text in found.getheaders()}, found.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str | None) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, path: str, value: object, **headers: str | None) -> Answer:
        return self.ask("POST", path, value, **headers)


@dataclass
class Heard:
    """Events of a stream, each with its time (monotonic seconds), as they come; `over` is set when the stream has ended."""

    events: list[tuple[float, str, Any]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    _news: threading.Condition = field(default_factory=threading.Condition)

    def add(self, event: str, value: Any) -> None:
        with self._news:
            self.events.append((time.monotonic(), event, value))
            self._news.notify_all()

    def wait(self, is_wanted: Any, seconds: float = 60, since: int = 0) -> tuple[float, str, Any]:
        """Return the first event that is wanted."""
        end = time.monotonic() + seconds
        with self._news:
            while True:
                found = next((one for one in self.events[since:] if is_wanted(*one[1:])), None)
                left = end - time.monotonic()
                assert found or left > 0, [(event, str(value)[:120]) for _, event, value in self.events[since:]]
                if found:
                    return found
                self._news.wait(left)


@contextmanager
def listening(client: Client, path: str) -> Iterator[Heard]:
    """Listen to a stream of events."""
    heard = Heard()
    connection = http.client.HTTPConnection(client.host, client.port, timeout=120)
    connection.request("GET", path, headers={"host": f"{client.host}:{client.port}", "cookie": client.cookie})
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()

    def read() -> None:
        event, data = "", ""
        try:
            for raw in answer:
                line = raw.decode().rstrip("\n")
                name, _, text = line.partition(": ")
                if not line and data:
                    heard.add(event, json.loads(data))
                    event, data = "", ""
                elif name == "event":
                    event = text
                elif name == "data":
                    data = text
        except (OSError, ValueError, AttributeError):
            return
        finally:
            heard.over.set()

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        if connection.sock is not None:
            # What is only closed waits for whoever reads, who waits for the next event: up to fifteen seconds.
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)
        thread.join(10)
        connection.close()


@dataclass
class Running:
    """A studio that was started as a process, and a client with its cookie."""

    process: subprocess.Popen[str]
    address: str
    client: Client


@contextmanager
def started(folder: Path, *arguments: str, home: Path, context: ssl.SSLContext | None = None) -> Iterator[Running]:
    """Start `together studio` on a show with any free port; end it by SIGINT, or harder where that does not help."""
    command = [sys.executable, "-m", "pipeline.cli.main", "studio", str(folder), "--no-open", "--port", "0", *arguments]
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    lines: queue.Queue[str] = queue.Queue()
    assert process.stdout is not None
    threading.Thread(target=lambda: lines.put(process.stdout.readline()), daemon=True).start()  # type: ignore[union-attr]
    try:
        address = lines.get(timeout=60).strip()
        assert address, process.stderr.read() if process.stderr else ""
        parts = urlsplit(address)
        assert parts.hostname
        assert parts.port
        client = Client(parts.hostname, parts.port, context=context)
        opened = client.get(f"{parts.path}?{parts.query}")
        client.cookie = opened.headers["set-cookie"].partition(";")[0]
        yield Running(process, address, client)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()
