"""Edits of a producer's files, and the sentence that each is told by."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.edits.compare import compare
from pipeline.edits.model import Edit, Written
from pipeline.edits.segments import names, place_of_file, renamed
from pipeline.edits.trees import moved, pairs
from pipeline.edits.words import changed, clock, contrast, place

MANIFEST = """\
episode: {title: Together, air_date: 2027-03-21}
segments:
  - music: Metal Dad
    stems:
      - {file: metal/guitar.wav, by: ruben, gain: -3 dB}
      - {file: metal/drums.wav, by: joe, sync: auto}
    picture: {mosaic: [metal/dad.mp4, metal/joe.mp4]}
  - poem: Letter
    lines:
      - {at: 1, text: The window is open.}
      - {at: 2, text: Somebody sings.}
    voice: {file: letter.wav, by: ana, gain: -3 dB, fades: {in: 0.5}}
    background: window.jpg
  - docu-short: Home
    clips:
      - {file: home/interview.mov, in: 1, out: 9, by: [ana, joe], lower_third: auto}
      - home/street.mp4
    captions: {en: home.srt}
  - animation: Lanterns
    scene: scenes/lanterns.py
    length: 5
    audio: pad.wav
  - card: Goodbye
    note: for colleagues
"""
SHOW = "show: Small\ntransition: {dissolve: 0.4}\ncredits: {thanks: [Everyone]}\nopening:\n  tagline: by everyone\n"
PEOPLE = "ana: {name: Ana, place: Niš}\njoe: Joe\nruben:\n  name: Rubén Díaz\n"
CAPTIONS = "1\n00:00:12,000 --> 00:00:13,000\nWho stays home?\n\n2\n00:00:14,000 --> 00:00:15,500\nWe do.\n"
THEME = "colours:\n  accent: '#c93a22'\n"
PROFILE = "video:\n  width: 640\n  height: 360\n  crf: 26\nloudness:\n  target: -14\n"
M, S, P, C = "episodes/s01e01.yaml", "episodes/show.yaml", "episodes/people.yaml", "media/home.srt"
BASE = Written(
    M, P,
    {
        M: MANIFEST, S: SHOW, P: PEOPLE, C: CAPTIONS, "scenes/lanterns.py": "A = 1\nB = 2\n", "templates/t/theme.yaml": THEME,
        "templates/t/lower_third.css": "p { top: 0 }\nb { top: 1px }\n", "templates/t/theme.css": "a {}\n",
        "templates/t/title.motion.yaml": "sheet:\n  drift: 1\n",
        "profiles/draft.yaml": PROFILE,
    },
)  # fmt: skip


def edited(file: str, old: str, new: str, base: Written = BASE) -> Written:
    text = base.texts[file]
    assert old in text, old
    return replace(base, texts={**base.texts, file: text.replace(old, new, 1)})


def told(edit: Edit) -> str:
    return f"{edit.where}: {edit.words}"


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        (M, "ruben, gain: -3 dB", "ruben, gain: -6 dB", f"{M}:5: `gain` of the stem guitar.wav changed from -3 dB to -6 dB"),
        (M, "ana, gain: -3 dB", "ana, gain: -6 dB", f"{M}:12: `gain` of the voice changed from -3 dB to -6 dB"),
        (M, "by: joe, sync: auto", "by: joe", f"{M}:6: `sync` of the stem drums.wav was removed; it was auto"),
        (M, "by: joe, sync", "by: joe, pan: 0.2, sync", f"{M}:6: `pan` of the stem drums.wav was added: 0.2"),
        (M, "by: [ana, joe], lower", "by: [ana, joe], exposure: 0.5, lower",
         f"{M}:16: `exposure` of the clip interview.mov was added: 0.5"),
        (M, "fades: {in: 0.5}", "fades: {in: 1}", f"{M}:12: `fades: in` of the voice changed from 0.5 to 1"),
        (M, "metal/joe.mp4", "metal/jo.mp4", f"{M}:7: the tile joe.mp4 was replaced by jo.mp4"),
        (M, ", metal/joe.mp4", "", f"{M}:7: the tile joe.mp4 was removed"),
        (M, "[metal/dad", "[metal/eva.mp4, metal/dad", f"{M}:7: the tile eva.mp4 was added"),
        (M, "[metal/dad.mp4, metal/joe.mp4]", "[metal/joe.mp4, metal/dad.mp4]",
         f"{M}:7: the tile joe.mp4 moved from second to first place"),
        (M, "text: Somebody", "text: Nobody", f'{M}:11: the line changed from "Somebody sings." to "Nobody sings."'),
        (M, "at: 2,", "at: 2.5,", f'{M}:11: `at` of the line "Somebody sings." changed from 2 to 2.5'),
        (M, "voice: {file: letter.wav", "voice: {file: l.wav", f"{M}:12: `file` of the voice changed from letter.wav to l.wav"),
        (M, "segments:", "credits: {length: 12}\nsegments:", f"{M}:2: `length` of the credits was added: 12"),
        (M, "segments:", "opening: {tagline: by all}\nsegments:", f'{M}:2: `tagline` of the opening was added: "by all"'),
        (S, "credits: {thanks: [Everyone]}\n", "", f"{S}:3: the credits of the show were removed"),
        (M, "    captions: {en: home.srt}\n", "", f"{M}:18: the captions were removed"),
        (M, "    background: window.jpg\n", "", f"{M}:13: `background` of the segment was removed; it was window.jpg"),
        (M, "background: window.jpg", "background: {file: window.jpg, move: ken-burns}",
         f"{M}:13: `move` of the background was added: ken-burns"),
        (M, "in: 1, out", "in: 1.5, out", f"{M}:16: `in` of the clip interview.mov changed from 1 to 1.5"),
        (M, "by: [ana, joe]", "by: ana", f"{M}:16: `by` of the clip interview.mov changed from [ana, joe] to [ana]"),
        (M, "lower_third: auto", "lower_third: {at: 2}",
         f"{M}:16: `lower_third` of the clip interview.mov changed from auto to {{at: 2}}"),
        (M, "- home/street.mp4", "- home/lake.mp4", f"{M}:17: the clip street.mp4 was replaced by lake.mp4"),
        (M, "captions: {en: home.srt}", "captions: {en: home.srt, es: home.vtt}",
         f"{M}:18: `es` of the captions was added: home.vtt"),
        (M, "length: 5", "length: 5\n    loudness: -18 LUFS", f"{M}:22: `loudness` of the segment was added: -18 LUFS"),
        (M, "    audio: pad.wav\n", "    audio: pad.wav\n    chapter: off\n", f"{M}:23: `chapter` of the segment was added: off"),
        (M, "poem: Letter", "poem: A letter", f'{M}:8: the title of the segment changed from Letter to "A letter"'),
        (M, "  - card: Goodbye", "  - card: Goodbye\n    enabled: off", f'{M}:23: the segment "Goodbye" was switched off'),
        (M, "title: Together", "title: Apart", f"{M}:1: `title` of the episode changed from Together to Apart"),
        (S, "show: Small", "show: Large", f"{S}:1: the name of the show changed from Small to Large"),
        (S, "dissolve: 0.4", "dissolve: 0.6", f"{S}:2: `dissolve` of the transition changed from 0.4 to 0.6"),
        (S, "show: Small", "show: Small\nrate: 25", f"{S}:2: `rate` of the show was added: 25"),
        (S, "[Everyone]", "[Everyone, ana]", f"{S}:3: `thanks` of the credits changed from [Everyone] to [Everyone, ana]"),
        (S, "by everyone", "by all of us", f'{S}:5: `tagline` of the opening changed from "by everyone" to "by all of us"'),
        (P, "name: Ana", "name: Anna", f"{P}:1: Ana's name changed in people.yaml from Ana to Anna"),
        (P, ", place: Niš", "", f'{P}:1: Ana\'s place was removed in people.yaml; it was "Niš"'),
        (P, "joe: Joe", "joe: Joseph", f"{P}:2: Joe's name changed in people.yaml from Joe to Joseph"),
        (P, "Díaz\n", "Díaz\n  handle: r\n", f"{P}:5: Rubén Díaz's handle was added in people.yaml: r"),
        (P, "joe: Joe\n", "", f"{P}: Joe was removed from people.yaml"),
        (P, "joe: Joe\n", "joe: Joe\neva: Eva\n", f"{P}:3: Eva was added to people.yaml"),
        (C, "Who stays home?", "Who is home?", f'{C}:3: the caption at 0:12 changed from "Who stays home?" to "Who is home?"'),
        (C, "14,000", "14,500", f'{C}:6: the caption "We do." moved from 0:14 to 0:14.5'),
        (C, "15,500", "16,000", f"{C}:6: the caption at 0:14 ends at 0:16, no longer at 0:15.5"),
        (C, "\n2\n00:00:14,000 --> 00:00:15,500\nWe do.\n", "", f'{C}:4: the caption at 0:14 was removed; it was "We do."'),
        (C, "1\n", "1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n", f"{C}:2: a caption was added at 0:01: Hello"),
        ("scenes/lanterns.py", "B = 2", "B = 3", "scenes/lanterns.py:2: the code of the scene lanterns.py changed"),
        ("templates/t/lower_third.css", "1px", "2px", "templates/t/lower_third.css:2: the theme's lower third changed"),
        ("templates/t/title.motion.yaml", "1", "2", "templates/t/title.motion.yaml:2: the theme's title changed"),
        ("templates/t/theme.css", "a {}", "a { top: 0 }", "templates/t/theme.css:1: the theme's style changed"),
        ("templates/t/theme.yaml", "#c93a22", "#2a6fc9",
         "templates/t/theme.yaml:2: `accent` of the theme's colours changed from #c93a22 to #2a6fc9"),
        ("profiles/draft.yaml", "width: 640\n  height: 360", "width: 1280\n  height: 720",
         "profiles/draft.yaml:2: the profile's size changed from 640x360 to 1280x720"),
        ("profiles/draft.yaml", "crf: 26", "crf: 20",
         "profiles/draft.yaml:4: `video: crf` of the profile draft changed from 26 to 20"),
    ],
)  # fmt: skip
def test_an_edit_is_told_in_one_sentence_at_its_line(file: str, old: str, new: str, sentence: str) -> None:
    assert [told(edit) for edit in compare(BASE, edited(file, old, new))] == [sentence]


def test_nothing_is_said_where_nothing_that_counts_has_changed() -> None:
    assert compare(BASE, BASE) == ()
    assert compare(BASE, edited(M, "note: for colleagues", "note: for you")) == ()
    assert compare(BASE, edited(M, "by: joe, sync", "by:   joe,   sync")) == ()
    assert compare(BASE, edited(M, "- home/street.mp4", "- {file: home/street.mp4}")) == ()
    assert compare(BASE, edited(P, "joe: Joe", "joe: {name: Joe}")) == ()


def test_both_ends_of_a_change_are_told_by_their_texts_files_and_segment() -> None:
    (edit,) = compare(BASE, edited(M, "ruben, gain: -3 dB", "ana, gain: -3 dB"))
    assert (edit.segment, edit.part, edit.media) == ("metal-dad", "text", ("metal/guitar.wav",))
    assert {"Rubén Díaz", "Ana"} <= set(edit.values)  # as they are shown, not only their keys
    (edit,) = compare(BASE, edited(C, "Who stays", "Who is"))
    assert (edit.segment, edit.part) == ("home", "picture")
    (edit,) = compare(BASE, edited(S, "by everyone", "by all of us"))
    assert (edit.segment, edit.way) == ("opening", ("opening", "tagline"))
    (edit,) = compare(BASE, edited("templates/t/lower_third.css", "1px", "2px"))
    assert edit.card == "lower_third"


def blocks(text: str) -> list[str]:
    head, *parts = text.split("\n  - ")
    assert len(parts) == 5
    return [head + "\n", *(f"  - {part.rstrip()}\n" for part in parts)]


def with_order(*numbers: int) -> Written:
    head, *parts = blocks(MANIFEST)
    return replace(BASE, texts={**BASE.texts, M: head + "".join(parts[number] for number in numbers)})


@pytest.mark.parametrize(
    ("order", "sentences"),
    [
        ((0, 2, 1, 3, 4), ['the segment "Home" moved from third to second place']),
        ((1, 2, 3, 4, 0), ['the segment "Metal Dad" moved from first to fifth place']),
        ((4, 0, 1, 2, 3), ['the segment "Goodbye" moved from fifth to first place']),
        ((0, 1, 2, 4), ['the segment "Lanterns" was removed; it stood in fourth place']),
        ((2, 0, 1, 4), ['the segment "Lanterns" was removed; it stood in fourth place',
                        'the segment "Home" moved from third to first place']),
    ],
)  # fmt: skip
def test_segments_that_move_come_and_go_are_named_with_their_places(order: tuple[int, ...], sentences: list[str]) -> None:
    assert [edit.words for edit in compare(BASE, with_order(*order))] == sentences
    assert {edit.part for edit in compare(BASE, with_order(*order))} == {"order"}


def test_an_added_segment_is_told_and_no_other() -> None:
    (edit,) = compare(with_order(0, 2, 3, 4), BASE)
    assert told(edit) == f'{M}:8: the segment "Letter" was added in second place'


def test_a_segment_with_another_title_is_the_same_segment() -> None:
    changed_title = edited(M, "poem: Letter", "poem: Letter to all")
    assert renamed(BASE, changed_title) == {"letter-to-all": "letter"}
    assert renamed(BASE, BASE) == {}
    exchanged = edited(M, "card: Goodbye\n    note: for colleagues", "card: Hello\n    length: 9")
    assert len(compare(BASE, exchanged)) == 2  # nothing in common but the kind: one went, one came


def test_a_name_that_only_commands_and_reports_use_is_told_where_it_is_written() -> None:
    after = edited(M, "    scene: scenes/lanterns.py\n", "    scene: scenes/lanterns.py\n    id: glow\n")
    assert compare(BASE, after) == ()
    (edit,) = names(BASE, after)
    assert told(edit) == f'{M}:21: the name of the segment "Lanterns" in commands and reports changed from lanterns to glow'


def test_a_segment_in_a_file_of_its_own_is_compared_with_itself() -> None:
    parts = blocks(MANIFEST)
    lines = parts[2].removeprefix("  - ").splitlines()
    own = "\n".join([lines[0], *(line.removeprefix("    ") for line in lines[1:])]) + "\n"
    files = {
        **BASE.texts,
        M: "".join([*parts[:2], "  - include: parts/letter.yaml\n", *parts[3:]]),
        "episodes/parts/letter.yaml": own,
    }
    moved_out = replace(BASE, texts=files)
    assert compare(BASE, moved_out) == ()
    (edit,) = compare(moved_out, edited("episodes/parts/letter.yaml", "at: 2,", "at: 3,", moved_out))
    assert told(edit) == 'episodes/parts/letter.yaml:4: `at` of the line "Somebody sings." changed from 2 to 3'
    last = replace(moved_out, texts={**files, M: "".join([*parts[:2], *parts[3:], "  - include: parts/letter.yaml\n"])})
    (edit,) = compare(moved_out, last)
    number = last.texts[M].count("\n")
    assert told(edit) == f'{M}:{number}: the segment "Letter" moved from second to fifth place'


def test_captions_of_a_clip_are_told_with_the_film_and_their_changes_with_the_segment() -> None:
    with_captions = edited(M, "- home/street.mp4", "- {file: home/street.mp4, captions: {en: friday.srt}}")
    (added,) = compare(BASE, with_captions)
    assert added.words == "the captions of the clip street.mp4 were added"
    assert added.media == ("home/street.mp4",)
    texts = {**with_captions.texts, "episodes/media/friday.srt": "1\n00:00:01,000 --> 00:00:02,000\nGood morning\n"}
    before = replace(with_captions, texts=texts)
    (said,) = compare(before, edited("episodes/media/friday.srt", "morning", "night", before))
    assert said.words == 'the caption at 0:01 changed from "Good morning" to "Good night"'
    assert (said.segment, said.part) == ("home", "picture")
    (later,) = compare(before, edited("episodes/media/friday.srt", "00:00:01,000", "00:00:01,400", before))
    assert later.words == 'the caption "Good morning" moved from 0:01 to 0:01.4'


def test_many_captions_are_told_in_one_line() -> None:
    cues = "\n".join(f"{n}\n00:00:{n:02},000 --> 00:00:{n:02},900\ncue {n}\n" for n in range(1, 20))
    (edit,) = compare(replace(BASE, texts={**BASE.texts, C: cues}), edited(C, "cue", "CUE", replace(
        BASE, texts={**BASE.texts, C: cues.replace("cue 1", "Cue 1")})))  # fmt: skip
    assert edit.words == "12 captions changed, the first at 0:01"


def test_translations_are_told_by_what_they_say() -> None:
    path = f"{M.removesuffix('.yaml')}.es.yaml"
    one = replace(BASE, texts={**BASE.texts, path: "texts:\n  guitar: guitarra\nsegments:\n  quilt: {reader: lectora}\n"})
    said = "texts:\n  guitar: guitarra española\n  bass: bajo\n"
    other = replace(BASE, texts={**BASE.texts, path: said})
    name = path.rpartition("/")[2]
    assert [(edit.words, edit.where, edit.segment) for edit in compare(one, other)] == [
        (f'the translation of guitar changed in {name} from guitarra to "guitarra española"', f"{path}:2", ""),
        (f"the translation of bass was added in {name}: bajo", f"{path}:3", ""),
        (f"the translation of reader was removed in {name}; it was lectora", f"{path}:4", "quilt"),
    ]
    assert {value for edit in compare(one, other) for value in edit.values} >= {"guitar", "guitarra", "guitarra española", "bajo"}


def test_another_theme_is_told_once_and_not_by_its_files() -> None:
    other = edited(S, "show: Small", "show: Small\ntheme: signal")
    texts = {path: text for path, text in other.texts.items() if not path.startswith("templates/")}
    assert [edit.words for edit in compare(BASE, replace(other, texts=texts))] == ["`theme` of the show was added: signal"]


@pytest.mark.parametrize("broken", [": [", "\t", "segments: 3", "", "segments:\n  - what: ever\n", "a: &a [*a]"])
def test_files_that_cannot_be_read_are_compared_as_far_as_they_can(broken: str) -> None:
    for file in (M, S, P, C, "templates/t/theme.yaml", "profiles/draft.yaml"):
        other = replace(BASE, texts={**BASE.texts, file: broken})
        assert all(edit.words for edit in (*compare(BASE, other), *compare(other, BASE)))


def test_the_line_that_names_a_file_is_found() -> None:
    assert place_of_file(BASE, "episodes/media/home/street.mp4") == f"{M}:17"
    assert place_of_file(BASE, "media/nowhere.mp4") == ""
    numbered = edited(M, "scene: scenes/lanterns.py", "frames: steps/step_%04d.png")
    assert place_of_file(numbered, "media/steps/step_0012.png") == f"{M}:20"


@pytest.mark.parametrize(
    ("pattern", "file"),
    [("s01_%03d.png", "s01_007.png"), ("step_%d.png", "step_12.png"), ("100%%_%02d.png", "100%_03.png")],
)
def test_the_line_of_numbered_pictures_is_found_whatever_else_is_in_their_name(pattern: str, file: str) -> None:
    numbered = edited(M, "scene: scenes/lanterns.py", f"frames: steps/{pattern}")
    assert place_of_file(numbered, f"media/steps/{file}") == f"{M}:20"
    assert place_of_file(numbered, "media/steps/other_007.png") == ""


def test_lists_are_paired_by_what_is_in_them() -> None:
    assert pairs(["a", "b", "c"], ["a", "x", "c"]) == [(0, 0), (1, 1), (2, 2)]
    assert pairs(["a", "a"], ["a"]) == [(0, 0), (1, None)]
    assert moved([(0, 0), (1, 2), (2, 1)]) == [(2, 1)]
    assert moved([(number, number) for number in range(9)]) == []


def test_values_are_written_as_in_yaml_and_long_ones_shortened() -> None:
    assert changed("`gain`", "-3 dB", "-6 dB") == "`gain` changed from -3 dB to -6 dB"
    assert changed("`text`", "a b", None) == '`text` was removed; it was "a b"'
    sentence = changed("`text`", "x" * 200 + " one", "x" * 200 + " two")
    assert "one" in sentence
    assert "two" in sentence
    assert len(sentence) < 120
    assert (place(0), place(11), place(12), place(20), place(110)) == ("first", "twelfth", "13th", "21st", "111th")
    assert (clock(12), clock(3723), clock(0.96), clock(61.25)) == ("0:12", "1:02:03", "0:01", "1:01.2")


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        ("short", "shorter", ("short", "shorter")),
        ("scale," * 20 + "fps=30" + ",trim" * 20, "scale," * 20 + "fps=25" + ",trim" * 20, ("30", "25")),
        ("a" * 100, "a" * 101, ("…", "…")),
        ("x" + "a" * 100, "a" * 100, ("x", "a")),
        ("", "b" * 100, ("", "b")),
        ("b" * 100, "c" * 100, ("b", "c")),
    ],
)
def test_long_texts_are_shortened_around_what_differs(old: str, new: str, seen: tuple[str, str]) -> None:
    shown = contrast(old, new)
    assert all(part in text for part, text in zip(seen, shown, strict=True))
    assert shown[0] != shown[1]
    assert max(map(len, shown)) <= 72
