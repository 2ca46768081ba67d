"""What stands against publishing one thing: its licence, its release and how far that reaches, the grant it came with. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field

from pipeline.credits.licenses import License
from pipeline.faults import Severity, Where
from pipeline.people import Person
from pipeline.terms import EVERYWHERE, WORLDWIDE, Grant, Scope, Terms, uncovered
from pipeline.timebase import FrameRange
from pipeline.values import dataclass

_PENDING = re.compile(
    r"((?:still |not yet )?(?:pending|missing|requested|refused|asked|outstanding)|not (?:yet|there)|no release)\b.*"
    r"|none|no|off|false|n/a|tbd|todo|unknown|[?~-]+",
    re.IGNORECASE,
)
"""What stands in place of a release that is not there, with whatever is noted after it."""
_FILE = re.compile(r".*\.[a-z]{2,4}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that somebody has rights in: a contribution, a work or a minor, where it is used, what it is called.

    `places` tells where its fields are written. `change` is what makes an adaptation of it, and what would mend that;
    None where it is shown whole.
    """

    label: str
    people: tuple[str, ...]
    ranges: tuple[FrameRange, ...]
    where: Where
    places: Mapping[str, Where] = field(default_factory=dict)
    license_text: str = ""
    release: str = ""
    scope: Scope = EVERYWHERE
    title: str = ""
    url: str = ""
    medium: str = ""
    change: tuple[str, str] | None = None

    def at(self, name: str) -> Where:
        """Return where a field is written, `release` for `release.expires` without its own; else the place of all of it."""
        return self.places.get(name, self.places.get(name.partition(".")[0], self.where))


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with something: the field at fault, what is wrong, what to do, how bad it is."""

    field: str
    message: str
    hint: str
    severity: Severity = Severity.ERROR


def of_license(claim: Claim, license_: License, terms: Terms, people: Mapping[str, Person]) -> Iterator[Fault]:
    """Yield what a licence has against the use of something on these terms."""
    name = license_.name
    if license_.is_no_derivatives and claim.medium == "sound":
        # CC BY-ND 4.0, section 1a: sound synched in timed relation with a moving image is always adapted material.
        message = f"{name} forbids adaptations, and sound under pictures is one"
        yield Fault("license", message, "leave it out or ask for a release under another licence")
    elif license_.is_no_derivatives and claim.change:
        yield Fault("license", f"{name} forbids adaptations, and {claim.change[0]}", claim.change[1])
    elif license_.is_no_derivatives:
        message = f"{name} forbids adaptations"
        yield Fault("license", message, "it must be whole and unchanged: no cut, no crop, nothing over it", Severity.WARNING)
    if license_.is_non_commercial and terms.monetized:
        hint = "leave it out, ask its author for another licence, or write monetized: off"
        yield Fault("license", f"{name} forbids earning money with it, and the show does", hint)
    if terms.is_open and (license_.is_non_commercial or license_.is_share_alike or license_.is_no_derivatives):
        message = f"{name} does not let others use it under CC BY, as the show does (publish: license: creativeCommon)"
        yield Fault("license", message, "leave it out, ask its author for another licence, or write license: youtube in publish")
    if license_.needs_name:
        yield from _naming(claim, name, people)
    if license_.is_reserved and not claim.release.strip():
        yield Fault("license", "all rights are reserved and there is no release", "name the signed release in release:")
    if license_.is_grant_of_a_platform:
        message = f"{claim.license_text.strip()!r} is a platform's grant, and nothing says whose and on which terms"
        hint = f"write grants: {{{claim.license_text.strip()}: {{by: ..., terms: ..., date: ...}}}} in show.yaml"
        yield Fault("license", message, hint)


def _naming(claim: Claim, name: str, people: Mapping[str, Person]) -> Iterator[Fault]:
    """Yield what is missing of title, author and source (wiki.creativecommons.org/wiki/Best_practices_for_attribution)."""
    if not claim.people:
        yield Fault("license", f"{name} demands the author's name, and no one is named", "write by:")
    has_source = claim.url or any(people[key].url for key in claim.people if key in people)
    lacking = [
        (what, field)
        for what, field, is_there in (("its title", "title:", claim.title), ("where it can be found", "url:", has_source))
        if not is_there
    ]
    if lacking:
        what, fields = (" and ".join(texts) for texts in zip(*lacking, strict=True))
        lacks = "which is not written" if len(lacking) == 1 else "and neither is written"
        yield Fault("license", f"{name} asks for {what}, {lacks}", f"write {fields}", Severity.WARNING)


def of_release(claim: Claim, terms: Terms) -> Iterator[Fault]:
    """Yield what is wrong with the release of something."""
    if _is_pending(claim.release.strip()):
        yield Fault("release", f"its release is {claim.release.strip()}", "name the signed release")
    elif claim.release:
        yield from _reach("its release", "release", claim.scope, terms)


def _is_pending(release: str) -> bool:
    return _PENDING.fullmatch(release) is not None and _FILE.fullmatch(release) is None


def of_grant(grant: Grant, terms: Terms) -> Iterator[Fault]:
    """Yield what a platform's grant does not reach."""
    if terms.air_date and grant.date > terms.air_date:
        airs = f"the episode airs on {terms.air_date}"
        message = f"the grant of {grant.by} ({grant.terms}) is agreed to since {grant.date}, and {airs}"
        yield Fault("license", message, "look at its date, air later, or leave it out")
    yield from _reach(f"the grant of {grant.by} ({grant.terms})", "license", grant.scope, terms)


def of_guardian(person: Person, terms: Terms) -> Iterator[Fault]:
    """Yield what is wrong with the release that a minor needs."""
    name = person.guardian.name.strip()
    if not name:
        hint = f"write guardian: and the signed release in people.yaml, or leave out what {person.name} is in"
        yield Fault("minor", "a minor needs a guardian's release, and none is named", hint)
    elif _is_pending(name):
        yield Fault("guardian", f"the guardian's release is {name}", "name the signed release")
    else:
        yield from _reach("the guardian's release", "guardian", person.guardian.scope, terms)


def _reach(what: str, field: str, scope: Scope, terms: Terms) -> Iterator[Fault]:
    """Yield where a consent ends before what the show does with it; `what` names it, `field` is where it is written."""
    if scope.expires and not terms.air_date:
        message = f"{what} ends on {scope.expires}, and nothing says when the episode airs"
        yield Fault(f"{field}.expires", message, "write air_date: under episode", Severity.WARNING)
    elif scope.expires and scope.expires < terms.air_date:
        message = f"{what} ends on {scope.expires}, and the episode airs on {terms.air_date}"
        yield Fault(f"{field}.expires", message, "have it renewed, air earlier, or leave it out")
    beyond = uncovered(terms.territories, scope)
    if beyond:
        holds = ", ".join(scope.territories)
        where = WORLDWIDE if beyond == (WORLDWIDE,) else f"in {', '.join(beyond)}, too"
        hint = f"have it extended, write territories: [{holds}] for the show, or leave it out"
        yield Fault(f"{field}.territories", f"{what} holds in {holds}, and the show is published {where}", hint)
    if terms.monetized and not scope.monetized:
        hint = "have it extended, write monetized: off for the show, or leave it out"
        yield Fault(f"{field}.monetized", f"{what} forbids earning money with it, and the show does", hint)
