"""What decoders say is wrong in a packet that they decode all the same: PyAV drops errors of a packet that has given a frame."""

from __future__ import annotations

from typing import Self


class Complaints:
    """The errors that libav's decoders log in this thread while it is entered: `count` of them, by the end."""

    def __init__(self) -> None:
        from av import logging

        self.count = 0
        self._capture = logging.Capture()

    def __enter__(self) -> Self:
        from av import logging

        self._before = logging.get_last_error()[0]
        logging.set_level(logging.ERROR)
        self._capture.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        from av import logging

        self._capture.__exit__(None, None, None)
        logging.set_level(None)  # as PyAV begins: nothing is logged
        self.count = logging.get_last_error()[0] - self._before
