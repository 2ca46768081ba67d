/** Everything that wants to be looked at: mistakes, findings, rights, captions that are hard to read, notes. Each leads to its frame and line. */

import { computed } from "@preact/signals";

import { goTo } from "../player/player";
import { frame, frames, noted, rate, state, wantedLine } from "../state";
import { clock, secondsOf } from "../time";
import type { Diagnostic, Mark } from "../types";
import { addPanel } from "./registry";

interface Entry {
  key: string;
  group: string;
  tone: "wrong" | "warning" | "note";
  frame: number | null;
  text: string;
  detail: string;
  path: string | null;
  line: number | null;
}

const GROUPS = ["Fix before the build", "Notes", "Rights", "Quality", "Captions", "Worth a look"];

function ofMark(mark: Mark, index: number): Entry {
  const group = { mistake: GROUPS[0], note: GROUPS[1], rights: GROUPS[2], finding: GROUPS[3], lint: GROUPS[4] }[mark.kind] as string;
  return {
    key: mark.id ?? `mark ${index}`, group, tone: mark.kind === "mistake" ? "wrong" : mark.kind === "note" ? "note" : "warning", frame: mark.frame, text: mark.text,
    detail: mark.detail ?? (mark.path ? `${mark.path}${mark.line ? `, line ${mark.line}` : ""}` : ""), path: mark.path ?? null, line: mark.line ?? null,
  };
}

function ofDiagnostic(one: Diagnostic, index: number): Entry {
  return {
    key: `diagnostic ${index}`, group: (one.severity === "error" ? GROUPS[0] : GROUPS[5]) as string, tone: one.severity === "error" ? "wrong" : one.severity === "warning" ? "warning" : "note",
    frame: one.frame ?? null, text: one.message, detail: `${one.path}${one.line ? `, line ${one.line}` : ""}`, path: one.path, line: one.line || null,
  };
}

export const marksShown = computed<Entry[]>(() => {
  const now = state.value;
  if (!now) return [];
  const marks = [...(now.marks ?? []), ...noted.value].map(ofMark);
  const isMarked = (one: Diagnostic) => (now.marks ?? []).some((mark) => mark.path === one.path && mark.line === one.line && mark.text === one.message);
  const all = [...marks, ...now.diagnostics.filter((one) => !isMarked(one)).map(ofDiagnostic)];
  return all.sort((one, other) => GROUPS.indexOf(one.group) - GROUPS.indexOf(other.group) || (one.frame ?? -1) - (other.frame ?? -1));
});

function jump(one: Entry): void {
  if (one.frame !== null) goTo(Math.min(one.frame, frames.peek() - 1));
  if (one.path && one.line) wantedLine.value = { path: one.path, line: one.line, focus: false };
}

function Marks() {
  const all = marksShown.value;
  if (!state.value) return <p class="empty">The episode is being read.</p>;
  if (!all.length) return <p class="empty">Nothing to fix, nothing to ask: as far as can be seen, this episode is in order.</p>;
  return (
    <>
      {GROUPS.map((group) => {
        const those = all.filter((one) => one.group === group);
        if (!those.length) return null;
        return (
          <section key={group} class="marks" aria-label={group}>
            <h2>{group}</h2>
            <ul>
              {those.map((one) => (
                <li key={one.key}>
                  <button type="button" class={`mark ${one.tone}`} aria-current={one.frame !== null && one.frame === frame.value ? "true" : undefined} onClick={() => jump(one)}>
                    <time>{one.frame === null ? "" : clock(secondsOf(one.frame, rate.value), 1)}</time>
                    <span class="words"><b>{one.text}</b>{one.detail && <small>{one.detail}</small>}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

addPanel({ id: "marks", title: "Marks", order: 10, count: computed(() => marksShown.value.length), render: Marks });
