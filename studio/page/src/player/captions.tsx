/** Captions as text over the picture, where the profile does not draw them into it: in the very frames in which it would. */

import { computed, signal } from "@preact/signals";

import { frame, state } from "../state";
import type { EpisodeState, ShownCaption } from "../types";

const KEY = "studio.captions";
const OFF = "off";

/** The language that is wished for, "off" for none, null where nothing was chosen yet; the browser keeps it. */
const wish = signal<string | null>(localStorage.getItem(KEY));
/** Whether C has turned them off; the language that was chosen stays. */
const isOff = signal(wish.peek() === OFF);

export function chooseCaptions(language: string | null): void {
  isOff.value = language === null;
  if (language !== null) wish.value = language;
  localStorage.setItem(KEY, language ?? OFF);
}

/** Turn captions off, or on again in the language that they were in. */
export function toggleCaptions(): void {
  if (isOff.peek()) chooseCaptions(captionLanguage(state.peek()) ?? null);
  else chooseCaptions(null);
}

/** Return the languages in which an episode has captions to be drawn over its picture. */
export function captionLanguages(now: EpisodeState | null): string[] {
  return now && !now.burns_captions ? Object.keys(now.captions) : [];
}

/** Return the language that captions are in when they are on: the one that was chosen, else the episode's own. */
export function captionLanguage(now: EpisodeState | null): string | null {
  const languages = captionLanguages(now);
  const wanted = wish.value;
  if (wanted && languages.includes(wanted)) return wanted;
  return now && languages.includes(now.language) ? now.language : (languages[0] ?? null);
}

/** The language of the captions that are seen, null for none. */
export const captionsIn = computed(() => (isOff.value ? null : captionLanguage(state.value)));

/** Return the captions of a language that are seen at a frame: one, or none. */
export function captionsAt(all: readonly ShownCaption[], at: number): ShownCaption[] {
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle] as ShownCaption).first <= at) low = middle + 1;
    else high = middle;
  }
  const found = all[low - 1];
  return found && at < found.first + found.frames ? [found] : [];
}

export function Captions() {
  const now = state.value;
  const wanted = captionsIn.value;
  if (!now || !wanted) return null;
  return (
    <>
      {captionsAt(now.captions[wanted] ?? [], frame.value).map((one) => (
        <p key={one.first} class={`captions ${one.place}`} lang={wanted} dir="auto"><span>{one.text}</span></p>
      ))}
    </>
  );
}
