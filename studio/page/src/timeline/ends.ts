/** Where things begin and end: by their edges, and with Alt held which part of its file is shown. */

import { goTo } from "../player/player";
import { rate, selection } from "../state";
import { clock, secondsOf } from "../time";
import { edit, framesText, thingOf, trim, type Edge } from "./asked";
import { drag, draw, EDGE, NARROWEST, soundAt } from "./dragging";
import type { Gesture, Place } from "./gestures";
import { scale, xOf } from "./zoom";

function edgeAt(place: Place): Edge | null {
  const { item, row } = place;
  if (!item || !row || !["segments", "picture", "captions", "voice", "stems", "beds"].includes(row.name) || item.isStale) return null;
  if (item.frames * scale.peek() < NARROWEST || item.id.includes(".gap")) return null;
  if ((item.sounds?.length ?? 1) > 1) return null;
  if (Math.abs(xOf(item.first) - place.x) <= EDGE) return "begin";
  return Math.abs(xOf(item.first + item.frames) - place.x) <= EDGE ? "end" : null;
}

export const trimming: Gesture = {
  cursor: (place) => (!place.event.shiftKey && !place.event.altKey && edgeAt(place) ? "ew-resize" : null),
  begin: (place) => {
    const edge = edgeAt(place);
    const { item, row } = place;
    if (!edge || !item || !row) return null;
    selection.value = { id: item.id, kind: item.kind, label: item.label, first: item.first, frames: item.frames, where: item.where };
    return drag(
      place,
      (by) => {
        const kept = edge === "begin" ? Math.min(by, item.frames - 1) : Math.max(by, 1 - item.frames);
        // What is now its first or its last picture is on the screen, as far as the cut has it.
        goTo(Math.max(item.first, Math.min(item.first + item.frames - 1, edge === "begin" ? item.first + kept : item.first + item.frames - 1 + kept)));
        const first = edge === "begin" ? item.first + kept : item.first;
        const frames = edge === "begin" ? item.frames - kept : item.frames + kept;
        return { row: row.name, first, frames, text: `${kept > 0 ? "+" : kept < 0 ? "−" : ""}${Math.abs(kept)} f · ${clock(secondsOf(frames, rate.peek()), 2)}` };
      },
      (by) => trim(item, edge, edge === "begin" ? Math.min(by, item.frames - 1) : Math.max(by, 1 - item.frames)),
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
    const where = soundAt(place)?.where ?? item.where;
    return drag(
      place,
      (by) => ({ row: row.name, first: item.first, frames: item.frames, text: `shows ${framesText(-by)}` }),
      (by) => {
        if (by) void edit({ operation: "slip", ...thingOf(item, where), by: -by }, `${item.label} shows another part of its file`);
      },
    );
  },
};
