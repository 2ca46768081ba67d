"""What the pages that a browser shows have in common: colours, light and dark, and how they name a file beside them."""

from __future__ import annotations

PALETTE = (
    ":root{color-scheme:light dark;--paper:#fbf1df;--card:#fffaf0;--ink:#2a1a2e;--soft:#6a5468;--line:#e6d6ba;--wave:#1b6f69;"
    "--ground:#f3e6cf;--quiet:#e2cfae;--wrong:#b5301b;--mind:#9a5b00;--treated:#1b6f69;--accent:#8f2415;--chosen:#ffedcb}"
    "@media screen and (prefers-color-scheme:dark){:root{--paper:#1c141e;--card:#271d2a;--ink:#f6ead6;--soft:#c3aebf;"
    "--line:#43334a;--wave:#8fc9bb;--ground:#1f1722;--quiet:#3d2f43;--wrong:#ff9a7d;--mind:#ffc46b;--treated:#8fc9bb;"
    "--accent:#ffb199;--chosen:#3a2a3c}}"
)
"""A style sheet's beginning. Paper is printed light. Contrast of text on its ground is at least 4.5 (WCAG 2.2, 1.4.3)."""

_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
"""What stands for itself in an address (RFC 3986, 2.3)."""


def address(name: str) -> str:
    """Return the address of a file that lies beside the page."""
    return "./" + "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in name.encode())
