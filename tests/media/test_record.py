from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.media import record
from pipeline.media.info import BareSamples, MediaInfo, PicturePassage, SoundInfo, SoundPassage, SteppedOver, VideoInfo

times = st.fractions(min_value=-10, max_value=100_000)
counts = st.integers(min_value=0, max_value=100_000)
words = st.text(max_size=12)
turns = st.sampled_from((0, 90, 180, 270))
looks = st.builds(
    PicturePassage, begin=times, decoded=times, held=times, width=counts, height=counts, sample_aspect=times, rotation=turns,
    pixel_format=words, is_interlaced=st.booleans(), has_alpha=st.booleans(), matrix=words, primaries=words, transfer=words,
    range=words,
)  # fmt: skip
passages = st.builds(SoundPassage, begin=times, packet=counts, sample_rate=counts, channels=counts, layout=words)
bare = st.builds(BareSamples, begin=counts, end=counts, demuxer=words, sample_rate=counts, channels=counts)
videos = st.builds(
    VideoInfo, index=counts, codec=words, width=counts, height=counts, sample_aspect=times,
    rotation=turns, pixel_format=words, rate=times, is_variable=st.booleans(), first=times,
    duration=times, frames=counts, keyframes=st.lists(times, max_size=4).map(tuple), is_seekable=st.booleans(),
    is_interlaced=st.booleans(), has_alpha=st.booleans(), matrix=words, primaries=words, transfer=words, range=words,
    passages=st.lists(looks, max_size=2).map(tuple), idle=words,
)  # fmt: skip
sounds = st.builds(
    SoundInfo, index=counts, codec=words, sample_rate=counts, channels=counts, layout=words, first=times, duration=times,
    track=counts, language=words, passages=st.lists(passages, max_size=2).map(tuple), bare=st.none() | bare,
)
infos = st.builds(
    MediaInfo, digest=words, container=words, kind=st.sampled_from(("video", "sound", "still")), duration=times,
    video=st.none() | videos, sound=st.none() | sounds, sounds=st.lists(sounds, max_size=2).map(tuple), pictures=counts,
    stepped_over=st.lists(
        st.builds(SteppedOver, st.sampled_from(("picture", "sound")), counts, st.sampled_from(("unknown codec", "empty"))),
        max_size=2,
    ).map(tuple),
)  # fmt: skip


@pytest.mark.long
@settings(deadline=None, max_examples=30)  # each of a hundred facts
@given(infos)
def test_what_was_found_is_remembered_exactly(info: MediaInfo) -> None:
    again = record.loads(record.dumps(info))
    assert again == info
    assert again.video is None or all(type(keyframe) is Fraction for keyframe in again.video.keyframes)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"video": {}, "sound": null}', json.dumps({"video": None, "sound": None, "old": 1})]
)
def test_another_record_is_not_taken_for_one(text: str) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        record.loads(text)
