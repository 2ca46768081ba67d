"""Licences: what a text means, what it demands, and what several of them demand together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from pipeline.values import dataclass

_CREATIVE_COMMONS = re.compile(
    r"cc by(?P<parts>(?: (?:nc|sa|nd)){0,2})(?: (?P<version>[1-4]\.\d)(?: [a-z]{2,3})?)?(?: international)?"
)
_ZERO = re.compile(r"cc ?0(?: 1\.0)?(?: universal)?|cc zero(?: 1\.0)?|public domain|pd")
_RESERVED = ("all rights reserved", "arr", "©", "copyright")
_GRANTED = ("own", "original", "own work", "show")
_PLATFORM = ("platform", "granted")
KNOWN = (
    "CC0, CC BY, CC BY-SA, CC BY-NC, CC BY-NC-SA, CC BY-ND, CC BY-NC-ND (each with its version), public domain, own, "
    "all rights reserved"
)


@dataclass(frozen=True, slots=True)
class License:
    """The demands of a licence. `name` is its usual name, `url` its text where there is one.

    `is_reserved` allows nothing without the holder's written release. `is_grant_of_a_platform` allows what a platform's terms do,
    which are not known.
    """

    name: str
    url: str = ""
    needs_name: bool = False
    is_non_commercial: bool = False
    is_share_alike: bool = False
    is_no_derivatives: bool = False
    is_reserved: bool = False
    is_grant_of_a_platform: bool = False


GRANT = License("granted to the show")
"""What a contribution made for the show comes with: to be changed, combined and published by it."""


def read_license(text: str) -> License | None:
    """Return what a licence's name means, None where it is not known; an empty text is the show's own grant."""
    folded = " ".join(re.sub(r"[-_\s]+", " ", text.casefold()).split())
    if not folded or folded in _GRANTED:
        return GRANT
    if folded in _PLATFORM:
        return License("granted by a platform", is_grant_of_a_platform=True)
    if folded in _RESERVED:
        return License("all rights reserved", is_reserved=True)
    if _ZERO.fullmatch(folded):
        # https://creativecommons.org/publicdomain/zero/1.0/
        zero = folded.startswith("cc")
        return License("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/") if zero else License("public domain")
    match = _CREATIVE_COMMONS.fullmatch(folded)
    if match is None:
        return None
    parts, version = match["parts"].split(), match["version"] or "4.0"
    # The six licences (creativecommons.org/licenses): sharing alike and making no derivatives exclude each other.
    if len(set(parts)) != len(parts) or {"sa", "nd"} <= set(parts):
        return None
    code = "-".join(["by", *sorted(parts)])  # nc before nd and sa, as the licences write it
    return License(
        name=f"CC {code.upper()} {version}",
        url=f"https://creativecommons.org/licenses/{code}/{version}/",
        needs_name=True,
        is_non_commercial="nc" in parts,
        is_share_alike="sa" in parts,
        is_no_derivatives="nd" in parts,
    )


def clash(one: License, other: License) -> bool:
    """Say whether what is made from both could be published under no licence.

    BY-SA wants the whole to be BY-SA, which drops what BY-NC and BY-NC-SA demand (creativecommons.org's compatibility chart).
    """
    return any(a.is_share_alike and not a.is_non_commercial and b.is_non_commercial for a, b in ((one, other), (other, one)))


def outgoing(licenses: Iterable[License]) -> License | None:
    """Return what all of it together demands of the episode, None where it clashes.

    Adding a licence never loosens the answer.
    """
    parts = tuple(dict.fromkeys(licenses))
    if any(clash(one, other) for one in parts for other in parts):
        return None
    whole = License(
        name="",
        needs_name=any(part.needs_name for part in parts),
        is_non_commercial=any(part.is_non_commercial for part in parts),
        is_share_alike=any(part.is_share_alike for part in parts),
        is_no_derivatives=any(part.is_no_derivatives for part in parts),
        is_reserved=any(part.is_reserved for part in parts),
    )
    words = (("NC", whole.is_non_commercial), ("SA", whole.is_share_alike), ("ND", whole.is_no_derivatives))
    commons = "-".join(["CC BY", *(word for word, demanded in words if demanded)])
    return replace(whole, name="all rights reserved" if whole.is_reserved else commons if whole.needs_name else GRANT.name)
