"""Files that ask for something on the network, given to whatever looks at files: nobody is ever called."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.app import intake, session
from pipeline.faults import TogetherFault
from pipeline.timebase import parse_time
from tests.episode.show import BARE, ffmpeg, make_show

pytestmark = [pytest.mark.ffmpeg, pytest.mark.fault]


class Listener:
    """A server on 127.0.0.1, for TCP and UDP, that notes whoever calls."""

    def __init__(self) -> None:
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._tcp.getsockname()[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        self.called: list[str] = []
        for listen in (self._accept, self._receive):
            threading.Thread(target=listen, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _ = self._tcp.accept()
                self.called.append("TCP")
                caller.close()

    def _receive(self) -> None:
        with contextlib.suppress(OSError):
            while self._udp.recv(99):
                self.called.append("UDP")

    def close(self) -> None:
        for one in (self._tcp, self._udp):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


def asking(port: int) -> dict[str, str]:
    """Return texts that make one program or another ask for `http://127.0.0.1`."""
    url = f"http://127.0.0.1:{port}/a"
    return {
        "m3u8": f"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{url}.ts\n#EXT-X-ENDLIST\n",
        "concat": f"ffconcat version 1.0\nfile {url}.mp4\n",
        "svg": f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{url}.png" width="9"/></svg>',
        "sdp": f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {port + 2} RTP/AVP 96\na=rtcp:{port}\n",
        "asx": f'<asx version="3.0"><entry><ref href="{url}.wmv"/></entry></asx>',
        "cue": f'FILE "{url}.wav" WAVE\n  TRACK 01 AUDIO\n    INDEX 01 00:00:00\n',
        "pls": f"[playlist]\nFile1={url}.mp3\nNumberOfEntries=1\nVersion=2\n",
        "mpd": f'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><BaseURL>{url}</BaseURL>'
        '<AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="9"/></AdaptationSet></Period></MPD>',
        "smil": f'<smil><body><video src="{url}.mp4"/></body></smil>',
        "html": f'<html><body><img src="{url}.png"><video src="{url}.mp4" autoplay></video></body></html>',
        "url": f"{url}.mp4\n",
        "edl": f"# mpv EDL v0\n{url}.mp4,0,3\n",
        "xspf": f'<?xml version="1.0"?><playlist version="1" xmlns="http://xspf.org/ns/0/"><trackList><track><location>{url}.mp4'
        "</location></track></trackList></playlist>",
        "entity.svg": f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "{url}.xml"><!ENTITY % p SYSTEM "{url}.dtd"> %p;]>'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><style>@import url({url}.css);</style>'
        "<text>&x;</text></svg>",
    }


def with_reference(content: bytes, url: str) -> bytes:
    """Return a MOV whose tracks lie elsewhere: each `dref` entry names a URL instead of this file (ISO/IEC 14496-12, 8.7.2)."""
    found = b""
    at = 0
    while at < len(content):
        size, name = struct.unpack_from(">I4s", content, at)
        size = size or len(content) - at
        body = content[at + 8 : at + size]
        if name in (b"moov", b"trak", b"mdia", b"minf", b"dinf"):
            body = with_reference(body, url)
        elif name == b"dref":
            entry = b"url " + bytes(4) + url.encode() + b"\0"
            body = bytes(4) + struct.pack(">II", 1, 4 + len(entry)) + entry
        found += struct.pack(">I4s", len(body) + 8, name) + body
        at += size
    return found


def with_files(folder: Path, port: int) -> list[str]:
    """Write what asks, under every name that might make someone believe it; return the names."""
    names: list[str] = []
    for kind, text in asking(port).items():
        for suffix in (kind, "mp4", "wav", "png", "mkv"):
            names.append(f"{kind}-as.{suffix}")
            (folder / names[-1]).write_text(text)
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=64x36:r=25:d=0.4", "-c:v", "libx264", str(folder / "whole.mov"))
    whole = (folder / "whole.mov").read_bytes()
    for url in (f"http://127.0.0.1:{port}/a.mov", f"tcp://127.0.0.1:{port}", f"udp://127.0.0.1:{port}"):
        names.append(f"reference-{len(names)}.mov")
        (folder / names[-1]).write_bytes(with_reference(whole, url))
        assert url.encode() in (folder / names[-1]).read_bytes()
    return names


def test_the_listener_notes_whoever_calls(listener: Listener) -> None:
    socket.create_connection(("127.0.0.1", listener.port)).close()
    for _ in range(50):
        if listener.called:
            break
        threading.Event().wait(0.02)
    assert listener.called == ["TCP"]


def test_ffmpeg_itself_would_call(listener: Listener, tmp_path: Path) -> None:
    """What the files ask for is asked for where nobody forbids it, so that silence means something."""
    (tmp_path / "list.m3u8").write_text(asking(listener.port)["m3u8"])
    with pytest.raises(AssertionError):
        ffmpeg("-protocol_whitelist", "file,http,tcp", "-i", str(tmp_path / "list.m3u8"), "-f", "null", "-")
    assert listener.called


def test_nobody_is_called_by_check_inspect_still_or_intake(listener: Listener, tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", settings="theme: paper\n")
    media = show / "episodes" / "media"
    names = with_files(media, listener.port)
    kinds = list(asking(listener.port))
    segments = [f"  - clip: X\n    file: {name}\n" for name in names]
    segments += [f"  - music: X\n    stems:\n      - {{file: {name}, by: ana, role: guitar}}\n" for name in names]
    for kind, text in asking(listener.port).items():
        for number in (1, 2):
            (media / f"{kind}_{number:04d}.png").write_text(text)
        for suffix in ("srt", "vtt"):
            (media / f"{kind}.{suffix}").write_text(f"WEBVTT\n\n00:00.000 --> 00:00.300\n{text}" if suffix == "vtt" else text)
            segments.append(f"  - clip: X\n    file: whole.mov\n    captions: {kind}.{suffix}\n")
        segments.append(f"  - animation: X\n    frames: {kind}_%04d.png\n    rate: 12\n")
    pixel = f"<img src='http://127.0.0.1:{listener.port}/a.png'>"
    segments.append(f'  - card: "{pixel}"\n    length: 0.2\n')
    manifest = show / "episodes" / "e.yaml"
    manifest.write_text(f"episode: {{title: A}}\n{BARE}segments:\n{''.join(segments)}")
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    with_files(uploads, listener.port)
    with session.opened([manifest]) as opened:
        told = [str(one) for one in opened.diagnostics(manifest)]
        assert all(any(name in one for one in told) for name in names)
        assert all(any(f"{kind}_0001.png" in one for one in told) for kind in kinds)
        looked = opened.look([media / name for name in names], workers=1, sheets=True)
        assert len(looked) == len(names)
        manifest.write_text(f'episode: {{title: A}}\n{BARE}segments:\n  - card: "{pixel}"\n    length: 0.2\n{segments[0]}')
        assert opened.still(manifest, None, parse_time("0")).startswith(b"\x89PNG")
    with session.opened_in(show) as opened:
        intake.take(opened, uploads, (), workers=1)
    assert listener.called == []


@pytest.mark.parametrize(
    "css", ["@import url({url}.css);", ".title {{ background: url({url}.png) }}", "@font-face {{ src: url({url}.ttf) }}"]
)
def test_nobody_is_called_by_a_theme(css: str, listener: Listener, tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", settings="theme: mine\n")
    theme = show / "templates" / "mine"
    theme.mkdir(parents=True)
    (theme / "theme.yaml").write_text("extends: create-together\n")
    (theme / "theme.css").write_text(css.format(url=f"http://127.0.0.1:{listener.port}/a"))
    manifest = show / "episodes" / "e.yaml"
    manifest.write_text(f"episode: {{title: A}}\n{BARE}segments:\n  - card: Hello\n    length: 0.2\n")
    with session.opened([manifest]) as opened:
        told = [str(one) for one in opened.diagnostics(manifest)]
        with contextlib.suppress(TogetherFault):
            opened.still(manifest, None, parse_time("0"))
    assert any("theme.css" in one for one in told), told
    assert listener.called == []
