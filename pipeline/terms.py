"""Where, until when and for what something may be used: the reach of releases and grants. Pure data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

WORLDWIDE = "worldwide"
"""What stands for all countries."""

COUNTRIES = frozenset(
    code
    for line in (
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ",
        "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO",
        "FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE",
        "JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO",
        "MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW",
        "PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM",
        "TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW",
    )
    for code in line.split()
)
"""The codes of two letters of ISO 3166-1 (iso.org/iso-3166-country-codes.html), the 249 that are assigned."""


@dataclass(frozen=True, slots=True)
class Scope:
    """How far a release or a grant reaches; one of which nothing is said reaches everywhere, for ever, for money too.

    `territories` are codes of ISO 3166-1, empty for the whole world. `expires` is its last day as `YYYY-MM-DD`, empty for none.
    """

    territories: tuple[str, ...] = ()
    expires: str = ""
    monetized: bool = True


EVERYWHERE = Scope()
"""Of which nothing is said."""


@dataclass(frozen=True, slots=True)
class Release:
    """A written consent: what the paper is called, empty where there is none, and how far it reaches."""

    name: str = ""
    scope: Scope = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Grant:
    """A platform's terms by which people hand in what they make: whose, which version, from when, and how far they reach.

    `key` is what `license:` names. `terms` is the version of the terms, `date` the day since when they are agreed to.
    """

    key: str
    by: str
    terms: str
    date: str
    scope: Scope = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms on which an episode is published, and the grants that its licences may name.

    `monetized` is true where it earns money. `territories` are codes of ISO 3166-1, empty for the whole world, None where what
    is written of them cannot be read. `air_date` is `YYYY-MM-DD` or empty. `unread` are keys of grants in which there are
    mistakes. `is_open` is true where viewers may use the episode under CC BY.
    """

    monetized: bool = False
    territories: tuple[str, ...] | None = ()
    air_date: str = ""
    grants: Mapping[str, Grant] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    is_open: bool = False


NO_RELEASE = Release()
"""That which is not there."""


def uncovered(territories: Sequence[str] | None, scope: Scope) -> tuple[str, ...]:
    """Return which territories, of all of them where none are named, a scope does not reach: `worldwide` where it is most.

    None where it is not known which they are.
    """
    if territories is None or not scope.territories:
        return ()
    if not territories:
        return (WORLDWIDE,)
    return tuple(one for one in territories if one not in scope.territories)
