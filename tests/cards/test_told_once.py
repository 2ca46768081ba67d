"""What a theme says that would be ignored, or told of every card: it is told once, and what only looks like it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cards import theme as themes
from tests.cards.test_faults import CHILD, child, mistakes


@pytest.mark.parametrize(
    ("parent", "files", "expected"),
    [
        ("paper", {"theme__css": ".a { top: 0;\n.b { top: 1px; }\n"}, "theme.css:1:4: this { is not closed; write } after"),
        ("paper", {"theme__css": ".a { top: 0; } }\n"}, "theme.css:1:16: this } closes nothing"),
        ("paper", {"title__css": ".a { animation: rise 1s both, lift 1s both; }"}, "title.css:1:6: there are no @keyframes li"),
        ("paper", {"title__css": ".a { animation-name: rize; }"}, "title.css:1:6: there are no @keyframes rize; did you mean"),
        (
            "paper", {"credits_page__html": '{% extends "common/credits_page.html" %}\n{% block persn %}x{% endblock %}'},
            "credits_page.html:2:1: nothing shows the block persn; did you mean 'person'?",
        ),
        (
            "paper", {"title__html": '{% extends "paper/title.html" %}{% block a %}x{% endblock %}'},
            "title.html:1:1: nothing shows the block a; what it extends has no blocks: write the whole card",
        ),
        (
            "signal", {"opening__html": '<div class="layer" data-layer="name">{{ show }}</div>'},
            "opening.html:1:1: the parent's card has layers that are not in this template: beam-2-1, beam-2-2,",
        ),
        ("signal", {"theme__yaml": "extends: signal\ncards: {opening: {kind: animated}}\n"}, "theme.yaml:2:18: opening is an"),
        ("paper", {"theme__yaml": "title: Mine\ncolours: {accent: '#000000', muted: '#ffffff'}\nbackground: muted\n"},
         "theme.yaml:1:1: the cards opening, title, interstitial"),
        ("paper", {"theme__yaml": f"{CHILD}cards: {{credits: {{roll: {{leading: [a, 120]}}}}}}\n"}, "theme.yaml:3:36: 'a' is"),
    ],
)  # fmt: skip
def test_what_would_be_ignored_or_told_many_times_is_told_once(
    tmp_path: Path, parent: str, files: dict[str, str], expected: str
) -> None:
    (told,) = mistakes(tmp_path, **{"theme__yaml": f"title: Mine\nextends: {parent}\n", **files})
    assert told.startswith(f"templates/mine/{expected}")


def test_braces_in_comments_and_texts_are_none(tmp_path: Path) -> None:
    css = "/* { don't */ .a::before { content: '}'; }\n/* it's } */ .b { top: 0; }\n"
    assert themes.load("mine", (child(tmp_path, theme__css=css),)).name == "mine"
