"""What a manifest and its segments let pass of quality control's findings. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.checks import Waiver
from pipeline.faults import Diagnostic, did_you_mean
from pipeline.manifest.model import Document, Part, locate
from pipeline.manifest.parts import Unread
from pipeline.manifest.settings import Manifest


def waivers_of(
    manifest: Manifest | None,
    parts: Sequence[Part],
    unread: Sequence[Unread],
    documents: tuple[Document, ...],
    profiles: Sequence[str],
    diagnostics: list[Diagnostic],
) -> tuple[Waiver, ...]:
    """Return the waivers of an episode, those of its segments after its own; tell of segments and `profiles` that there are not.

    Segments that could not be read, `unread`, are known by the names that they probably have.
    """
    found: list[Waiver] = []
    names = [name for part in parts for name in (part.name, *([f"{part.name}-title"] if part.has_interstitial else []))]
    names += [one.name for one in unread]
    for number, shape in enumerate(manifest.waive if manifest else ()):
        where = locate(documents, ("waive", number))
        if shape.segment and shape.segment not in names:
            message, hint = f"there is no segment {shape.segment!r}, or it is switched off", did_you_mean(shape.segment, names)
            diagnostics.append(Diagnostic(locate(documents, ("waive", number, "segment")), message, hint))
        _check_profile(shape.profile, profiles, documents, ("waive", number), diagnostics)
        found.append(Waiver(shape.code, shape.reason, where, shape.at, shape.segment, profile=shape.profile))
    for part in parts:
        for number, one in enumerate(part.shape.waive):
            loc = (*part.loc, "waive", number)
            _check_profile(one.profile, profiles, documents, loc, diagnostics)
            found.append(
                Waiver(one.code, one.reason, locate(documents, loc), one.at, part.name, in_segment=True, profile=one.profile)
            )
    return tuple(found)


def _check_profile(
    name: str,
    profiles: Sequence[str],
    documents: tuple[Document, ...],
    loc: tuple[str | int, ...],
    diagnostics: list[Diagnostic],
) -> None:
    if name and name not in profiles:
        where = locate(documents, (*loc, "profile"))
        diagnostics.append(Diagnostic(where, f"there is no profile {name!r}", did_you_mean(name, tuple(profiles))))
