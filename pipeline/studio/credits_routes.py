"""Whom an episode credits, in the order of its credits."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pipeline.app.credited import CreditedSection, credited
from pipeline.app.view import where_json
from pipeline.studio.answers import Json, aside, json_answer, once
from pipeline.studio.episode_routes import asked_of
from pipeline.studio.live import Live
from pipeline.studio.studio import Studio


def routes(studio: Studio) -> list[BaseRoute]:
    """Return the route of credits."""

    async def credits_of(request: Request) -> Response:
        live = studio.live(asked_of(request, once(request, "episode")))
        return json_answer(await aside(_credited, live))

    return [Route("/api/credits", credits_of)]


def _credited(live: Live) -> Json:
    live.state()
    now = live.now
    return {"sections": [_section_json(one) for one in (credited(now.snapshot) if now is not None else ())]}


def _section_json(section: CreditedSection) -> Json:
    return {
        "heading": section.heading,
        "roles": [
            {
                "role": one.role,
                "people": [
                    {
                        "key": named.person.key,
                        "name": named.person.name,
                        "place": named.person.place,
                        "first": named.first,
                        "where": where_json(named.where),
                        "concerns": list(named.concerns),
                    }
                    for named in one.people
                ],
            }
            for one in section.roles
        ],
    }
