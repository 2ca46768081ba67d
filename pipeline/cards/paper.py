"""The colours of the pages that a browser shows, light and dark: one set for all of them."""

from __future__ import annotations

PALETTE = (
    ":root{color-scheme:light dark;--paper:#fbf1df;--card:#fffaf0;--ink:#2a1a2e;--soft:#6a5468;--line:#e6d6ba;--wave:#1b6f69;"
    "--ground:#f3e6cf;--quiet:#e2cfae;--wrong:#b5301b;--mind:#9a5b00;--treated:#1b6f69;--accent:#8f2415;--chosen:#ffedcb}"
    "@media screen and (prefers-color-scheme:dark){:root{--paper:#1c141e;--card:#271d2a;--ink:#f6ead6;--soft:#c3aebf;"
    "--line:#43334a;--wave:#8fc9bb;--ground:#1f1722;--quiet:#3d2f43;--wrong:#ff9a7d;--mind:#ffc46b;--treated:#8fc9bb;"
    "--accent:#ffb199;--chosen:#3a2a3c}}"
)
"""A style sheet's beginning. Paper is printed light. Contrast of text on its ground is at least 4.5 (WCAG 2.2, 1.4.3)."""
