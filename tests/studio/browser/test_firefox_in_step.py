"""Sound and picture are in step in Firefox, too. It plays to a sound server: without one its sound stands still.

Firefox says of a frame that is shown late when the next one was due, so the picture is looked at at short intervals instead, and
both are told on the element's own clock, behind which the sound lies by what its output delays.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from tests.firefox import Firefox
from tests.firefox import started as firefox_started
from tests.studio.asking import Running
from tests.studio.browser.flashes import FLASHES

SERVER = shutil.which("pulseaudio")
pytestmark = [
    pytest.mark.long,
    pytest.mark.slow,
    pytest.mark.skipif(SERVER is None and "TOGETHER_FIREFOX" not in os.environ, reason="there is no PulseAudio here"),
]

FRAME = "document.querySelector('.player .frame')?.dataset"
PLAY = """(async (seconds) => {
  const video = document.querySelector('.frame > video');
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 1;
  const picture = canvas.getContext('2d', {willReadFrequently: true});
  const seen = [], heard = [], apart = [];
  const sound = new AudioContext(), ear = sound.createAnalyser();
  ear.fftSize = 16384;
  sound.createMediaElementSource(video).connect(ear);
  ear.connect(sound.destination);
  await sound.resume();
  const samples = new Float32Array(ear.fftSize);
  document.querySelector('.play').click();
  for (let end = performance.now() + 1000 * seconds; performance.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 4));
    const at = video.currentTime;
    picture.drawImage(video, 0, 0, 1, 1);
    if (picture.getImageData(0, 0, 1, 1).data[1] > 128) seen.push(at);
    ear.getFloatTimeDomainData(samples);
    const now = sound.currentTime;
    apart.push(video.currentTime - now);
    const first = samples.findIndex((value) => Math.abs(value) > 0.05);
    const beep = now - (samples.length - first) / sound.sampleRate;
    if (first > 0 && beep > (heard.at(-1) ?? -1) + 0.3) heard.push(beep);
  }
  apart.sort((one, other) => one - other);
  return {seen, heard: heard.map((one) => one + apart[apart.length >> 1])};
})(11)"""


@pytest.fixture(scope="module")
def sounding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """Firefox with a sound server that plays to nobody."""
    assert SERVER is not None
    folder = tmp_path_factory.mktemp("pulse")
    address = Path(folder, "native")
    argv = [SERVER, "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes"]
    argv += ["-L", "module-null-sink rate=48000", "-L", f"module-native-protocol-unix auth-anonymous=1 socket={address}"]
    homes = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
    server = subprocess.Popen(argv, env={**os.environ, **homes}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 20
        while not address.exists():
            assert time.monotonic() < end, "the sound server does not listen"
            time.sleep(0.05)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PULSE_SERVER", f"unix:{address}")
            with firefox_started() as found:
                found.size(1440, 980)
                yield found
    finally:
        server.terminate()
        server.wait(20)


def test_sound_and_picture_are_in_step_in_firefox(flashing: Running, sounding: Firefox) -> None:
    sounding.open(f"{flashing.address}#s01e01")
    sounding.wait(f"{FRAME}.frame === '0' && {FRAME}.cover === 'none'")
    sounding.wait("document.querySelector('.standing')?.textContent.includes('LUFS')")
    found = sounding.run(PLAY)
    assert len(found["heard"]) == len(FLASHES)
    apart = []
    for flash, beep in zip(FLASHES, found["heard"], strict=True):
        assert beep == pytest.approx(flash, abs=0.06)
        seen = [at for at in found["seen"] if abs(at - flash) < 0.1]
        apart += [seen[0] - beep] if seen else []
    assert len(apart) > len(FLASHES) / 2
    # On a busy machine one or another is looked for late.
    assert abs(median(apart)) < 0.02
