/** Edits of the cut by hand: each gesture and key asks the server for the fewest changes of the text, and puts them into the editor. */

import { api, Refused } from "../api";
import { addCommands } from "../commands";
import { change, file, openFile, settled, tabs } from "../editor/files";
import { isGuest } from "../guest";
import { goTo } from "../player/player";
import { episode, frame, rate, say, selection, state } from "../state";
import { colours } from "../theme";
import { clock, decibels, secondsOf } from "../time";
import type { ViewSegment, ViewSound, Where } from "../types";
import { addGesture, refusal, type Drag, type Gesture, type Place } from "./gestures";
import { items, rows, RULER, type Item, type Row } from "./model";
import { redraw } from "./timeline";
import { frameAtX, scale, xOf } from "./zoom";

type Edge = "begin" | "end";

const EDGE = 6;
const NARROWEST = 20;
const QUIETEST = -36;
const LOUDEST = 12;
const NUDGE_MS = 10;
const GAIN_STEP = 5;

/** What is dragged, where it would come to lie, and what is said of it. */
interface Ghost {
  row: Row["name"];
  first: number;
  frames: number;
  text: string;
}
let ghost: Ghost | null = null;

let fading = 0;

function refuse(text: string): void {
  refusal.value = text;
  say(text);
  clearTimeout(fading);
  fading = window.setTimeout(() => (refusal.value = null), 9000);
}

// ------------------------------------------------------------------------------------------ the server

let last: Promise<void> = Promise.resolve();

/** Ask for an edit and put its changes into the editor, where one step takes them back. Edits come one after another. */
export function edit(operation: Record<string, unknown>, told: string): Promise<void> {
  last = last.then(() => ask(operation, told));
  return last;
}

async function ask(operation: Record<string, unknown>, told: string): Promise<void> {
  const name = episode.peek();
  if (!name) return;
  try {
    await settledAll();
    const answer = await api.cut(name, operation);
    for (const one of answer.files) {
      const mine = await openFile(one.path);
      if (!mine) return refuse(`${one.path} cannot be opened`);
      change(one.path, one.changes, false, "input.cut");
      if (file(one.path)?.editor.doc.toString() !== one.text) return refuse("The text was changed meanwhile: take this back, and try again");
      await settled(one.path);
    }
    refusal.value = null;
    if (answer.files.length) say(told);
  } catch (problem) {
    refuse(problem instanceof Refused ? problem.message.replace(/^[^ ]*:\d+:\d+: /, "") : "The studio does not answer: nothing was changed");
  }
}

/** What is typed is on its way to the server: an edit of the cut is one of the text that stands here. */
async function settledAll(): Promise<void> {
  await Promise.all(tabs.peek().map((path) => settled(path)));
}

function thingOf(item: Item, where: Where | null = item.where): Record<string, unknown> {
  const { segment } = item;
  if (item.kind === "segment" || !where) return { segment: segment.name };
  return { segment: segment.name.replace(/-title$/, isTitle(segment) ? "" : "-title"), path: where.path, line: where.line, column: where.column };
}

function isTitle(segment: ViewSegment): boolean {
  return segment.name.endsWith("-title") && segments().some((one) => `${one.name}-title` === segment.name);
}

function segments(): readonly ViewSegment[] {
  return state.peek()?.view?.segments ?? [];
}

// ------------------------------------------------------------------------------------------ what is asked

function trim(item: Item, edge: Edge, by: number): void {
  if (!by) return;
  const told = `${item.label} ${edge === "begin" ? "begins" : "ends"} ${framesText(by)}`;
  if (item.kind === "caption") void edit({ operation: "caption", ...caption(item), edge, by }, told);
  else void edit({ operation: "trim", ...thingOf(item, soundOf(item)?.where ?? item.where), edge, by }, told);
}

function shift(item: Item, by: number, sound: ViewSound | null = soundOf(item)): void {
  if (!by) return;
  const told = `${item.label} comes ${framesText(by)}`;
  if (item.kind === "caption") void edit({ operation: "caption", ...caption(item), by }, told);
  else if (item.kind === "graphic") void edit({ operation: "line", ...thingOf(item), by }, told);
  else if (sound) void nudge(item, Math.round((by * 1000 * rate.peek()[1]) / rate.peek()[0]), sound);
}

function nudge(item: Item, milliseconds: number, sound: ViewSound): Promise<void> {
  return edit({ operation: "nudge", ...thingOf(item, sound.where), milliseconds }, `${item.label} is heard ${milliseconds} ms ${milliseconds < 0 ? "earlier" : "later"}`);
}

