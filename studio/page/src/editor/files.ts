/** The open files: what the disk has, what stands in the editor, and what is said of both. The file on the disk is the truth. */

import { history } from "@codemirror/commands";
import { Annotation, ChangeSet, EditorState, Transaction, type Extension } from "@codemirror/state";
import { batch, computed, signal } from "@preact/signals";

import { api, Refused, type EditAnswer } from "../api";
import { hear, whenBack } from "../events";
import { episode, language, profile, say } from "../state";
import type { FileEntry, FileText } from "../types";
import { isOfAnother, wrote } from "./elsewhere";
import { keep, restored } from "./kept";
import { changesBetween, merge, merged, type Both } from "./merge";

/** Marks what was changed outside, so that it is not sent back as an edit of somebody here. */
export const fromOutside = Annotation.define<boolean>();

export interface OpenFile {
  path: string;
  /** The text that the disk had, and its digest: what mine is an edit of. */
  base: string;
  digest: string;
  /** The texts that were sent to the server last, the newest at the end: which of them has come there is not known. */
  sent: readonly string[];
  editor: EditorState;
  scroll: number;
}

/** What the tabs show of a file. */
export interface Standing {
  isUnsaved: boolean;
  isSaving: boolean;
  savedAt: number | null;
  fault: string | null;
  conflict: { theirs: string; digest: string; parts: Both[] } | null;
  note: string | null;
}

const FRESH: Standing = { isUnsaved: false, isSaving: false, savedAt: null, fault: null, conflict: null, note: null };

export const entries = signal<readonly FileEntry[]>([]);
export const tabs = signal<readonly string[]>([]);
export const current = signal<string | null>(null);
/** How many files were opened: one that could not be read before is then shown in its own place. */
export const openings = signal(0);
export const standings = signal<ReadonlyMap<string, Standing>>(new Map());

const opened = new Map<string, OpenFile>();

export const isAllSaved = computed(() => [...standings.value.values()].every((one) => !one.isUnsaved));

export function standing(path: string | null): Standing {
  return (path && standings.value.get(path)) || FRESH;
}

export function stand(path: string, what: Partial<Standing>): void {
  const all = new Map(standings.peek());
  all.set(path, { ...(all.get(path) ?? FRESH), ...what });
  standings.value = all;
}

export function file(path: string): OpenFile | null {
  return opened.get(path) ?? null;
}

let extensions: (path: string) => Extension = () => [];
/** Say what an editor of a file is made of; done once, by the room that draws it. */
export function furnish(wanted: (path: string) => Extension): void {
  extensions = wanted;
}

/** Lines end where a newline is and nowhere else: a lone return is a character like others, and stays. */
export function furniture(path: string): Extension {
  return [EditorState.lineSeparator.of("\n"), history(), extensions(path)];
}

type Applied = (path: string, transaction: Transaction) => void;
let applied: Applied = () => undefined;
/** Hear of what is changed by other hands than the keyboard's in the file that is shown. */
export function whenChanged(hearer: Applied): void {
  applied = hearer;
}

// ------------------------------------------------------------------------------------------ opening

/** The kinds whose first file has had its tab: one that is closed does not come back, one that is found later still comes. */
const offered = new Set<string>();
const FIRST = ["manifest", "show", "people"];

let listed: Promise<void> = Promise.resolve();

let listing: Promise<void> | null = null;

/** List the files of the episode, one time after the other: two at once would open its manifest twice. Of many files that change at once, once. */
export function listFiles(): Promise<void> {
  listing ??= listed = listed.catch(() => undefined).then(() => {
    listing = null;
    return list();
  });
  return listing;
}

async function list(): Promise<void> {
  const name = episode.peek();
  if (!name) return;
  // The list waits until the episode has been read; its manifest can be shown at once.
  if (!tabs.peek().length && !current.peek()) await openFile(`episodes/${name}.yaml`);
  const found = await api.files(name);
  if (name !== episode.peek()) return;
  batch(() => {
    entries.value = found;
    // What an episode is made of is known once it has been read: a show that is not yet found gets its tab when it is.
    const first = FIRST.map((kind) => found.find((one) => one.kind === kind)).filter((one) => one !== undefined);
    const mine = first.filter((one) => !offered.has(one.kind) || tabs.peek().includes(one.path)).map((one) => one.path);
    first.forEach((one) => offered.add(one.kind));
    tabs.value = [...new Set([...mine, ...tabs.peek()])];
  });
}

