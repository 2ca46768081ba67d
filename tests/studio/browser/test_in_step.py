"""Sound and picture are in step while an episode plays: flashes are seen and beeps are heard at one time of the media."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.studio.asking import Running
from tests.studio.browser.conftest import opened_page
from tests.studio.browser.flashes import FLASHES

pytestmark = [pytest.mark.long, pytest.mark.slow]

FROM_SECONDS = 1.0
"""The card before is white, too."""

PLAY = """async (seconds) => {
  const video = document.querySelector('.frame > video');
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const picture = canvas.getContext('2d', {willReadFrequently: true});
  const seen = [], heard = [], apart = [];
  let number = 0;
  const see = (_, facts) => {
    number += 1;
    picture.drawImage(video, 0, 0, 1, 1);
    if (picture.getImageData(0, 0, 1, 1).data[1] > 128) seen.push(facts.mediaTime);
    video.requestVideoFrameCallback(see);
  };
  video.requestVideoFrameCallback(see);
  const sound = new AudioContext(), ear = sound.createAnalyser();
  ear.fftSize = 16384;
  sound.createMediaElementSource(video).connect(ear);
  ear.connect(sound.destination);
  await sound.resume();
  const samples = new Float32Array(ear.fftSize);
  document.querySelector('.play').click();
  for (let end = performance.now() + 1000 * seconds; performance.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 8));
    ear.getFloatTimeDomainData(samples);
    const now = sound.currentTime;
    apart.push(video.currentTime - now);
    const first = samples.findIndex((value) => Math.abs(value) > 0.05);
    const at = now - (samples.length - first) / sound.sampleRate;
    if (first > 0 && at > (heard.at(-1) ?? -1) + 0.3) heard.push(at);
  }
  apart.sort((one, other) => one - other);
  const between = apart[apart.length >> 1];
  return {seen, heard: heard.map((at) => at + between), number};
}"""
"""What is seen has the media time of its frame. What is heard is what the element gives out, on the clock of its sound; the
median of how far that and the element's own clock lie apart takes it to the media's. Frames that a busy machine leaves out are
not seen, and move nothing.
"""


def test_sound_and_picture_are_in_step_while_it_plays(flashing: Running, chromium: Browser) -> None:
    with opened_page(chromium, 1440, 900, "dark") as (page, said):
        page.goto(f"{flashing.address}#s01e01")
        expect(page.locator(".player .frame")).to_have_attribute("data-frame", "0", timeout=60_000)
        expect(page.locator(".player .frame")).to_have_attribute("data-cover", "none", timeout=60_000)
        expect(page.locator(".standing")).to_contain_text("LUFS", timeout=60_000)
        page.wait_for_timeout(1000)
        found = page.evaluate(PLAY, 11)
        seen = [at for at in found["seen"] if at >= FROM_SECONDS]
        assert len(seen) > len(FLASHES) / 2
        assert [at for at in seen if min(abs(at - flash) for flash in FLASHES) > 0.001] == []
        assert len(found["heard"]) == len(FLASHES)
        assert [at for at, flash in zip(found["heard"], FLASHES, strict=True) if abs(at - flash) > 0.02] == []
        assert said == []
