"""Run the installed command `together` as a producer does, and make the small show that it is run on."""

from __future__ import annotations

import os
import signal
import subprocess
import sysconfig
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pipeline
from pipeline.cards.fields import FIELDS, OPTIONAL
from tests.episode.show import BARE, counting, make_show

MANIFEST = """episode: {title: Command, season: 1, number: 1}
segments:
  - card: Hello
    length: 1
  - clip: Count
    file: count.mov
    by: ana
"""


def script() -> Path:
    """Return the console script that was installed beside the running interpreter."""
    path = Path(sysconfig.get_path("scripts"), "together")
    assert path.is_file(), f"there is no {path}: install the package into this environment (pip install --editable '.[dev]')"
    return path


def environment(**more: str) -> dict[str, str]:
    """Return an environment without settings of ours, in which the script imports the tree that these tests lie in."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TOGETHER")}
    return kept | {"PYTHONPATH": str(Path(pipeline.__file__).parents[1])} | more


def together(*arguments: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command in `folder` with `more` environment variables."""
    return subprocess.run(
        [script(), *arguments],
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def interrupted(
    *arguments: str, folder: Path, is_begun: Callable[[], bool], times: int = 1, more: Mapping[str, str] | None = None
) -> tuple[int, str, str]:
    """Run the command and press Ctrl-C `times` times once `is_begun`; return its exit code, output and errors.

    As a terminal does, the signal goes to all processes of the command.
    """
    with subprocess.Popen(
        [script(), *arguments],
        cwd=folder,
        env=environment(**(more or {})),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        try:
            wait_for(is_begun, process)
            for _ in range(times):
                os.killpg(process.pid, signal.SIGINT)
            output, errors = process.communicate(timeout=60)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    return process.returncode, output, errors


def wait_for(is_begun: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    for _ in range(3000):
        if is_begun():
            return
        assert process.poll() is None, "it ended before it could be interrupted"
        time.sleep(0.01)
    raise AssertionError("it has not begun within half a minute")


def small_show(folder: Path) -> Path:
    """Make a show of one episode, `e.yaml`: a card and a clip, three seconds."""
    make_show(folder, f"rate: 25\n{BARE}")
    counting(folder / "episodes/media/count.mov", 50)
    (folder / "episodes/e.yaml").write_text(MANIFEST)
    return folder


def program(path: Path, text: str) -> Path:
    """Write a shell script that can be run in place of ffmpeg."""
    path.write_text(f"#!/bin/sh\n{text}")
    path.chmod(0o755)
    return path


def plain_theme(folder: Path, ink: str = "#ffffff", text: str = "Hello") -> Path:
    """Write a theme whose cards all say `text`, in `ink` on black, so that it is drawn quickly; return its folder."""
    folder.mkdir(parents=True)
    names = sorted({*FIELDS} - {*OPTIONAL})
    place = "{width: 300, top: 400, height: 90}"
    boxes = f"{{wide: {place}, square: {place}, tall: {place}}}"
    cards = "".join(f"  {name}: {{kind: still, seconds: 5, smallest: 50, box: {boxes}}}\n" for name in names)
    (folder / "theme.yaml").write_text(
        f'title: Plain\ncolours: {{paper: "#000000", accent: "#ff0000", muted: "#888888"}}\nbackground: paper\ncards:\n{cards}'
    )
    for name in names:
        (folder / f"{name}.html").write_text(f'<div class="plate"><div class="text">{text}</div></div>\n')
    (folder / "theme.css").write_text(
        ".card { display: flex; justify-content: center; } .plate { background: var(--paper); max-height: 90px; }\n"
        f".text {{ color: {ink}; font-size: calc(36px * var(--fit)); line-height: 1.5; }}\n"
    )
    return folder
