"""What is played is what is delivered: fragments hold the very samples of stored spans, at the very times."""

from __future__ import annotations

import io
from pathlib import Path

import av
import pytest

from pipeline.app import session
from pipeline.operations.boxes import Malformed
from pipeline.studio import fragments

pytestmark = [pytest.mark.ffmpeg, pytest.mark.slow]


def packets(content: bytes | Path) -> list[tuple[bytes, float, bool]]:
    """Return bytes, seconds after the first one shown, and whether it is a key frame, of each packet, by FFmpeg's reader.

    That moves what has negative composition offsets to later, all by the same time.
    """
    source = io.BytesIO(content) if isinstance(content, bytes) else str(content)
    with av.open(source, format="mp4") as opened:
        found = [(bytes(one), one.pts * one.time_base, one.is_keyframe) for one in opened.demux() if one.size]
    first = min(time for _, time, _ in found)
    return [(content, float(time - first), is_key) for content, time, is_key in found]


@pytest.fixture(scope="module")
def spans(built: Path) -> list[tuple[Path, int]]:
    with session.opened([built]) as opened:
        found = [(span.file, span.frames) for span in opened.spans(opened.work(built))]
    assert all(file is not None for file, _ in found)
    return found  # type: ignore[return-value]


def test_a_fragment_holds_the_samples_of_its_span_byte_for_byte(spans: list[tuple[Path, int]]) -> None:
    for file, frames in spans:
        stored = packets(file)
        played = packets(fragments.init(file, "vide").content + fragments.fragment(file, "vide"))
        assert len(stored) == frames
        assert [one[0] for one in played] == [one[0] for one in stored]
        assert [one[2] for one in played] == [one[2] for one in stored]
        assert [one[1] for one in played] == pytest.approx([one[1] for one in stored])


def test_a_fragment_decodes_to_the_pictures_of_its_span(spans: list[tuple[Path, int]]) -> None:
    file, frames = max(spans, key=lambda one: one[1])

    def pictures(source: object) -> list[bytes]:
        with av.open(source) as opened:
            return [bytes(frame.to_ndarray()) for frame in opened.decode(video=0)]

    made = io.BytesIO(fragments.init(file, "vide").content + fragments.fragment(file, "vide"))
    assert pictures(made) == pictures(str(file))
    assert len(pictures(str(file))) == frames


def test_all_spans_begin_alike_so_one_beginning_is_enough(spans: list[tuple[Path, int]]) -> None:
    found = {fragments.init(file, "vide") for file, _ in spans}
    assert len(found) == 1
    assert found.pop().codec.startswith("avc1.")


def test_sound_is_cut_by_packets(built: Path) -> None:
    with session.opened([built]) as opened:
        work = opened.work(built)
        master = next(action for action in work.plan.actions if action.address == "programme/master")
        file = opened.show.store.path(master.output("encoded"))
    stored = packets(file)
    begin = fragments.init(file, "soun")
    assert begin.codec == "mp4a.40.2"
    parts = [packets(begin.content + fragments.fragment(file, "soun", at, at + 50)) for at in range(0, len(stored), 50)]
    assert [one[0] for part in parts for one in part] == [one[0] for one in stored]
    assert [part[0][1] for part in parts] == [0.0] * len(parts)


def test_what_is_no_film_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"\0\0\0\1", b"\0\0\0\x08free", b"nothing at all, but long enough to be read as boxes"):
        (tmp_path / "x.mp4").write_bytes(content)
        with pytest.raises(Malformed):
            fragments.init(tmp_path / "x.mp4", "vide")
