/** The bar that comes when a file was changed outside where it was changed here, too: nothing is thrown away without a word. */

import { signal } from "@preact/signals";

import { settle, standing } from "./files";
import type { Both } from "./merge";

const shownFor = signal<string | null>(null);
const picks = signal<ReadonlyMap<number, "mine" | "theirs">>(new Map());
/** Of which parts the picks are: where one side changes once more, all is to be decided anew. */
let pickedOf: readonly Both[] | null = null;

const joined = (parts: readonly Both[], choose: (index: number) => "mine" | "theirs") =>
  parts.flatMap((part, index) => (part.kind === "same" ? part.lines : part[choose(index)])).join("\n");

/** `left` is called when it was decided and the bar goes, so that who writes by the keyboard is not left nowhere. */
export function Conflict({ path, left }: { path: string; left: () => void }) {
  const { conflict } = standing(path);
  if (!conflict) return null;
  const { parts, theirs } = conflict;
  const disputed = parts.map((part, index) => ({ part, index })).filter(({ part }) => part.kind === "conflict");
  const isShown = shownFor.value === path;
  const picked = pickedOf === parts ? picks.value : new Map<number, "mine" | "theirs">();
  const isDecided = disputed.every(({ index }) => picked.has(index));
  const pick = (index: number, which: "mine" | "theirs") => {
    pickedOf = parts;
    picks.value = new Map([...picked, [index, which]]);
  };
  const done = (text: string) => {
    shownFor.value = null;
    picks.value = new Map();
    settle(path, text);
    left();
  };
  return (
    <div class="bar conflict" role="region" aria-label="This file was changed outside">
      <p>Changed outside, in {disputed.length === 1 ? "a place" : `${disputed.length} places`} where it was changed here, too. Nothing is lost: decide.</p>
      <p class="buttons">
        <button type="button" onClick={() => done(joined(parts, () => "mine"))} title="What was changed outside elsewhere in the file is taken all the same">Keep mine</button>
        <button type="button" onClick={() => done(theirs)}>Take theirs</button>
        <button type="button" aria-expanded={isShown} onClick={() => (shownFor.value = isShown ? null : path)}>Show both</button>
      </p>
      {isShown && (
        <div class="both">
          {disputed.map(({ part, index }) => (
            <div key={index} class="dispute" role="group" aria-label={`Line ${lineOf(parts, index)}`}>
              <p class="line">Line {lineOf(parts, index)}</p>
              <Side text={part.mine} label="Mine" line={lineOf(parts, index)} isPicked={picked.get(index) === "mine"} pick={() => pick(index, "mine")} />
              <Side text={part.theirs} label="Theirs" line={lineOf(parts, index)} isPicked={picked.get(index) === "theirs"} pick={() => pick(index, "theirs")} />
            </div>
          ))}
          <button type="button" disabled={!isDecided} onClick={() => done(joined(parts, (index) => picked.get(index) ?? "mine"))}>Use what is chosen</button>
        </div>
      )}
    </div>
  );
}

function lineOf(parts: readonly Both[], index: number): number {
  return 1 + parts.slice(0, index).reduce((sum, part) => sum + (part.kind === "same" ? part.lines.length : part.mine.length), 0);
}

function Side({ text, label, line, isPicked, pick: choose }: { text: readonly string[]; label: string; line: number; isPicked: boolean; pick: () => void }) {
  return (
    <button type="button" class="side" aria-pressed={isPicked} onClick={choose}>
      <b>{label}</b><span class="unseen"> in line {line}:</span>
      <pre>{text.length ? text.join("\n") : "(nothing)"}</pre>
    </button>
  );
}
