/** What can be done, each by a name and a key: the palette lists them, the keyboard calls them. */

import { signal } from "@preact/signals";

export interface Command {
  id: string;
  group: string;
  label: string;
  /** Keys as `Space`, `Shift+ArrowLeft`, `Mod+k` (Ctrl, on a Mac Command). The first is shown. */
  keys: string[];
  /** Whether its keys hold while a text is edited, too. */
  inText?: boolean;
  /** Whether it can be done now. */
  can?: () => boolean;
  run: () => void;
}

const all = signal<readonly Command[]>([]);

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

export function commands(): readonly Command[] {
  return all.value;
}

/** Add commands; the answer takes them away. */
export function addCommands(...more: Command[]): () => void {
  all.value = [...all.peek(), ...more];
  return () => {
    all.value = all.peek().filter((one) => !more.includes(one));
  };
}

export function keyOf(event: KeyboardEvent): string {
  const key = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isMod = isMac ? event.metaKey : event.ctrlKey;
  const isSign = event.key.length === 1 && !/[a-z0-9 ]/i.test(event.key);
  return `${isMod ? "Mod+" : ""}${event.altKey ? "Alt+" : ""}${event.shiftKey && !isSign ? "Shift+" : ""}${key}`;
}

/** Write a key as it stands on the keyboard. */
export function keyName(key: string): string {
  const names: Record<string, string> = {
    Mod: isMac ? "⌘" : "Ctrl", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", PageUp: "Page up", PageDown: "Page down",
  };
  return key
    .split(/\+(?=.)/)
    .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(isMac ? "" : "+");
}

function isText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

window.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const key = keyOf(event);
  const inText = isText(event.target);
  // A button that has the focus takes the space bar and Enter for itself.
  if (!inText && (key === "Space" || key === "Enter") && event.target instanceof HTMLElement && event.target.closest("button, a, [role=option], [role=tab], summary")) return;
  if (document.querySelector("dialog[open]") && !event.key.startsWith("F")) return;
  const found = all.peek().find((one) => one.keys.includes(key) && (!inText || one.inText) && (one.can?.() ?? true));
  if (!found) return;
  event.preventDefault();
  found.run();
});