/** Files that are being read, and whether it was told meanwhile that they changed: the answer may be of before. */
const opening = new Map<string, boolean>();

export async function openFile(path: string): Promise<OpenFile | null> {
  const found = opened.get(path);
  if (!tabs.peek().includes(path)) tabs.value = [...tabs.peek(), path];
  if (found) {
    current.value = path;
    return found;
  }
  let told: FileText;
  let wasMissed = false;
  opening.set(path, false);
  try {
    told = await api.file(path);
  } catch (problem) {
    stand(path, { fault: problem instanceof Error ? problem.message : String(problem) });
    current.value = path;
    return null;
  } finally {
    wasMissed = opening.get(path) ?? false;
    opening.delete(path);
  }
  // What is not saved was made from what the disk had then, which may be another text than it has now.
  const began = { base: told.base ?? told.saved, digest: told.base_digest ?? told.digest };
  const mine: OpenFile = restored(path, told, began) ?? { path, ...began, sent: [], editor: EditorState.create({ doc: told.text, extensions: furniture(path) }), scroll: 0 };
  const { editor } = mine;
  opened.set(path, mine);
  batch(() => {
    current.value = path;
    openings.value += 1;
    stand(path, { isUnsaved: editor.doc.toString() !== mine.base, fault: null });
  });
  if (editor.doc.toString() !== told.text) scheduleEdit(path);
  if (told.digest) outside(path, told.saved, told.digest);
  else if (editor.doc.length) gone(path, mine);
  if (wasMissed) void lookOutside(path);
  return mine;
}

export function closeTab(path: string): void {
  const at = tabs.peek().indexOf(path);
  tabs.value = tabs.peek().filter((one) => one !== path);
  if (current.peek() === path) {
    const next = tabs.peek()[Math.max(0, at - 1)];
    if (next) void openFile(next);
    else current.value = null;
  }
}

export function closeAll(): void {
  opened.clear();
  offered.clear();
  batch(() => {
    tabs.value = [];
    entries.value = [];
    current.value = null;
    standings.value = new Map();
  });
}

// ------------------------------------------------------------------------------------------ editing

const LATER_MS = 70;
const MOST_SENT = 3;
const timers = new Map<string, number>();
const sending = new Map<string, AbortController>();
const answers = new Map<string, Promise<void>>();

/** What an editor shows has changed: tell the server, and keep the undo history. */
export function took(path: string, editor: EditorState, isFromOutside: boolean): void {
  const mine = opened.get(path);
  if (!mine) return;
  mine.editor = editor;
  stand(path, { isUnsaved: editor.doc.toString() !== mine.base || !mine.digest, note: null });
  keep(mine);
  // Who goes on writing while both are shown decides later, on what then stands here.
  const { conflict } = standing(path);
  if (conflict && !isFromOutside) outside(path, conflict.theirs, conflict.digest);
  if (!isFromOutside || editor.doc.toString() !== mine.base) scheduleEdit(path);
}

function scheduleEdit(path: string): void {
  clearTimeout(timers.get(path));
  timers.set(path, window.setTimeout(() => void sendEdit(path), LATER_MS));
}

type Heard = (path: string, answer: EditAnswer) => void;
let heard: Heard = () => undefined;
export function whenAnswered(hearer: Heard): void {
  heard = hearer;
}

const LATE_MS = 5000;
const late = new Map<string, number>();

/** Say after a while that nothing is answered: a machine that sleeps hangs up on nobody. */
function waitFor(path: string): void {
  if (!late.has(path)) late.set(path, window.setTimeout(() => stand(path, { fault: "The studio has not answered yet; what you write is kept here" }), LATE_MS));
}

function cameFor(path: string): void {
  clearTimeout(late.get(path));
  late.delete(path);
}

