"""What a screen reader would read out: text that comes into a live region which was there before it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

LISTEN = """() => {
  const live = '[aria-live], [role=status], [role=alert], [role=log]';
  const known = new WeakSet();
  window.heard = [];
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.type === 'characterData' ? [change.target] : change.addedNodes) {
      const region = [node, change.target, change.target.parentElement].find((one) => one?.nodeType === 1)?.closest(live);
      const text = (node.textContent ?? '').trim();
      const silent = !region?.isConnected || region.closest('[inert], [aria-hidden=true]');
      if (!text || !region || !known.has(region) || silent) continue;
      window.heard.push([region.getAttribute('aria-live') ?? region.role, text]);
    }
    for (const one of document.querySelectorAll(live)) known.add(one);
  }).observe(document, {subtree: true, childList: true, characterData: true});
}"""


@dataclass
class Ears:
    """They listen from the moment in which the page is opened anew."""

    page: Page

    def __post_init__(self) -> None:
        self.page.add_init_script(f"({LISTEN})()")
        self.page.reload()

    @property
    def heard(self) -> list[list[str]]:
        """Return what was read out, each with how urgent it was."""
        return [list(one) for one in self.page.evaluate("window.heard")]

    def forget(self) -> None:
        self.page.evaluate("window.heard.length = 0")

    def hear(self, text: str, urgency: str = "polite", seconds: float = 30) -> str:
        """Wait until a text is read out; return all of its sentence."""
        self.page.wait_for_function(
            "([text, urgency]) => window.heard.some(([how, what]) => how === urgency && what.includes(text))",
            arg=[text, urgency], timeout=1000 * seconds,
        )  # fmt: skip
        return next(told for how, told in self.heard if how == urgency and text in told)
