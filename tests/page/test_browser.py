"""The page of a report in a browser: what a person sees, and where a click lands them."""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.page import page
from tests.browser import PROGRAM, Browser, started
from tests.episode.show import BARE, build, counting, make_show, write
from tests.page.reports import FORMS, PICTURES, report

pytestmark = [
    pytest.mark.browser,
    pytest.mark.ffmpeg,
    pytest.mark.slow,
    pytest.mark.skipif(PROGRAM is None, reason="there is no Chromium here"),
]

FRAME = 37
"""Where the episode has a finding: a caption at 1.48 s that nobody can read so fast."""

MANIFEST = """\
episode: {title: 'Count <script>document.title = "hostile"</script>', season: 1, number: 1}
segments:
  - clip: Count
    file: count.mov
    by: ana
    captions: {en: fast.srt}
"""
CAPTIONS = "1\n00:00:01,480 --> 00:00:02,000\nThis is said so fast that nobody is able to read it\n"


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the package of an episode whose frames show their numbers."""
    show = make_show(tmp_path_factory.mktemp("page") / "show", f"rate: 25\n{BARE}")
    counting(show / "episodes/media/count.mov", 75)
    write(show / "episodes", {"e.yaml": MANIFEST, "media/fast.srt": CAPTIONS})
    return build(show / "episodes/e.yaml")[0].parent


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with started() as browser:
        yield browser


def shown(browser: Browser, selector: str) -> int:
    """Return the number that a picture of the page shows: as `counting` draws it, ones to the left and tens to the right."""
    left, top, width, height = browser.run(
        f"(() => {{ const box = document.querySelector({selector!r}).getBoundingClientRect();"
        " return [box.left, box.top, box.width, box.height] })()"
    )
    seen = np.asarray(Image.open(io.BytesIO(browser.picture())).convert("L")).astype(float)
    rows = slice(int(top + 0.1 * height), int(top + 0.3 * height))
    ones, tens = (
        seen[rows, int(left + begin * width) : int(left + end * width)].mean() * 219 / 255 + 16
        for begin, end in ((0.1, 0.4), (0.6, 0.9))
    )
    return round((tens - 20) / 20) * 10 + round((ones - 20) / 20)


def playable(browser: Browser, path: Path, **window: int | str) -> None:
    browser.open(path, **window)  # type: ignore[arg-type]
    browser.wait("document.querySelector('.playable') !== null && !document.querySelector('video').seeking")


def told(browser: Browser) -> int:
    return int(browser.run("document.querySelector('#number').textContent"))


def lands(browser: Browser, frame: int) -> None:
    """Wait until a frame is told and shown; a busy machine takes its time to paint it."""
    end = time.monotonic() + 20
    while (found := (told(browser), shown(browser, "video"))) != (frame, frame):
        assert time.monotonic() < end, f"told and shown are {found}, not {frame}"
        time.sleep(0.05)


@pytest.mark.parametrize("place", [".finding .shot", ".finding .what a", ".mark"])
def test_a_click_on_a_finding_lands_on_its_frame(browser: Browser, package: Path, place: str) -> None:
    playable(browser, package / "qc.html")
    lands(browser, 0)
    browser.click(place)
    lands(browser, FRAME)
    assert browser.run("document.querySelector('#time').textContent") == "0:00:01.480"
    assert browser.run("location.hash") == "#finding-1"
    assert browser.run("document.querySelector('.finding').getAttribute('aria-current')") == "true"


def test_the_small_picture_of_a_finding_is_that_of_its_frame(browser: Browser, package: Path) -> None:
    browser.open(package / "qc.html")
    assert shown(browser, ".finding .shot img") == FRAME


def test_without_the_movie_a_click_shows_the_picture_of_the_frame(browser: Browser, package: Path, tmp_path: Path) -> None:
    shutil.copy(package / "qc.html", tmp_path / "alone.html")
    browser.open(tmp_path / "alone.html")
    browser.wait("document.querySelector('video').error !== null")
    assert browser.run("getComputedStyle(document.querySelector('video')).visibility") == "hidden"
    browser.click(".mark")
    browser.wait("document.querySelector('#still').complete")
    assert (told(browser), shown(browser, "#still")) == (FRAME, FRAME)
    assert browser.run("document.querySelector('#apart').hidden") is True
    browser.press("ArrowRight")
    assert told(browser) == FRAME + 1
    assert browser.run("document.querySelector('#apart').textContent") == "the picture is of frame 37"
    assert all("alone.mp4" in error or "e.mp4" in error for error in browser.errors)


def test_keys_go_from_finding_to_finding_and_from_frame_to_frame(browser: Browser, package: Path) -> None:
    playable(browser, package / "qc.html")
    browser.press("n")
    lands(browser, FRAME)
    browser.press("ArrowRight")
    lands(browser, FRAME + 1)
    browser.press("ArrowLeft")
    browser.press("ArrowLeft")
    lands(browser, FRAME - 1)


def test_keys_pressed_faster_than_the_player_seeks_end_at_the_frame_told(browser: Browser, package: Path) -> None:
    playable(browser, package / "qc.html")
    for key in ["ArrowRight"] * 12 + ["ArrowLeft"] * 5 + ["n", "ArrowRight", "ArrowLeft", "ArrowLeft"]:
        browser.press(key)
    assert told(browser) == FRAME - 1
    lands(browser, FRAME - 1)


def test_a_player_moved_by_its_own_controls_tells_its_frame(browser: Browser, package: Path) -> None:
    playable(browser, package / "qc.html")
    browser.press("n")
    lands(browser, FRAME)
    browser.run("document.querySelector('video').currentTime = 0.5")
    lands(browser, 12)


def test_the_keyboard_reaches_a_finding_and_enters_it(browser: Browser, package: Path) -> None:
    playable(browser, package / "qc.html")
    for _ in range(10):
        browser.press("Tab")
        if browser.run("document.activeElement.matches('.mark')"):
            break
    browser.press("Enter")
    lands(browser, FRAME)


def test_a_click_on_the_timeline_goes_to_its_time(browser: Browser, package: Path) -> None:
    playable(browser, package / "qc.html", height=1600)
    browser.click(".lane.wave")  # its middle
    lands(browser, 37)
    browser.click(".lane.segments a")
    lands(browser, 0)


def test_a_finding_can_be_linked_to(browser: Browser, package: Path, tmp_path: Path) -> None:
    frame = tmp_path / "linking.html"
    frame.write_text(f'<a href="{(package / "qc.html").as_uri()}#finding-1">it</a>')
    browser.open(frame)
    browser.click("a")
    browser.wait("document.querySelector('.playable') !== null")
    lands(browser, FRAME)


def test_the_page_reads_nothing_but_itself_and_the_movie_beside_it(browser: Browser, package: Path) -> None:
    playable(browser, package / "qc.html")
    asked = {request for request in browser.requests if not request.startswith("data:")}
    assert asked == {(package / name).as_uri() for name in ("qc.html", "e.mp4")}
    assert browser.errors == []


def test_a_hostile_title_is_text(browser: Browser, package: Path) -> None:
    playable(browser, package / "qc.html")
    assert browser.run("document.querySelector('h1').textContent") == 'Count <script>document.title = "hostile"</script>'
    assert browser.run("document.title").startswith("Good: Count <script>")


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forms")
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
    for name, made in {**FORMS, "long": report(title=long, cues=200)}.items():
        (folder / f"{name}.html").write_bytes(page(made, PICTURES))
    return folder


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_juts_out_of_the_window(browser: Browser, forms: Path, width: int, scheme: str) -> None:
    for path in sorted(forms.iterdir()):
        browser.open(path, width=width, scheme=scheme)
        assert browser.run("document.documentElement.scrollWidth") == width, path.name
        outside = browser.run(
            "[...document.querySelectorAll('body *')].filter(one => !one.closest('.tracks, #findings ol, svg, [hidden]') &&"
            " one.getBoundingClientRect().right > innerWidth + 0.5).map(one => one.outerHTML.slice(0, 90))"
        )
        assert outside == [], path.name
        rows = browser.run("Math.max(...[...document.querySelectorAll('tr')].map(one => one.offsetHeight))")
        assert rows < 70, path.name  # words side by side, not letters one below the other


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_on_their_ground(browser: Browser, forms: Path, scheme: str) -> None:
    browser.open(forms / "refused.html", scheme=scheme)
    worst = browser.run(_CONTRAST)
    assert worst[0] >= 4.5, worst  # WCAG 2.2, 1.4.3
    assert (browser.run("getComputedStyle(document.body).backgroundColor") == "rgb(28, 20, 30)") == (scheme == "dark")


_CONTRAST = """(() => {
  const light = (colour) => {
    const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = colour.match(/[\\d.]+/g).map((v) => linear(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (one) => {
    for (; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (colour !== "rgba(0, 0, 0, 0)") return colour;
    }
  };
  let worst = [99, ""];
  for (const one of document.querySelectorAll("p, span, a, small, code, h1, h2, th, td, strong, bdi, output")) {
    if (![...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())) continue;
    const [dark, bright] = [light(getComputedStyle(one).color), light(ground(one))].sort((a, b) => a - b);
    const ratio = (bright + 0.05) / (dark + 0.05);
    if (ratio < worst[0]) worst = [ratio, one.outerHTML.slice(0, 120)];
  }
  return worst;
})()"""


def test_printed_every_finding_is_there_and_the_player_is_not(browser: Browser, forms: Path) -> None:
    browser.open(forms / "many.html", scheme="dark")
    browser.ask("Emulation.setEmulatedMedia", media="print", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    try:
        assert browser.run("getComputedStyle(document.querySelector('#screen')).display") == "none"
        tall = browser.run("['scrollHeight', 'clientHeight'].map(name => document.querySelector('#findings ol')[name])")
        assert tall[0] == tall[1] > 2000
        assert browser.run("getComputedStyle(document.body).color") == "rgb(42, 26, 46)"  # ink on paper, whatever the screen
    finally:
        browser.ask("Emulation.setEmulatedMedia", media="")
