/** Where things stand: with Shift held, a segment, a clip, a sound, a caption or a line goes to another place. */

import { rate, state } from "../state";
import { clock, secondsOf } from "../time";
import { clipsOf, edit, isTitle, segments, shift, thingOf } from "./asked";
import { drag, laneOf, soundAt, type Ghost } from "./dragging";
import type { Gesture, Place } from "./gestures";
import type { Item } from "./model";
import { scale } from "./zoom";

/** With Shift held: another place. */
export const moving: Gesture = {
  cursor: (place) => (place.event.shiftKey && place.item && place.row?.name !== "loudness" ? "grab" : null),
  begin: (place) => {
    const { item, row } = place;
    if (!item || !row || !place.event.shiftKey) return null;
    if (item.kind === "segment") {
      return drag(place, (_, to) => segmentGhost(item, to), (by, to) => void (by && moveSegment(item, before(item, to.frame))));
    }
    if (row.name === "picture") {
      return drag(place, (by) => ({ row: row.name, first: item.first + by, frames: item.frames, text: item.label }), (by, to) => void (by && moveClip(item, to.frame)));
    }
    const sound = soundAt(place);
    return drag(
      place,
      (by) => ({ row: row.name, first: item.first + by, frames: item.frames, ...laneOf(item, sound), text: `${by < 0 ? "−" : "+"}${clock(secondsOf(Math.abs(by), rate.peek()), 2)}` }),
      (by) => shift(item, by, sound),
    );
  },
};

/** Return the segment that one comes before when it is let go at a frame; null is the end, undefined where it is. */
function before(item: Item, at: number): string | null | undefined {
  const all = segments().filter((one) => !isTitle(one));
  const own = item.segment.name.replace(isTitle(item.segment) ? /-title$/ : /$^/, "");
  const rest = all.filter((one) => one.name !== own);
  const next = rest.find((one) => one.first + one.frames / 2 > at);
  const after = all[all.findIndex((one) => one.name === own) + 1];
  return (next?.name ?? null) === (after?.name ?? null) ? undefined : (next?.name ?? null);
}

function segmentGhost(item: Item, to: Place): Ghost {
  const name = before(item, to.frame);
  const found = segments().find((one) => one.name === name);
  const at = found ? found.first : (state.peek()?.frames ?? 0);
  if (name === undefined) return { row: "segments", first: item.first, frames: item.frames, text: "stays" };
  return { row: "segments", first: Math.max(0, at - 2 / scale.peek()), frames: 4 / scale.peek(), text: found ? `${item.label} before ${found.title}` : `${item.label} at the end` };
}

export function moveSegment(item: Item, to: string | null | undefined): void {
  if (to === undefined) return;
  const name = item.segment.name.replace(isTitle(item.segment) ? /-title$/ : /$^/, "");
  void edit({ operation: "move segment", segment: name, before: to }, `${item.label} is moved`);
}

function moveClip(item: Item, at: number): void {
  const into = segments().find((one) => at >= one.first && at < one.first + one.frames) ?? item.segment;
  const to = clipsOf(into).filter((one) => one.id !== item.id && one.first + one.frames / 2 < at).length;
  void edit({ operation: "move", ...thingOf(item), into: into.name, to }, `${item.label} is number ${to + 1} of ${into.title}`);
}
