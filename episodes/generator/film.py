"""Write what was made: WAV, numbered PNG, MP4 through the ffmpeg that `imageio_ffmpeg` brings. Nothing half-written is left."""

from __future__ import annotations

import subprocess
import tempfile
import wave
from collections.abc import Iterable
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from PIL import Image

from episodes.generator.dsp import RATE, Signal


def samples(sound: Signal) -> bytes:
    """Return interleaved 24-bit samples, little endian. Raises ValueError where the sound would clip."""
    if float(np.abs(sound).max()) > 1.0:
        raise ValueError(f"the sound reaches {np.abs(sound).max():.2f} of full scale")
    whole = np.atleast_2d(sound).T * (2**23 - 1)
    return np.ascontiguousarray(whole.round().astype("<i4")).view(np.uint8).reshape(-1, 4)[:, :3].tobytes()


def write_wav(path: Path, sound: Signal) -> None:
    """Write a sound of 48 kHz as 24-bit PCM."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1 if sound.ndim == 1 else sound.shape[0])
        file.setsampwidth(3)
        file.setframerate(RATE)
        file.writeframes(samples(sound))


def write_mp4(
    path: Path, frames: Iterable[Image.Image], size: tuple[int, int], rate: int, sound: Signal | None = None, height: int = 0
) -> None:
    """Encode RGB frames, and a sound if there is one, as H.264 and AAC, BT.709. Raises OSError with ffmpeg's last words.

    One thread, so that the same frames give the same bytes. `height` shrinks the picture, where a phone records a smaller one.
    """
    with tempfile.TemporaryDirectory(prefix="together-film-") as folder:
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24"]
        command += ["-s", f"{size[0]}x{size[1]}", "-r", str(rate), "-i", "pipe:0"]
        if sound is not None:
            heard = Path(folder) / "sound.wav"
            write_wav(heard, sound)
            command += ["-i", str(heard), "-c:a", "aac", "-b:a", "160k"]
        shrink = f"scale=-2:{height}:flags=area," if height else ""
        command += ["-vf", f"{shrink}scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd,format=yuv420p"]
        command += ["-c:v", "libx264", "-preset", "superfast", "-crf", "19", "-threads", "1", "-g", str(2 * rate)]
        command += ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]
        command += ["-fflags", "+bitexact", "-flags", "+bitexact", "-movflags", "+faststart", "-f", "mp4", str(path)]
        said = Path(folder) / "ffmpeg.log"
        with said.open("wb") as log:
            child = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=log)
            assert child.stdin is not None
            try:
                for frame in frames:
                    child.stdin.write(frame.tobytes())
                child.stdin.close()
            except BrokenPipeError:
                pass  # ffmpeg has ended early; its exit code and words are told below
            except BaseException:
                child.kill()
                child.wait()
                raise
            if child.wait() != 0:
                raise OSError(f"ffmpeg could not write {path.name}: {said.read_text(errors='replace')[-800:]}")


def write_png(folder: Path, pictures: Iterable[Image.Image]) -> None:
    """Write numbered pictures, `frame_0001.png` and so on, into a new folder."""
    folder.mkdir()
    for number, picture in enumerate(pictures, start=1):
        picture.save(folder / f"frame_{number:04d}.png", compress_level=3)
