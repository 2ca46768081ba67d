/** Where one picture gives way to the next. */

import { computed } from "@preact/signals";

import { frames, state } from "../state";

/** First frames of segments and of the clips in their main track, in order. */
export const cuts = computed<number[]>(() => {
  const view = state.value?.view;
  const all = new Set<number>([0]);
  for (const segment of view?.segments ?? []) {
    all.add(segment.first);
    for (const clip of segment.tracks[0]?.clips ?? []) all.add(clip.first);
  }
  return [...all].sort((one, other) => one - other);
});

/** Return the cut before this frame and the one after it. */
export function joins(at: number): { before: number; after: number } {
  let last = 0;
  for (const cut of cuts.value) {
    if (cut > at) return { before: last, after: cut };
    if (cut < at) last = cut;
  }
  return { before: last, after: Math.max(0, frames.value - 1) };
}
