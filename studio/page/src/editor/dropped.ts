/** A file of the media panel that is let go over the text: its path is written there as YAML wants it. */

import { EditorView } from "@codemirror/view";

import { say } from "../state";
import { DRAGGED } from "../timeline/dropping";

/** What YAML reads as this very text without quotes, also within brackets and braces. */
const PLAIN = /^[\p{L}\p{N}_/][\p{L}\p{N}_./+-]*( [\p{L}\p{N}_./+-]+)*$/u;
/** What it would read as a number or a word of its own. */
const OTHER = /^([\d_.:+-]+|0x[\da-f]+|[\d.]+e[+-]?\d+|true|false|yes|no|on|off|null|y|n)$/i;

/** Return a text as a YAML scalar; `quote` is the one within which it will stand already. */
export function scalar(text: string, quote = ""): string {
  if (quote === "'") return text.replace(/'/g, "''");
  if (quote === '"') return text.replace(/["\\]/g, "\\$&");
  return PLAIN.test(text) && !OTHER.test(text) ? text : `'${text.replace(/'/g, "''")}'`;
}

export const dropped = EditorView.domEventHandlers({
  drop(event, view) {
    const path = event.dataTransfer?.getData(DRAGGED);
    const at = path ? view.posAtCoords({ x: event.clientX, y: event.clientY }) : null;
    if (!path || at === null) return false;
    event.preventDefault();
    const before = view.state.sliceDoc(Math.max(0, at - 1), at);
    const insert = scalar(path, before === "'" || before === '"' ? before : "");
    view.dispatch({ changes: { from: at, insert }, selection: { anchor: at + insert.length }, userEvent: "input.drop" });
    view.focus();
    say(`${path} is written`);
    return true;
  },
});
