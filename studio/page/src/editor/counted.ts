/** Say how many mistakes there are once somebody pauses: while a line is being written it is wrong most of the time. */

import { effect } from "@preact/signals";

import { episode, say, state } from "../state";
import type { Diagnostic } from "../types";

const PAUSE_MS = 1200;

function words(all: readonly Diagnostic[]): string {
  const [first] = all;
  if (!first) return "No mistakes any more";
  const count = all.length === 1 ? "1 mistake" : `${all.length} mistakes, the first`;
  return `${count} in ${first.path}, line ${first.line}: ${first.message}`;
}

/** Follow what is wrong; the answer ends that. */
export function countMistakes(told: () => readonly Diagnostic[]): () => void {
  let known: number | null = null;
  let name = episode.peek();
  let timer = 0;
  const stop = effect(() => {
    if (name !== episode.value) [known, name] = [null, episode.value];
    const all = told().filter((one) => one.severity === "error");
    clearTimeout(timer);
    if (!state.value || all.length === (known ?? 0)) {
      if (state.value) known = all.length;
      return;
    }
    timer = window.setTimeout(() => {
      known = all.length;
      say(words(all));
    }, PAUSE_MS);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
