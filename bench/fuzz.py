"""Mutated files and manifests through the prober and the session: python -m bench.fuzz media|manifests COUNT [SEED]."""

from __future__ import annotations

import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av
import numpy as np
from PIL import Image

from pipeline import digest
from pipeline.app import session
from pipeline.execution.prober import Prober
from pipeline.media.faults import MediaFault

MOVIES = {
    "mp4": ("libx264", "aac"), "mov": ("prores", "pcm_s16le"), "mkv": ("libx264", "flac"), "webm": ("libvpx-vp9", "libopus"),
    "avi": ("mpeg4", "mp3"), "ts": ("libx264", "aac"), "mpg": ("mpeg2video", "mp2"), "flv": ("libx264", "aac"),
    "ogv": ("", "libopus"), "nut": ("ffv1", "pcm_s16le"), "mxf": ("mpeg2video", "pcm_s16le"), "asf": ("mpeg4", "mp3"),
}  # fmt: skip
SOUNDS = {
    "wav": "pcm_s16le", "mp3": "mp3", "flac": "flac", "ogg": "flac", "opus": "libopus", "m4a": "aac", "aac": "aac",
    "aiff": "pcm_s16be", "caf": "pcm_s16le", "w64": "pcm_s16le",
}  # fmt: skip
PICTURES = ("png", "jpg", "webp", "gif")

WORDS = (
    "{", "}", "[", "]", ":", "- ", "&a ", "*a", "!!python/object:os.system", "\0", "\t", "'", '"', "|", ">", "%", "? ", "~",
    "-1", "99:99:99", "999999999999999999", "../../../etc/passwd", "http://127.0.0.1:9/", "\ud7ff", "\u202e", "no", "#",
    "1e999", "0x10", "\n", "\n  ", "---\n", "...\n", "<<: *a", "NaN", "off", "\u00a0", "concat:a|b", "%04d", "{{ x }}",
)  # fmt: skip


