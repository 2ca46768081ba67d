"""The prober: what a file does to a decoder it does in another process, within limits, and it is told in words."""

from __future__ import annotations

import contextlib
import struct
import subprocess
import sys
import threading
import time
import wave
import zlib
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from pipeline import digest
from pipeline.execution.prober import Prober
from pipeline.media import formats, probe
from pipeline.media.faults import MediaFault
from pipeline.media.info import MediaInfo
from pipeline.media.library import Library
from tests.memory import Forgetful
from tests.processes import children, is_gone


@pytest.fixture
def prober() -> Iterator[Prober]:
    prober = Prober()
    yield prober
    prober.close()


def asked(prober: Prober, path: Path, name: str = "") -> MediaInfo:
    return prober(path, digest.of_file(path), name or path.name)


def a_wav(path: Path, seconds: int = 1) -> Path:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(48000)
        sound.writeframes(b"\0\1" * 48000 * seconds)
    return path


def a_png(path: Path, width: int, height: int, bits: int, colours: int, data: bytes, *more: bytes) -> Path:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colours, 0, 0, 0))
    texts = [chunk(b"zTXt", content) for content in more]
    end = chunk(b"IDAT", data) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + head + b"".join(texts) + end)
    return path


def a_gif(path: Path, size: int, frames: int) -> Path:
    head = b"GIF89a" + struct.pack("<HHBBB", size, size, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"\x21\xf9\x04\0\x02\0\0\0\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02D\x01\0"
    path.write_bytes(head + frame * frames + b";")
    return path


def peak(pid: int) -> int:
    """Return the most memory that a process has held, in MiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024


def test_it_answers_as_the_probe_does_and_stays_warm(tmp_path: Path, prober: Prober) -> None:
    sound = a_wav(tmp_path / "a.wav")
    before = set(children())
    assert asked(prober, sound) == probe.probe(sound, digest.of_file(sound), "a.wav")
    (first,) = set(children()) - before
    with pytest.raises(MediaFault, match=r"'b\.wav' is not a picture"):
        asked(prober, _written(tmp_path / "b.wav", b"RIFFxxxx"))
    asked(prober, a_wav(tmp_path / "c.wav", 2))
    assert set(children()) - before == {first}
    prober.close()
    assert is_gone(first)


def test_what_is_remembered_starts_no_process(tmp_path: Path, prober: Prober) -> None:
    a_wav(tmp_path / "a.wav")
    memory = Forgetful()
    info = Library(tmp_path, memory).info("a.wav")
    before = set(children())
    library = Library(tmp_path, memory, prober, at_once=2)
    library.prepare(["a.wav", "a.wav"])
    assert library.info("a.wav") == info
    assert set(children()) == before


def test_several_files_are_looked_into_at_once(tmp_path: Path) -> None:
    names = [a_wav(tmp_path / f"{number}.wav", number + 1).name for number in range(4)]
    (tmp_path / "bad.wav").write_bytes(b"RIFF")
    meeting = threading.Barrier(2, timeout=10)

    def probing(path: Path, content: str, name: str, *, proves: bool = True) -> MediaInfo:
        if name in names[:2]:
            meeting.wait()
        return probe.probe(path, content, name)

    library = Library(tmp_path, Forgetful(), probing, at_once=2)
    library.prepare([*names, "bad.wav", "missing.wav"])
    assert not meeting.broken
    assert [library.info(name).duration for name in names] == [1, 2, 3, 4]
    with pytest.raises(MediaFault, match=r"bad\.wav"):
        library.info("bad.wav")


def test_a_refused_file_is_looked_into_once(tmp_path: Path) -> None:
    (tmp_path / "bad.wav").write_bytes(b"RIFF")
    seen: list[str] = []

    def probing(path: Path, content: str, name: str, *, proves: bool = True) -> MediaInfo:
        seen.append(name)
        raise MediaFault("no", "do")

    library = Library(tmp_path, Forgetful(), probing)
    for _ in range(2):
        with pytest.raises(MediaFault, match="no; do"):
            library.info("bad.wav")
    assert seen == ["bad.wav"]


@pytest.mark.parametrize("suffix", ["wav", "mp3", "avi"])
def test_words_that_are_no_utf8_do_not_matter(tmp_path: Path, prober: Prober, suffix: str) -> None:
    content = _tagged(tmp_path, suffix)
    path = _written(tmp_path / f"latin.{suffix}", content.replace(b"Caff!", "Café!".encode("latin-1")))
    assert b"Caf\xe9!" in path.read_bytes()
    sound = asked(prober, path).sound
    assert sound is not None
    assert sound.sample_rate == 48000


def test_a_file_whose_reader_was_killed_is_no_broken_one(tmp_path: Path) -> None:
    prober = Prober("tests.execution.broken_reader")
    try:
        assert asked(prober, a_wav(tmp_path / "a.wav"), "killed once").duration == 1
    finally:
        prober.close()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("crash", "'crash' cannot be read: it breaks the reader"),
        ("spin", "'spin' takes longer to look through than a film of its size needs"),
        ("hold", "'hold' takes more memory than a film of its size needs"),
        ("killed", "'killed' could not be looked through.*; close other programs if memory runs out"),
    ],
)
def test_a_file_that_ends_its_reader_is_refused_and_the_next_is_read(tmp_path: Path, name: str, told: str) -> None:
    prober = Prober("tests.execution.broken_reader")
    sound = a_wav(tmp_path / "a.wav")
    try:
        with pytest.raises(MediaFault, match=told):
            asked(prober, sound, name)
        assert asked(prober, sound).duration == 1
    finally:
        prober.close()


def test_a_picture_that_asks_for_too_much_memory_is_refused(tmp_path: Path, prober: Prober) -> None:
    # 950 MB of pixels, within what a still may have, and bytes enough for them.
    bomb = a_png(tmp_path / "bomb.png", 10_900, 10_900, 16, 6, b"x", b"k\0\0" + bytes(60_000))
    with pytest.raises(MediaFault, match=r"'bomb\.png' takes more memory than a film of its size needs"):
        asked(prober, bomb)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks /proc for the memory of another process")
@pytest.mark.parametrize(("kind", "most"), [("gif", 330), ("text", 120), ("head", 120)])
def test_the_memory_of_a_reader_is_bounded(tmp_path: Path, prober: Prober, kind: str, most: int) -> None:
    if kind == "gif":
        path = a_gif(tmp_path / "big.gif", 3000, 5)  # 36 MB a frame: the largest that is read
    elif kind == "head":
        path = a_gif(tmp_path / "big.gif", 7900, 5)  # 250 MB a frame, in 135 bytes
    else:
        pixels = zlib.compress((b"\0" + b"\1\2\3" * 4) * 4)
        path = a_png(tmp_path / "text.png", 4, 4, 8, 2, pixels, b"k\0\0" + zlib.compress(bytes(60_000_000), 1))
    before = set(children())
    with contextlib.suppress(MediaFault):
        asked(prober, path)
    (reader,) = set(children()) - before
    assert peak(reader) < most


def test_a_file_of_a_thousand_streams_is_refused_before_they_take_memory(tmp_path: Path, prober: Prober) -> None:
    path = tmp_path / "many.mov"
    with av.open(str(path), "w") as movie:
        streams = [movie.add_stream("pcm_s16le", rate=48000, layout="mono") for _ in range(1000)]
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 48), np.int16), format="s16", layout="mono")
        frame.sample_rate, frame.pts = 48000, 0
        for stream in streams:
            movie.mux(stream.encode(frame))
    begun = time.monotonic()
    with pytest.raises(MediaFault, match="holds more than 32 streams"):
        asked(prober, path)
    assert time.monotonic() - begun < 10


def test_a_file_of_too_many_frames_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "MAX_FRAMES", 1000)
    path = a_gif(tmp_path / "long.gif", 1, 1000)
    assert probe.probe(path, "", "long.gif").video is not None
    with pytest.raises(MediaFault, match="million frames; cut it first"):
        probe.probe(a_gif(path, 1, 1001), "", "long.gif")


@pytest.mark.parametrize("state", ["/proc/self/statm", "/nowhere"])
def test_memory_is_bounded_with_the_systems_limit_or_without(state: str) -> None:
    script = f"""
import time
from pathlib import Path
from pipeline.execution import limits
limits._STATE = Path({state!r})
limits.bound_memory(100 << 20)
held = [bytearray(1 << 20) for _ in range(60)]
print("some", flush=True)
try:
    while True:
        held.append(bytearray(1 << 20))
        time.sleep(0.001)
        if len(held) > 2000:
            break
except MemoryError:
    raise SystemExit(77)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (77, "some\n"), done.stderr


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _tagged(folder: Path, suffix: str) -> bytes:
    path = folder / f"tagged.{suffix}"
    codec, kind, form = ("mp3", np.float32, "fltp") if suffix == "mp3" else ("pcm_s16le", np.int16, "s16")
    with av.open(str(path), "w") as sound:
        sound.metadata["title"] = "Caff!"
        stream = sound.add_stream(codec, rate=48000, layout="mono")
        for number in range(20):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1152), kind), format=form, layout="mono")
            frame.sample_rate, frame.pts = 48000, number * 1152
            sound.mux(stream.encode(frame))
        sound.mux(stream.encode(None))
    content = path.read_bytes()
    path.unlink()
    if suffix == "mp3":
        content += b"TAG" + b"Caff!".ljust(124, b"\0") + b"\x0c"  # ID3v1
    assert b"Caff!" in content
    return content


def test_a_path_from_the_current_folder_is_found(tmp_path: Path, prober: Prober, monkeypatch: pytest.MonkeyPatch) -> None:
    a_wav(tmp_path / "a.wav")
    monkeypatch.chdir(tmp_path)
    assert asked(prober, Path("a.wav")).duration == 1


@pytest.mark.long
def test_a_plain_photograph_of_108_million_pixels_in_a_small_file_is_read(tmp_path: Path, prober: Prober) -> None:
    size = 12_000, 9_000
    path = tmp_path / "a.jpg"
    Image.linear_gradient("L").resize(size).convert("RGB").save(path, quality=60, progressive=True)
    assert path.stat().st_size < 1_000_000
    video = asked(prober, path).video
    assert video is not None
    assert (video.width, video.height) == size
