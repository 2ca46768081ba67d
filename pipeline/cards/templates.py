"""Check templates before anything is filled in: syntax, names, tags, assets. Pure.

Strict filling finds a mistake only on the path it takes; this finds those in the branches that no sample reaches.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterator, Mapping
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from pipeline.cards import css
from pipeline.cards.css import Known
from pipeline.cards.model import Template
from pipeline.faults import Diagnostic, Where, did_you_mean, guess

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

TAGS = frozenset(("div", "span", "p", "h1", "h2", "h3", "b", "i", "em", "strong", "small", "img"))
"""The elements that the engine lays out. It drops `br` and `style`."""

_TAG = re.compile(r"<\s*/?\s*([A-Za-z][\w-]*)([^<>]*)>")
_CLOSING = re.compile(r"<\s*/")
_STYLE = re.compile(r"""\bstyle\s*=\s*("([^"]*)"|'([^']*)')""")
_SOURCE = re.compile(r"""\bsrc\s*=\s*["']([^"']*)["']""")
_LAYER = re.compile(r"""\bdata-layer\s*=\s*["']([^"']*)["']""")
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_ADVICE = {"br": "put each line into a div", "style": "CSS stands in theme.css and in <card>.css", "svg": "show it as an asset"}


def mistakes(
    template: Template, environment: Environment, names: Collection[str], known: Known, there: Mapping[str, Template]
) -> Iterator[Diagnostic]:
    """Yield what is wrong in a template that may use the names `names`; `there` are the templates of its theme."""
    from jinja2 import TemplateSyntaxError, meta, nodes

    try:
        tree = environment.parse(template.text)
        undeclared = meta.find_undeclared_variables(tree)  # which compiles, and so checks filters
    except TemplateSyntaxError as fault:
        yield Diagnostic(Where(template.shown, fault.lineno, 1), *_syntax(fault.message or "", environment))
        return
    yield from absent(template, environment, there)
    yield from _strange_blocks(tree, template, environment, there)
    yield from _undefined(tree, undeclared, template, environment, {*names, *environment.globals}, there)
    for call in tree.find_all(nodes.Call):
        yield from _asset(call, template, known)
        yield from _word(call, template, known)
        yield from _picture(call, template, known)
        yield from _tone(call, template, known)
    yield from _tags(template, known)


def _undefined(
    tree: nodes.Template, undeclared: set[str], template: Template, environment: Environment, names: set[str],
    there: Mapping[str, Template],
) -> Iterator[Diagnostic]:
    """Yield each name that nothing gives a value to. A block sees more than its template tells: whatever it stands in."""
    from jinja2 import meta, nodes

    without = environment.parse(template.text)
    for block in without.find_all(nodes.Block):
        block.body = []
    outside, told = meta.find_undeclared_variables(without) - names, set()
    inside = undeclared - names
    inside -= _bound(tree, environment, there) if inside else set()
    in_blocks = {id(name) for block in tree.find_all(nodes.Block) for name in block.find_all(nodes.Name)}
    for node in tree.find_all(nodes.Name):
        if node.ctx == "load" and node.name in (inside if id(node) in in_blocks else outside) and node.name not in told:
            told.add(node.name)
            hint = did_you_mean(node.name, sorted(names - set(environment.globals)))
            yield Diagnostic(Where(template.shown, node.lineno, 1), f"{node.name} is undefined", hint)


