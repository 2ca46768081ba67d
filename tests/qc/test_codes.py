"""The guide's table of findings, the list of codes and the code that finds them say the same."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import get_args

from pipeline.captions.lint import Rule
from pipeline.checks import FIXED, WAIVABLE

ROOT = Path(__file__).parent.parent.parent
TABLE = {
    cells[0].strip("`"): cells[1:]
    for line in (ROOT / "docs/producers.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| `\w+` \| (error|warning)", line)
    for cells in [[cell.strip() for cell in line.strip("|").split("|")]]
}
SEVERITIES = {"_ERROR": "error", "_WARNING": "warning", "Severity.ERROR": "error", "Severity.WARNING": "warning"}


def found() -> dict[str, set[str]]:
    """Return the codes that the code gives to findings, with how serious they are."""
    codes: dict[str, set[str]] = {}
    for path in (*(ROOT / "pipeline/qc").glob("*.py"), *(ROOT / "pipeline/app").glob("*.py")):
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or ast.unparse(node.func) not in ("Finding", "planned.found") or len(node.args) < 2:
                continue
            code, severity = node.args[:2]
            if isinstance(code, ast.Constant | ast.IfExp):
                given = [str(one.value) for one in ast.walk(code) if isinstance(one, ast.Constant)]
            elif isinstance(code, ast.JoinedStr):
                given = [f"caption_{rule}" for rule in get_args(Rule) if rule != "late"]
                codes.setdefault("caption_late", set()).add("error")
            elif path.name == "flashing.py":
                given = ["flashes", "red_flashes"]
            else:  # a finding that is told anew, under its own code
                continue
            for name in given:
                codes.setdefault(name, set()).add(SEVERITIES.get(ast.unparse(severity), "warning"))
    return codes


def test_every_code_is_in_the_guide_with_how_serious_it_is() -> None:
    told = {code: set(cells[0].split(", ")) for code, cells in TABLE.items()}
    assert told == found()


def test_the_guide_says_what_can_be_waived() -> None:
    assert {code for code, cells in TABLE.items() if cells[-1] == "yes"} == set(WAIVABLE)
    assert {code for code, cells in TABLE.items() if cells[-1] == "no"} == set(FIXED)
    assert set(WAIVABLE) & set(FIXED) == set()


def test_the_guide_says_of_each_what_it_means_how_it_is_measured_and_what_to_do() -> None:
    assert len(TABLE) > 70
    assert [code for code, cells in TABLE.items() if len(cells) != 5 or not all(cells)] == []