async function sendEdit(path: string): Promise<void> {
  clearTimeout(timers.get(path));
  timers.delete(path);
  const mine = opened.get(path);
  if (!mine) return;
  sending.get(path)?.abort();
  const control = new AbortController();
  sending.set(path, control);
  const text = mine.editor.doc.toString();
  mine.sent = [...mine.sent.slice(1 - MOST_SENT), text];
  wrote(path, text);
  waitFor(path);
  const run = (async () => {
    try {
      const answer = await api.edit(path, text, mine.digest, episode.peek(), profile.peek(), language.peek(), control.signal);
      cameFor(path);
      if (mine.editor.doc.toString() === text && !answer.is_old) {
        heard(path, answer);
        stand(path, { fault: null });
      }
    } catch (problem) {
      if (control.signal.aborted) return;
      cameFor(path);
      // Of a file that is gone it was said already, and what to do.
      if (!mine.digest && problem instanceof Refused && problem.status === 404) return;
      stand(path, { fault: problem instanceof Refused ? problem.message : "The studio does not answer; what you write is kept here" });
    }
  })();
  answers.set(path, run);
  await run;
}

/** Wait until the server knows what stands in the editor: completion asks about it. */
export async function settled(path: string): Promise<void> {
  if (timers.has(path)) await sendEdit(path);
  else await answers.get(path);
}

/** Saves under way: what the stream tells of them is not looked at before their answer. */
const saving = new Map<string, Promise<void>>();

export async function save(path: string): Promise<void> {
  const mine = opened.get(path);
  if (!mine) return;
  // Who waits for it to be saved waits for the save that is under way, too.
  if (standing(path).isSaving) return saving.get(path);
  const run = written(path, mine);
  saving.set(path, run);
  await run;
  if (saving.get(path) === run) saving.delete(path);
}

async function written(path: string, mine: OpenFile): Promise<void> {
  const text = mine.editor.doc.toString();
  stand(path, { isSaving: true });
  try {
    await settled(path);
    const { digest } = await api.save(path, text, mine.digest);
    mine.base = text;
    mine.digest = digest;
    stand(path, { isSaving: false, isUnsaved: mine.editor.doc.toString() !== text, savedAt: Date.now(), fault: null });
    keep(mine);
    say(`${path} saved`);
  } catch (problem) {
    stand(path, { isSaving: false });
    if (problem instanceof Refused && problem.status === 409) {
      const told = problem.body as { text: string; digest: string };
      if (told.digest) outside(path, told.text, told.digest);
      else gone(path, mine);
    } else stand(path, { fault: problem instanceof Refused ? `Not saved: ${problem.message}` : "Not saved: the studio does not answer" });
  }
}

// ------------------------------------------------------------------------------------------ outside

/** How often it was looked at each file: answers may overtake one another, and only the newest question's counts. */
const looks = new Map<string, number>();

async function lookOutside(path: string): Promise<void> {
  const mine = opened.get(path);
  if (!mine) return;
  const number = (looks.get(path) ?? 0) + 1;
  looks.set(path, number);
  const isOld = () => looks.get(path) !== number || opened.get(path) !== mine;
  await saving.get(path);
  try {
    const told = await api.file(path);
    await saving.get(path);
    if (isOld()) return;
    if (told.digest) outside(path, told.saved, told.digest);
    else gone(path, mine);
  } catch (problem) {
    // Half a file may be no text yet; what comes after it is told, too.
    if (problem instanceof Refused && !isOld()) stand(path, { fault: `On the disk: ${problem.message}` });
  }
}

/** The file is not on the disk any more: what stands here is kept, and where the file comes back it is merged with what it was. */
function gone(path: string, mine: OpenFile): void {
  mine.digest = "";
  stand(path, { isUnsaved: true, conflict: null, fault: "This file is gone from the disk. Saving writes it again." });
}

