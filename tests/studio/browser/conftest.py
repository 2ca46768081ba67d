"""A studio in Debian's Chromium, as a producer has it before them: a show whose frames show their numbers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import PROGRAM
from tests.episode.show import BARE, counting, make_show, opened_warm, write
from tests.firefox import PROGRAM as FIREFOX
from tests.studio.asking import Running, started
from tests.studio.browser.desk import Desk
from tests.studio.browser.flashes import flashing_show

MANIFEST = """\
episode: {title: Numbers, season: 1, number: 1}
segments:
  - card: Hello
    length: 1

  # All of it.
  - clip: Whole
    file: count.mov
    by: ana
    captions: {en: spoken.srt}
  - docu-short: Parts
    clips:
      - {file: count.mov, in: 0.4, out: 1.2, by: ana}
      - {file: count.mov, in: 2, out: 3.6, by: ben}     # the end of it
  - clip: Once more
    file: count.mov
    in: 1
    by: ben
"""
PEOPLE = "ana: {name: Ana Núñez}\nben: {name: Ben O'Neil}\n"
CAPTIONS = "1\n00:00:00,200 --> 00:00:01,000\nzero and one\n\n2\n00:00:02,000 --> 00:00:03,000\ntwo and three\n"

NUMBERS = [*[None] * 25, *range(100), *range(10, 30), *range(50, 90), *range(25, 100)]
"""What each frame of the episode shows; the card's show no number."""

JOINS = [0, 25, 125, 145, 185]


def numbered_show(folder: Path) -> Path:
    make_show(folder, f"rate: 25\ntheme: paper\ntheme_sounds: off\n{BARE}", PEOPLE)
    media = folder / "episodes/media"
    counting(media / "count.mov", 100)
    write(media, {"spoken.srt": CAPTIONS})
    write(folder / "episodes", {"s01e01.yaml": MANIFEST})
    return folder / "episodes/s01e01.yaml"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.ffmpeg)
            name, program = ("Firefox", FIREFOX) if "firefox" in item.path.name else ("Chromium", PROGRAM)
            item.add_marker(pytest.mark.skipif(program is None, reason=f"there is no {name} here"))


@pytest.fixture(scope="session")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    manifest = numbered_show(tmp_path_factory.mktemp("numbered") / "show")
    with opened_warm([manifest]) as opened:
        opened.build([opened.work(manifest)], workers=2)
    return manifest.parents[1]


@pytest.fixture(scope="module")
def flashing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    show = flashing_show(tmp_path_factory.mktemp("flashes") / "show")
    with started(show, home=show / "home") as found:
        yield found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=PROGRAM,
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required", "--force-color-profile=srgb"],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def running(numbered: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("browser")
    shutil.copytree(numbered, folder / "show", symlinks=True)
    with started(folder / "show", home=folder / "home") as found:
        yield found


@pytest.fixture
def show(running: Running) -> Path:
    return Path(running.process.args[4])  # type: ignore[index, arg-type]


@contextmanager
def opened_page(chromium: Browser, width: int, height: int, scheme: str) -> Iterator[tuple[Page, list[str]]]:
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(error.stack or str(error)))
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("response", lambda answer: said.append(f"{answer.url} says {answer.text()}") if answer.status >= 500 else None)
    try:
        yield page, said
    finally:
        context.close()


Opener = Callable[..., Desk]


@pytest.fixture
def desk(chromium: Browser, running: Running, show: Path) -> Iterator[Opener]:
    """Open the studio in a window; a page that complains fails its test. The manifest is put back afterwards."""
    opened: list[tuple[list[str], Desk]] = []
    contexts = []
    before = {path: path.read_bytes() for path in (show / "episodes").glob("*.yaml")}

    def open_desk(
        at: str = "#s01e01",
        *,
        width: int = 1440,
        height: int = 900,
        scheme: str = "dark",
        expects: tuple[str, ...] = (),
    ) -> Desk:
        context = opened_page(chromium, width, height, scheme)
        page, said = context.__enter__()
        contexts.append(context)
        page.goto(running.address + at)
        found = Desk(page, show, expects)
        opened.append((said, found))
        return found

    yield open_desk
    for context in contexts:
        context.__exit__(None, None, None)
    for path, content in before.items():
        running.client.post("/api/file/revert", {"path": path.relative_to(show).as_posix()})
        if path.read_bytes() != content:
            path.write_bytes(content)
    for said, found in opened:
        assert [line for line in said if not any(text in line for text in found.expects)] == []


def wear(show: Path, sheet: str) -> None:
    """Let a show wear a theme of its own, whose title cards have this sheet."""
    home = show / "templates/mine"
    home.mkdir(parents=True)
    (home / "theme.yaml").write_text("title: Mine\nextends: paper\n")
    (home / "title.css").write_text(sheet)
    settings = show / "episodes/show.yaml"
    settings.write_text(settings.read_text().replace("theme: paper", "theme: mine"))