def _strange_blocks(
    tree: nodes.Template, template: Template, environment: Environment, there: Mapping[str, Template]
) -> Iterator[Diagnostic]:
    """Yield the blocks of a template that are none of those which it extends: they would be shown nowhere."""
    from jinja2 import TemplateSyntaxError, nodes

    own = [block for block in tree.body if isinstance(block, nodes.Block)]
    known: set[str] = set()
    parents, seen = [one.template for one in tree.find_all(nodes.Extends)], set[str]()
    if not parents:
        return
    while parents:
        name = parents.pop()
        found = there.get(name.value) if isinstance(name, nodes.Const) and isinstance(name.value, str) else None
        if found is None or found.shown in seen:
            continue
        seen.add(found.shown)
        try:
            parent = environment.parse(found.text)
        except TemplateSyntaxError:  # told of that template
            return
        known |= {block.name for block in parent.find_all(nodes.Block)}
        parents += [one.template for one in parent.find_all(nodes.Extends)]
    for block in own if seen else ():
        if block.name not in known:
            hint = did_you_mean(block.name, sorted(known)) or "what it extends has no blocks: write the whole card"
            yield Diagnostic(Where(template.shown, block.lineno, 1), f"nothing shows the block {block.name}", hint)


def _bound(tree: nodes.Template, environment: Environment, there: Mapping[str, Template]) -> set[str]:
    """Return the names that a template and those which it extends give values to, or import."""
    from jinja2 import TemplateSyntaxError, nodes

    found, trees = set[str](), [tree]
    for one in trees:
        found |= {name.name for name in one.find_all(nodes.Name) if name.ctx == "store"}
        if any(block.scoped for loop in one.find_all(nodes.For) for block in loop.find_all(nodes.Block)):
            found.add("loop")
        for taken in one.find_all(nodes.FromImport):
            found |= {name if isinstance(name, str) else name[1] for name in taken.names}
        for parent in one.find_all(nodes.Extends):
            name = parent.template.value if isinstance(parent.template, nodes.Const) else None
            if isinstance(name, str) and name in there and len(trees) <= len(there):  # a line that leads in a circle ends, too
                with contextlib.suppress(TemplateSyntaxError):  # told of that template
                    trees.append(environment.parse(there[name].text))
    return found


def absent(template: Template, environment: Environment, known: Collection[str]) -> Iterator[Diagnostic]:
    """Yield what a template extends, includes or imports that is none of `known`; nothing where its syntax is wrong."""
    from jinja2 import TemplateSyntaxError, nodes

    try:
        tree = environment.parse(template.text)
    except TemplateSyntaxError:
        return
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        name = node.template.value if isinstance(node.template, nodes.Const) else None  # type: ignore[attr-defined]
        if isinstance(name, str) and name not in known:
            hint = guess(name, sorted(known)) or "write it with the theme that it is in: create-together/title.html"
            yield Diagnostic(Where(template.shown, node.lineno, 1), f"there is no template {name!r}", hint)


def layers(template: Template) -> Iterator[str]:
    """Yield the layers that a template shows; an empty name where one is filled in."""
    for _, name in _named_layers(template):
        yield name


def unknown_layers(template: Template, known: Collection[str]) -> Iterator[Diagnostic]:
    """Yield the layers in the template of a card that it does not have; `known` are those it has."""
    for offset, name in _named_layers(template):
        if name and name not in known:
            hint = did_you_mean(name, sorted(known)) if known else "only a layered card has layers"
            yield Diagnostic(_at(template, offset), f"there is no layer {name!r}", hint)


def _named_layers(template: Template) -> Iterator[tuple[int, str]]:
    for match in _LAYER.finditer(template.text):
        yield match.start(), "" if "{" in match[1] else match[1]


def _syntax(said: str, environment: Environment) -> tuple[str, str]:
    """Return what a template's syntax lacks, and what to write."""
    if match := re.search(r"for the following tags: '(end\w+)'", said):
        return f"a {{% {match[1].removeprefix('end')} %}} is not closed", f"write {{% {match[1]} %}} after it"
    if match := re.fullmatch(r"No (filter|test) named '(.+)'\.?", said):
        known = environment.filters if match[1] == "filter" else environment.tests
        return f"there is no {match[1]} {match[2]!r}", guess(match[2], sorted(known))
    return f"template syntax: {said}", ""


