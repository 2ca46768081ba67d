"""The files of a new show: small, commented, and complete enough to render. Pure."""

from __future__ import annotations

import json
import re

from pipeline.manifest.tune import tune

SHOW = """\
# yaml-language-server: $schema=../docs/show.schema.json
# What all episodes of this show share. A manifest may override any of it.
# Editors that know JSON Schema complete and explain every field.
show: {name}
rate: 30
theme: create-together
language: en
deliver: [youtube]
interstitial: {{length: 2.5}}
# The tune is there so that something can be heard: put your own beside it, and name whoever plays.
opening: {{tagline: made together, length: 4, bed: {{file: tune.wav, title: Opening Tune, gain: -6 dB}}}}
credits: {{thanks: [Everyone who sent something], bed: {{file: tune.wav, title: Opening Tune, gain: -6 dB}}}}
end:
  title: Your turn
  text: Send us what you make.
  url: "https://example.org/join"
  bed: {{file: tune.wav, title: Opening Tune, gain: -6 dB}}
"""

PEOPLE = """\
# yaml-language-server: $schema=../docs/people.schema.json
# Everyone who is seen or heard: a short key, and the name as they write it themselves.
ana: {name: Ana Núñez, place: Bogotá}
mika: {name: ミカ, place: Osaka}
"""

EPISODE = """\
# yaml-language-server: $schema=../docs/episode.schema.json
episode: {season: 1, number: 1, title: Hello}

segments:
  # This poem needs no file but the tune. Put your own media into episodes/media and name them from there.
  - poem: First Light
    lines:
      - {at: 0.5, text: One of us began a line}
      - {at: 3, text: and another one finished it.}
    length: 6
    written: {by: [ana, mika], role: writer}
    bed: {file: tune.wav, title: Opening Tune, gain: -10 dB}
    background: {colour: "#1d2340"}
"""

IGNORE = "renders/\n"

ATTRIBUTES = "# Notes are lines that are only added: git keeps those of both branches.\nepisodes/*.notes.yaml merge=union\n"


def files(name: str) -> dict[str, str]:
    """Return the files of a show called `name`, by their path in its folder."""
    return {
        "episodes/show.yaml": SHOW.format(name=_written(" ".join(name.replace("-", " ").split()).title())),
        "episodes/people.yaml": PEOPLE,
        "episodes/s01e01.yaml": EPISODE,
        "episodes/media/README": "Contributors' files go here: clips, takes, pictures.\n",
        ".gitignore": IGNORE,
        ".gitattributes": ATTRIBUTES,
    }


def _written(text: str) -> str:
    """Return a text as YAML writes it, in quotes where it holds more than words."""
    return text if re.fullmatch(r"\w[\w ]*", text) else json.dumps(text, ensure_ascii=False)


def media() -> dict[str, bytes]:
    """Return the media of a new show, by their path in its folder."""
    return {"episodes/media/tune.wav": tune()}
