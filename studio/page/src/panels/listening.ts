/** Playing a file of the media folder as it was sent in, one at a time. */

import { effect, signal } from "@preact/signals";

import { media } from "../api";
import { goTo } from "../player/player";
import { episode, frame, isPlaying } from "../state";
import type { MediaFile } from "../types";

export interface Heard {
  path: string;
  isPlaying: boolean;
  /** Seconds from its beginning. */
  at: number;
  fault: string | null;
}
export const heard = signal<Heard | null>(null);
/** What plays: a film's element is shown, too. */
export const element = document.createElement("video");
element.playsInline = true;
element.preload = "auto";

let drawing = 0;
function follow(): void {
  const now = heard.peek();
  if (now && !now.fault) heard.value = { ...now, at: element.currentTime, isPlaying: !element.paused };
  if (!element.paused) drawing = requestAnimationFrame(follow);
}
for (const name of ["play", "pause", "ended", "seeked"]) {
  element.addEventListener(name, () => {
    cancelAnimationFrame(drawing);
    follow();
  });
}
element.addEventListener("error", () => {
  const now = heard.peek();
  if (now && element.error) heard.value = { ...now, isPlaying: false, fault: "This browser cannot play this file as it is. An episode can show it all the same." };
});

/** Play a file from a second of it, or stop it where it plays. */
export function listenTo(file: MediaFile, from: number | null = null): void {
  const now = heard.peek();
  if (now?.path === file.path && !now.fault) {
    if (from !== null) element.currentTime = from;
    if (element.paused) void start();
    else if (from === null) element.pause();
    return;
  }
  element.src = media.address(episode.peek() ?? "", file.path);
  element.currentTime = from ?? 0;
  heard.value = { path: file.path, isPlaying: true, at: from ?? 0, fault: null };
  void start();
}

async function start(): Promise<void> {
  if (isPlaying.peek()) goTo(frame.peek());
  try {
    await element.play();
  } catch {
    // The element tells its own fault; a pause in between is none.
  }
}

export function stopListening(): void {
  element.pause();
  element.removeAttribute("src");
  element.load();
  heard.value = null;
}

effect(() => {
  if (isPlaying.value) element.pause();
});
effect(() => {
  episode.value;
  if (heard.peek()) stopListening();
});
