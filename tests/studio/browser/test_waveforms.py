"""Waveforms on the timeline: what is heard at their place, also where a film is slower, stands, or runs backwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.episode.show import BARE, ffmpeg, make_show, write
from tests.studio.asking import Running, started
from tests.studio.browser.conftest import opened_page

pytestmark = [pytest.mark.long, pytest.mark.slow]

MANIFEST = """\
episode: {title: Paces}
segments:
  - docu-short: Paces
    clips:
      - {file: hum.mov, by: ana}
      - {file: hum.mov, by: ana, reverse: on}
      - {file: hum.mov, by: ana, out: 2, speed: 0.5}
      - {file: hum.mov, by: ana, freeze: {at: 0.5, length: 1}}
"""
HEARD = [(0, 1), (7, 10), (12, 12.5), (13.5, 14)]
"""Between which seconds of the episode the first second of the film is heard, in which alone something hums."""

BARS = """moments => {
  const label = [...document.querySelectorAll('.labels .label')].find((one) => one.textContent.startsWith('Beds'));
  const canvas = document.querySelector('.sheet canvas');
  const sheet = canvas.getBoundingClientRect(), row = label.getBoundingClientRect(), sharp = canvas.width / sheet.width;
  const top = (row.top - sheet.top + row.height * 0.4) * sharp, high = row.height * 0.55 * sharp;
  const context = canvas.getContext('2d', {willReadFrequently: true});
  return moments.map((at) => {
    const left = at / 17 * (sheet.width - 16) * sharp;
    const {data, width, height} = context.getImageData(Math.round(left) - 4, Math.round(top), 9, Math.round(high));
    const fill = [0, 1, 2].map((one) => data[4 * width * (height - 2) + one]);
    const drawn = Array.from({length: width}, (_, x) => Array.from({length: height}, (_, y) => y)
      .filter((y) => [0, 1, 2].some((one) => Math.abs(data[4 * (y * width + x) + one] - fill[one]) > 24)).length);
    return Math.max(...drawn) / height;
  });
}"""


@pytest.fixture(scope="module")
def paced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    show = make_show(tmp_path_factory.mktemp("paced") / "show", f"rate: 25\ntheme: paper\ntheme_sounds: off\n{BARE}")
    film = show / "episodes/media/hum.mov"
    hum = ("-f", "lavfi", "-i", "aevalsrc='0.5*lt(t,1)*sin(2*PI*440*t)':s=48000:d=4")
    ffmpeg("-f", "lavfi", "-i", "color=s=160x90:r=25:d=4", *hum, "-pix_fmt", "yuv420p", "-c:a", "pcm_s16le", str(film))
    write(show / "episodes", {"s01e01.yaml": MANIFEST})
    with started(show, home=show / "home") as found:
        yield found


def test_a_waveform_shows_what_is_heard_at_its_place(paced: Running, chromium: Browser) -> None:
    moments = [0.25 + number / 2 for number in range(34)]
    wanted = [any(begin < at < end for begin, end in HEARD) for at in moments]
    with opened_page(chromium, 1440, 900, "dark") as (page, _):
        page.goto(paced.address + "#s01e01")
        for _ in range(300):
            if page.locator(".labels .label").filter(has_text="Beds").count():
                heights = page.evaluate(BARS, moments)
                if any(height > 0.3 for height in heights):
                    break
            page.wait_for_timeout(200)
        page.wait_for_timeout(500)
        heights = page.evaluate(BARS, moments)
    assert [height > 0.3 for height in heights] == wanted, heights
