"""Why people are credited, what became of them from one cut to another, and what each gets: of an episode, and of a season."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.app import syncs
from pipeline.app.checking import Cut
from pipeline.app.session import Session
from pipeline.credits import accounts
from pipeline.credits.accounts import Account
from pipeline.credits.compute import Credits, compute
from pipeline.credits.reasons import MEDIUM, Credited, reasons
from pipeline.credits.season import range_json
from pipeline.faults import Diagnostic, InputFault, Severity, Where
from pipeline.manifest import recipes
from pipeline.timeline.programme import Programme
from pipeline.values import dataclass

_SHEET = "ledger.csv"


@dataclass(frozen=True, slots=True)
class Told:
    """An episode's credits, and why each person is among them."""

    cut: Cut
    programme: Programme
    credits: Credits
    people: tuple[Credited, ...]

    def to_json(self) -> dict[str, object]:
        """Return as a JSON object who is credited and why, with times."""
        return {
            "event": "credits",
            "episode": self.cut.episode.name,
            "people": [
                {
                    "person": one.person.key,
                    "name": one.person.name,
                    "handle": one.person.handle,
                    "place": one.person.place,
                    "reasons": [
                        {
                            "segment": reason.segment or None,
                            "role": reason.role,
                            "medium": MEDIUM.get(reason.medium),
                            "title": reason.title,
                            "built_on_by": list(reason.built_on_by),
                            "ranges": [range_json(range_, self.credits.rate) for range_ in reason.ranges],
                        }
                        for reason in one.reasons
                    ],
                }
                for one in self.people
            ],
        }


def told(session: Session, path: Path, profile: str | None = None, language: str | None = None) -> Told:
    """Return whom an episode credits, and why. What is not cleared stops nothing here.

    Raises InputFault where there are other mistakes; ActionFailed where a take cannot be lined up, EnvironmentFault, Interrupted.
    """
    seen = session.snapshot(path, profile, language)
    refusals = seen.cut.refusals if seen.cut is not None else ()
    kept = tuple(one for one in seen.diagnostics if one.severity is not Severity.ERROR or one not in refusals)
    cut = syncs.placed(session.show, replace(seen, diagnostics=kept), session.make).whole()
    episode, programme = cut.episode, Programme(cut.timeline)
    words = recipes.words_of(episode, cut.theme)
    found = compute(programme, episode.people, episode.works, episode.role_order, words, episode.payout)
    return Told(cut, programme, found, reasons(programme, found, episode.people, episode.works))


def season(session: Session, paths: Sequence[Path], number: int, profile: str | None = None) -> tuple[Told, ...]:
    """Return the episodes of a season among all of a show. Raises InputFault where there is none, or one has mistakes."""
    wanted = []
    for path in paths:
        seen = session.snapshot(path, profile)
        if seen.cut is None or seen.cut.episode.season == number:
            wanted.append(path)
    if not wanted:
        message = f"there is no episode of season {number} here"
        raise InputFault((Diagnostic(Where("--season"), message, "write season: in their manifests, under episode"),))
    return tuple(told(session, path, profile) for path in wanted)


def account(session: Session, path: Path) -> Mapping[str, Account]:
    """Return what people did in a cut: that of a manifest as it is now, or that which a package was made from.

    Raises InputFault where there is neither, or the manifest has mistakes.
    """
    if path.suffix.casefold() in (".yaml", ".yml"):
        one = told(session, path)
        return accounts.of_cut(one.people, one.credits.rate)
    try:
        return accounts.of_sheet((path / _SHEET).read_text(encoding="utf-8-sig"))
    except (OSError, KeyError, ValueError):
        message = f"this is no package: {_SHEET} is not there, or is something else"
        raise InputFault((Diagnostic(Where(str(path)), message, "name a manifest, or a folder in renders/"),)) from None
