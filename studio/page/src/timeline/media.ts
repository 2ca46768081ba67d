/** Pictures of the film strip and the peaks of sounds, fetched as they come into sight. */

import { signal } from "@preact/signals";

import { blob } from "../api";
import type { Curve, PeaksPart } from "../types";

/** Counts what has come, so that the timeline is drawn again. */
export const arrived = signal(0);

const KEPT = 1600;
const AT_ONCE = 4;

/** Pixels that a picture of the strip is high; it is kept in the size in which it is drawn, since to scale it costs more than all else. */
export const STRIP_HEIGHT = 41;

const pictures = new Map<string, ImageBitmap | "wanted" | "none">();
let queue: string[] = [];
let running = 0;

/** Return a picture of a span's frame, null until it is there. */
export function picture(span: string, frame: number): ImageBitmap | null {
  const address = `/tile/${span}/${frame}.jpg?size=160`;
  const found = pictures.get(address);
  if (found instanceof ImageBitmap) {
    pictures.delete(address);
    pictures.set(address, found);
    return found;
  }
  if (!found) {
    pictures.set(address, "wanted");
    queue.push(address);
    next();
  }
  return null;
}

/** Leave what is out of sight again unfetched. */
export function forgetWishes(): void {
  for (const address of queue) pictures.delete(address);
  queue = [];
}

function next(): void {
  while (running < AT_ONCE && queue.length) {
    const address = queue.shift() as string;
    running += 1;
    void fetched(address).then((found) => {
      running -= 1;
      pictures.set(address, found ?? "none");
      for (const [oldest, what] of pictures) {
        if (pictures.size <= KEPT) break;
        if (what === "wanted") continue;
        if (what instanceof ImageBitmap) what.close();
        pictures.delete(oldest);
      }
      arrived.value += 1;
      next();
    });
  }
}

/** Fetch a picture, decoded and scaled beside the page's own thread; null where there is none. */
async function fetched(address: string): Promise<ImageBitmap | null> {
  try {
    const answer = await fetch(address);
    if (!answer.ok) return null;
    return await createImageBitmap(await answer.blob(), { resizeHeight: Math.round(STRIP_HEIGHT * (devicePixelRatio || 1)), resizeQuality: "medium" });
  } catch {
    return null;
  }
}

/** What is fetched once by its digest; of more than `kept` the one that came first is let go. */
class Fetched<T extends object> {
  private readonly found = new Map<string, T | "wanted" | "none">();

  constructor(
    private readonly kept: number,
    private readonly ending: string,
    private readonly read: (answer: Response) => Promise<T>,
  ) {}

  /** Return it, null until it is there. */
  get(digest: string): T | null {
    const found = this.found.get(digest);
    if (found) return typeof found === "object" ? found : null;
    this.found.set(digest, "wanted");
    void this.fetch(digest);
    return null;
  }

  private async fetch(digest: string): Promise<void> {
    let what: T | "none" = "none";
    try {
      const answer = await fetch(blob(digest, this.ending));
      if (answer.ok) what = await this.read(answer);
    } catch {
      // The studio is away; what is drawn does without.
    }
    this.found.set(digest, what);
    for (const oldest of this.found.keys()) {
      if (this.found.size <= this.kept) break;
      this.found.delete(oldest);
    }
    arrived.value += 1;
  }
}

const peaks = new Fetched(2000, "bin", async (answer) => new Uint8Array(await answer.arrayBuffer()));
/** One is drawn at a time; each edit that is heard brings another. */
const curves = new Fetched(4, "json", (answer) => answer.json() as Promise<Curve>);

export const PEAKS_RATE = 100;

/** Return the part of a sound's waveform that holds this second, with the second at which it begins. */
export function peaksAt(parts: readonly PeaksPart[] | undefined, second: number): { first: number; values: Uint8Array } | null {
  let best: PeaksPart | null = null;
  for (const part of parts ?? []) if (part.first <= second + 0.02 && (!best || part.first > best.first)) best = part;
  best ??= parts?.[0] ?? null;
  if (!best) return null;
  const values = peaks.get(best.blob);
  return values && { first: best.first, values };
}

export function curveOf(digest: string | undefined): Curve | null {
  return digest ? curves.get(digest) : null;
}
