/** Captions as text over the picture, where the profile does not draw them into it. */

import { signal } from "@preact/signals";

import { frame, state } from "../state";
import type { EpisodeState } from "../types";

export const captionsOn = signal(true);
export const captionWish = signal<string | null>(null);

export function burned(now: EpisodeState): boolean {
  return now.burns_captions ?? true;
}

export function captionLanguage(now: EpisodeState, languages: readonly string[]): string | null {
  const wish = captionWish.value;
  if (wish && languages.includes(wish)) return wish;
  return languages.includes(now.language) ? now.language : (languages[0] ?? null);
}

export function captionsAt(now: EpisodeState, at: number, wanted: string): string[] {
  const texts: string[] = [];
  for (const segment of now.view?.segments ?? []) {
    if (at < segment.first || at >= segment.first + segment.frames) continue;
    for (const one of segment.captions[wanted] ?? []) if (one.first <= at && at < one.first + one.frames) texts.push(one.text);
  }
  return texts;
}

export function Captions() {
  const now = state.value;
  if (!now?.view || burned(now) || !captionsOn.value) return null;
  const wanted = captionLanguage(now, Object.keys(Object.assign({}, ...now.view.segments.map((one) => one.captions)) as object));
  if (!wanted) return null;
  const texts = captionsAt(now, frame.value, wanted);
  if (!texts.length) return null;
  return (
    <div class="captions" lang={wanted} dir="auto">
      {texts.map((text, index) => <p key={index}><span>{text}</span></p>)}
    </div>
  );
}
