/** How loud a sound is, and how it comes and goes: handles on the one that is selected. */

import { rate, selection } from "../state";
import { colours } from "../theme";
import { clock, decibels, secondsOf } from "../time";
import type { ViewSound } from "../types";
import { fade, gain, soundOf, type Edge } from "./asked";
import { drag, EDGE, laneOf, NARROWEST, topOf } from "./dragging";
import type { Gesture, Place } from "./gestures";
import { items, rows, type Item, type Row } from "./model";
import { scale, xOf } from "./zoom";

const QUIETEST = -36;
const LOUDEST = 12;

interface Handle {
  kind: "gain" | Edge;
  x: number;
  y: number;
  sound: ViewSound;
}

/** Return the handles of the sound that is selected, or of the chosen take of several: its level, and where its fades end. */
function handles(): { item: Item; row: Row; all: Handle[] } | null {
  const item = items.peek().get(selection.peek()?.id ?? "");
  const row = rows.peek().find((one) => one.items.some((each) => each.id === item?.id));
  if (!item || !row || item.kind !== "sound" || item.frames * scale.peek() < NARROWEST) return null;
  const height = row.height / item.lanes;
  const top = topOf(row) + item.lane * height;
  const count = item.sounds?.length ?? 1;
  const [n, d] = rate.peek();
  const chosen = soundOf(item);
  const all = (item.sounds ?? []).flatMap((sound, number): Handle[] => {
    if (sound !== chosen) return [];
    const [from, to] = [xOf((sound.at * n) / d), xOf(((sound.at + sound.seconds) * n) / d)];
    const y0 = top + (number * height) / count;
    const room = height / count;
    const share = (LOUDEST - Math.max(QUIETEST, Math.min(LOUDEST, sound.gain_db))) / (LOUDEST - QUIETEST);
    return [
      { kind: "gain", x: (from + to) / 2, y: y0 + 3 + share * (room - 6), sound },
      { kind: "begin", x: from + ((sound.fade_in ?? 0) * n * scale.peek()) / d + EDGE + 4, y: y0 + 5, sound },
      { kind: "end", x: to - ((sound.fade_out ?? 0) * n * scale.peek()) / d - EDGE - 4, y: y0 + 5, sound },
    ];
  });
  return { item, row, all };
}

function handleAt(place: Place): { item: Item; row: Row; handle: Handle } | null {
  const found = handles();
  const handle = found?.all.find((one) => Math.hypot(one.x - place.x, one.y - place.y) <= 6);
  return found && handle ? { item: found.item, row: found.row, handle } : null;
}

/** Mark the take that keys change, of several that share a row. */
function outlineTake(context: CanvasRenderingContext2D, item: Item, row: Row): void {
  const sound = soundOf(item);
  const { from, to } = laneOf(item, sound);
  const [n, d] = rate.peek();
  if (!sound) return;
  context.strokeStyle = colours.peek().text;
  context.lineWidth = 1.5;
  context.strokeRect(xOf((sound.at * n) / d) + 1, topOf(row) + from * row.height + 1.5, (sound.seconds * n * scale.peek()) / d - 3, (to - from) * row.height - 4);
}

export const levelling: Gesture = {
  cursor: (place) => {
    const found = handleAt(place);
    return found ? (found.handle.kind === "gain" ? "ns-resize" : "ew-resize") : null;
  },
  begin: (place) => {
    const found = handleAt(place);
    if (!found) return null;
    const { item, row, handle } = found;
    const { sound } = handle;
    if (handle.kind === "gain") {
      const levelAt = (to: Place) => Math.max(-60, Math.min(24, Math.round((sound.gain_db - (to.y - place.y) * 0.25) * 2) / 2));
      return drag(
        place,
        (_, to) => ({ row: row.name, first: item.first, frames: item.frames, text: `${decibels(levelAt(to))} dB` }),
        (_, to) => void (levelAt(to) !== sound.gain_db && gain(item, sound, levelAt(to))),
      );
    }
    const edge: Edge = handle.kind;
    const was = Math.round((((edge === "begin" ? sound.fade_in : sound.fade_out) ?? 0) * rate.peek()[0]) / rate.peek()[1]);
    const lengthOf = (by: number) => Math.max(0, was + (edge === "begin" ? by : -by));
    return drag(
      place,
      (by) => ({ row: row.name, first: item.first, frames: item.frames, text: `fades ${edge === "begin" ? "in" : "out"} for ${clock(secondsOf(lengthOf(by), rate.peek()), 2)}` }),
      (by) => void (lengthOf(by) !== was && fade(item, sound.where, edge, lengthOf(by))),
    );
  },
  draw: (context) => {
    const found = handles();
    if (!found) return;
    if ((found.item.sounds?.length ?? 1) > 1) outlineTake(context, found.item, found.row);
    for (const { kind, x, y } of found.all) {
      context.fillStyle = colours.peek().text;
      context.strokeStyle = colours.peek().ground;
      context.lineWidth = 1.5;
      context.beginPath();
      if (kind === "gain") context.arc(x, y, 4, 0, Math.PI * 2);
      else context.rect(x - 3.5, y - 3.5, 7, 7);
      context.fill();
      context.stroke();
    }
  },
};
