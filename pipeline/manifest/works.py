"""The shape of a work that contributions are made from, and of who has how much of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import WithJsonSchema, model_validator

from pipeline.credits.splits import PUBLISHERS, WRITERS, Split, percent, split_sums
from pipeline.segments.fields import JsonSchema, Line, Lines, Loc, People, Percent, Shape, Url, mistake, one_of
from pipeline.segments.identifiers import Ipi, Iswc
from pipeline.segments.release import UNSAID, ReleaseShape
from pipeline.segments.shown import RoleLine, ShownLine


class ShareShape(Shape):
    """Per cent of a work. A number alone holds for both rights."""

    alone: ClassVar[JsonSchema | None] = {"type": ["number", "string"]}

    performing: Percent
    """Of the right to play it in public: 50."""
    mechanical: Percent | None = None
    """Of the right to copy it; as much as of the other where left out."""

    @model_validator(mode="before")
    @classmethod
    def _number_alone(cls, value: Any) -> Any:
        return {"performing": value} if isinstance(value, str) else value


class SplitShape(Shape):
    """What a writer or a publisher has of a work."""

    by: People = ()
    """Who wrote it, as a key of people.yaml, where society and number stand."""
    publisher: Line = ""
    """Or who publishes it."""
    role: Annotated[str, one_of(*WRITERS, *PUBLISHERS), WithJsonSchema({"enum": [*WRITERS, *PUBLISHERS]})] = ""
    """Of a writer composer (where left out), author, composer and author, arranger, adaptor or translator; of a publisher
    publisher (where left out), administrator or sub-publisher."""
    society: Line = ""
    """The society that collects for a publisher: SGAE, ASCAP, GEMA."""
    ipi: Ipi = ""
    """A publisher's number at such societies (IPI)."""
    share: ShareShape
    """Per cent of the work: 50, or {performing: 50, mechanical: 40}."""

    @model_validator(mode="after")
    def _is_one(self) -> SplitShape:
        if len(self.by) + bool(self.publisher) != 1:
            raise mistake("a share is one writer's or one publisher's", "write by: ana, or publisher: Riffs Ltd, a share each")
        side, other = (WRITERS, "a publisher") if self.by else (PUBLISHERS, "a writer")
        if self.role and self.role not in side:
            raise mistake(f"{self.role!r} is what {other} does", f"write one of {', '.join(side)}", ("role",))
        for name in ("society", "ipi") if self.by else ():
            if getattr(self, name):
                raise mistake(f"{name} of a person stands in people.yaml", "write it there, as pro or ipi", (name,))
        return self

    @property
    def split(self) -> Split:
        """Return it as a value."""
        role = self.role or ("composer" if self.by else "publisher")
        mechanical = self.share.performing if self.share.mechanical is None else self.share.mechanical
        return Split(role, self.share.performing, mechanical, "".join(self.by), self.publisher, self.society, self.ipi)


class WorkShape(Shape):
    """Something that contributions are made from and that is not in the episode itself: a song, a poem, a drawing."""

    by: People = ()
    """Whose it is."""
    title: ShownLine = ""
    """What it is called."""
    role: RoleLine = ""
    """What they did: words, melody, drawing."""
    builds_on: Lines = ()
    """What this is made from, in turn."""
    license: Line = ""
    """What may be done with it."""
    release: ReleaseShape = UNSAID
    """Consent to use it: the name of the paper, or {name: ..., territories: [DE], expires: 2030-12-31}."""
    url: Url = ""
    """Where it can be found."""
    publisher: Line = ""
    """Who publishes it, for the cue sheet of a piece of music."""
    iswc: Iswc = ""
    """The number of a musical work (ISWC), for the cue sheet: T-000.000.001-0."""
    aka: Lines = ()
    """Other titles of a piece of music, for the cue sheet."""
    shares: tuple[SplitShape, ...] = ()
    """Who has how many per cent of a piece of music, for the cue sheet: [{by: ana, share: 50}, {publisher: Riffs, share: 50}]."""
    shares_total: Annotated[Literal["100", "200"], one_of("100", "200"), WithJsonSchema({"enum": [100, 200]})] = "100"
    """100: writers and publishers have 100 per cent together; 200: writers have 100 among them, and publishers too."""

    @property
    def splits(self) -> tuple[Split, ...]:
        """Return the shares as values."""
        return tuple(one.split for one in self.shares)

    @model_validator(mode="after")
    def _adds_up(self) -> WorkShape:
        wrong = [*self._lacking(), *self._not_whole()]
        if wrong:
            raise mistake(*wrong[0], wrong[1:])
        return self

    def _lacking(self) -> Iterator[tuple[str, str, Loc]]:
        """Yield who has a share and is not named, and who is named and has none."""
        if not self.shares:
            return
        for number, one in enumerate(self.shares):
            for key in one.by:
                if key not in self.by:
                    message = f"{key!r} has a share and is not among those whose work it is"
                    yield message, "add the person to by", ("shares", number)
        hint = "add one; share: 0 says that it is meant"
        for key in self.by:
            if not any(key in one.by for one in self.shares):
                yield f"{key!r} has no share of it", hint, ("shares",)
        if self.publisher and not any(one.publisher == self.publisher for one in self.shares):
            yield f"{self.publisher!r} publishes it and has no share of it", hint, ("shares",)

    def _not_whole(self) -> Iterator[tuple[str, str, Loc]]:
        for side, right, found in split_sums(self.splits, int(self.shares_total)):
            is_both = all(one.share.mechanical is None for one in self.shares)
            if is_both and right == "mechanical":
                continue
            what = "" if is_both else f" of the {right} right"
            hint = "correct one of them"
            if self.shares_total == "100" and found == 200:
                hint = "where writers and publishers have 100 each, write shares_total: 200"
            yield f"the shares of {side}{what} add up to {percent(found)}, and not to 100 %", hint, ("shares",)
