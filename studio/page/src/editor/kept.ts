/** Texts and their undo history over a reload of the page. */

import { historyField } from "@codemirror/commands";
import { EditorState, Transaction } from "@codemirror/state";

import type { FileText } from "../types";
import { file, fromOutside, furniture, stand, type OpenFile } from "./files";
import { changesBetween } from "./merge";

const PREFIX = "studio.undo:";
const waiting = new Map<string, number>();

/** Keep text and undo history over a reload of the page. */
export function keep(mine: OpenFile): void {
  clearTimeout(waiting.get(mine.path));
  waiting.set(mine.path, window.setTimeout(() => write(mine), 250));
}

function write(mine: OpenFile): void {
  waiting.delete(mine.path);
  const text = mine.editor.doc.toString();
  const sent = mine.sent.filter((one) => one !== text);
  const kept = JSON.stringify({ base: mine.base, digest: mine.digest, sent, editor: mine.editor.toJSON({ history: historyField }) });
  try {
    sessionStorage.setItem(PREFIX + mine.path, kept);
  } catch {
    // The browser's room is full: the histories of other files go first.
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX) && key !== PREFIX + mine.path) sessionStorage.removeItem(key);
    try {
      sessionStorage.setItem(PREFIX + mine.path, kept);
    } catch {
      stand(mine.path, { note: "Too much to undo after a reload" });
    }
  }
}

window.addEventListener("pagehide", () => {
  for (const [path, timer] of [...waiting]) {
    clearTimeout(timer);
    const mine = file(path);
    if (mine) write(mine);
  }
});

export function restored(path: string, told: FileText, began: { base: string; digest: string }): OpenFile | null {
  const kept = sessionStorage.getItem(PREFIX + path);
  if (!kept) return null;
  let editor: EditorState;
  let last: { base: string; digest: string };
  let sent: readonly string[];
  try {
    const read = JSON.parse(kept) as { base: string; digest: string; sent?: string[]; editor: unknown };
    last = { base: read.base, digest: read.digest };
    sent = read.sent ?? [];
    editor = EditorState.fromJSON(read.editor, { extensions: furniture(path) }, { history: historyField });
  } catch {
    sessionStorage.removeItem(PREFIX + path);
    return null;
  }
  const text = editor.doc.toString();
  if (text === told.text) return { path, ...began, sent: [], editor, scroll: 0 };
  // What was typed last may not have come to the studio any more: it goes on from there.
  if (told.is_unsaved && sent.includes(told.text)) return { path, ...began, sent: [told.text], editor, scroll: 0 };
  // A studio that was ended knows no unsaved text any more: what stood here goes on from what it was made from.
  if (!told.is_unsaved && text !== last.base) return { path, ...last, sent: [], editor, scroll: 0 };
  // It was changed while the page was away. What the server has counts; what stood here can be had back by undoing.
  editor = editor.update({
    changes: changesBetween(text, told.text),
    annotations: [fromOutside.of(true), Transaction.addToHistory.of(true), Transaction.userEvent.of("input.outside")],
  }).state;
  return { path, ...began, sent: [], editor, scroll: 0 };
}
