/** What gestures and keys ask of the server: each edit comes back as the fewest changes of the text, and goes into the editor. */

import { api, Refused } from "../api";
import { change, changed, openFile, settled, tabs } from "../editor/files";
import { episode, rate, say, selection, state } from "../state";
import { clock, decibels, secondsOf } from "../time";
import type { ViewSegment, ViewSound, Where } from "../types";
import { refusal } from "./gestures";
import { rows, takeNumber, type Item } from "./model";

export type Edge = "begin" | "end";

let fading = 0;

export function refuse(text: string): void {
  refusal.value = text;
  say(text, true);
  clearTimeout(fading);
  fading = window.setTimeout(() => (refusal.value = null), 9000);
}

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
      if (changed(one.path, one.changes) !== one.text) return refuse("The text was changed meanwhile: try again");
      change(one.path, one.changes, false, "input.cut");
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

export function thingOf(item: Item, where: Where | null = item.where): Record<string, unknown> {
  return thingAt(item.segment, item.kind === "segment" ? null : where);
}

export function thingAt(segment: ViewSegment, where: Where | null): Record<string, unknown> {
  if (!where) return { segment: segment.name };
  return { segment: segment.name.replace(/-title$/, isTitle(segment) ? "" : "-title"), path: where.path, line: where.line, column: where.column };
}

export function isTitle(segment: ViewSegment): boolean {
  return segment.name.endsWith("-title") && segments().some((one) => `${one.name}-title` === segment.name);
}

export function segments(): readonly ViewSegment[] {
  return state.peek()?.view?.segments ?? [];
}

export function clipsOf(segment: ViewSegment): Item[] {
  const row = rows.peek().find((one) => one.name === "picture");
  return (row?.items ?? []).filter((one) => one.segment === segment && one.clip && one.where?.line !== segment.where?.line);
}

// ------------------------------------------------------------------------------------------ what is asked

export function trim(item: Item, edge: Edge, by: number, where: Where | null = soundOf(item)?.where ?? item.where): void {
  if (!by) return;
  const told = `${item.label} ${edge === "begin" ? "begins" : "ends"} ${framesText(by)}`;
  if (item.kind === "caption") void edit({ operation: "caption", ...caption(item), edge, by }, told);
  else if (isLowerThird(item)) void edit({ operation: "lower third", ...thingOf(item), edge, by }, told);
  else if (item.clip?.card === "poem_line" && edge === "begin") void edit({ operation: "line", ...thingOf(item), by }, told);
  else void edit({ operation: "trim", ...thingOf(item, where), edge, by }, told);
}

function isLowerThird(item: Item): boolean {
  return item.kind === "graphic" && item.clip?.card === "lower_third";
}

export function shift(item: Item, by: number, sound: ViewSound | null = soundOf(item)): void {
  if (!by) return;
  const told = `${item.label} comes ${framesText(by)}`;
  if (item.kind === "caption") void edit({ operation: "caption", ...caption(item), by }, told);
  else if (isLowerThird(item)) void edit({ operation: "lower third", ...thingOf(item), by }, told);
  else if (item.kind === "graphic") void edit({ operation: "line", ...thingOf(item), by }, told);
  else if (sound) void nudge(item, Math.round((by * 1000 * rate.peek()[1]) / rate.peek()[0]), sound);
}

export function nudge(item: Item, milliseconds: number, sound: ViewSound): Promise<void> {
  return edit({ operation: "nudge", ...thingOf(item, sound.where), milliseconds }, `${item.label} is heard ${milliseconds} ms ${milliseconds < 0 ? "earlier" : "later"}`);
}

function caption(item: Item): Record<string, unknown> {
  const language = state.peek()?.language ?? "";
  const known = Object.keys(item.segment.captions);
  return { segment: item.segment.name, language: item.segment.captions[language] ? language : (known[0] ?? language), first: item.first - item.segment.first };
}

export function framesText(by: number): string {
  return `${Math.abs(by)} frame${Math.abs(by) === 1 ? "" : "s"} ${by < 0 ? "earlier" : "later"}`;
}

/** Return the sound that an item is; of several takes the one that is chosen. */
export function soundOf(item: Item): ViewSound | null {
  if (item.kind !== "sound") return null;
  const all = item.sounds ?? [];
  return (selection.peek()?.id === item.id ? all[takeNumber.peek()] : null) ?? all[0] ?? null;
}

export function gain(item: Item, sound: ViewSound, level: number): void {
  void edit({ operation: "gain", ...thingOf(item, sound.where), tenths: Math.round(level * 10) }, `${item.label}: ${decibels(level)} dB`);
}

export function fade(item: Item, where: Where | null, edge: Edge, frames: number): void {
  void edit({ operation: "fade", ...thingOf(item, where), edge, frames }, `${item.label} fades ${edge === "begin" ? "in" : "out"} for ${clock(secondsOf(frames, rate.peek()), 2)}`);
}
