"""Who may come in: whoever has the key that the opening address carries, by the studio's own address, from its own page.

A page of any other site can send requests to a server on this machine, and by a name that it lets point here (DNS rebinding) it
can even read the answers. So the name that is asked for, the page that asks, and a cookie that only the opening address sets are
looked at for each request.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import field
from ipaddress import ip_address

from pipeline.values import dataclass

_KEY_BYTES = 32


class Refused(Exception):
    """A request that is not answered: the status (RFC 9110), and why, in words."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


@dataclass(frozen=True, slots=True)
class Door:
    """The address of a studio and the key to it. `host` is a name or a number of this machine."""

    host: str
    port: int
    is_encrypted: bool = False
    key: str = field(default_factory=lambda: secrets.token_urlsafe(_KEY_BYTES))

    @property
    def scheme(self) -> str:
        """Return `https` where what is sent is encrypted."""
        return "https" if self.is_encrypted else "http"

    @property
    def cookie(self) -> str:
        """Return the name of the cookie. Browsers keep cookies by host alone: two studios are told apart by the port."""
        return f"together-{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        """Return what a request may call us, as it stands in `Host`."""
        names = {_bracketed(self.host)}
        if is_loopback(self.host):
            names |= {"127.0.0.1", "localhost", "[::1]"}
        ports = {f":{self.port}"} | ({""} if self.port == (443 if self.is_encrypted else 80) else set())
        return frozenset(f"{name}{port}" for name in names for port in ports)

    @property
    def opening(self) -> str:
        """Return the address that lets in whoever opens it."""
        return f"{self.scheme}://{_bracketed(self.host)}:{self.port}/open?token={self.key}"

    @property
    def guest_cookie(self) -> str:
        """Return the name of the cookie of a shared view's guest."""
        return f"together-view-{self.port}"

    def look(self, headers: Mapping[str, str], *, may_be_followed: bool = False) -> None:
        """Look at what a request calls us and where it comes from. Raises Refused.

        An address that `may_be_followed` is opened from a mail or a page of another site, by somebody's click.
        """
        if headers.get("host", "").lower() not in self.hosts:
            raise Refused(421, "this studio has another address")
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in {f"{self.scheme}://{host}" for host in self.hosts}:
            raise Refused(403, "another site has asked for this")
        is_followed = may_be_followed and headers.get("sec-fetch-mode") == "navigate"
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none") and not is_followed:
            raise Refused(403, "another site has asked for this")

    def admit(self, headers: Mapping[str, str]) -> None:
        """Look at the key of a request. Raises Refused."""
        if not self.is_key(cookie_of(headers, self.cookie)):
            raise Refused(401, "open the address that `together studio` has printed")

    def is_key(self, text: str) -> bool:
        """Say whether a text is the key, in the same time for every wrong one."""
        return secrets.compare_digest(text.encode(), self.key.encode())


def cookie_of(headers: Mapping[str, str], name: str) -> str:
    """Return what a cookie of a request holds, empty where there is none.

    Cookies of other programs on this machine come along, since ports do not part them, and may hold anything.
    """
    pairs = (pair.strip().partition("=") for pair in headers.get("cookie", "").split(";"))
    return next((value for called, _, value in pairs if called == name), "")


def is_loopback(host: str) -> bool:
    """Say whether an address is reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host.lower()
