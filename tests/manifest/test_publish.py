"""What show and manifest say of how episodes are published, and what is wrong with it, at its place."""

import zoneinfo
from pathlib import Path
from typing import NoReturn

import pytest

from pipeline.documents.files import from_disk
from pipeline.manifest import loading
from pipeline.manifest.publish import Publication, Template

MANIFEST = "episode: {title: A, season: 1, number: 2, air_date: 2020-05-18}\nsegments:\n  - card: A\n    length: 1\n"


def read(folder: Path, show: str, manifest: str = "", language: str | None = None) -> tuple[Publication | None, list[str]]:
    """Read an episode; return how it is published, and what was told."""
    (folder / "episodes").mkdir(exist_ok=True)
    (folder / "episodes/show.yaml").write_text(f"show: S\n{show}")
    (folder / "episodes/e.yaml").write_text(MANIFEST + manifest)
    found = loading.attempt(folder / "episodes/e.yaml", from_disk, None, language)
    return found.episode and found.episode.publication, [str(one) for one in (*found.diagnostics, *found.warnings)]


def test_a_show_says_how_all_its_episodes_are_published(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.txt").write_bytes("\ufeffa\r\nb".encode())
    show = """\
publish:
  title: "{title} ({show} {number:02})"
  template: templates/page.txt
  url: https://s.example
  tags: [home recording, Quilts, home recording]
  hashtags: [music, "#staYathome"]
  category: Music
  license: creativeCommon
  made_for_kids: on
  time: "18:00 Europe/Berlin"
"""
    assert read(tmp_path, show) == (
        Publication(
            "{title} ({show} {number:02})", Template("templates/page.txt", "a\nb"), "https://s.example",
            ("home recording", "Quilts"), ("#music", "#staYathome"), 10, "creativeCommon", True, "2020-05-18T16:00:00Z",
        ),
        [],
    )  # fmt: skip
    # An episode changes single fields.
    found, told = read(tmp_path, show, "publish: {time: 6:30 UTC, tags: quilts}\n")
    assert told == []
    assert found is not None
    assert (found.tags, found.category, found.publish_at) == (("quilts",), 10, "2020-05-18T06:30:00Z")


def test_nothing_need_be_said(tmp_path: Path) -> None:
    assert read(tmp_path, "") == (Publication(publish_at="2020-05-18T12:00:00Z"), [])


def test_winter_is_another_hour(tmp_path: Path) -> None:
    (tmp_path / "episodes").mkdir()
    winter = MANIFEST.replace("2020-05-18", "2020-12-18").replace("episode:", 'publish: {time: "18:00 Europe/Berlin"}\nepisode:')
    (tmp_path / "episodes/show.yaml").write_text("show: S\n")
    (tmp_path / "episodes/e.yaml").write_text(winter)
    found = loading.attempt(tmp_path / "episodes/e.yaml").episode
    assert found is not None
    assert found.publication.publish_at == "2020-12-18T17:00:00Z"


def test_a_control_character_in_a_template_is_told_at_its_place(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("{{ title }}\n  \x1b[31m\n")
    _, (told,) = read(tmp_path, "publish: {template: page.txt}\n")
    assert told == "page.txt:2:3: the template holds a control character (U+001B); remove it"


def test_a_template_without_words_is_told(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(" \n")
    _, (told,) = read(tmp_path, "publish: {template: page.txt}\n")
    assert told.startswith("episodes/show.yaml:2:21: page.txt is empty, and so would be the description; write into it")


def test_hashtags_are_words_of_every_script(tmp_path: Path) -> None:
    found, told = read(tmp_path, "publish: {hashtags: [संगीत, موسيقى, 音楽, می\u200cخواهم, ดนตรี]}\n")
    assert told == []
    assert found is not None
    assert found.hashtags == ("#संगीत", "#موسيقى", "#音楽", "#می\u200cخواهم", "#ดนตรี")


def test_a_machine_without_time_zones_knows_utc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(name: str) -> NoReturn:
        raise zoneinfo.ZoneInfoNotFoundError(name)

    monkeypatch.setattr(zoneinfo, "ZoneInfo", unknown)
    assert read(tmp_path, "") == (Publication(publish_at="2020-05-18T12:00:00Z"), [])
    _, (told,) = read(tmp_path, 'publish: {time: "18:00 Europe/Berlin"}\n')
    assert "there is no time zone 'Europe/Berlin'" in told


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ('title: "{shwo}: {title}"', "3:10: {shwo} stands for nothing in a title; did you mean 'show'?"),
        ('title: "{title:02}"', "3:10: {title:02}: only numbers have digits; write {title}"),
        ('title: "{title"', "3:10: a '{' stands alone; write a placeholder whole: {show}, {season}, {number}, {title}, or"),
        ("template: none.txt", "3:13: 'none.txt' does not exist; it is named from the show folder"),
        ("template: ../none.txt", "3:13: '../none.txt' leads out of the show; name a file in the show's folder"),
        ("url: s.example", "3:8: 's.example' is not a web address; begin with https://"),
        ("tags: [a, 'b\"c']", "3:13: a tag cannot hold '\"'; write each tag on its own, without quotes in it"),
        (f"tags: [{'x' * 101}]", "3:10: the tag has 101 characters; platforms take 100; shorten it"),
        (f"tags: [{', '.join(f'{n} {{}}'.format('x' * 90) for n in range(6))}]", "3:9: the tags have 569 characters together; "),
        ("hashtags: [stay at home]", "3:14: 'stay at home' is no hashtag; write letters and digits without blanks"),
        ("category: musik", "3:13: 'musik' is not allowed here; did you mean 'music'?"),
        ("license: CC BY", "3:12: 'CC BY' is not allowed here; "),
        ("made_for_kids: perhaps", "3:18: 'perhaps' is neither on nor off; "),
        ("time: 18:00", "3:9: '18:00' does not say where; write the time zone after it: \"18:00 Europe/Berlin\", or UTC"),
        ("time: 25:00 UTC", "3:9: '25:00 UTC' is no time of day; write hour, minute and where"),
        ("time: 18:00 Europe/Berlim", "3:9: there is no time zone 'Europe/Berlim'; did you mean 'Europe/Berlin'?"),
        ("time: 18:00 ../etc/passwd", "3:9: there is no time zone '../etc/passwd'; "),
        ("tag: x", "3:3: unknown field 'tag'; did you mean 'tags'?"),
    ],
)
def test_mistakes(field: str, told: str, tmp_path: Path) -> None:
    _, found = read(tmp_path, f"publish:\n  {field}\n")
    assert [one.removeprefix("episodes/show.yaml:")[: len(told)] for one in found] == [told]


def test_words_of_the_page_are_translated_where_a_translation_says_so(tmp_path: Path) -> None:
    (tmp_path / "episodes").mkdir()
    (tmp_path / "episodes/e.es.yaml").write_text('texts: {A: B, music: música, "{show}: {title}": "{title} de {show}"}\n')
    show = 'publish: {title: "{show}: {title}", tags: [music, quilts], hashtags: [music]}\n'
    found, told = read(tmp_path, show, language="es")
    assert told == []
    assert found is not None
    assert (found.title, found.tags, found.hashtags) == ("{title} de {show}", ("música", "quilts"), ("#música",))


def test_a_thumbnail_is_a_time_or_a_group(tmp_path: Path) -> None:
    for written in ("1:05.5", "{at: 1:05.5}"):
        read(tmp_path, "", "")
        (tmp_path / "episodes/e.yaml").write_text(MANIFEST.replace("number: 2", f"number: 2, thumbnail: {written}"))
        found = loading.attempt(tmp_path / "episodes/e.yaml").episode
        assert found is not None
        assert found.thumbnail is not None
        assert found.thumbnail.seconds == 65.5
    (tmp_path / "episodes/e.yaml").write_text(MANIFEST.replace("number: 2", "number: 2, thumbnail: {at: soon}"))
    (told,) = loading.attempt(tmp_path / "episodes/e.yaml").diagnostics
    assert str(told).startswith("episodes/e.yaml:1:59: 'soon' is not a time")
