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

/** Fill a box with rounded corners, where it is wide enough that they are seen. To clip costs ten times as much as to fill. */
export function block(context: Context, { x, y, w, h }: Box, radius: number, colour: string): void {
  context.fillStyle = colour;
  if (w < 4 * radius) {
    context.fillRect(x, y, w, h);
    return;
  }
  context.beginPath();
  context.roundRect(x, y, w, h, radius);
  context.fill();
}

const KEPT = 4000;
const widths = new Map<string, number>();

function widthOf(context: Context, text: string, font: string): number {
  const key = `${font}\n${text}`;
  let found = widths.get(key);
  if (found === undefined) {
    if (widths.size >= KEPT) widths.clear();
    found = context.measureText(text).width;
    widths.set(key, found);
  }
  return found;
}

/** Measure texts again: their font has come only now. */
export function forgetWidths(): void {
  widths.clear();
}

/** Write as much of a text as there is room for, beginning where it can be seen; return where it ends. */
export function write(context: Context, text: string, box: Box, y: number, colour: string, font: string, inset = 5): number {
  if (!text || box.w < 24) return box.x;
  const from = Math.max(box.x, 0) + inset;
  const end = Math.min(box.x + box.w, size.value.width);
  const room = end - from - 2;
  if (room < 14) return box.x;
  context.font = font;
  context.fillStyle = colour;
  const width = widthOf(context, text, font);
  if (width <= room) {
    context.fillText(text, from, y);
    return from + width;
  }
  context.save();
  context.beginPath();
  context.rect(from, box.y, end - from, box.h);
  context.clip();
  context.fillText(text, from, y);
  context.restore();
  return end;
}
