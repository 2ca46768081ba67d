"""Fill in a show's template. What is wrong with it is told at its line. Imports Jinja2 only where one is filled in."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.faults import Diagnostic, InputFault, Where, did_you_mean
from pipeline.manifest.publish import Template
from pipeline.words import Words

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.nodes import Template as Tree

Value = str | int | tuple[str, ...] | Words
"""What a template sees."""

MOST_ROUNDS = 100_000
"""Times that all loops of a template go round; more were meant by nobody, and would take for ever."""
_COUNTED = "_counted"

LARGEST = 200_000
"""Characters of a text that is made; what is longer was made by a loop that nobody meant."""


@lru_cache(maxsize=8)
def prepared(template: Template, names: frozenset[str]) -> Callable[[Mapping[str, Value]], str]:
    """Return what fills in a template, which may use the names `names`. Raises InputFault, then and there, for its mistakes.

    It runs in Jinja2's sandbox: it sees what it is given, reads no file and calls nothing that is not meant for it.
    """
    from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    # Plain text: escaping for HTML would spell names wrong.
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True, optimized=False
    )
    environment.filters[_COUNTED] = list
    try:
        made = environment.from_string(_checked(template, environment, names))
    except TemplateSyntaxError as fault:
        raise _told(template, fault.lineno, fault.message or "it cannot be read") from None
    except RecursionError:
        raise _told(template, 0, "its brackets are too deep") from None

    def fill(values: Mapping[str, Value]) -> str:
        rounds = 0

        def counted(items: Iterable[object]) -> list[object]:
            nonlocal rounds
            found = list(items)
            rounds += len(found)
            if rounds > MOST_ROUNDS:
                raise ValueError(f"its loops go round more than {MOST_ROUNDS} times")
            return found

        environment.filters[_COUNTED] = counted
        try:
            whole = ""
            for part in made.generate(**values):
                whole += part
                if len(whole) > LARGEST:
                    raise _told(template, 0, f"it makes more than {LARGEST} characters")
        except MemoryError:
            raise _told(template, 0, "what it makes does not fit into memory") from None
        except KeyError as fault:
            raise _told(template, _line(fault), f"nothing is called {_plain(str(fault))}") from None
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as fault:
            raise _told(template, _line(fault), _plain(str(fault))) from None
        return whole

    return fill


def _checked(template: Template, environment: Environment, names: Collection[str]) -> Tree:
    """Return a template of which the rounds of loops are counted. Raises TemplateSyntaxError.

    Raises InputFault for each name that nothing has, also in branches that are not taken.
    """
    from jinja2 import meta, nodes

    tree = environment.parse(template.text)
    known = {*names, *environment.globals}
    unknown = meta.find_undeclared_variables(tree) - known
    wrong = [
        Diagnostic(_where(template, node.lineno, node.name), f"{node.name} stands for nothing here", _meant(node.name, names))
        for node in tree.find_all(nodes.Name)
        if node.name in unknown
    ]
    if wrong:
        raise InputFault(tuple(wrong))
    if (other := next(tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)), None)) is not None:
        raise _told(template, other.lineno, "it takes in another file", "write all of it here")
    for loop in tree.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, _COUNTED, [], [], None, None, lineno=loop.lineno)
    return tree


def _meant(name: str, names: Collection[str]) -> str:
    return did_you_mean(name, sorted(names))


def _line(fault: BaseException) -> int:
    """Return the line of a template at which it went wrong, which Jinja2 puts into the traceback; 0 where that is not known."""
    frames = [frame for frame in traceback.extract_tb(fault.__traceback__) if frame.filename == "<template>"]
    return frames[-1].lineno or 0 if frames else 0


def _plain(said: str) -> str:
    return said if len(said) <= 200 else f"{said[:200]}..."


def nothing(template: Template) -> InputFault:
    """Return what tells that a template, filled in, says nothing: at the first line on which something stands."""
    line = next((number for number, text in enumerate(template.text.split("\n"), 1) if text.strip()), 1)
    hint = "let it say something whatever the episode has, or remove `template`: then the description is made as usual"
    return _told(template, line, "nothing is left of it for this episode", hint)


def _told(template: Template, line: int, message: str, hint: str = "") -> InputFault:
    return InputFault((Diagnostic(_where(template, line), f"the template of the description: {message}", hint),))


def _where(template: Template, line: int, name: str = "") -> Where:
    """Return the place of a line, of a name in it where that is given."""
    if line < 1:
        return Where(template.path)
    text = [*template.text.split("\n"), *[""] * line][line - 1]
    found = re.search(rf"\b{re.escape(name)}\b", text) if name else None
    column = found.start() + 1 if found else len(text) - len(text.lstrip()) + 1
    return Where(template.path, line, column, line, column + len(name) if found else len(text) + 1)
