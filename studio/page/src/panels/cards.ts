/** The cards of the theme that the episode wears: which there are, their pictures, what is wrong with them. What is looked at is asked for, and nothing else. */

import { computed, effect, signal } from "@preact/signals";

import { theme as server } from "../api";
import { current } from "../editor/files";
import { hear, whenBack } from "../events";
import { isGuest } from "../guest";
import { episode, language, profile, state } from "../state";
import type { CardMistake, CardRow, CardText, ThemeCard, ThemeCards } from "../types";
import { newest } from "./newest";
import { chosenPanel } from "./registry";

export const PANEL = "theme";

export type Whose = "samples" | "episode";

export const theme = signal<ThemeCards | null>(null);
export const themeFault = signal<string | null>(null);
export const whose = signal<Whose>("samples");
/** Pictures of rows by their name; those of an older theme are shown until the new ones are there. */
export const rows = signal<ReadonlyMap<string, CardRow>>(new Map());
export const checked = signal<ReadonlyMap<string, { digest: string; mistakes: CardMistake[] }>>(new Map());

const isShown = computed(() => !isGuest && episode.value !== null && chosenPanel.value === PANEL);

export const rowName = (card: string, of: Whose, text: string) => `${card} ${of} ${text}`;

export function textsOf(card: ThemeCard, of: Whose): readonly CardText[] {
  return of === "samples" ? card.samples : card.texts;
}

/** Mistakes in the theme's files keep it from being drawn: it is shown as it last was whole. */
export const broken = computed(() => {
  const now = theme.value;
  const homes = now ? [`templates/${now.name}/`, "templates/common/", ...(now.extends ? [`templates/${now.extends}/`] : [])] : [];
  return (state.value?.diagnostics ?? []).filter((one) => one.severity === "error" && homes.some((home) => one.path.startsWith(home)));
});

// ------------------------------------------------------------------------------------------ the list

const refresh = newest(
  server.cards,
  (told) => {
    theme.value = told;
    draw();
  },
  (why) => (themeFault.value = why),
);

let known: string | null = null;
let drawn: string | null = null;
effect(() => {
  if (episode.value !== known) {
    known = episode.value;
    drawn = null;
    theme.value = null;
    rows.value = new Map();
    checked.value = new Map();
  }
  // What the episode says on its cards changes with its cut, and how they look with the theme.
  const now = state.value;
  const wanted = now && isShown.value ? `${now.theme} ${now.digest} ${now.profile} ${now.language}` : null;
  if (!isShown.value || (wanted !== null && wanted === drawn)) return;
  drawn = wanted;
  void refresh();
});
// How cards look is told before the state, which comes when all that follows from it has been planned.
hear<{ digest: string | null }>("theme", ({ digest }) => {
  if (isShown.peek() && digest && digest !== theme.peek()?.digest) void refresh();
});
// Samples decide nothing of the episode, so its state does not tell of them.
hear<{ path: string }>("file", ({ path }) => {
  if (isShown.peek() && path.endsWith("/preview.yaml")) void refresh();
});
whenBack(() => {
  if (isShown.peek()) void refresh();
});

// ------------------------------------------------------------------------------------------ what is looked at

/** Rows in view, in their order on the page. */
const seen = new Map<string, { card: string; of: Whose; text: string; top: () => number }>();
let isDrawing = false;
let isStale = false;
let drawing: AbortController | null = null;

export function look(card: string, of: Whose, text: string, top: () => number): void {
  seen.set(rowName(card, of, text), { card, of, text, top });
  draw();
}

export function leave(card: string, of: Whose, text: string): void {
  seen.delete(rowName(card, of, text));
}

/** Draw what is in view and is not as the theme is now: first the card whose file is in the editor, then from top to bottom. */
function draw(): void {
  isStale = true;
  drawing?.abort();
  clearTimeout(checking);
  if (!isDrawing) void drawAll();
}

function wanted(): { name: string; card: string; of: Whose; text: string }[] {
  const digest = theme.peek()?.digest;
  const edited = current.peek()?.split("/").pop()?.split(".")[0];
  return [...seen]
    .filter(([name]) => rows.peek().get(name)?.digest !== digest)
    .map(([name, one]) => ({ name, ...one, at: one.top() - (one.card === edited ? 1e6 : 0) }))
    .sort((one, other) => one.at - other.at);
}

function asked(one: { card: string; of: Whose; text: string }) {
  return { episode: episode.peek(), profile: profile.peek(), language: language.peek(), card: one.card, of: one.of, text: one.text };
}

async function drawAll(): Promise<void> {
  isDrawing = true;
  while (isStale) {
    isStale = false;
    const failed = new Set<string>();
    for (let next = wanted()[0]; next && !isStale; next = wanted().find((one) => !failed.has(one.name))) {
      drawing = new AbortController();
      try {
        const told = await server.row({ ...asked(next), size: devicePixelRatio > 1.4 ? 576 : 288 }, drawing.signal);
        rows.value = new Map(rows.peek()).set(next.name, told);
        // The theme has gone on meanwhile: what came is newer than the list, which follows.
        if (told.digest !== theme.peek()?.digest) failed.add(next.name);
      } catch {
        if (!drawing.signal.aborted) failed.add(next.name);
      }
    }
  }
  isDrawing = false;
  checkLater();
}

// ------------------------------------------------------------------------------------------ what is wrong

/** How long nothing is edited before it is looked at what a viewer would mind, which takes longer than drawing. */
const QUIET_MS = 900;
let checking = 0;
let isChecking = false;

function checkLater(): void {
  clearTimeout(checking);
  checking = window.setTimeout(() => void checkAll(), QUIET_MS);
}

async function checkAll(): Promise<void> {
  // A theme that ships with together was checked, and is not to be mended here.
  if (isChecking || !isShown.peek() || !theme.peek()?.folder) return;
  isChecking = true;
  const failed = new Set<string>();
  for (;;) {
    const digest = theme.peek()?.digest;
    const next = [...seen].sort(([, one], [, other]) => one.top() - other.top())
      .find(([name]) => checked.peek().get(name)?.digest !== digest && rows.peek().get(name)?.digest === digest && !failed.has(name));
    if (!next || isDrawing) break;
    try {
      const told = await server.mistakes(asked(next[1]));
      checked.value = new Map(checked.peek()).set(next[0], told);
      if (told.digest !== digest) failed.add(next[0]);
    } catch {
      failed.add(next[0]);
    }
  }
  isChecking = false;
}
