"""With what a show signs its finished films: a certificate, and the key that belongs to it. Pure."""

from __future__ import annotations

from pipeline.faults import Where
from pipeline.segments.fields import Line, Shape
from pipeline.values import dataclass


class Sign(Shape):
    """With what finished films are signed (C2PA). Both are PEM files; a `~` is the home of whoever builds."""

    certificate: Line
    """The certificate, with those that vouch for it behind it: certificates/show.pem, from the show folder."""
    key: Line = ""
    """Its private key, which must not lie in the show: ~/keys/show.key. Where left out, TOGETHER_SIGNING_KEY names it."""


@dataclass(frozen=True, slots=True)
class Signing:
    """The paths of certificate and key as they are written, and where. A `key` that is empty is named by the environment."""

    certificate: str
    key: str
    certificate_where: Where
    key_where: Where
