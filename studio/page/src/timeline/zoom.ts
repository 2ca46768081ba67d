/** How much of the episode the timeline shows, and from where. */

import { computed, signal } from "@preact/signals";

import { frames, rate } from "../state";

export const WIDEST = 28;

/** Pixels a frame; null fits the whole episode. */
export const wish = signal<number | null>(null);
/** Pixels that the canvas is wide and high. */
export const size = signal({ width: 800, height: 300 });
/** Pixels that are scrolled away to the left. */
export const scrolled = signal(0);

const SPARE = 16;

export const fit = computed(() => Math.max(1e-6, (size.value.width - SPARE) / Math.max(1, frames.value)));
export const scale = computed(() => Math.max(fit.value, Math.min(WIDEST, wish.value ?? fit.value)));
export const total = computed(() => Math.ceil(frames.value * scale.value) + SPARE);

export function xOf(frame: number): number {
  return frame * scale.value - scrolled.value;
}

export function frameAtX(x: number): number {
  return (x + scrolled.value) / scale.value;
}

const LABEL_GAP = 86;

/** Return how many frames lie between two labels of the ruler, and between two ticks. */
export function steps(): { label: number; tick: number } {
  const [n, d] = rate.value;
  const second = n / d;
  const choices = [1, 2, 5, 10, ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800].map((seconds) => seconds * second)];
  const label = choices.find((frames_) => frames_ * scale.value >= LABEL_GAP) ?? 3600 * second;
  const tick = choices.find((frames_) => frames_ * scale.value >= 14 && Math.abs(label / frames_ - Math.round(label / frames_)) < 1e-6) ?? label;
  return { label, tick };
}