def _asset(call: nodes.Call, template: Template, known: Known) -> Iterator[Diagnostic]:
    from jinja2 import nodes

    if not (isinstance(call.node, nodes.Name) and call.node.name == "asset" and call.args):
        return
    name = call.args[0].value if isinstance(call.args[0], nodes.Const) else None
    if isinstance(name, str) and name not in known.assets:
        there = ", ".join(sorted(known.assets)) or "none"
        yield Diagnostic(Where(template.shown, call.lineno, 1), f"there is no asset {name}", f"there is: {there}")


def _word(call: nodes.Call, template: Template, known: Known) -> Iterator[Diagnostic]:
    from jinja2 import nodes

    if not (isinstance(call.node, nodes.Name) and call.node.name == "word" and call.args):
        return
    name = call.args[0].value if isinstance(call.args[0], nodes.Const) else None
    if isinstance(name, str) and name not in known.words:
        hint = did_you_mean(name, sorted(known.words)) or "write it into words/en.yaml of the theme"
        yield Diagnostic(Where(template.shown, call.lineno, 1), f"there is no word {name!r}", hint)


def _picture(call: nodes.Call, template: Template, known: Known) -> Iterator[Diagnostic]:
    from jinja2 import nodes

    if not (isinstance(call.node, nodes.Name) and call.node.name == "picture" and call.args):
        return
    name = call.args[0].value if isinstance(call.args[0], nodes.Const) else None
    if isinstance(name, str) and name not in known.pictures:
        there = did_you_mean(name, sorted(known.pictures)) if known.pictures else "a card over the picture has none of its own"
        yield Diagnostic(Where(template.shown, call.lineno, 1), f"this card has no picture {name!r}", there)


def _tone(call: nodes.Call, template: Template, known: Known) -> Iterator[Diagnostic]:
    from jinja2 import nodes

    if not (isinstance(call.node, nodes.Name) and call.node.name == "tone" and call.args):
        return
    name = call.args[0].value if isinstance(call.args[0], nodes.Const) else None
    if isinstance(name, str) and name not in known.beneath:
        there = did_you_mean(name, sorted(known.beneath)) if known.beneath else "write it in poem_line.html"
        yield Diagnostic(Where(template.shown, call.lineno, 1), f"this card does not lie over {name!r}", there)


def _tags(template: Template, known: Known) -> Iterator[Diagnostic]:
    # Jinja's parts are blanked, not cut, so that lines and columns stay what the designer sees.
    opened: set[str] = set()
    plain = _JINJA.sub(lambda match: re.sub(r"[^\n]", "0", match[0]), template.text)
    for match in _TAG.finditer(plain):
        where = _at(template, match.start())
        tag = match[1].lower()
        if tag not in TAGS and not (tag in opened and _CLOSING.match(match[0])):
            opened.add(tag)
            hint = _ADVICE.get(tag) or f"{guess(tag, sorted(TAGS))} use {', '.join(sorted(TAGS))}".strip()
            yield Diagnostic(where, f"the engine does not draw <{tag}>", hint)
        for style in _STYLE.finditer(match[2]):
            yield from css.declarations(style[2] or style[3] or "", where, known)
        for source in _SOURCE.finditer(match[2]):
            if source[1].strip("0"):
                yield Diagnostic(where, f"{source[1]} is not an asset of the theme", 'write src="{{ asset("leaf.svg") }}"')


def text_classes(text: str) -> set[str]:
    """Return the classes of the elements that hold text, or a value filled in, directly."""
    finder = _TextHolders()
    finder.feed(_JINJA.sub(lambda match: "0" if match[0].startswith("{{") else " ", text))
    return finder.classes


class _TextHolders(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.classes: set[str] = set()
        self._open: list[set[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "img":
            self._open.append(set((dict(attrs).get("class") or "").split()))

    def handle_endtag(self, tag: str) -> None:
        if self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and self._open:
            self.classes |= self._open[-1]


def _at(template: Template, offset: int) -> Where:
    before = template.text[:offset]
    return Where(template.shown, before.count("\n") + 1, offset - before.rfind("\n"))
