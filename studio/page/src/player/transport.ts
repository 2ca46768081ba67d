/** Playing, stepping and seeking one video element, exact to the frame: a frame counts as shown when its own media time was presented. */

import { signal } from "@preact/signals";

import { frame, frames, isPlaying, rate, shown, spanAt, state } from "../state";
import { frameOf, planOf, Reel } from "./reel";
import { Seeks } from "./seeks";

/** Where a loop begins, and the frame after its last. */
export const inPoint = signal<number | null>(null);
export const outPoint = signal<number | null>(null);
export const isLooping = signal(false);
/** How quick it plays: 0 stands, 1 is real time, negative is backwards. */
export const speed = signal(0);
export const isMuted = signal(false);
export const volume = signal(1);
/** What the browser cannot play, in words. */
export const playFault = signal<string | null>(null);

const SPEEDS = [1, 2, 4, 8];

export class Transport {
  private readonly reel: Reel;
  private readonly seeks: Seeks;
  private backwards = 0;

  constructor(readonly video: HTMLVideoElement) {
    this.reel = new Reel(
      video,
      () => this.again(),
      (text) => {
        playFault.value = text;
      },
    );
    this.seeks = new Seeks(
      video,
      () => rate.peek(),
      (seen) => {
        shown.value = seen;
      },
      (seen) => {
        if (!video.paused) this.follow(seen);
      },
    );
    video.addEventListener("ended", () => this.ended());
    video.addEventListener("timeupdate", () => {
      if (document.hidden && !video.paused) this.follow(frameOf(video.currentTime - 0.5 / this.fps, rate.peek()));
    });
  }

  private get fps(): number {
    const [n, d] = rate.peek();
    return n / d;
  }

  close(): void {
    clearInterval(this.backwards);
    this.seeks.close();
    this.reel.close();
  }

  /** Take over a new state: what has changed is exchanged. */
  take(): void {
    const now = state.peek();
    if (!now) return;
    playFault.value = null;
    this.reel.around((frame.peek() * now.rate[1]) / now.rate[0]);
    const plan = planOf(now, true);
    this.silent = plan?.silent ?? [];
    this.reel.show(plan);
    this.mute();
  }

  private silent: [number, number][] = [];

  /** Let nothing be heard where there is no sound yet. */
  mute(): void {
    const at = this.video.currentTime;
    this.video.muted = isMuted.value || this.silent.some(([from, to]) => from <= at && at < to);
  }

  // ----------------------------------------------------------------------------------------- seeking

  /** Show this frame; while one is sought, only the latest wish counts. */
  seek(to: number): void {
    if (!state.peek()) return;
    const aim = Math.max(0, Math.min(frames.peek() - 1, to));
    this.reel.around(aim / this.fps);
    if (shown.peek() !== aim) shown.value = null;
    this.seeks.to(aim);
  }

  /** What is under the playhead has changed, so the same frame is sought once more. */
  private again(): void {
    if (this.video.paused) {
      shown.value = null;
      this.seeks.again(frame.peek());
    } else {
      this.video.currentTime = this.video.currentTime;
    }
  }

  // ----------------------------------------------------------------------------------------- playing

  private follow(seen: number): void {
    const last = frames.peek() - 1;
    const [from, to] = loop();
    if (isLooping.peek() && (seen >= to - 1 || seen < from - 1)) {
      if (seen >= to - 1) this.jump(from);
      return;
    }
    const at = Math.max(0, Math.min(last, seen));
    shown.value = at;
    frame.value = at;
    this.mute();
    this.reel.around(at / this.fps);
  }

  private jump(to: number): void {
    frame.value = to;
    this.video.currentTime = (to + 0.5) / this.fps;
    this.reel.around(to / this.fps);
  }

  private ended(): void {
    if (isLooping.peek()) {
      this.jump(loop()[0]);
      void this.video.play();
    } else this.pause();
  }

  async play(quick = 1): Promise<void> {
    if (!state.peek()) return;
    clearInterval(this.backwards);
    const [from, to] = loop();
    if (frame.peek() >= frames.peek() - 1 || (isLooping.peek() && (frame.peek() >= to - 1 || frame.peek() < from))) this.jump(from);
    this.seeks.drop();
    this.video.playbackRate = quick;
    speed.value = quick;
    isPlaying.value = true;
    try {
      await this.video.play();
    } catch (problem) {
      // A newer pause interrupts a play that has not begun: that is no fault.
      if (problem instanceof DOMException && problem.name === "AbortError") return;
      speed.value = 0;
      isPlaying.value = false;
      playFault.value = "The browser does not let it play. Press Play once more.";
    }
  }

  pause(): void {
    clearInterval(this.backwards);
    const was = speed.peek();
    this.video.pause();
    speed.value = 0;
    isPlaying.value = false;
    if (was) this.seek(frame.peek());
  }

  toggle(): void {
    if (speed.peek()) this.pause();
    else void this.play();
  }

  /** L: forwards, quicker each time. */
  forwards(): void {
    const now = speed.peek();
    void this.play(now > 0 ? (SPEEDS[Math.min(SPEEDS.length - 1, SPEEDS.indexOf(now) + 1)] ?? 1) : 1);
  }

  /** J: backwards, quicker each time, by frames that are sought one after the other. */
  reverse(): void {
    const now = speed.peek();
    const quick = now < 0 ? (SPEEDS[Math.min(SPEEDS.length - 1, SPEEDS.indexOf(-now) + 1)] ?? 1) : 1;
    clearInterval(this.backwards);
    this.video.pause();
    speed.value = -quick;
    isPlaying.value = true;
    let begun = performance.now();
    let from = frame.peek();
    this.backwards = window.setInterval(() => {
      const [first, last] = isLooping.peek() ? loop() : [0, frames.peek()];
      const to = Math.round(from - ((performance.now() - begun) / 1000) * this.fps * quick);
      if (to > first) this.step(to);
      else if (isLooping.peek()) {
        from = last - 1;
        begun = performance.now();
      } else {
        this.step(first);
        this.pause();
      }
    }, 1000 / 25);
  }

  private step(to: number): void {
    frame.value = to;
    this.seek(to);
  }
}

/** Return the first frame of the range that is looped, and the one after its last. */
export function loop(): [number, number] {
  const from = inPoint.value ?? 0;
  const to = outPoint.value ?? frames.value;
  return to > from ? [from, to] : [0, frames.value];
}

export type Cover = "none" | "old" | "undrawn";

/** Say what the element shows at this frame: what will be delivered, the picture before the edit, or nothing of it. */
export function coverAt(at: number): Cover {
  const now = state.value;
  if (!now) return "undrawn";
  const span = spanAt(now.spans, at);
  if (!span || !span.blob) return "undrawn";
  return span.state === "fresh" ? "none" : "old";
}
