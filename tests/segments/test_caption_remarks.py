"""What a producer is told of captions that belong to films: what would come twice, what is not seen, what a language lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.segments.captioned import FRIDAY, cut, mistakes, shown


def test_a_file_named_for_a_clip_and_its_segment_would_come_twice(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, """\
  - docu-short: Street
    clips:
      - {file: home/street.mp4, length: 5, sound: off}
      - {file: home/interview.mov, captions: home/friday.vtt}
    captions: home/friday.vtt
""")
    assert told.startswith("6:46: home/friday.vtt is named for the whole segment, too: 39 captions of it would come twice; name")


def test_captions_of_two_films_that_come_at_two_times_are_told_once(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, """\
  - docu-short: Street
    clips:
      - {file: home/interview.mov, captions: home/friday.vtt}
      - {file: home/street.mp4, captions: home/friday.vtt}
""")
    assert "6:43: home/friday.vtt is named for home/interview.mov, too" in told


def test_one_film_twice_brings_its_captions_twice_without_a_word(tmp_path: Path) -> None:
    timeline, told = cut(tmp_path, """\
  - docu-short: Street
    clips:
      - {file: home/interview.mov, captions: home/friday.vtt}
      - {file: home/interview.mov, in: 3, out: 5, captions: home/friday.vtt}
""")
    assert (len(shown(timeline)), told) == (41, [])


def test_one_file_for_two_languages_is_told(tmp_path: Path) -> None:
    _, (told,) = cut(tmp_path, """\
  - docu-short: Street
    clips: [{file: home/interview.mov, captions: {en: home/friday.vtt, es: home/friday.vtt}}]
""")
    assert told.startswith("4:76: warning: home/friday.vtt is named for en, and here for es; a file holds one language")


def test_captions_after_the_films_end_are_told_as_another_films(tmp_path: Path) -> None:
    _, (told,) = cut(tmp_path, """\
  - docu-short: Street
    clips: [{file: home/street.mp4, captions: home/friday.vtt}]
""")
    message = "4:47: warning: home/friday.vtt: 20 captions of 39 come after home/street.mp4 is over (0:20), the first at 0:20"
    assert told == f"{message}; are they those of another film?"


def test_captions_of_which_none_is_used_are_told(tmp_path: Path) -> None:
    _, told = cut(tmp_path, """\
  - docu-short: Street
    clips: [{file: home/interview.mov, in: 40, out: 42, captions: home/friday.vtt}]
""")
    hint = "their times are the file's own: are they those of this film?"
    assert told == [f"4:67: warning: none of the 39 captions of home/friday.vtt is in what is used: 0:40 to 0:42; {hint}"]


def test_captions_of_a_film_that_is_not_heard_are_told_and_shown(tmp_path: Path) -> None:
    timeline, told = cut(tmp_path, """\
  - docu-short: Street
    clips: [{file: home/interview.mov, sound: off, captions: {en: home/friday.vtt, es: home/interview.es.vtt}}]
""")
    (unheard,) = [one for one in told if "not heard" in one]
    assert unheard.startswith("4:67: warning: home/interview.mov is not heard here, and its captions are seen all the same;")
    assert len(shown(timeline)) == 39


def test_captions_of_a_silent_film_are_no_mistake(tmp_path: Path) -> None:
    _, told = cut(tmp_path, "  - docu-short: Kids\n    clips: [{file: metal/kids.mp4, out: 3, captions: home/a.vtt}]\n",
                  a__vtt="WEBVTT\n\n00:01.000 --> 00:02.000\n[waving]\n")  # fmt: skip
    assert told == []


def test_a_broken_file_is_told_at_its_clip_and_language(tmp_path: Path) -> None:
    told = mistakes(tmp_path, """\
  - docu-short: Street
    clips: [{file: home/interview.mov, captions: {es: home/none.vtt, en: home/broken.vtt}}]
""", broken__vtt="no captions\n")
    assert told[0].startswith("4:55: 'home/none.vtt' does not exist")
    assert told[1].startswith("4:74: home/broken.vtt, line 1: ")


TWO_LANGUAGES = """\
  - docu-short: Street
    clips: [{file: home/interview.mov, out: 10, captions: {en: home/friday.vtt, es: home/viernes.vtt}}]
"""


def test_what_a_language_lacks_of_a_film_is_told_once_with_the_first_of_it(tmp_path: Path) -> None:
    spanish = FRIDAY.partition("00:05.000")[0].replace("second", "segundo")
    _, told = cut(tmp_path, TWO_LANGUAGES, viernes__vtt=spanish)
    (lack,) = [one for one in told if "lacks" in one]
    assert lack == (
        "4:85: warning: es lacks 4 of the 9 captions that en has here, the first at 0:06 of the segment: 'second 6';"
        " translate them, too"
    )


def test_a_translation_that_is_cut_otherwise_lacks_nothing(tmp_path: Path) -> None:
    spanish = "WEBVTT\n\n00:00.500 --> 00:04.000\nuno\n\n00:05.000 --> 00:09.900\ndos\n"
    _, told = cut(tmp_path, TWO_LANGUAGES, viernes__vtt=spanish)
    assert [one for one in told if "lacks" in one] == []


def test_segments_without_a_language_that_others_have_are_told_together(tmp_path: Path) -> None:
    english = "  - clip: {0}\n    file: home/street.mp4\n    captions: home/interview.en.srt\n"
    cards = "  - card: Silence\n    length: 2\n"
    _, told = cut(tmp_path, TWO_LANGUAGES + english.format("One") + cards + english.format("Two"), viernes__vtt=FRIDAY)
    (lack,) = [one for one in told if " none in " in one]
    assert lack == (
        "5:5: warning: there are captions in es, and none in 'One', 'Two', which have some in en;"
        " name a file for it, too, in the segment or at its film"
    )


def test_an_episode_of_one_language_lacks_none(tmp_path: Path) -> None:
    _, told = cut(tmp_path, "  - clip: S\n    file: home/street.mp4\n    captions: {es: home/interview.es.vtt}\n")
    assert told == []


BESIDE = {"interview__en__vtt": FRIDAY, "street__vtt": FRIDAY}


def test_captions_beside_a_film_that_are_not_used_are_told(tmp_path: Path) -> None:
    _, told = cut(tmp_path, """\
  - docu-short: Street
    clips:
      - {file: home/interview.mov, out: 3}
      - {file: home/interview.mov, in: 8, out: 9}
      - {file: home/street.mp4, out: 3, sound: off}
  - clip: Two
    file: home/street.mp4
