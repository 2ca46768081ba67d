/** Where a picture lies on the canvas: as `conform` and `move` of the pipeline place it (pipeline/ffmpeg/conform.py, motion.py). */

import type { Framing, ViewClip } from "../types";

/** A rectangle in shares: of the canvas, or of a picture. */
export interface Rect {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** The narrowest window of a slow movement, and where a Ken Burns move begins, as shares of the picture. */
const CLOSE = 7 / 8;
const NEAR = 31 / 32;

/** Return where on the canvas all of a clip's picture would lie in a frame, also what is cut off it; `canvas` is width by height. */
export function pictureAt(clip: ViewClip, framing: Framing, at: number, canvas: number): Rect {
  const [x, y, w, h] = framing.box;
  const inside = within(clip, framing, at, (canvas * w) / h);
  return { x: x + inside.x * w, y: y + inside.y * h, w: inside.w * w, h: inside.h * h };
}

/** Return which part of its picture a clip shows, in shares of the picture; all of it, and more, where nothing is cut. */
export function windowAt(clip: ViewClip, framing: Framing, at: number, canvas: number): Rect {
  const [, , w, h] = framing.box;
  const inside = within(clip, framing, at, (canvas * w) / h);
  return { x: -inside.x / inside.w, y: -inside.y / inside.h, w: 1 / inside.w, h: 1 / inside.h };
}

export function isCut({ fit, move }: Framing): boolean {
  return fit === "cover" || move !== "none";
}

function within(clip: ViewClip, framing: Framing, at: number, box: number): Rect {
  const { shape, focus } = framing;
  if (!isCut(framing)) {
    const [w, h] = shape > box ? [1, box / shape] : [shape / box, 1];
    return { x: (1 - w) / 2, y: (1 - h) / 2, w, h };
  }
  const [w, h] = shape > box ? [shape / box, 1] : [1, box / shape];
  const covered = { x: -kept(focus[0], 1 / w) * w, y: -kept(focus[1], 1 / h) * h, w, h };
  if (framing.move === "none") return covered;
  const [begin, end] = windows(framing);
  const progress = (at - clip.first) / Math.max(1, clip.frames - 1);
  const mix = (one: number, other: number) => one + (other - one) * progress;
  const size = mix(begin.size, end.size);
  const left = mix(begin.across * (1 - begin.size), end.across * (1 - end.size));
  const top = mix(begin.down * (1 - begin.size), end.down * (1 - end.size));
  return { x: (covered.x - left) / size, y: (covered.y - top) / size, w: covered.w / size, h: covered.h / size };
}

/** Return where the part begins that is cut out around a point, as a share. */
function kept(at: number, share: number): number {
  return Math.min(Math.max(at - share / 2, 0), 1 - share);
}

interface Glide {
  size: number;
  across: number;
  down: number;
}

function windows({ move, focus: [across, down] }: Framing): [Glide, Glide] {
  const whole = { size: 1, across: 0.5, down: 0.5 };
  const close = { size: CLOSE, across, down };
  if (move === "zoom-in") return [whole, close];
  if (move === "zoom-out") return [close, whole];
  if (move === "ken-burns") return [{ size: NEAR, across: 1 - across, down: 1 - down }, close];
  const sides: [Glide, Glide] = [{ size: CLOSE, across: 1, down }, { size: CLOSE, across: 0, down }];
  return move === "pan-left" ? sides : [sides[1], sides[0]];
}
