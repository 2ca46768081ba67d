"""The longest path through work: what no number of slots makes shorter."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from graphlib import TopologicalSorter


def paths_from(needs: Mapping[str, Collection[str]], seconds: Mapping[str, float]) -> dict[str, float]:
    """Return for each key the seconds of the longest path from its begin to the end of the work."""
    after: dict[str, float] = dict.fromkeys(needs, 0.0)
    for key in reversed(tuple(TopologicalSorter(needs).static_order())):
        after[key] += seconds[key]
        for need in needs[key]:
            after[need] = max(after[need], after[key])
    return after


def longest_path(needs: Mapping[str, Collection[str]], seconds: Mapping[str, float]) -> tuple[str, ...]:
    """Return the keys of the longest path, in order; of several that are as long, the one whose keys come first."""
    after = paths_from(needs, seconds)
    users: dict[str, list[str]] = {key: [] for key in needs}
    for key, wanted in needs.items():
        for need in wanted:
            users[need].append(key)
    path: list[str] = []
    following = [key for key in needs if not needs[key]]
    while following:
        path.append(max(following, key=lambda key: after[key]))
        following = users[path[-1]]
    return tuple(path)
