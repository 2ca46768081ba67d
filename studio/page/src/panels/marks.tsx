/** The list of all marks, a kind below the other; each leads to its frame and its line. */

import { computed, signal, useComputed } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

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

/** How many of a kind are listed before somebody scrolls there: captions of an hour may have thousands, and a page pays for each in every frame. */
const STEP = 60;
const listed = signal<ReadonlyMap<Mark["kind"], number>>(new Map());

function listMore(kind: Mark["kind"]): void {
  listed.value = new Map([...listed.peek(), [kind, (listed.peek().get(kind) ?? STEP) + STEP]]);
}

/** What stands where the list ends for now: it goes on when it comes into sight, or by a click. */
function More({ kind, left }: { kind: Mark["kind"]; left: number }) {
  const place = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const watch = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && listMore(kind));
    if (place.current) watch.observe(place.current);
    return () => watch.disconnect();
  }, [kind, left]);
  return <li ref={place}><button type="button" class="more" onClick={() => listMore(kind)}>{left} more<span class="unseen"> of {KINDS.find((one) => one.kind === kind)?.heading}</span></button></li>;
}

function One({ mark }: { mark: Mark }) {
  const isHere = useComputed(() => mark.frame !== null && mark.frame === frame.value);
  const place = mark.path ? `${mark.path}${mark.line ? `, line ${mark.line}` : ""}` : "";
  return (
    <li>
      <button type="button" class={`mark ${markTone(mark) === "note" ? "said" : markTone(mark)}`} aria-current={isHere.value ? "true" : undefined} onClick={() => jump(mark)}>
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
        const count = listed.value.get(kind) ?? STEP;
        return (
          <section key={kind} class="marks" aria-label={heading}>
            <h2>{heading}</h2>
            <ul>
              {those.slice(0, count).map((one, index) => <One key={one.id ?? index} mark={one} />)}
              {those.length > count && <More kind={kind} left={those.length - count} />}
            </ul>
          </section>
        );
      })}
      {!all.length && <p class="empty">All kinds are hidden.</p>}
    </>
  );
}

addPanel({ id: "marks", title: "Marks", order: 10, count: computed(() => marks.value.length), render: Marks });
