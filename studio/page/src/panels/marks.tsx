/** The list of all marks, a kind below the other; each leads to its frame and its line. */

import { computed } from "@preact/signals";

import { allMarks, hidden, KINDS, marks, toggleKind, markTone } from "../marks";
import { goTo } from "../player/player";
import { frame, frames, rate, state, wantedLine } from "../state";
import { clock, secondsOf } from "../time";
import type { Mark } from "../types";
import { addPanel } from "./registry";

function jump(one: Mark): void {
  if (one.frame !== null) goTo(Math.min(one.frame, frames.peek() - 1));
  if (one.path && one.line) wantedLine.value = { path: one.path, line: one.line, focus: false };
}

function Kinds() {
  const counts = new Map<string, number>();
  for (const mark of allMarks.value) counts.set(mark.kind, (counts.get(mark.kind) ?? 0) + 1);
  const there = KINDS.filter(({ kind }) => counts.has(kind));
  if (there.length < 2 && !there.some(({ kind }) => hidden.value.has(kind))) return null;
  return (
    <div class="kinds" role="group" aria-label="Kinds of marks">
      {there.map(({ kind, chip }) => (
        <button key={kind} type="button" class="chip" aria-pressed={!hidden.value.has(kind)} title={hidden.value.has(kind) ? `Show: ${chip}` : `Hide: ${chip}`} onClick={() => toggleKind(kind)}>
          {chip} <small>{counts.get(kind)}</small>
        </button>
      ))}
    </div>
  );
}

function One({ mark }: { mark: Mark }) {
  const place = mark.path ? `${mark.path}${mark.line ? `, line ${mark.line}` : ""}` : "";
  return (
    <li>
      <button type="button" class={`mark ${markTone(mark) === "note" ? "said" : markTone(mark)}`} aria-current={mark.frame !== null && mark.frame === frame.value ? "true" : undefined} onClick={() => jump(mark)}>
        <time>{mark.frame === null ? "" : clock(secondsOf(mark.frame, rate.value), 1)}</time>
        <span class="words"><b>{mark.text}</b>{mark.detail && <small>{mark.detail}</small>}{place && mark.kind !== "note" && <small class="place">{place}</small>}</span>
      </button>
    </li>
  );
}

function Marks() {
  if (!state.value) return <p class="empty">The episode is being read.</p>;
  if (!allMarks.value.length) return <p class="empty">Nothing to fix, nothing to ask: as far as can be seen, this episode is in order.</p>;
  const all = marks.value;
  return (
    <>
      <Kinds />
      {KINDS.map(({ kind, heading }) => {
        const those = all.filter((one) => one.kind === kind);
        if (!those.length) return null;
        return (
          <section key={kind} class="marks" aria-label={heading}>
            <h2>{heading}</h2>
            <ul>{those.map((one, index) => <One key={one.id ?? index} mark={one} />)}</ul>
          </section>
        );
      })}
      {!all.length && <p class="empty">All kinds are hidden.</p>}
    </>
  );
}

addPanel({ id: "marks", title: "Marks", order: 10, count: computed(() => marks.value.length), render: Marks });
