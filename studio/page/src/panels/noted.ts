/** Review notes as the server has them, and what is about to be written. */

import { computed, effect, signal } from "@preact/signals";

import { api, Refused } from "../api";
import { hear, whenBack } from "../events";
import { episode, isGone, noted, state } from "../state";
import type { Figure, Note } from "../types";
import { newest } from "./newest";

export const notes = signal<readonly Note[]>([]);
/** What the last attempt to write came to, in words. */
export const noteFault = signal<string | null>(null);
export const isDoneShown = signal(false);
/** The note that is looked at, by its key. */
export const chosen = signal<string | null>(null);

/** A figure that is drawn next, and those drawn for the note that is being written. */
export const tool = signal<Figure["figure"] | null>(null);
export const draft = signal<readonly Figure[]>([]);

const KEY = "studio.author";
export const author = signal(localStorage.getItem(KEY) ?? "");
export function signAs(name: string): void {
  author.value = name;
  localStorage.setItem(KEY, name);
}

export const openNotes = computed(() => notes.value.filter((note) => !note.is_done));

// Where there is no answer, what was last known stays: the stream tells when the server is back.
const ask = newest(api.notes, (told) => (notes.value = told.notes), () => undefined);
function refresh(): void {
  if (!isGone.peek()) void ask();
}

/** Do something to the notes; say whether it was done. */
export async function change(what: Promise<{ notes: Note[] }>): Promise<boolean> {
  try {
    notes.value = (await what).notes;
    noteFault.value = null;
    return true;
  } catch (problem) {
    noteFault.value = problem instanceof Refused ? problem.message : "The studio does not answer: what you wrote is still here.";
    return false;
  }
}

// A note goes with its segment: where it stands is asked anew with each cut.
let known = "";
effect(() => {
  const key = `${episode.value} ${state.value?.episode} ${state.value?.digest} ${state.value?.frames}`;
  if (key === known) return;
  if (!known.startsWith(`${episode.value} `)) {
    notes.value = [];
    draft.value = [];
    tool.value = null;
    noteFault.value = null;
  }
  known = key;
  refresh();
});
hear<{ episode: string }>("notes", (told) => {
  if (told.episode === episode.peek()) refresh();
});
hear<{ path: string }>("file", (told) => {
  if (told.path.endsWith(".notes.yaml")) refresh();
});
whenBack(refresh);
effect(() => {
  noted.value = openNotes.value.map((note) => ({
    kind: "note", severity: "note", frame: note.frame, end_frame: note.end, text: note.text, detail: note.moved ? `${note.by}: ${note.moved}` : note.by, id: note.key, path: note.path, line: note.line,
  }));
});
