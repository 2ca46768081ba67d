from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import av
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.qc.boxes import Colour, Malformed, PictureForm, SoundForm, read

pytestmark = pytest.mark.ffmpeg


def test_the_boxes_say_what_a_player_sees(delivered: Path) -> None:
    movie = read(delivered)
    assert movie.boxes == ("ftyp", "moov", "free", "mdat")
    with av.open(str(delivered)) as container:
        for handler, stream in (("vide", container.streams.video[0]), ("soun", container.streams.audio[0])):
            packets = [packet for packet in container.demux(stream) if packet.size]
            track = movie.track(handler)
            assert track is not None
            assert track.shown == tuple(sorted(packet.pts for packet in packets if packet.pts is not None))
            assert track.order == tuple(packet.pts for packet in packets)
            content = delivered.read_bytes()
            assert [content[offset : offset + size] for offset, size in track.places] == [bytes(packet) for packet in packets]
            assert track.size == sum(packet.size for packet in packets)
            assert track.keys == tuple(number for number, packet in enumerate(packets) if packet.is_keyframe)
            assert (track.timescale, track.length) == (1 / stream.time_base, stream.duration)
            container.seek(0)


def test_the_boxes_say_what_was_asked_for(delivered: Path, stock: Path) -> None:
    picture, sound = read(delivered).track("vide"), read(delivered).track("soun")
    assert picture is not None
    assert sound is not None
    assert (picture.codec, sound.codec) == ("avc1", "mp4a")
    assert isinstance(picture.form, PictureForm)
    assert replace(picture.form, configuration=b"") == PictureForm(160, 90, 100, Colour(1, 1, 1, is_full_range=False))
    assert isinstance(sound.form, SoundForm)
    assert replace(sound.form, configuration=b"") == SoundForm(2, 48_000)
    assert picture.keys == (0, 12, 24, 36, 48)
    assert [track.has_edit_list for track in read(delivered).tracks] == [False, False]
    assert [track.has_edit_list for track in read(stock).tracks] == [True, True]
    assert read(stock).boxes.index("moov") > read(stock).boxes.index("mdat")


def test_a_file_that_is_cut_short_anywhere_is_noticed(delivered: Path, tmp_path: Path) -> None:
    whole = delivered.read_bytes()
    movie = whole.index(b"moov") - 4
    data = whole.index(b"mdat") - 4
    for length in (0, 4, movie, movie + 100, data, data + 8, (data + len(whole)) // 2, len(whole) - 1):
        cut = tmp_path / "cut.mp4"
        cut.write_bytes(whole[:length])
        with pytest.raises(Malformed):
            read(cut)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_index_is_read_or_refused(delivered: Path, tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(delivered.read_bytes())
    end = content.index(b"mdat")
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, end - 1))] = data.draw(st.integers(0, 255))
    damaged = tmp_path / "damaged.mp4"
    damaged.write_bytes(content)
    with suppress(Malformed):
        assert read(damaged).boxes
