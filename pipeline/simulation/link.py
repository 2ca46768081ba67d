"""A link on which whoever fetches at a moment gets the same share of it."""

from __future__ import annotations

import heapq


class Link:
    """What is under way on a link of so many bytes a second.

    It counts what each transfer has got that is there from the beginning: as all get the same, one that begins later is done
    when that count has grown by its size. So a change of the shares moves no other transfer.
    """

    def __init__(self, bytes_a_second: float) -> None:
        self._rate = bytes_a_second
        self._now = self._served = 0.0
        self._under_way: list[tuple[float, int]] = []

    def begin(self, now: float, number: int, size: int) -> None:
        """Begin a transfer."""
        self._serve(now)
        heapq.heappush(self._under_way, (self._served + size, number))

    def next_end(self) -> float | None:
        """Return when the next transfer ends if none begins before; None where none is under way."""
        if not self._under_way:
            return None
        return self._now + (self._under_way[0][0] - self._served) * len(self._under_way) / self._rate

    def end(self, now: float) -> int:
        """End that transfer at its time; return its number."""
        self._served, number = heapq.heappop(self._under_way)
        self._now = now
        return number

    def _serve(self, now: float) -> None:
        if self._under_way:
            self._served += (now - self._now) * self._rate / len(self._under_way)
        self._now = now
