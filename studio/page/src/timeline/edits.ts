/** Edits of the cut by hand: the gestures, and a key for each of them. */

import { addCommands } from "../commands";
import { isGuest } from "../guest";
import "../player/focus";
import { frame, rate, say, selection, state } from "../state";
import { clipsOf, edit, fade, gain, isTitle, nudge, segments, shift, soundOf, thingOf, trim, type Edge } from "./asked";
import "./dropping";
import { trimming, slipping } from "./ends";
import { addGesture } from "./gestures";
import { levelling } from "./levels";
import { items, type Item } from "./model";
import { moveSegment, moving } from "./moving";

const NUDGE_MS = 10;
const GAIN_STEP = 5;

function chosen(): Item | null {
  return items.peek().get(selection.peek()?.id ?? "") ?? null;
}

function withChosen(run: (item: Item) => void): () => void {
  return () => {
    const item = chosen();
    if (item) run(item);
    else say("Select something on the timeline first");
  };
}

function step(item: Item, by: 1 | -1): void {
  if (item.kind === "segment") {
    const all = segments().filter((one) => !isTitle(one));
    const own = item.segment.name.replace(isTitle(item.segment) ? /-title$/ : /$^/, "");
    const here = all.findIndex((one) => one.name === own);
    if (here + by < 0 || here + by >= all.length) return;
    moveSegment(item, by < 0 ? (all[here - 1]?.name ?? null) : (all[here + 2]?.name ?? null));
  } else if (item.clip) {
    const all = clipsOf(item.segment);
    const to = all.findIndex((one) => one.id === item.id) + by;
    if (to >= 0 && to < all.length) void edit({ operation: "move", ...thingOf(item), into: item.segment.name, to }, `${item.label} is number ${to + 1}`);
  }
}

function toHere(item: Item, edge: Edge): void {
  const at = frame.peek();
  const sound = soundOf(item);
  const [n, d] = rate.peek();
  const first = sound ? Math.round((sound.at * n) / d) : item.first;
  const end = sound ? Math.round(((sound.at + sound.seconds) * n) / d) : item.first + item.frames;
  trim(item, edge, edge === "begin" ? at - first : at + 1 - end);
}

const order = (id: string, label: string, keys: string[], run: () => void) => ({
  id: `cut.${id}`, group: "Edit the cut", label, keys, run, can: () => state.peek() !== null,
});

const orders = [
  order("begin", "Let the selection begin here", ["["], withChosen((item) => toHere(item, "begin"))),
  order("end", "Let the selection end here", ["]"], withChosen((item) => toHere(item, "end"))),
  order("split", "Let what is selected be two clips from here on", ["Shift+s"], withChosen(splitHere)),
  order("slip.later", "Show a frame later of its file", ["Alt+Shift+ArrowRight"], withChosen((item) => void edit({ operation: "slip", ...thingOf(item, soundOf(item)?.where ?? item.where), by: 1 }, `${item.label} shows a frame later`))),
  order("slip.earlier", "Show a frame earlier of its file", ["Alt+Shift+ArrowLeft"], withChosen((item) => void edit({ operation: "slip", ...thingOf(item, soundOf(item)?.where ?? item.where), by: -1 }, `${item.label} shows a frame earlier`))),
  order("move.later", "Move it behind the next", ["Mod+Alt+ArrowRight"], withChosen((item) => step(item, 1))),
  order("move.earlier", "Move it before the one before", ["Mod+Alt+ArrowLeft"], withChosen((item) => step(item, -1))),
  order("nudge.later", `Sound ${NUDGE_MS} ms, or caption, line or name a frame, later`, ["."], withChosen((item) => nudged(item, 1))),
  order("nudge.earlier", `Sound ${NUDGE_MS} ms, or caption, line or name a frame, earlier`, [","], withChosen((item) => nudged(item, -1))),
  order("louder", "Half a decibel louder", ["Shift+PageUp"], withChosen((item) => louder(item, GAIN_STEP))),
  order("softer", "Half a decibel softer", ["Shift+PageDown"], withChosen((item) => louder(item, -GAIN_STEP))),
  order("fade.in", "Fade in until here", ["Shift+i"], withChosen((item) => fadeHere(item, "begin"))),
  order("fade.out", "Fade out from here", ["Shift+o"], withChosen((item) => fadeHere(item, "end"))),
  order("chapter", "Let a chapter begin with the segment, or none", ["Shift+h"], withChosen((item) => void edit({ operation: "chapter", segment: item.segment.name }, `Chapter of ${item.segment.title} switched`))),
];

function splitHere(item: Item): void {
  void edit({ operation: "split", ...thingOf(item), frames: Math.max(0, frame.peek() - item.first) }, `${item.label} is two clips`);
}

function nudged(item: Item, by: 1 | -1): void {
  const sound = soundOf(item);
  if (sound) void nudge(item, by * NUDGE_MS, sound);
  else shift(item, by);
}

function louder(item: Item, tenths: number): void {
  const sound = soundOf(item);
  if (sound) gain(item, sound, Math.max(-60, Math.min(24, sound.gain_db + tenths / 10)));
  else say("Select a sound first");
}

function fadeHere(item: Item, edge: Edge): void {
  const at = frame.peek();
  const frames = edge === "begin" ? at - item.first : item.first + item.frames - at;
  if (frames >= 0 && frames <= item.frames) fade(item, soundOf(item)?.where ?? item.where, edge, frames);
}

// Guests of a shared view watch.
if (!isGuest) {
  addCommands(...orders);
  for (const gesture of [levelling, slipping, moving, trimming]) addGesture(gesture);
}
