/** Seeking one video element, exact to the frame: a frame counts as shown when its own media time was presented. */

import { frameOf } from "./reel";

const PATIENCE_MS = 500;
/** How long after a seek the picture may come; where the decoder has it on the screen already, no call tells of it. */
const PICTURE_MS = 150;

/** The seeks of an element, one at a time: of several wishes the latest counts, and a seek that a browser has lost is made again. */
export class Seeks {
  private aim: number | null = null;
  private isSeeking = false;
  private sought = 0;
  private patience = 0;
  private isGone = false;

  /** `rate` is frames a second; `arrived` hears of the frame that was sought, `passed` of any other that is presented meanwhile. */
  constructor(
    private readonly video: HTMLVideoElement,
    private readonly rate: () => [number, number],
    private readonly arrived: (frame: number) => void = () => undefined,
    private readonly passed: (frame: number) => void = () => undefined,
  ) {
    video.addEventListener("seeked", this.seeked);
    this.listen();
  }

  close(): void {
    this.isGone = true;
    this.video.removeEventListener("seeked", this.seeked);
    clearTimeout(this.patience);
  }

  /** Show a frame; while one is sought, only the latest wish counts. */
  to(frame: number): void {
    this.aim = frame;
    this.pump();
  }

  /** Show a frame though it is shown, or sought, already: what is there has changed. */
  again(frame: number): void {
    this.isSeeking = false;
    this.to(frame);
  }

  /** Seek nothing any more. */
  drop(): void {
    this.aim = null;
    this.isSeeking = false;
    clearTimeout(this.patience);
  }

  /** Return the second in the middle of a frame: no rounding of times can lead to its neighbour. */
  private second(frame: number): number {
    const [n, d] = this.rate();
    return ((frame + 0.5) * d) / n;
  }

  private pump(): void {
    if (this.isGone || this.isSeeking || this.aim === null) return;
    if (this.video.readyState === 0) {
      this.video.addEventListener("loadedmetadata", () => this.pump(), { once: true });
      return;
    }
    this.isSeeking = true;
    this.sought = this.aim;
    this.video.currentTime = this.second(this.sought);
    this.wait(PATIENCE_MS, () => this.over(false));
  }

  private readonly seeked = (): void => {
    if (!this.isSeeking) return;
    const [n, d] = this.rate();
    this.wait(PICTURE_MS, () => this.over(Math.abs(this.video.currentTime - this.second(this.sought)) < (0.1 * d) / n));
  };

  private over(isThere: boolean): void {
    clearTimeout(this.patience);
    if (!isThere && this.aim === this.sought && this.video.seeking) {
      // A busy machine takes longer, and to begin anew would take longer still.
      this.wait(PATIENCE_MS, () => this.over(false));
      return;
    }
    this.isSeeking = false;
    if (isThere) this.arrived(this.sought);
    if (this.aim !== this.sought) this.pump();
    else if (isThere) this.aim = null;
    else this.wait(PATIENCE_MS, () => this.pump());
  }

  private wait(milliseconds: number, then: () => void): void {
    clearTimeout(this.patience);
    this.patience = window.setTimeout(then, milliseconds);
  }

  private listen(): void {
    this.video.requestVideoFrameCallback((_, facts) => {
      if (this.isGone) return;
      const seen = frameOf(facts.mediaTime, this.rate());
      if (!this.isSeeking) this.passed(seen);
      else if (seen === this.sought) this.over(true); // the first call after a seek may still tell of the frame before
      this.listen();
    });
  }
}
