/** What is dragged on the timeline: where it would come to lie, and what is said of it meanwhile. */

import { goTo } from "../player/player";
import { frame } from "../state";
import { colours } from "../theme";
import type { ViewSound } from "../types";
import { refuse } from "./asked";
import type { Drag, Place } from "./gestures";
import { items, rows, RULER, type Item, type Row } from "./model";
import { redraw } from "./timeline";
import { frameAtX, scale, xOf } from "./zoom";

/** Pixels beside an end or a handle that still take hold of it. */
export const EDGE = 6;
/** Pixels under which a thing has no ends and no handles. */
export const NARROWEST = 20;

/** What is dragged, where it would come to lie, and what is said of it. */
export interface Ghost {
  row: Row["name"];
  first: number;
  frames: number;
  text: string;
  /** From where to where in the height of its row, in shares; all of it where left out. */
  from?: number;
  to?: number;
}
let ghost: Ghost | null = null;

function show(next: Ghost | null): void {
  ghost = next;
  redraw.value += 1;
}

function isAsBefore(item: Item | null): boolean {
  if (!item) return true;
  const now = items.peek().get(item.id);
  const place = ({ where, first, frames, label }: Item) => JSON.stringify([where, first, frames, label]);
  return !!now && place(now) === place(item);
}

export function drag(begin: Place, moved: (by: number, place: Place) => Ghost | null, done: (by: number, place: Place) => void): Drag {
  const was = frame.peek();
  const byOf = (place: Place) => Math.round(frameAtX(place.x) - begin.frame);
  return {
    move: (place) => show(moved(byOf(place), place)),
    end: (place) => {
      show(null);
      // What is dragged may have been changed by another hand meanwhile: then it is not known what was meant.
      if (isAsBefore(begin.item)) done(byOf(place), place);
      else refuse("The episode was changed while you dragged: try again");
    },
    cancel: () => {
      show(null);
      goTo(was);
    },
  };
}

/** Return which take of several the pointer is on: they share the height of their row from top to bottom. */
export function soundAt(place: Place): ViewSound | null {
  const all = place.item?.sounds ?? [];
  if (all.length < 2 || !place.row) return all[0] ?? null;
  const lanes = place.item?.lanes ?? 1;
  const share = ((place.y - topOf(place.row)) / place.row.height) * lanes - (place.item?.lane ?? 0);
  return all[Math.max(0, Math.min(all.length - 1, Math.floor(share * all.length)))] ?? null;
}

/** Return where in the height of its row an item lies, or one take of several that share it. */
export function laneOf(item: Item, sound: ViewSound | null): { from: number; to: number } {
  const room = 1 / item.lanes;
  const from = item.lane * room;
  const count = item.sounds?.length ?? 1;
  const number = sound ? (item.sounds?.indexOf(sound) ?? 0) : 0;
  return count > 1 && sound ? { from: from + (number * room) / count, to: from + ((number + 1) * room) / count } : { from, to: from + room };
}

export function topOf(row: Row): number {
  let top = RULER;
  for (const one of rows.peek()) {
    if (one.name === row.name) break;
    top += one.height;
  }
  return top;
}

export function draw(context: CanvasRenderingContext2D): void {
  if (!ghost) return;
  const row = rows.peek().find((one) => one.name === ghost?.row);
  if (!row) return;
  const { from = 0, to = 1 } = ghost;
  const [x, y, w, h] = [xOf(ghost.first), topOf(row) + 1 + from * row.height, Math.max(2, ghost.frames * scale.peek()), (to - from) * row.height - 2];
  const paint = colours.peek();
  context.globalAlpha = 0.28;
  context.fillStyle = paint.accent;
  context.fillRect(x, y, w, h);
  context.globalAlpha = 1;
  context.strokeStyle = paint.accent;
  context.lineWidth = 2;
  context.strokeRect(x, y, w, h);
  context.font = '500 11px "Space Grotesk Variable", "Noto Sans", system-ui, sans-serif';
  const width = context.measureText(ghost.text).width + 12;
  const left = Math.max(2, Math.min(x, context.canvas.clientWidth - width - 2));
  context.fillStyle = paint.text;
  context.fillRect(left, y + h / 2 - 8.5, width, 17);
  context.fillStyle = paint.ground;
  context.fillText(ghost.text, left + 6, y + h / 2 + 4);
}
