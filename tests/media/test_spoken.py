"""When lines are spoken is found out once: remembered by the bytes of the voice, the text and what listens."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.media import spoken
from pipeline.media.faults import MediaFault
from pipeline.media.info import SoundInfo
from pipeline.media.library import Library
from pipeline.media.spoken import LineTime, Reading, Spoken, SpokenLine
from tests.memory import Forgetful
from tests.speech.voice import read_aloud, write

LINES = (SpokenLine("one", "en"), SpokenLine("two", "en", is_stanza=True))
READING = Reading("voice.wav", None, 0, 3000, LINES)
ANSWER = Spoken((LineTime(500, 900, 800, is_sure=True), LineTime(1500, 1900, 120, is_sure=False)), "words", "why")


class Listener:
    """Count how often it listens."""

    def __init__(self, version: str = "1", answer: Spoken | MediaFault = ANSWER) -> None:
        self.version, self.answer, self.heard = version, answer, 0

    def versions(self) -> tuple[str, ...]:
        return (self.version,)

    def find(self, path: Path, sound: SoundInfo, reading: Reading) -> Spoken:
        self.heard += 1
        if isinstance(self.answer, MediaFault):
            raise self.answer
        return self.answer


@pytest.fixture
def voice(tmp_path: Path) -> Path:
    return write(tmp_path / "voice.wav", read_aloud((3, 4), (0.5, 0.5))[0])


def test_an_answer_outlives_the_process(tmp_path: Path, voice: Path) -> None:
    memory, listener = Forgetful(), Listener()
    assert Library(tmp_path, memory, aligner=listener).spoken(READING) == ANSWER
    again = Listener(answer=MediaFault("asked again"))
    assert Library(tmp_path, memory, aligner=again).spoken(READING) == ANSWER
    assert (listener.heard, again.heard) == (1, 0)


@pytest.mark.parametrize(
    "other",
    [
        replace(READING, start=10),
        replace(READING, end=2990),
        replace(READING, lines=LINES[:1]),
        replace(READING, lines=(LINES[0], replace(LINES[1], text="too"))),
        replace(READING, lines=(LINES[0], replace(LINES[1], language="es"))),
        replace(READING, lines=(LINES[0], replace(LINES[1], at=1400))),
        replace(READING, lines=(LINES[0], replace(LINES[1], is_stanza=False))),
    ],
    ids=["in", "out", "fewer", "text", "language", "anchor", "stanza"],
)
def test_another_question_is_asked_again(tmp_path: Path, voice: Path, other: Reading) -> None:
    memory, listener = Forgetful(), Listener()
    library = Library(tmp_path, memory, aligner=listener)
    library.spoken(READING)
    library.spoken(other)
    assert listener.heard == 2


def test_other_bytes_and_another_version_are_listened_to_anew(tmp_path: Path, voice: Path) -> None:
    memory = Forgetful()
    Library(tmp_path, memory, aligner=Listener()).spoken(READING)
    newer = Listener("2")
    Library(tmp_path, memory, aligner=newer).spoken(READING)
    assert newer.heard == 1
    write(voice, read_aloud((4, 4), (0.5, 0.5))[0])
    changed = Listener()
    Library(tmp_path, memory, aligner=changed).spoken(READING)
    assert changed.heard == 1


def test_a_copy_under_another_name_is_known(tmp_path: Path, voice: Path) -> None:
    (tmp_path / "copy.wav").write_bytes(voice.read_bytes())
    listener = Listener()
    library = Library(tmp_path, Forgetful(), aligner=listener)
    library.spoken(READING)
    library.spoken(replace(READING, file="copy.wav"))
    assert listener.heard == 1


def test_what_cannot_be_listened_to_is_told_each_time_and_tried_once(tmp_path: Path, voice: Path) -> None:
    listener = Listener(answer=MediaFault("it breaks the reader"))
    library = Library(tmp_path, Forgetful(), aligner=listener)
    for _ in range(2):
        with pytest.raises(MediaFault, match="breaks the reader"):
            library.spoken(READING)
    assert listener.heard == 1


def test_where_nobody_listens_that_is_told(tmp_path: Path, voice: Path) -> None:
    with pytest.raises(MediaFault, match="nothing here can listen"):
        Library(tmp_path, Forgetful()).spoken(READING)


def test_a_damaged_memory_is_one_that_was_lost(tmp_path: Path, voice: Path) -> None:
    memory, listener = Forgetful(), Listener()
    Library(tmp_path, memory, aligner=listener).spoken(READING)
    for key in [key for key in memory._texts if key.startswith("spoken/")]:
        memory.put(key, '["words","",[[9,1,1,true]]]')
    assert Library(tmp_path, memory, aligner=listener).spoken(READING) == ANSWER
    assert listener.heard == 2


def test_an_answer_is_written_and_read_the_same() -> None:
    assert spoken.loads(spoken.dumps(ANSWER)) == ANSWER
