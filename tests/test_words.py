"""One word a thing: the glossary's words are the code's, and words that were given up stay away."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.segments import registry

ROOT = Path(__file__).parent.parent
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
TERMS = dict(re.findall(r"\*\*([^*]+)\*\* – (.*?)(?=\n\n|\Z)", GLOSSARY, re.DOTALL))

VALUES = (
    "Segment", "Timeline", "Stack", "Track", "Clip", "Gap", "Transition", "Transition spec", "Programme", "Theme", "Cue",
    "Region", "Operation", "Action", "Promise", "Plan", "Store", "Depot", "Record", "Order", "Maker", "Sandbox", "Worker",
    "Demand", "Session", "Profile", "Finding", "Diagnostic", "Episode", "Kind", "Contribution", "Work", "License",
    "Asset resolver",
)  # fmt: skip
"""Terms of the glossary that are a value or a protocol of the same name in the code."""

OLD = re.compile(
    r"\bcrossings?\b|house stream|\bshelf\b|\bfootprints?\b|\bin the box\b|\bof the box\b|\bseams? of (?:sound|chunks)\b"
    r"|wrong in silence|is nobody in|this is no YAML|not behind the one",
    re.IGNORECASE,
)
"""Words and turns that were replaced, so that none comes back beside its successor."""


def test_the_words_of_the_glossary_are_those_of_the_code() -> None:
    files = list((ROOT / "pipeline").rglob("*.py"))
    defined = re.compile(r"^ *class (\w+)|^(\w+)(?:: \w+)? = ", re.MULTILINE)
    named = {name for file in files for both in defined.findall(file.read_text(encoding="utf-8")) for name in both}
    assert [term for term in VALUES if term not in TERMS] == []
    assert [term for term in VALUES if "".join(word.capitalize() for word in term.split()) not in named] == []


def test_each_word_is_explained_once() -> None:
    terms = re.findall(r"\*\*([^*]+)\*\* – ", GLOSSARY)
    assert len(terms) > 70
    assert sorted(terms) == sorted(TERMS)


def test_every_kind_is_in_the_glossary() -> None:
    told = set(re.findall(r"`([a-z-]+)`", TERMS["Kind"]))
    assert told == {name for name, kind in registry.kinds().items() if name != "credits"}
    assert "as a card they roll" in TERMS["Credits"], "the kind `credits` is explained there"


def test_words_that_were_given_up_stay_away() -> None:
    files = [*(ROOT / "pipeline").rglob("*.py"), *(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md")]
    texts = {file.relative_to(ROOT): file.read_text(encoding="utf-8").splitlines() for file in files}
    assert sum(map(len, texts.values())) > 10_000
    numbered = [(file, number, line) for file, lines in texts.items() for number, line in enumerate(lines, 1)]
    found = [f"{file}:{number}: {line}" for file, number, line in numbered if OLD.search(line)]
    assert found == []
