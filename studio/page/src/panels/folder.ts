/** The files of the media folder as the server has them, asked for while somebody looks at them; and what is searched among them. */

import { computed, effect, signal } from "@preact/signals";

import { media } from "../api";
import { hear, whenBack } from "../events";
import { isGuest } from "../guest";
import { folded, holds } from "../search";
import { episode, state } from "../state";
import type { MediaFile, MediaFolder } from "../types";
import { newest } from "./newest";
import { chosenPanel } from "./registry";

export const PANEL = "media";

export const folder = signal<MediaFolder | null>(null);
export const folderFault = signal<string | null>(null);
export const wanted = signal("");
/** The file that is looked at closely. */
export const looked = signal<string | null>(null);

/** Panels that say something of the folder's files. */
const OF_FILES: ReadonlySet<string> = new Set([PANEL, "clip"]);
const isShown = computed(() => !isGuest && episode.value !== null && OF_FILES.has(chosenPanel.value));

const KINDS: Record<MediaFile["kind"], string> = {
  medium: "", film: "film", sound: "sound", picture: "picture", frames: "numbered pictures", captions: "captions", text: "text", scene: "scene", unreadable: "cannot be read",
};
export function kindOf(file: MediaFile): string {
  return KINDS[file.kind];
}

export function isUnused(file: MediaFile): boolean {
  return !folder.value?.uses[file.path];
}

/** Return the file of the folder that the cut names from the show's folder on, while the folder names it from its own: the longest name that fits. */
export function fileOf(path: string): MediaFile | undefined {
  const fitting = folder.value?.files.filter((file) => path === file.path || path.endsWith(`/${file.path}`)) ?? [];
  return fitting.sort((one, other) => other.path.length - one.path.length)[0];
}

/** Whether a file can be laid into the episode by hand. */
export function canInsert(file: MediaFile): boolean {
  return file.kind === "film" || file.kind === "sound" || file.kind === "picture";
}

const collator = new Intl.Collator(undefined, { numeric: true });

const hays = computed(() => {
  const now = folder.value;
  return new Map((now?.files ?? []).map((file) => {
    const said = now?.uses[file.path];
    const words = [
      file.path, kindOf(file), file.facts ?? "", said ? "used" : "unused", file.fault ?? "", ...(file.notes ?? []).map((note) => note.text),
      ...(said?.uses ?? []).map((use) => use.title),
      ...(said?.terms ?? []).flatMap((one) => [one.role, one.title, one.license, one.release, ...one.people.flatMap((person) => [person.name, person.place, person.handle])]),
    ];
    return [file.path, folded(words.join(" "))] as const;
  }));
});

/** What is shown: those that the episode uses nowhere first, each by name; then the others as they come in the episode. */
export const found = computed<MediaFile[]>(() => {
  const now = folder.value;
  if (!now) return [];
  const all = wanted.value.trim() ? now.files.filter((file) => holds(hays.value.get(file.path) ?? "", wanted.value.trim())) : now.files.slice();
  const rank = (file: MediaFile) => {
    const said = now.uses[file.path];
    return said ? Math.min(...said.uses.map((use) => use.first), Number.MAX_SAFE_INTEGER) : -1;
  };
  return all.sort((one, other) => rank(one) - rank(other) || collator.compare(one.path, other.path));
});

export const unused = computed(() => (folder.value?.files ?? []).filter((file) => !folder.value?.uses[file.path] && canInsert(file)).length);

// ------------------------------------------------------------------------------------------ asking

/** What came since the list was last asked for, by its path. */
const come = new Map<string, MediaFile>();
let pending = 0;

const refresh = newest(
  (...asked) => {
    come.clear();
    return media.folder(...asked);
  },
  (told) => {
    folder.value = told;
    take();
  },
  (why) => (folderFault.value = why),
);
const refreshUses = newest(
  media.uses,
  ({ uses }) => {
    if (folder.peek()) folder.value = { ...(folder.peek() as MediaFolder), uses };
  },
  () => undefined, // What was last known stays; the next state asks again.
);

const LATER_MS = 250;
let timer = 0;
function soon(what: () => Promise<void>): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => void what(), LATER_MS);
}

let known: string | null = null;
effect(() => {
  if (episode.value !== known) {
    known = episode.value;
    folder.value = null;
    looked.value = null;
  }
  if (isShown.value) void refresh();
});
let seen: unknown = null;
effect(() => {
  const view = state.value?.view ?? null;
  if (view === seen) return;
  seen = view;
  if (isShown.peek() && folder.peek()) soon(refreshUses);
});

/** Take what came in a burst at once: the list is drawn again for all of it. What comes before the list itself waits for it. */
function take(): void {
  pending = 0;
  const now = folder.peek();
  if (!now || !come.size) return;
  folder.value = { ...now, files: now.files.map((file) => come.get(file.path) ?? file) };
}
hear<{ file?: MediaFile; is_other?: boolean }>("media", (told) => {
  if (told.file) {
    come.set(told.file.path, told.file);
    pending ||= window.setTimeout(take, 60);
  } else if (isShown.peek()) soon(refresh);
});
whenBack(() => {
  if (isShown.peek()) void refresh();
});
