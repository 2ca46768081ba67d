"""The YAML language server that editors use, spoken to as an editor does: over stdio, in LSP."""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from queue import Empty, Queue
from typing import Any, cast

HERE = Path(__file__).parent
LAUNCHED = HERE / "node_modules/yaml-language-server/bin/yaml-language-server"

SECONDS = 60
"""How long an answer is waited for: a busy machine is no mistake in a schema."""

Json = dict[str, Any]


def install() -> None:
    """Install the server that the lock file names into `node_modules`, once. Raises CalledProcessError."""
    lock = HERE / "package-lock.json"
    # Test processes run side by side, and npm empties the folder first.
    with (HERE / "package.json").open() as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        mark = HERE / "node_modules/installed"
        if not mark.exists() or mark.read_text() != lock.read_text():
            npm = shutil.which("npm")
            assert npm, "node is here, and npm is not"
            command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"npm ci: {done.stdout}{done.stderr}"
            mark.write_text(lock.read_text())


class Server:
    """A running server, and the files open in it. Only the schemas that files name in their first line are used."""

    def __init__(self) -> None:
        node = shutil.which("node")
        assert node
        self._process = subprocess.Popen(
            [node, str(LAUNCHED), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._answers: dict[int, Queue[Any]] = {}
        self._published: dict[str, Queue[Any]] = {}
        self._numbers = 0
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        texts = {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}}
        capabilities = {"textDocument": {"completion": texts}, "workspace": {"configuration": True}}
        self._ask("initialize", {"processId": None, "rootUri": None, "capabilities": capabilities})
        self._tell("initialized", {})

    def close(self) -> None:
        """End the server."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()

    def diagnostics(self, folder: Path, text: str) -> list[str]:
        """Return what is said about a text that lies in a folder, each with its line and column from 1."""
        uri = self._open(folder, text)
        try:
            told = self._published[uri].get(timeout=SECONDS)
        except Empty:
            raise AssertionError(f"nothing was said in {SECONDS} s") from None
        return [
            f"{one['range']['start']['line'] + 1}:{one['range']['start']['character'] + 1}: {one['message']}" for one in told
        ]

    def completion(self, folder: Path, text: str) -> dict[str, Json]:
        """Return what is offered where | stands in a text, by label."""
        answer = self._at("textDocument/completion", folder, text)
        return {item["label"]: item for item in answer["items"]}

    def hover(self, folder: Path, text: str) -> str:
        """Return what is said about the word in which | stands."""
        answer = self._at("textDocument/hover", folder, text)
        return cast("str", answer["contents"]["value"]) if answer else ""

    def _at(self, question: str, folder: Path, text: str) -> Any:
        before, mark, after = text.partition("|")
        assert mark
        uri = self._open(folder, before + after)
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        return self._ask(question, {"textDocument": {"uri": uri}, "position": position})

    def _open(self, folder: Path, text: str) -> str:
        # A file of its own for every question: what the server has kept of another is no answer.
        self._numbers += 1
        uri = (folder / f"asked-{self._numbers}.yaml").as_uri()
        self._published[uri] = Queue()
        opened = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": opened})
        return uri

    def _ask(self, method: str, params: Mapping[str, object]) -> Any:
        self._numbers += 1
        self._answers[self._numbers] = queue = Queue()
        self._send({"id": self._numbers, "method": method, "params": params})
        try:
            return queue.get(timeout=SECONDS)
        except Empty:
            raise AssertionError(f"no answer to {method} in {SECONDS} s") from None

    def _tell(self, method: str, params: Mapping[str, object]) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: Json) -> None:
        assert self._process.stdin
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(f"Content-Length: {len(content)}\r\n\r\n".encode() + content)
        self._process.stdin.flush()

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream
        while header := stream.readline():
            length = int(header.partition(b":")[2])
            while stream.readline().strip():
                pass
            content = stream.read(length)
            if len(content) < length:  # it was ended in the middle of a message
                return
            message = json.loads(content)
            if "method" not in message:
                self._answers.pop(message["id"]).put(message.get("result"))
            elif message["method"] == "textDocument/publishDiagnostics":
                if found := self._published.get(message["params"]["uri"]):
                    found.put(message["params"]["diagnostics"])
            elif "id" in message:  # the server asks for settings; an editor that has none says so
                wanted = message["params"].get("items", []) if message["method"] == "workspace/configuration" else []
                self._send({"id": message["id"], "result": [SETTINGS.get(item.get("section")) for item in wanted] or None})


SETTINGS: Mapping[str, object] = {
    "yaml": {"schemaStore": {"enable": False}, "validate": True, "hover": True, "completion": True},
}
"""What the server asks its editor for: no schema but the named ones."""
