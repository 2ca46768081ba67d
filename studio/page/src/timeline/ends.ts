/** Where things begin and end: by their edges, and with Alt held which part of its file is shown. */

import { goTo } from "../player/player";
import { rate, selection } from "../state";
import { clock, secondsOf } from "../time";
import type { ViewSound, Where } from "../types";
import { edit, framesText, thingOf, trim, type Edge } from "./asked";
import { drag, draw, EDGE, laneOf, NARROWEST, soundAt } from "./dragging";
import type { Gesture, Place } from "./gestures";
import { selectionOf, takeNumber, type Item } from "./model";
import { scale, xOf } from "./zoom";

/** An end that can be taken hold of: of an item, or of one take of several that share a row. */
interface End {
  item: Item;
  edge: Edge;
  first: number;
  frames: number;
  where: Where | null;
  sound: ViewSound | null;
}

const ROWS = ["segments", "picture", "graphics", "captions", "voice", "stems", "beds"];

function endAt(place: Place): End | null {
  const { item, row } = place;
  if (!item || !row || !ROWS.includes(row.name) || item.isStale || item.id.includes(".gap")) return null;
  const sound = soundAt(place);
  const [n, d] = rate.peek();
  const [first, after] = sound && (item.sounds?.length ?? 1) > 1
    ? [Math.round((sound.at * n) / d), Math.round(((sound.at + sound.seconds) * n) / d)]
    : [item.first, item.first + item.frames];
  if ((after - first) * scale.peek() < NARROWEST) return null;
  const edge = Math.abs(xOf(first) - place.x) <= EDGE ? "begin" : Math.abs(xOf(after) - place.x) <= EDGE ? "end" : null;
  if (!edge || (item.kind === "graphic" && !hasEnd(item, edge))) return null;
  return { item, edge, first, frames: after - first, where: sound?.where ?? item.where, sound };
}

/** A lower third has both ends; a line of a poem goes when the next one comes; other cards last as their segment does. */
function hasEnd(item: Item, edge: Edge): boolean {
  return item.clip?.card === "lower_third" || (item.clip?.card === "poem_line" && edge === "begin");
}

export const trimming: Gesture = {
  cursor: (place) => (!place.event.shiftKey && !place.event.altKey && endAt(place) ? "ew-resize" : null),
  begin: (place) => {
    const end = endAt(place);
    const { row } = place;
    if (!end || !row) return null;
    const { item, edge, first, frames, where, sound } = end;
    takeNumber.value = sound ? Math.max(0, item.sounds?.indexOf(sound) ?? 0) : 0;
    selection.value = selectionOf(item);
    const kept = (by: number) => (edge === "begin" ? Math.min(by, frames - 1) : Math.max(by, 1 - frames));
    return drag(
      place,
      (wanted) => {
        const by = kept(wanted);
        const begin = edge === "begin" ? first + by : first;
        const left = edge === "begin" ? frames - by : frames + by;
        // What is now its first or its last picture is on the screen, as far as the cut has it.
        goTo(Math.max(first, Math.min(first + frames - 1, edge === "begin" ? begin : begin + left - 1)));
        return { row: row.name, first: begin, frames: left, ...laneOf(item, sound), text: `${by > 0 ? "+" : by < 0 ? "−" : ""}${Math.abs(by)} f · ${clock(secondsOf(left, rate.peek()), 2)}` };
      },
      (by) => trim(item, edge, kept(by), where),
    );
  },
  draw,
};

/** With Alt held: another part of the file, as long as before. */
export const slipping: Gesture = {
  cursor: (place) => (place.event.altKey && place.item && (place.row?.name === "picture" || place.item.kind === "sound") ? "col-resize" : null),
  begin: (place) => {
    const { item, row } = place;
    if (!item || !row || !place.event.altKey) return null;
    const sound = soundAt(place);
    return drag(
      place,
      (by) => ({ row: row.name, first: item.first, frames: item.frames, ...laneOf(item, sound), text: `shows ${framesText(-by)}` }),
      (by) => {
        if (by) void edit({ operation: "slip", ...thingOf(item, sound?.where ?? item.where), by: -by }, `${item.label} shows another part of its file`);
      },
    );
  },
};