""", **BESIDE)
    interview, street = (one.partition(";") for one in told)
    assert interview[0] == "5:16: note: home/interview.en.vtt lies beside home/interview.mov, and is not used"
    assert interview[2] == " write captions: {en: home/interview.en.vtt} at the film"
    assert street[0] == "9:11: note: home/street.vtt lies beside home/street.mp4, and is not used"


@pytest.mark.parametrize("name", ["street.en.ass", "street.ttml"])
def test_captions_of_other_formats_beside_a_film_are_told(tmp_path: Path, name: str) -> None:
    _, told = cut(tmp_path, "  - clip: Two\n    file: home/street.mp4\n", **{name.replace(".", "__"): ""})
    assert [one.partition(" lies")[0] for one in told] == [f"4:11: note: home/{name}"]


def test_those_that_are_used_and_those_of_films_with_others_are_not(tmp_path: Path) -> None:
    _, told = cut(tmp_path, """\
  - docu-short: Street
    clips:
      - {file: home/interview.mov, captions: home/interview.en.vtt}
      - {file: home/interview.mov, in: 8, out: 9, sound: off}
  - clip: Two
    file: home/street.mp4
    captions: home/interview.en.srt
""", **BESIDE)
    assert told == []


def test_a_file_that_is_named_in_another_language_is_told(tmp_path: Path) -> None:
    _, told = cut(tmp_path, """\
  - clip: Two
    file: home/street.mp4
    captions: home/interview.es.vtt
""")
    message, _, hint = told[0].partition("; ")
    assert message == "5:15: warning: home/interview.es.vtt is named as if it were in es, and is taken for en"
    assert hint == "write captions: {es: home/interview.es.vtt}, or rename the file"


TTML = '<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="%s"><body><div><p begin="1s" end="2s">Hi</p></div></body></tt>'
TWICE = """\
  - docu-short: Two
    clips:
      - {file: home/street.mp4, out: 2, captions: {%s: home/said.ttml}}
      - {file: home/street.mp4, in: 1, out: 3, captions: {%s: home/said.ttml}}
"""


def test_a_file_that_says_another_language_of_itself_is_told_once(tmp_path: Path) -> None:
    _, told = cut(tmp_path, TWICE % ("en", "en"), said__ttml=TTML % "fr-CA")
    (line,) = [one for one in told if "says of itself" in one]
    assert line == (
        "5:56: warning: home/said.ttml says of itself that it is in fr-CA, and is taken for en; "
        "write captions: {fr: home/said.ttml}, or correct that in the file"
    )


@pytest.mark.parametrize(("said", "language"), [("en-US", "en"), ("und", "es"), ("", "es"), ("eng", "en"), ("x-mine", "en")])
def test_a_file_that_says_the_same_language_or_none_is_not_doubted(tmp_path: Path, said: str, language: str) -> None:
    _, told = cut(tmp_path, TWICE % (language, language), said__ttml=TTML % said)
    assert not [one for one in told if "says of itself" in one]


NAMES = [("en", "a.en-GB"), ("en-GB", "a.en"), ("en", "a.b"), ("en", "a.final"), ("en", "en")]


@pytest.mark.parametrize(("language", "name"), NAMES)
def test_a_name_may_have_points_and_a_region(language: str, name: str, tmp_path: Path) -> None:
    segment = f"  - clip: C\n    file: home/street.mp4\n    captions: {{{language}: home/{name}.vtt}}\n"
    _, told = cut(tmp_path, segment, **{f"{name.replace('.', '__')}__vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n"})
    assert told == []


def test_a_film_with_captions_in_one_part_and_none_in_another_is_told(tmp_path: Path) -> None:
    _, told = cut(tmp_path, """\
  - docu-short: Street
    clips:
      - {file: home/interview.mov, out: 3}
      - {file: home/interview.mov, in: 3, captions: home/friday.vtt}
""")
    message = "5:16: note: home/interview.mov is heard here without the captions that another part of it has (line 6)"
    assert told[0] == f"{message}; name them here, too"


def test_one_caption_is_told_as_one(tmp_path: Path) -> None:
    _, told = cut(tmp_path, """\
  - docu-short: Street
    clips: [{file: home/street.mp4, out: 4, captions: home/a.vtt}]
""", a__vtt="WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n\n00:05.000 --> 00:06.000\nYou\n\n00:30.000 --> 00:31.000\nLate\n")
    assert [one.partition("home/a.vtt: ")[2].partition(" (")[0] for one in told] == [
        "one caption of 3 comes after home/street.mp4 is over", "one caption of 3 is outside of what is used: 0:00 to 0:04"
    ]  # fmt: skip
