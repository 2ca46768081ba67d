/** What the page knows: the show, the open episode as the server has it, the playhead and what is selected. */

import { batch, computed, signal } from "@preact/signals";

import { readAddress, writeAddress } from "./address";
import { api, query, Refused } from "./api";
import { isGuest } from "./guest";
import { hear, listen, silence, whenBack } from "./events";
import { nearestFrame } from "./time";
import type { Mark, Cost, Diagnostic, EpisodeState, Progress, Show, Span, Still, Where } from "./types";

const address = readAddress(location.hash);

export const show = signal<Show | null>(null);
export const episode = signal<string | null>(address.episode);
export const profile = signal<string | null>(address.profile);
export const language = signal<string | null>(address.language);
export const state = signal<EpisodeState | null>(null);
/** What keeps the page from showing anything, in words. */
export const trouble = signal<string | null>(null);

/** The frame that is meant, and the one that is on the screen (null while it is sought). */
export const frame = signal(0);
export const shown = signal<number | null>(null);
export const isPlaying = signal(false);

export const still = signal<Still | null>(null);
export const progress = signal<ReadonlyMap<string, Progress>>(new Map());
/** The layout as it was before the last edit, whole, for before and after. */
export const before = signal<EpisodeState | null>(null);

/** What is selected, by its place: the timeline, the editor and the player show the same. */
export interface Selection {
  id: string;
  kind: "segment" | "clip" | "graphic" | "caption" | "sound";
  label: string;
  first: number;
  frames: number;
  where: Where | null;
}
export const selection = signal<Selection | null>(null);

/** A line of a file that somebody wants to see; each wish is a new object. */
export const wantedLine = signal<{ path: string; line: number; column?: number; focus: boolean } | null>(null);

/** Sentences for who listens to the page rather than sees it; what is urgent interrupts what is being read out. */
export const said = signal<readonly { number: number; text: string; isUrgent: boolean }[]>([]);
const MOST_SAID = 6;
let sayings = 0;
export function say(text: string, isUrgent = false): void {
  sayings += 1;
  said.value = [...said.peek().slice(1 - MOST_SAID), { number: sayings, text, isUrgent }];
}

export const rate = computed<[number, number]>(() => state.value?.rate ?? [25, 1]);
export const frames = computed(() => state.value?.frames ?? 0);

export interface Freshness {
  fresh: number;
  spans: number;
}
export const freshness = computed<Freshness>(() => {
  const spans = state.value?.spans ?? [];
  return { fresh: spans.filter((span) => span.state === "fresh").length, spans: spans.length };
});
export const mistakes = computed<Diagnostic[]>(() => (state.value?.diagnostics ?? []).filter((one) => one.severity === "error"));
/** What review notes mark, beside what the state does. */
export const noted = signal<readonly Mark[]>([]);
export const cost = computed<Cost | null>(() => state.value?.cost ?? null);

export function spanAt(spans: readonly Span[], at: number): Span | null {
  let low = 0;
  let high = spans.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const span = spans[middle] as Span;
    if (at < span.first) high = middle - 1;
    else if (at >= span.first + span.frames) low = middle + 1;
    else return span;
  }
  return null;
}

// ------------------------------------------------------------------------------------------- hearing

function take(fresh: EpisodeState): void {
  const old = state.peek();
  if (fresh.episode !== episode.peek()) return;
  batch(() => {
    if (old && old.digest !== fresh.digest && old.spans.every((span) => span.state === "fresh")) before.value = old;
    if (old && (old.profile !== fresh.profile || old.language !== fresh.language)) before.value = null;
    state.value = old && old.profile === fresh.profile ? { ...fresh, spans: withOld(old, fresh) } : fresh;
    if (!old) placeAtFirst(fresh);
    else if (!isPlaying.peek()) frame.value = sameMoment(old, fresh, frame.peek());
    if (frame.peek() > Math.max(0, fresh.frames - 1)) frame.value = Math.max(0, fresh.frames - 1);
    if (!isGone.peek()) trouble.value = null;
    fault.value = null;
  });
}

/** Keep the picture that a span had: it is shown, marked as such, until the new one is there. */
function withOld(old: EpisodeState, fresh: EpisodeState): Span[] {
  const byFirst = new Map(old.spans.map((span) => [span.first, span]));
  const byRest = new Map(old.spans.map((span) => [old.frames - span.first - span.frames, span]));
  return fresh.spans.map((span) => {
    if (span.blob) return span;
    const was = byFirst.get(span.first) ?? byRest.get(fresh.frames - span.first - span.frames);
    return was?.blob ? { ...span, blob: was.blob } : span;
  });
}

/** Return the frame of another cut that shows what a frame of this one does: that of the same segment, wherever it has moved. */
export function sameMoment(old: EpisodeState, fresh: EpisodeState, at: number): number {
  const [n, d] = fresh.rate;
  const was = old.view?.segments.findLast((one) => one.first <= at && at < one.first + one.frames);
  const now = was && fresh.view?.segments.find((one) => one.name === was.name && one.kind === was.kind);
  const scaled = (frames: number) => Math.floor((frames * old.rate[1] * n) / (old.rate[0] * d));
  return was && now ? now.first + Math.min(now.frames - 1, scaled(at - was.first)) : scaled(at);
}

let wantedSeconds = address.seconds;
function placeAtFirst(fresh: EpisodeState): void {
  if (wantedSeconds === null) return;
  frame.value = Math.min(Math.max(0, fresh.frames - 1), Math.floor((wantedSeconds * fresh.rate[0]) / fresh.rate[1] + 1e-6));
  wantedSeconds = null;
}

/** How often the stream has told how things stand: an answer that was asked for before that is older, however late it comes. */
let heard = 0;

