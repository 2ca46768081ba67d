/** Everything that wants to be looked at, in one list: mistakes, notes, rights, quality, captions, warnings; the panel and the timeline show it. */

import { computed, signal } from "@preact/signals";

import { noted, state } from "./state";
import type { Diagnostic, Mark } from "./types";

/** The kinds in the order in which they are listed, with their headings. */
export const KINDS = [
  { kind: "mistake", heading: "Fix before the build", chip: "Mistakes" },
  { kind: "note", heading: "Notes", chip: "Notes" },
  { kind: "rights", heading: "Rights", chip: "Rights" },
  { kind: "quality", heading: "Quality", chip: "Quality" },
  { kind: "captions", heading: "Captions", chip: "Captions" },
  { kind: "warning", heading: "Worth a look", chip: "Others" },
] as const satisfies readonly { kind: Mark["kind"]; heading: string; chip: string }[];

const KEY = "studio.marks.hidden";
const kept = (localStorage.getItem(KEY) ?? "").split(" ");
/** Kinds that are not shown now; mistakes always are in the header and at their lines. */
export const hidden = signal<ReadonlySet<Mark["kind"]>>(new Set(KINDS.map((one) => one.kind).filter((kind) => kept.includes(kind))));

export function toggleKind(kind: Mark["kind"]): void {
  const next = new Set(hidden.peek());
  if (!next.delete(kind)) next.add(kind);
  hidden.value = next;
  localStorage.setItem(KEY, [...next].join(" "));
}

function ofDiagnostic(one: Diagnostic): Mark {
  return {
    kind: one.severity === "error" ? "mistake" : "warning", severity: one.severity, frame: one.frame ?? null, end_frame: null, text: one.message,
    detail: one.help ?? "", path: one.path || null, line: one.line || null,
  };
}

const ORDER = new Map<string, number>(KINDS.map((one, index) => [one.kind, index]));
const rank = (mark: Mark) => ORDER.get(mark.kind) ?? KINDS.length;

export const allMarks = computed<readonly Mark[]>(() => {
  const now = state.value;
  if (!now) return [];
  const told = now.marks ?? [];
  const key = (path: string | null, line: number | null, text: string) => `${path}\n${line}\n${text}`;
  const known = new Set(told.map((mark) => key(mark.path, mark.line, mark.text)));
  // What is not cleared is told by the check, too.
  const others = now.diagnostics.map(ofDiagnostic).filter((mark) => !known.has(key(mark.path, mark.line, mark.text)));
  return [...others, ...noted.value, ...told].sort((one, other) => rank(one) - rank(other) || (one.frame ?? -1) - (other.frame ?? -1));
});

export const marks = computed(() => allMarks.value.filter((mark) => !hidden.value.has(mark.kind)));

/** A mark that has its place in the episode. */
export type PlacedMark = Mark & { frame: number };

/** Those with a frame, in the order in which they are met. */
export const placedMarks = computed<readonly PlacedMark[]>(() =>
  marks.value.filter((mark): mark is PlacedMark => mark.frame !== null).sort((one, other) => one.frame - other.frame));

/** How bad a mark is, for its colour. */
export function markTone(mark: Mark): "wrong" | "warning" | "note" {
  if (mark.kind === "note") return "note";
  if (mark.severity === "error") return "wrong";
  return mark.severity === "note" ? "note" : "warning";
}