function caption(item: Item): Record<string, unknown> {
  const language = state.peek()?.language ?? "";
  const known = Object.keys(item.segment.captions);
  return { segment: item.segment.name, language: item.segment.captions[language] ? language : (known[0] ?? language), first: item.first - item.segment.first };
}

function framesText(by: number): string {
  return `${Math.abs(by)} frame${Math.abs(by) === 1 ? "" : "s"} ${by < 0 ? "earlier" : "later"}`;
}

function soundOf(item: Item): ViewSound | null {
  return item.kind === "sound" ? (item.sounds?.[0] ?? null) : null;
}

/** Return which take of several the pointer is on: they share the height of their row from top to bottom. */
function soundAt(place: Place): ViewSound | null {
  const all = place.item?.sounds ?? [];
  if (all.length < 2 || !place.row) return all[0] ?? null;
  const share = (place.y - topOf(place.row)) / place.row.height;
  return all[Math.max(0, Math.min(all.length - 1, Math.floor(share * all.length)))] ?? null;
}

function topOf(row: Row): number {
  let top = RULER;
  for (const one of rows.peek()) {
    if (one.name === row.name) break;
    top += one.height;
  }
  return top;
}

// ------------------------------------------------------------------------------------------ dragging

function show(next: Ghost | null): void {
  ghost = next;
  redraw.value += 1;
}

function drag(begin: Place, moved: (by: number, place: Place) => Ghost | null, done: (by: number, place: Place) => void): Drag {
  const was = frame.peek();
  const byOf = (place: Place) => Math.round(frameAtX(place.x) - begin.frame);
  return {
    move: (place) => show(moved(byOf(place), place)),
    end: (place) => {
      show(null);
      done(byOf(place), place);
    },
    cancel: () => {
      show(null);
      goTo(was);
    },
  };
}

function edgeAt(place: Place): Edge | null {
  const { item, row } = place;
  if (!item || !row || !["segments", "picture", "captions", "voice", "stems", "beds"].includes(row.name) || item.isStale) return null;
  if (item.frames * scale.peek() < NARROWEST || item.id.includes(".gap")) return null;
  if ((item.sounds?.length ?? 1) > 1) return null;
  if (Math.abs(xOf(item.first) - place.x) <= EDGE) return "begin";
  return Math.abs(xOf(item.first + item.frames) - place.x) <= EDGE ? "end" : null;
}

