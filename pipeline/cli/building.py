"""What `together build` does: render what changed, publish, and tell it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.app import seasons, session, shows
from pipeline.app.own_settings import depot_place
from pipeline.app.session import WHOLE
from pipeline.cli.listening import tell_listening
from pipeline.cli.tell import tell_aside, tell_built
from pipeline.execution.machine import cores
from pipeline.faults import InputFault

if TYPE_CHECKING:
    from pipeline.app.session import Window
    from pipeline.execution.shared_store import Shared


def run(
    paths: Sequence[Path],
    profiles: Sequence[str] = (),
    language: str | None = None,
    *,
    workers: int = 0,
    segments: Sequence[str] = (),
    window: Window = WHOLE,
    keep_going: bool = False,
    verify_sources: bool = False,
    depot: str | None = None,
    ffmpeg: str | None = None,
    as_json: bool = False,
) -> bool:
    """Build episodes, for some `profiles` or for what each delivers, on so many `workers`, 0 for one a core, and tell it.

    What is found alike of several deliverables of an episode is told once. Where there is a `depot`, asked for or in the user's
    settings, what others have made is fetched from it and what is made here is put there. Returns whether all is published.

    Raises ActionFailed, InputFault, EnvironmentFault, Interrupted.
    """
    manifests = shows.episodes(paths)
    shared = _shared(depot, manifests[0].parent)
    with session.opened(
        manifests, ffmpeg=ffmpeg, verify_sources=verify_sources, proves=False, hears=tell_listening, depot=shared
    ) as opened:
        season = seasons.prepare(
            opened, manifests, profiles, language, segments=segments, window=window, workers=workers or cores()
        )
        if season.works:
            from pipeline.cli.progress import listening, telling_of_a_stop
            from pipeline.execution.interruption import Interruption

            interruption = Interruption()
            with listening(as_json=as_json) as listener:
                season = seasons.build(
                    opened,
                    season,
                    workers=workers or cores(),
                    listen=telling_of_a_stop(listener, interruption),
                    keep_going=keep_going,
                    interruption=interruption,
                )
        opened.show.store.settle([path.stem for path in manifests])
    tell_aside(opened.show.store.aside.moved)
    told: dict[Path, set[str]] = {path: set() for path, _ in season.published}
    for (path, _), found in season.published.items():
        if found is not None and as_json:
            from pipeline.cli.json_lines import print_json

            print_json(found.to_json())
        elif found is not None:
            tell_built(found, told[path])
            told[path] |= {words for _, words in found.told}
    if season.failed is not None:
        raise season.failed
    if season.wrong:
        raise InputFault(season.wrong)
    return season.is_good


def _shared(depot: str | None, folder: Path) -> Shared | None:
    if not (place := depot_place(depot)):
        return None
    from pipeline.app import depots

    return depots.shared(
        place, folder, lambda text: print(text, file=sys.stderr, flush=True), is_asked=depot is not None
    )
