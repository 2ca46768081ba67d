/** Asking the server, and hearing from it: every request is by the cookie of the opening address, every write is JSON. */

import type { Board, CreditsSection, Figure, Note, SharedView, Diagnostic, EpisodeState, FileEntry, FileText, MediaFolder, MediaUses, Queue, ThemeCards, CardRow, CardMistake, Show, Suggestion, TextChange } from "./types";

import { isGuest } from "./guest";

/** The server's refusal, with what it says of it. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly body: unknown,
  ) {
    super(message);
  }
}

export async function ask<T>(path: string, signal?: AbortSignal): Promise<T> {
  return read<T>(await fetch(path, { headers: { Accept: "application/json" }, ...(signal ? { signal } : {}) }));
}

export async function tell<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
  return read<T>(answer);
}

async function read<T>(answer: Response): Promise<T> {
  const text = await answer.text();
  let body: unknown = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch {
    body = null;
  }
  if (answer.ok) return body as T;
  const said = (body as { error?: string } | null)?.error;
  const usual = answer.status === 401 ? "Open the studio by the address that `together studio` prints" : `The studio answered ${answer.status}`;
  throw new Refused(answer.status, said ?? usual, body);
}

export function query(values: Record<string, string | number | null | undefined>): string {
  const pairs = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
}

export interface EditAnswer {
  /** A newer edit of the file has come meanwhile: its answer counts. */
  is_old?: boolean;
  diagnostics?: Diagnostic[];
}

/** A file that an edit of the cut changes: its text after it, and the fewest changes that lead there. */
export interface CutFile {
  path: string;
  text: string;
  changes: TextChange[];
  line: number;
}

export const api = {
  show: () => ask<Show>("/api/show"),
  episode: (name: string, profile: string | null, language: string | null, signal?: AbortSignal) =>
    ask<EpisodeState>(`/api/episodes/${encodeURIComponent(name)}?${query({ profile, language })}`, signal),
  playhead: async (name: string, frame: number, profile: string | null, language: string | null) =>
    isGuest ? null : tell<unknown>(`/api/episodes/${encodeURIComponent(name)}/playhead?${query({ profile, language })}`, { frame }),
  notes: (episode: string, profile: string | null, language: string | null, signal?: AbortSignal) =>
    ask<{ notes: Note[] }>(isGuest ? "/view/notes" : `/api/notes?${query({ episode, profile, language })}`, signal),
  note: (note: { episode: string; frame: number; end?: number; by: string; text: string; drawings: readonly Figure[] }) => tell<{ notes: Note[] }>(isGuest ? "/view/notes" : "/api/notes", note),
  reply: (reply: { episode: string; about: string; by: string; text: string }) => tell<{ notes: Note[] }>(isGuest ? "/view/notes/reply" : "/api/notes/reply", reply),
  noteState: (change: { episode: string; about: string; by: string; is_done: boolean }) => tell<{ notes: Note[] }>("/api/notes/state", change),
  files: (episode: string) => ask<FileEntry[]>(`/api/files?${query({ episode })}`),
  file: (path: string) => ask<FileText>(`/api/file?${query({ path })}`),
  edit: (path: string, text: string, base: string, episode: string | null, profile: string | null, language: string | null, signal?: AbortSignal) =>
    tell<EditAnswer>(`/api/file/edit?${query({ profile, language })}`, { path, text, base, ...(episode ? { episode } : {}) }, signal),
  save: (path: string, text: string, base: string) => tell<{ digest: string }>("/api/file/save", { path, text, base }),
  revert: (path: string) => tell<FileText>("/api/file/revert", { path }),
  complete: (path: string, line: number, column: number, signal?: AbortSignal) =>
    ask<Suggestion[]>(`/api/complete?${query({ path, line, column })}`, signal),
  cut: (episode: string, operation: Record<string, unknown>) =>
    tell<{ files: CutFile[] }>(`/api/episodes/${encodeURIComponent(episode)}/cut`, operation),
};

export const credits = (episode: string, profile: string | null, language: string | null, signal?: AbortSignal) =>
  ask<{ sections: CreditsSection[] }>(`/api/credits?${query({ episode, profile, language })}`, signal);

export const media = {
  folder: (episode: string, profile: string | null, language: string | null, signal?: AbortSignal) =>
    ask<MediaFolder>(`/api/media?${query({ episode, profile, language })}`, signal),
  uses: (episode: string, profile: string | null, language: string | null, signal?: AbortSignal) =>
    ask<{ uses: MediaUses }>(`/api/media/uses?${query({ episode, profile, language })}`, signal),
  /** The address of a film or sound as it was sent in. */
  address: (episode: string, path: string) => `/media/${encodeURIComponent(episode)}/${path.split("/").map(encodeURIComponent).join("/")}`,
};

export const theme = {
  cards: (episode: string, profile: string | null, language: string | null, signal?: AbortSignal) =>
    ask<ThemeCards>(`/api/theme?${query({ episode, profile, language })}`, signal),
  row: (of: Record<string, string | number | null>, signal?: AbortSignal) => ask<CardRow>(`/api/theme/row?${query(of)}`, signal),
  mistakes: (of: Record<string, string | number | null>, signal?: AbortSignal) => ask<{ digest: string; mistakes: CardMistake[] }>(`/api/theme/mistakes?${query(of)}`, signal),
  picture: (key: string, frame: number) => `/card/${key}/${frame}.png`,
};

export const views = {
  listing: (episode: string) => ask<{ views: SharedView[] }>(`/api/views?${query({ episode })}`),
  share: (episode: string, profile: string | null, language: string | null, days: number) =>
    tell<{ view: SharedView; address: string }>(`/api/views?${query({ profile, language })}`, { episode, days }),
  revoke: (number: number) => tell<unknown>("/api/views/revoke", { number }),
};

export const season = {
  board: () => ask<Board>("/api/board"),
  queue: () => ask<Queue>("/api/queue"),
  build: (episode: string) => tell<Queue>("/api/queue", { episode }),
  cancel: (number: number) => tell<Queue>("/api/queue/cancel", { number }),
  goOn: () => tell<Queue>("/api/queue/go-on", {}),
  forget: () => tell<Queue>("/api/queue/forget", {}),
};

export const blob = (digest: string, ending: string) => `${isGuest ? "/view" : ""}/blob/${digest}.${ending}`;