def seeds(folder: Path) -> Iterator[Path]:
    """Write a small file of every format that is read."""
    for suffix, (picture, sound) in MOVIES.items():
        yield _movie(folder / f"seed.{suffix}", picture, sound)
    for suffix, codec in SOUNDS.items():
        yield _movie(folder / f"seed.{suffix}", "", codec)
    for suffix in PICTURES:
        noise = np.random.default_rng(1).integers(0, 255, (18, 32, 3), np.uint8)
        Image.fromarray(noise).save(folder / f"seed.{suffix}")
        yield folder / f"seed.{suffix}"


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Return the bytes with some of them changed, lost, doubled or cut off."""
    mutant = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        place = chance.randrange(len(mutant) or 1) if chance.random() < 0.5 else chance.randrange(min(len(mutant), 600) or 1)
        match chance.randrange(6):
            case 0:
                mutant[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                mutant[place : place + 4] = chance.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\0\0\0\1"))
            case 2:
                del mutant[place : place + chance.randrange(1, 64)]
            case 3:
                mutant[place:place] = mutant[place : place + chance.randrange(1, 256)]
            case 4:
                mutant[place:place] = chance.randbytes(chance.randrange(1, 32))
            case _:
                if chance.random() < 0.2:
                    del mutant[place:]
    return bytes(mutant)


def rewritten(text: str, chance: random.Random) -> str:
    """Return a manifest with words, lines and indents that do not belong."""
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        lines = text.split("\n")
        number = chance.randrange(len(lines))
        match chance.randrange(6):
            case 0:
                place = chance.randrange(len(text) + 1)
                text = text[:place] + chance.choice(WORDS) + text[place:]
                continue
            case 1:
                lines.insert(number, lines[chance.randrange(len(lines))])
            case 2:
                del lines[number]
            case 3:
                lines[number] = " " * chance.randrange(8) + lines[number].lstrip()
            case 4:
                key, colon, _ = lines[number].partition(":")
                lines[number] = f"{key}{colon} {chance.choice(WORDS)}"
            case _:
                place = chance.randrange(len(text) + 1)
                text = text[:place] + text[place + chance.randrange(1, 20) :]
                continue
        text = "\n".join(lines)
    return text


def media(count: int, seed: int) -> Counter[str]:
    """Look into so many mutated files; return how they ended. A file that breaks anything but itself is kept and named."""
    chance = random.Random(seed)
    told: Counter[str] = Counter()
    prober = Prober()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as place:
        folder = Path(place)
        contents = {path: path.read_bytes() for path in seeds(folder)}

        def look(number: int, path: Path, mutant: bytes) -> None:
            file = folder / f"{number}{path.suffix}"
            file.write_bytes(mutant)
            begun = time.monotonic()
            try:
                prober(file, digest.of_bytes(mutant), file.name)
                told["read"] += 1
            except MediaFault as fault:
                told["refused"] += 1
                if "breaks the reader" in fault.message or "takes " in fault.message:
                    told[f"limit: {fault.message.partition(' ')[2]}"] += 1
            except Exception:  # noqa: BLE001 - whatever it is, it is counted
                told["broke"] += 1
                traceback.print_exc()
            if (spent := time.monotonic() - begun) > 20:
                told["longer than 20 s"] += 1
                print(file.name, f"{spent:.0f} s", file=sys.stderr)
            file.unlink()

        with ThreadPoolExecutor(2) as pool:
            for number in range(count):
                path = chance.choice(list(contents))
                pool.submit(look, number, path, mutated(contents[path], chance))
    prober.close()
    return told


def manifests(count: int, seed: int, manifest: Path) -> Counter[str]:
    """Show a session so many mutations of a manifest; return what came of them."""
    chance = random.Random(seed)
    told: Counter[str] = Counter()
    good = manifest.read_text(encoding="utf-8")
    with session.opened([manifest], writes=False) as opened:
        for _ in range(count):
            text = rewritten(good, chance)
            begun = time.monotonic()
            try:
                opened.edit(manifest, text)
                seen = opened.snapshot(manifest)
                told["good" if seen.is_whole else "mistakes"] += 1
                if seen.is_whole:
                    opened.work(manifest)
            except Exception as fault:  # noqa: BLE001 - whatever it is, it is counted
                told[f"broke: {type(fault).__name__}: {fault}"[:160]] += 1
                traceback.print_exc()
                Path(tempfile.gettempdir(), f"fuzz-{digest.of_bytes(text.encode('utf-8', 'replace'))[:8]}.yaml").write_text(
                    text, encoding="utf-8", errors="replace"
                )
            told["longer than 5 s"] += time.monotonic() - begun > 5
    return told


def _movie(path: Path, picture: str, sound: str) -> Path:
    with av.open(str(path), "w") as movie:
        video = movie.add_stream(picture, rate=25) if picture else None
        if video is not None:
            video.width, video.height = (720, 576) if path.suffix == ".mxf" else (64, 36)
            video.pix_fmt = "yuv422p10le" if picture == "prores" else "yuv420p"
        audio = movie.add_stream(sound, rate=48000, layout="stereo")
        if video is not None:
            for number in range(10):
                frame = av.VideoFrame.from_ndarray(
                    np.full((video.height, video.width, 3), number * 20, np.uint8), format="rgb24"
                ).reformat(format=video.pix_fmt)
                frame.pts = number
                movie.mux(video.encode(frame))
            movie.mux(video.encode(None))
        resampler = av.AudioResampler(format=audio.codec_context.format or "s16", layout="stereo", rate=48000)
        fifo = av.AudioFifo()
        noise = np.random.default_rng(2).integers(-9000, 9000, (1, 2 * 19200), np.int16)
        frame = av.AudioFrame.from_ndarray(noise, format="s16", layout="stereo")
        frame.sample_rate = 48000
        for part in resampler.resample(frame):
            part.pts = None
            fifo.write(part)
        at = 0
        while (part := fifo.read(audio.codec_context.frame_size or 1024, partial=True)) is not None:
            part.pts = at
            at += part.samples
            movie.mux(audio.encode(part))
        movie.mux(audio.encode(None))
    return path


if __name__ == "__main__":
    what, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1
    found = media(count, seed) if what == "media" else manifests(count, seed, Path("episodes/s01e01.yaml"))
    for name, number in found.most_common():
        print(f"{number:6d}  {name}")
