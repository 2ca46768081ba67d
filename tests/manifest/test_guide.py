"""What the guide for producers shows is read as it stands, and it tells of every kind and every field."""

from __future__ import annotations

import re
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.credits import compute
from pipeline.delivery.description import Said, description
from pipeline.delivery.title import usual_pattern
from pipeline.faults import Where
from pipeline.manifest import loading, schema
from pipeline.manifest.folders import show_folder
from pipeline.manifest.publish import TitleFacts
from pipeline.notes import reading as notes
from pipeline.segments.registry import kinds
from tests.credits.cut import SONG, programme
from tests.shows import SHOW, ShowFolder

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "producers.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
MANIFESTS = [block for block in BLOCKS if re.search("^episode:", block, re.MULTILINE)]
ALONE = next(block for block in BLOCKS if "segment.schema.json" in block)
SEGMENTS = [block for block in BLOCKS if block.startswith("- ") and not block.startswith("- {note:")]


def add_theme(folder: Path) -> None:
    """Write the theme of the designers' guide, which has the card that the producers' guide shows."""
    (block,) = re.findall(r"```yaml\n(cards:\n  news:.*?)```", (DOCS / "designers.md").read_text(encoding="utf-8"), re.DOTALL)
    folder.mkdir(parents=True)
    (folder / "theme.yaml").write_text(f"extends: create-together\n{block}", encoding="utf-8")
    (folder / "news.html").write_text('<div class="safe"><div>{{ headline }}</div></div>', encoding="utf-8")


@pytest.mark.parametrize("number", range(len(MANIFESTS)))
def test_a_manifest_of_the_guide_is_a_cut(number: int, tmp_path: Path) -> None:
    assert ShowFolder(tmp_path).cut(MANIFESTS[number]).segments


@pytest.mark.parametrize("number", range(len(SEGMENTS)))
def test_segments_of_the_guide_are_a_cut(number: int, tmp_path: Path) -> None:
    show = ShowFolder(tmp_path, show=f"{SHOW}theme: ours\n")
    add_theme(tmp_path / "templates" / "ours")
    for path in re.findall(r"include: (\S+)", SEGMENTS[number]):
        (tmp_path / "episodes" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "episodes" / path).write_text(ALONE, encoding="utf-8")
    assert show.cut("episode: {title: A}\nsegments:\n" + SEGMENTS[number]).segments


def test_show_and_people_of_the_guide_are_read(tmp_path: Path) -> None:
    show = next(block for block in BLOCKS if "show.schema.json" in block)
    people = next(block for block in BLOCKS if "people.schema.json" in block)
    episode = ShowFolder(tmp_path, show=show, people=people).load("episode: {title: A}\nsegments: [{card: A}]\n")
    assert episode.people["ruben"].name == "Rubén Díaz"
    assert show_folder(tmp_path / "episodes") == tmp_path


def test_the_terms_of_the_guide_are_read(tmp_path: Path) -> None:
    (show,) = [block for block in BLOCKS if "grants:" in block]
    (manifest,) = [block for block in MANIFESTS if "license: jam" in block]
    terms = ShowFolder(tmp_path, show=show).load(manifest).terms
    assert (terms.monetized, terms.territories, list(terms.grants)) == (True, ("DE", "AT"), ["jam"])


def test_the_guide_says_how_episodes_are_published(tmp_path: Path) -> None:
    (block,) = [block for block in BLOCKS if block.startswith("publish:")]
    show = ShowFolder(tmp_path, show=f"{SHOW}{block}")
    (tmp_path / "templates").mkdir(exist_ok=True)
    (template,) = re.findall(r"A \*\*template\*\* is .*?:\n\n(.*?)\n\n`title`", GUIDE, re.DOTALL)
    (tmp_path / "templates/description.txt").write_text(textwrap.dedent(template), encoding="utf-8")
    found = show.load("episode: {title: A, season: 1, number: 2}\nsegments: [{card: A}]\n").publication
    assert found.title == usual_pattern(TitleFacts("S", 1, 2, "A"))
    assert found.template is not None
    nobody = compute(programme(replace(SONG, contributions=())), {})
    said = description(nobody, Said("Hello", url=found.url), Where("e"), found.template)
    assert said.split("\n")[:3] == ["Hello", "", "More of us at https://example.org/create-together"]


def test_the_guide_says_how_films_are_signed(tmp_path: Path) -> None:
    (block,) = [block for block in BLOCKS if block.startswith("sign:")]
    found = ShowFolder(tmp_path, show=f"{SHOW}{block}").load("episode: {title: A}\nsegments: [{card: A}]\n").signing
    assert found is not None
    assert (found.certificate, found.key) == ("certificates/show.pem", "~/keys/show.key")
    assert found.key_where.path == "episodes/show.yaml"


def test_the_translation_of_the_guide_translates_what_it_says(tmp_path: Path) -> None:
    (spanish,) = [block for block in BLOCKS if block.startswith("# episodes/s01e01.es.yaml")]
    poem = "  - poem: A Small Thing\n    lines: ['Dear you,']\n"
    clip = "  - clip: Half a Quilt\n    file: home/street.mp4\n    by: dana\n    role: interviewee\n"
    path = ShowFolder(tmp_path).write(f"episode: {{title: A Small Thing}}\nsegments:\n{poem}{clip}")
    path.with_name("s01e01.es.yaml").write_text(spanish, encoding="utf-8")
    found = loading.attempt(path, language="es")
    assert [one.message for one in (*found.diagnostics, *found.warnings)] == [
        "'Half a Quilt' has no translation into es, and stays as it is"
    ]


def test_every_block_is_looked_at() -> None:
    assert len(BLOCKS) == len(MANIFESTS) + len(SEGMENTS) + 8


def test_the_notes_of_the_guide_are_read() -> None:
    (block,) = [block for block in BLOCKS if block.startswith("- {note:")]
    found = notes.read(block.encode(), "s01e01.notes.yaml")
    assert found.diagnostics == ()
    assert len(found.notes) == 2


def test_the_guide_tells_of_every_kind_and_every_field() -> None:
    told = set(re.findall(r"`([\w-]+)`", GUIDE)) | set(re.findall(r"[\s{`]([\w-]+):", GUIDE))
    assert set(kinds()) <= told
    written: set[str] = set()
    for document in schema().values():
        for group in (document, *document.get("$defs", {}).values()):
            written |= _names(group)
    assert written - told == set()


def _names(group: dict[str, Any]) -> set[str]:
    return set(group.get("properties", {})).union(*(_names(one) for one in group.get("anyOf", ())))
