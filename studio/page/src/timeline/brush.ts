/** What every drawing on the timeline's canvas begins from: its face, its boxes, texts that are cut where there is no room. */

import { size } from "./zoom";

export type Context = CanvasRenderingContext2D;

export const FACE = '"Space Grotesk Variable", "Noto Sans", system-ui, sans-serif';

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

export function clipTo(context: Context, { x, y, w, h }: Box, radius: number): void {
  context.beginPath();
  context.roundRect(x, y, w, h, Math.min(radius, w / 2));
  context.clip();
}

/** Write as much of a text as there is room for, beginning where it can be seen. */
export function write(context: Context, text: string, box: Box, y: number, colour: string, font: string, inset = 5): void {
  const from = Math.max(box.x, 0) + inset;
  const room = Math.min(box.x + box.w, size.value.width) - from - 2;
  if (room < 14 || box.w < 24) return;
  context.font = font;
  context.fillStyle = colour;
  context.fillText(text, from, y);
}
