"""A mistake of ours in words: on the page a sentence, in the command's window also the place where it was made."""

from __future__ import annotations

import sys
import traceback


def said(error: BaseException, of: str) -> str:
    """Return the sentence; write it to standard error with the lines of our own code that led there. `of`: what was asked for."""
    message = f"together made a mistake ({type(error).__name__}: {error})"
    calls = [call for call in traceback.extract_tb(error.__traceback__) if "pipeline" in call.filename]
    places = " < ".join(f"{call.filename.rpartition('pipeline/')[2]}:{call.lineno}" for call in reversed(calls[-6:]))
    print(f"{of}: {message}{f', at {places}' if places else ''}", file=sys.stderr, flush=True)
    return message
