/** Three texts of one file: what both began with, mine, and the one that somebody wrote outside. By lines, as version control merges. */

import type { TextChange } from "../types";

/** Where the lines of two texts are the same: pairs of indices, in order (Myers' greedy algorithm, 1986). */
export function common(one: readonly string[], other: readonly string[]): [number, number][] {
  let head = 0;
  while (head < one.length && head < other.length && one[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < one.length - head && tail < other.length - head && one[one.length - 1 - tail] === other[other.length - 1 - tail]) tail += 1;
  const a = one.slice(head, one.length - tail);
  const b = other.slice(head, other.length - tail);
  const pairs: [number, number][] = [];
  for (let index = 0; index < head; index += 1) pairs.push([index, index]);
  for (const [x, y] of middle(a, b)) pairs.push([x + head, y + head]);
  for (let index = tail; index > 0; index -= 1) pairs.push([one.length - index, other.length - index]);
  return pairs;
}

/** How many edits are looked for line by line: work and memory grow with their square. */
const MOST_EDITS = 800;

function middle(a: readonly string[], b: readonly string[]): [number, number][] {
  if (!a.length || !b.length) return [];
  return fewest(a, b) ?? anchored(a, b);
}

/** Where texts have little in common: the lines that stand once in each lead from one to the other (as in patience diff, Cohen 2003), and between them it goes on. */
function anchored(a: readonly string[], b: readonly string[]): [number, number][] {
  const places = once(b);
  const both: [number, number][] = [];
  for (const [line, x] of once(a)) {
    const y = places.get(line);
    if (y !== undefined) both.push([x, y]);
  }
  const pairs: [number, number][] = [];
  const anchors = rising(both.sort(([x], [other]) => x - other));
  let [x, y] = [0, 0];
  for (const [toX, toY] of anchors.length ? [...anchors, [a.length, b.length] as const] : []) {
    for (const [i, j] of common(a.slice(x, toX), b.slice(y, toY))) pairs.push([x + i, y + j]);
    if (toX < a.length) pairs.push([toX, toY]);
    [x, y] = [toX + 1, toY + 1];
  }
  return pairs;
}

/** The lines that stand once, with their places. */
function once(lines: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  const several = new Set<string>();
  lines.forEach((line, index) => (places.has(line) ? several.add(line) : places.set(line, index)));
  for (const line of several) places.delete(line);
  return places;
}

/** The longest row of pairs in which both numbers rise (patience sorting); the first rise already. */
function rising(pairs: readonly [number, number][]): [number, number][] {
  const tops: number[] = [];
  const before: (number | undefined)[] = [];
  pairs.forEach(([, y], index) => {
    let [low, high] = [0, tops.length];
    while (low < high) {
      const half = (low + high) >> 1;
      if ((pairs[tops[half] as number] as [number, number])[1] < y) low = half + 1;
      else high = half;
    }
    before[index] = tops[low - 1];
    tops[low] = index;
  });
  const found: [number, number][] = [];
  for (let at = tops[tops.length - 1]; at !== undefined; at = before[at]) found.push(pairs[at] as [number, number]);
  return found.reverse();
}

/** Myers' way with the fewest edits, null where it takes more than are looked for. */
function fewest(a: readonly string[], b: readonly string[]): [number, number][] | null {
  if (Math.abs(a.length - b.length) > MOST_EDITS) return null;
  const most = Math.min(a.length + b.length, MOST_EDITS);
  let furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  for (let edits = 0; edits <= most; edits += 1) {
    trace.push(furthest);
    const next = new Map(furthest);
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && (next.get(k - 1) ?? -1) < (next.get(k + 1) ?? -1));
      let x = down ? (next.get(k + 1) ?? 0) : (next.get(k - 1) ?? 0) + 1;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x += 1;
        y += 1;
      }
      next.set(k, x);
      if (x >= a.length && y >= b.length) return walk(trace, a.length, b.length);
    }
    furthest = next;
  }
  return null;
}