const trimming: Gesture = {
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
const slipping: Gesture = {
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

/** With Shift held: another place. */
const moving: Gesture = {
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
      (by) => ({ row: row.name, first: item.first + by, frames: item.frames, text: `${by < 0 ? "−" : "+"}${clock(secondsOf(Math.abs(by), rate.peek()), 2)}` }),
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

function moveSegment(item: Item, to: string | null | undefined): void {
  if (to === undefined) return;
  const name = item.segment.name.replace(isTitle(item.segment) ? /-title$/ : /$^/, "");
  void edit({ operation: "move segment", segment: name, before: to }, `${item.label} is moved`);
}

function clipsOf(segment: ViewSegment): Item[] {
  const row = rows.peek().find((one) => one.name === "picture");
  return (row?.items ?? []).filter((one) => one.segment === segment && one.clip && one.where?.line !== segment.where?.line);
}

function moveClip(item: Item, at: number): void {
  const into = segments().find((one) => at >= one.first && at < one.first + one.frames) ?? item.segment;
  const to = clipsOf(into).filter((one) => one.id !== item.id && one.first + one.frames / 2 < at).length;
  void edit({ operation: "move", ...thingOf(item), into: into.name, to }, `${item.label} is number ${to + 1} of ${into.title}`);
}

// ------------------------------------------------------------------------------------------ gain and fades

interface Handle {
  kind: "gain" | Edge;
  x: number;
  y: number;
  sound: ViewSound;
}

/** Return the handles of the sound that is selected: its level, and where its fades end. */
function handles(): { item: Item; row: Row; all: Handle[] } | null {
  const item = items.peek().get(selection.peek()?.id ?? "");
  const row = rows.peek().find((one) => one.items.some((each) => each.id === item?.id));
  if (!item || !row || item.kind !== "sound" || item.frames * scale.peek() < NARROWEST) return null;
  const height = row.height / item.lanes;
  const top = topOf(row) + item.lane * height;
  const count = item.sounds?.length ?? 1;
  const [n, d] = rate.peek();
  const all = (item.sounds ?? []).flatMap((sound, number): Handle[] => {
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

const levelling: Gesture = {
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

function gain(item: Item, sound: ViewSound, level: number): void {
  void edit({ operation: "gain", ...thingOf(item, sound.where), tenths: Math.round(level * 10) }, `${item.label}: ${decibels(level)} dB`);
}

function fade(item: Item, where: Where | null, edge: Edge, frames: number): void {
  void edit({ operation: "fade", ...thingOf(item, where), edge, frames }, `${item.label} fades ${edge === "begin" ? "in" : "out"} for ${clock(secondsOf(frames, rate.peek()), 2)}`);
}

// ------------------------------------------------------------------------------------------ drawing

function draw(context: CanvasRenderingContext2D): void {
  if (!ghost) return;
  const row = rows.peek().find((one) => one.name === ghost?.row);
  if (!row) return;
  const [x, y, w, h] = [xOf(ghost.first), topOf(row) + 1, Math.max(2, ghost.frames * scale.peek()), row.height - 2];
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
  context.fillRect(left, y + h / 2 - 9, width, 18);
  context.fillStyle = paint.ground;
  context.fillText(ghost.text, left + 6, y + h / 2 + 4);
}

// ------------------------------------------------------------------------------------------ dropping

/** The kind of what is dragged out of the media panel: a path in the media folder. */
export const DRAGGED = "application/x-together-media";

export function drop(path: string, at: number): void {
  const segment = segments().find((one) => at >= one.first && at < one.first + one.frames && !isTitle(one));
  const inside = segment ? clipsOf(segment) : [];
  if (segment && inside.length) {
    const to = inside.filter((one) => one.first + one.frames / 2 < at).length;
    void edit({ operation: "drop", file: path, segment: segment.name, to }, `${path} is number ${to + 1} of ${segment.title}`);
    return;
  }
  const next = segments().find((one) => !isTitle(one) && one.first + one.frames / 2 > at);
  void edit({ operation: "drop", file: path, before: next?.name ?? null }, `${path} is a segment of its own`);
}

window.addEventListener("dragover", (event) => {
  if (event.dataTransfer?.types.includes(DRAGGED) && (event.target as Element | null)?.closest?.(".sheet")) event.preventDefault();
});
window.addEventListener("drop", (event) => {
  const sheet = (event.target as Element | null)?.closest?.(".sheet");
  const path = event.dataTransfer?.getData(DRAGGED);
  if (!sheet || !path) return;
  event.preventDefault();
  drop(path, frameAtX(event.clientX - sheet.getBoundingClientRect().left));
});

// ------------------------------------------------------------------------------------------ keyboard

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
  trim(item, edge, edge === "begin" ? at - item.first : at + 1 - item.first - item.frames);
}

const order = (id: string, label: string, keys: string[], run: () => void) => ({
  id: `cut.${id}`, group: "Edit the cut", label, keys, run, can: () => state.peek() !== null,
});

const orders = [
  order("begin", "Let the selection begin here", ["["], withChosen((item) => toHere(item, "begin"))),
  order("end", "Let the selection end here", ["]"], withChosen((item) => toHere(item, "end"))),
  order("slip.later", "Show a frame later of its file", ["Alt+Shift+ArrowRight"], withChosen((item) => void edit({ operation: "slip", ...thingOf(item, soundOf(item)?.where ?? item.where), by: 1 }, `${item.label} shows a frame later`))),
  order("slip.earlier", "Show a frame earlier of its file", ["Alt+Shift+ArrowLeft"], withChosen((item) => void edit({ operation: "slip", ...thingOf(item, soundOf(item)?.where ?? item.where), by: -1 }, `${item.label} shows a frame earlier`))),
  order("move.later", "Move it behind the next", ["Mod+Alt+ArrowRight"], withChosen((item) => step(item, 1))),
  order("move.earlier", "Move it before the one before", ["Mod+Alt+ArrowLeft"], withChosen((item) => step(item, -1))),
  order("nudge.later", `Sound ${NUDGE_MS} ms, or caption a frame, later`, ["."], withChosen((item) => nudged(item, 1))),
  order("nudge.earlier", `Sound ${NUDGE_MS} ms, or caption a frame, earlier`, [","], withChosen((item) => nudged(item, -1))),
  order("louder", "Half a decibel louder", ["Shift+PageUp"], withChosen((item) => louder(item, GAIN_STEP))),
  order("softer", "Half a decibel softer", ["Shift+PageDown"], withChosen((item) => louder(item, -GAIN_STEP))),
  order("fade.in", "Fade in until here", ["Shift+i"], withChosen((item) => fadeHere(item, "begin"))),
  order("fade.out", "Fade out from here", ["Shift+o"], withChosen((item) => fadeHere(item, "end"))),
  order("chapter", "Let a chapter begin with the segment, or none", ["Shift+h"], withChosen((item) => void edit({ operation: "chapter", segment: item.segment.name }, `Chapter of ${item.segment.title} switched`))),
];

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