/** The disk has another text than mine is an edit of: merge what does not touch, else ask. */
export function outside(path: string, theirs: string, digest: string): void {
  const mine = opened.get(path);
  if (!mine) return;
  if (digest === mine.digest) {
    // It is as it was again: there is nothing to decide.
    const { conflict, fault } = standing(path);
    if (conflict || fault) stand(path, { conflict: null, fault: null });
    // While it could not be read, neither could what was written here.
    if (fault && mine.editor.doc.toString() !== mine.base) scheduleEdit(path);
    return;
  }
  const text = mine.editor.doc.toString();
  const wasUnsaved = text !== mine.base || !mine.digest;
  if (text === theirs) {
    Object.assign(mine, { base: theirs, digest });
    stand(path, { isUnsaved: false, conflict: null, fault: null });
    if (wasUnsaved) scheduleEdit(path);
    return;
  }
  const parts = merge(mine.base, text, theirs);
  const both = merged(parts);
  if (both === null) {
    if (standing(path).conflict?.digest !== digest) say(`${path} was changed outside where you changed it, too. Nothing is lost: decide which text is meant`, true);
    stand(path, { conflict: { theirs, digest, parts } });
    return;
  }
  Object.assign(mine, { base: theirs, digest });
  // What is written meanwhile may have settled the dispute: then the editor has all of it.
  stand(path, { conflict: null, fault: null });
  replace(path, both, true);
  stand(path, { isUnsaved: both !== theirs, note: wasUnsaved ? "Merged with a change made outside" : "Changed outside" });
  // The server still has what was not saved before: it is told even where that is now what the disk has.
  if (wasUnsaved) scheduleEdit(path);
  say(wasUnsaved ? `${path}: merged with a change made outside` : `${path} was changed outside`);
}

/** Settle a conflict by this text. */
export function settle(path: string, text: string): void {
  const mine = opened.get(path);
  const { conflict } = standing(path);
  if (!mine || !conflict) return;
  Object.assign(mine, { base: conflict.theirs, digest: conflict.digest });
  stand(path, { conflict: null });
  replace(path, text, false);
  stand(path, { isUnsaved: text !== mine.base });
  if (text === mine.editor.doc.toString()) scheduleEdit(path);
}

/** Return what stands in the editor of a file after changes, null where they do not fit what stands there. */
export function changed(path: string, changes: readonly { from: number; to: number; insert: string }[]): string | null {
  const doc = opened.get(path)?.editor.doc;
  if (!doc || changes.some(({ from, to }) => from > to || to > doc.length)) return null;
  return ChangeSet.of(changes.map(({ from, to, insert }) => ({ from, to, insert })), doc.length).apply(doc).toString();
}

/** Change a file's text by the fewest changes, as one step that can be undone. */
export function replace(path: string, text: string, isFromOutside: boolean): void {
  const mine = opened.get(path);
  if (mine) change(path, changesBetween(mine.editor.doc.toString(), text), isFromOutside);
}

export function change(path: string, changes: readonly { from: number; to: number; insert: string }[], isFromOutside = false, userEvent = "input.edit"): void {
  const mine = opened.get(path);
  if (!mine || !changes.length) return;
  const transaction = mine.editor.update({
    changes: ChangeSet.of(changes.map(({ from, to, insert }) => ({ from, to, insert })), mine.editor.doc.length),
    annotations: [fromOutside.of(isFromOutside), Transaction.userEvent.of(userEvent), Transaction.addToHistory.of(true)],
  });
  if (current.peek() === path) applied(path, transaction);
  else took(path, transaction.state, isFromOutside);
}

hear<{ path: string; digest: string }>("file", ({ path, digest }) => {
  const mine = opened.get(path);
  if (opening.has(path)) opening.set(path, true);
  if (mine && (mine.digest !== digest || standing(path).conflict || standing(path).fault)) void lookOutside(path);
  void listFiles().catch(() => undefined);
});
whenBack(() => {
  for (const path of opened.keys()) {
    void lookOutside(path);
    if (standing(path).isUnsaved) scheduleEdit(path);
  }
});

/** Where somebody comes back to a window, what is written in it is looked at again. */
window.addEventListener("focus", () => unsaved().filter(isOther).forEach(scheduleEdit));

export function isOther(path: string): boolean {
  return isOfAnother(path, () => opened.get(path)?.editor.doc.toString() ?? "");
}

/** Whether anything anywhere is not saved. */
export function unsaved(): string[] {
  return [...standings.value].filter(([, one]) => one.isUnsaved).map(([path]) => path);
}