hear<EpisodeState>("state", (told) => {
  heard += 1;
  take(told);
});
hear<Span & { index: number; digest: string }>("span", ({ index, digest, ...told }) => {
  const now = state.peek();
  const was = now?.spans[index];
  if (!now || !was || digest !== now.digest) return;
  const spans = now.spans.slice();
  spans[index] = { ...told, blob: told.blob ?? was.blob };
  state.value = { ...now, spans };
});
hear<Pick<EpisodeState, "digest" | "sound" | "loudness" | "peaks" | "syncs">>("sound", (told) => {
  const now = state.peek();
  if (now && told.digest === now.digest) state.value = { ...now, sound: told.sound, loudness: told.loudness, peaks: told.peaks, syncs: told.syncs };
});
hear<Pick<EpisodeState, "marks">>("marks", (told) => {
  const now = state.peek();
  if (now) state.value = { ...now, marks: told.marks };
});
hear<Still>("still", (told) => {
  if (told.digest === state.peek()?.digest) still.value = told;
});
hear<Progress>("progress", (told) => {
  const all = new Map(told.address ? progress.peek() : []);
  if (told.share >= 1 || !told.address) all.delete(told.address);
  else all.set(told.address, told);
  progress.value = all;
});
/** What could not be drawn, in words; gone with the next state. */
export const fault = signal<string | null>(null);
hear<{ message: string }>("fault", (told) => {
  fault.value = told.message;
});
whenBack(() => {
  void refresh();
});

/** Whether the file of the episode that is open is not there: nothing is asked of it until it is. */
export const isGone = signal(false);
hear<{ path: string; digest: string }>("file", ({ path, digest }) => {
  const name = episode.peek();
  if (path !== `episodes/${name}.yaml` || isGone.peek() === !digest) return;
  isGone.value = !digest;
  if (digest) void refresh();
  else trouble.value = `${path} is gone. What is open here stays; save it, and it is there again.`;
});

/** How the show and its episodes are called may be changed by any hand, also while the studio was away. */
const LATER_MS = 300;
let later = 0;
function lookAtShow(): void {
  clearTimeout(later);
  later = window.setTimeout(() => void api.show().then((told) => (show.value = told)).catch(() => undefined), LATER_MS);
}
if (!isGuest) {
  hear<{ path: string }>("file", ({ path }) => {
    if (/^(episodes|profiles)\/[^/]+\.yaml$/.test(path) && !path.endsWith(".notes.yaml")) lookAtShow();
  });
  whenBack(lookAtShow);
}

let asking: AbortController | null = null;
async function refresh(): Promise<void> {
  const name = episode.peek();
  if (!name || isGuest || isGone.peek()) return;
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  const known = heard;
  try {
    const told = await api.episode(name, profile.peek(), language.peek(), mine.signal);
    if (heard === known) take(told);
  } catch (problem) {
    if (mine.signal.aborted) return;
    if (problem instanceof Refused) trouble.value = problem.message;
  }
}

// ------------------------------------------------------------------------------------------- opening

export async function start(): Promise<void> {
  try {
    show.value = await api.show();
  } catch (problem) {
    trouble.value = problem instanceof Refused ? problem.message : "The studio does not answer. Start it with `together studio`.";
    window.setTimeout(() => void start(), 1500);
    return;
  }
  trouble.value = null;
  openNow();
}

function openNow(): void {
  const name = episode.peek();
  if (!name) {
    listen("/api/events");
    return;
  }
  listen(`/api/events?${query({ episode: name, profile: profile.peek(), language: language.peek() })}`);
  void refresh();
}

export function open(name: string | null, seconds: number | null = null): void {
  if (isGuest && name !== episode.peek()) return;
  if (name !== episode.peek()) {
    batch(() => {
      episode.value = name;
      state.value = null;
      before.value = null;
      selection.value = null;
      still.value = null;
      progress.value = new Map();
      language.value = null;
      frame.value = 0;
      shown.value = null;
      isGone.value = false;
      trouble.value = null;
    });
    wantedSeconds = seconds;
    silence();
    openNow();
  } else if (seconds !== null && state.peek()) {
    frame.value = Math.min(frames.peek() - 1, nearestFrame(seconds, rate.peek()));
  }
}

/** Show the episode as another deliverable, or in another language, null for its own. */
export function choose(what: { profile?: string; language?: string | null }): void {
  const at = (frame.peek() * rate.peek()[1]) / rate.peek()[0];
  batch(() => {
    if (what.profile) profile.value = what.profile;
    if (what.language !== undefined) language.value = what.language;
    still.value = null;
  });
  wantedSeconds = at;
  silence();
  openNow();
}

let written = 0;
window.addEventListener("hashchange", (event) => {
  // The event's own address: ours may have been written over it in between.
  clearTimeout(written);
  const wanted = readAddress(new URL(event.newURL).hash);
  if (wanted.episode !== episode.peek()) open(wanted.episode, wanted.seconds);
  else if (wanted.seconds !== null && state.peek()) {
    const [n, d] = rate.peek();
    frame.value = Math.max(0, Math.min(frames.peek() - 1, Math.floor((wanted.seconds * n) / d + 1e-6)));
  }
});

/** Keep the address at what is shown; not more often than a browser allows. */
export function keepAddress(): void {
  const now = state.value;
  const hash = writeAddress(episode.value, now ? frame.value : 0, now ? now.rate : null, profile.value, language.value);
  if (episode.value && !now) return;
  clearTimeout(written);
  written = window.setTimeout(() => {
    if (hash !== location.hash && !(hash === "#" && !location.hash)) history.replaceState(null, "", hash === "#" ? location.pathname : hash);
  }, 150);
}
