/** Playhead, selection and caret are one: this is what moves the others when one is moved. */

import { effect } from "@preact/signals";

import { goTo } from "./player/player";
import { frame, selection, state } from "./state";
import { items, rows, selectionOf, takeNumber, type Item } from "./timeline/model";
import type { Where } from "./types";

/** The line that the playhead stands in, for the editor to mark. */
export function itemUnder(at: number): Item | null {
  const order = ["picture", "segments"];
  for (const name of order) {
    const row = rows.value.find((one) => one.name === name);
    const found = row?.items.find((item) => item.first <= at && at < item.first + item.frames && item.where);
    if (found) return found;
  }
  return null;
}

/** Somebody put the caret into this line: select what is written there, and go where it is seen. */
export function caretAt(path: string, line: number): void {
  let best: { item: Item; where: Where; take: number } | null = null;
  for (const item of items.peek().values()) {
    const places = item.sounds && item.sounds.length > 1 ? item.sounds.map((sound) => sound.where) : [item.where];
    places.forEach((where, take) => {
      if (!where || where.path !== path || where.line > line || (where.end_line || where.line) < line) return;
      if (!best || where.line > best.where.line || (where.line === best.where.line && rank(item) > rank(best.item))) best = { item, where, take };
    });
  }
  if (!best) return;
  const { item, take } = best as { item: Item; take: number };
  takeNumber.value = take;
  selection.value = selectionOf(item);
  const at = frame.peek();
  if (at < item.first || at >= item.first + item.frames) goTo(item.first);
}

function rank(item: Item): number {
  return ["segment", "sound", "graphic", "clip", "caption"].indexOf(item.kind);
}

/** Keep the selection on the same thing when the cut changes, and let it go where the thing has gone. */
effect(() => {
  state.value;
  const chosen = selection.peek();
  if (!chosen) return;
  const same = items.value.get(chosen.id);
  const found = same && same.kind === chosen.kind && (same.label === chosen.label || same.where?.line === chosen.where?.line)
    ? same
    : [...items.value.values()].find((item) => item.kind === chosen.kind && item.label === chosen.label);
  selection.value = found ? selectionOf(found) : null;
});