function walk(trace: readonly Map<number, number>[], endX: number, endY: number): [number, number][] {
  const pairs: [number, number][] = [];
  let x = endX;
  let y = endY;
  for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
    const furthest = trace[edits] as Map<number, number>;
    const k = x - y;
    const down = k === -edits || (k !== edits && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
    const before = down ? k + 1 : k - 1;
    const fromX = furthest.get(before) ?? 0;
    const fromY = fromX - before;
    while (x > fromX && y > fromY) {
      x -= 1;
      y -= 1;
      pairs.push([x, y]);
    }
    if (edits > 0) [x, y] = [fromX, fromY];
  }
  return pairs.reverse();
}

export interface Both {
  kind: "same" | "conflict";
  /** The lines that stand here when nothing is in dispute. */
  lines: string[];
  mine: string[];
  theirs: string[];
}

/** Merge by lines; a stretch that both changed, each in another way, is a conflict. */
export function merge(base: string, mine: string, theirs: string): Both[] {
  const [o, a, b] = [base, mine, theirs].map((text) => text.split("\n")) as [string[], string[], string[]];
  const inMine = new Map(common(o, a));
  const inTheirs = new Map(common(o, b));
  const parts: Both[] = [];
  const settle = (lines: string[]) => {
    const last = parts[parts.length - 1];
    if (last?.kind === "same") last.lines.push(...lines);
    else if (lines.length) parts.push({ kind: "same", lines, mine: [], theirs: [] });
  };
  let [x, y, z] = [0, 0, 0];
  const stretch = (toX: number, toY: number, toZ: number) => {
    const [was, here, there] = [o.slice(x, toX), a.slice(y, toY), b.slice(z, toZ)].map((lines) => lines.join("\n")) as [string, string, string];
    const [wasLines, hereLines, thereLines] = [o.slice(x, toX), a.slice(y, toY), b.slice(z, toZ)];
    const isMineOld = here === was && hereLines.length === wasLines.length;
    const isTheirsOld = there === was && thereLines.length === wasLines.length;
    const isAlike = here === there && hereLines.length === thereLines.length;
    if (isMineOld) settle(thereLines);
    else if (isTheirsOld || isAlike) settle(hereLines);
    else parts.push({ kind: "conflict", lines: [], mine: hereLines, theirs: thereLines });
    [x, y, z] = [toX, toY, toZ];
  };
  for (let line = 0; line < o.length; line += 1) {
    const [mineAt, theirsAt] = [inMine.get(line), inTheirs.get(line)];
    if (mineAt === undefined || theirsAt === undefined) continue;
    if (line > x || mineAt > y || theirsAt > z) stretch(line, mineAt, theirsAt);
    settle([o[line] as string]);
    [x, y, z] = [line + 1, mineAt + 1, theirsAt + 1];
  }
  if (x < o.length || y < a.length || z < b.length) stretch(o.length, a.length, b.length);
  return parts;
}

/** Return the merged text, null where something is in dispute. */
export function merged(parts: readonly Both[]): string | null {
  if (parts.some((part) => part.kind === "conflict")) return null;
  return parts.flatMap((part) => part.lines).join("\n");
}

/** Return the fewest changes, by lines and then by characters at their ends, that turn one text into another. */
export function changesBetween(one: string, other: string): TextChange[] {
  if (one === other) return [];
  const [a, b] = [lines(one), lines(other)];
  const starts = [0];
  for (const line of a) starts.push((starts[starts.length - 1] as number) + line.length);
  const changes: TextChange[] = [];
  let [x, y] = [0, 0];
  const put = (toX: number, toY: number) => {
    if (x < toX || y < toY) changes.push(narrowed(one, { from: starts[x] as number, to: starts[toX] as number, insert: b.slice(y, toY).join("") }));
  };
  for (const [i, j] of common(a, b)) {
    put(i, j);
    [x, y] = [i + 1, j + 1];
  }
  put(a.length, b.length);
  return changes;
}

/** Lines with what ends them. */
function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function narrowed(text: string, change: TextChange): TextChange {
  let { from, to, insert } = change;
  while (from < to && insert && text[from] === insert[0]) {
    from += 1;
    insert = insert.slice(1);
  }
  while (to > from && insert && text[to - 1] === insert[insert.length - 1]) {
    to -= 1;
    insert = insert.slice(0, -1);
  }
  return { from, to, insert };
}
