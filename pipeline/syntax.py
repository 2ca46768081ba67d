"""Python's own syntax trees, one at a time.

CPython 3.11 counts for all threads together how deep it is in a tree that it turns into objects, and fails with a SystemError
where another thread came between (python/cpython, issue 106905). The studio's threads ask often enough to meet it.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast

_ALONE = threading.Lock()


def parsed(source: str) -> ast.Module:
    """Return the tree of a source. Raises SyntaxError."""
    import ast

    with _ALONE:
        return ast.parse(source)


def written(literal: str) -> object:
    """Return the value that a literal writes. Raises ValueError and SyntaxError."""
    import ast

    with _ALONE:
        return ast.literal_eval(literal)


def source_of(cls: type) -> str:
    """Return the source of a class, which is found by a tree of its module. Raises OSError."""
    import inspect

    with _ALONE:
        return inspect.getsource(cls)
