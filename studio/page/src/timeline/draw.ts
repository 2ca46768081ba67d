/** Drawing the timeline on its canvas: only what is in sight. */

import { markTone, placedMarks } from "../marks";
import { lengthOf } from "../player/reel";
import { inPoint, outPoint } from "../player/transport";
import { frames, rate, selection, spanAt, state } from "../state";
import { colours, toneOf } from "../theme";
import { clock, secondsOf } from "../time";
import type { EpisodeState, Span } from "../types";
import { block, clipTo, FACE, write, type Box, type Context } from "./brush";
import { drawLoudness, drawSound } from "./heard";
import { picture, STRIP_HEIGHT } from "./media";
import { RULER, rows, type Item, type Row } from "./model";
import { frameAtX, scale, size, steps, xOf } from "./zoom";

export function drawAll(context: Context, ratio: number): void {
  const { width, height } = size.value;
  const paint = colours.value;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.fillStyle = paint.ground;
  context.fillRect(0, 0, width, height);
  context.textBaseline = "alphabetic";
  const now = state.value;
  if (!now) return;
  drawRuler(context, now);
  let top = RULER;
  for (const row of rows.value) {
    context.fillStyle = paint.line;
    context.fillRect(0, top + row.height - 1, width, 1);
    drawRow(context, now, row, top);
    top += row.height;
  }
  drawRange(context, top);
}

function drawRuler(context: Context, now: EpisodeState): void {
  const paint = colours.value;
  const { width } = size.value;
  const { label, tick } = steps();
  const [n, d] = rate.value;
  const first = Math.max(0, Math.floor(frameAtX(-100) / tick) * tick);
  context.font = `11px ${FACE}`;
  for (let at = first; at <= frames.value; at += tick) {
    const x = Math.round(xOf(at)) + 0.5;
    if (x > width) break;
    const isLabelled = Math.abs(at / label - Math.round(at / label)) < 1e-6;
    context.fillStyle = paint.tick;
    context.fillRect(x - 0.5, isLabelled ? 8 : 17, 1, isLabelled ? 14 : 5);
    if (isLabelled) {
      context.fillStyle = paint.soft;
      const isFine = label < n / d - 1e-6;
      context.fillText(isFine ? clock(secondsOf(Math.round(at), rate.value), 2) : clock(secondsOf(Math.round(at), rate.value)), x + 5, 15);
    }
  }
  // As rendered, drawing, stale: by form as well as by colour.
  for (const { standing, first, end } of stretches(now)) {
    const from = Math.max(0, xOf(first));
    const to = Math.min(width, xOf(end));
    if (to <= from) continue;
    context.fillStyle = standing === "fresh" ? paint.fresh : standing === "drawing" ? paint.drawing : paint.stale;
    if (standing === "stale") for (let x = from; x < to; x += 5) context.fillRect(x, RULER - 4, Math.min(3, to - x), 3);
    else context.fillRect(from, RULER - (standing === "drawing" ? 5 : 4), to - from, standing === "drawing" ? 4 : 3);
  }
}

/** Spans that follow one another and stand alike, as one: an hour has a thousand. */
function stretches(now: EpisodeState): { standing: Span["state"]; first: number; end: number }[] {
  const all: { standing: Span["state"]; first: number; end: number }[] = [];
  for (const span of now.spans) {
    const last = all[all.length - 1];
    if (last?.standing === span.state) last.end = span.first + span.frames;
    else all.push({ standing: span.state, first: span.first, end: span.first + span.frames });
  }
  return all;
}

/** Pixels below which an item cannot be told from its neighbours. */
const NARROW = 5;
const CORNER = 3;
/** Pixels of width from which a picture's corners are seen to be round. */
const ROUNDED = 24;

/** What is too narrow to be told apart is drawn as one: of an hour, some thousand items are in sight at once. */
function joined(seen: readonly Item[]): Item[] {
  const all: Item[] = [];
  let run: Item | null = null;
  for (const item of seen) {
    if (item.frames * scale.value >= NARROW || item.lanes > 1) {
      run = null;
      all.push(item);
    } else if (run && run.tone === item.tone && run.isStale === item.isStale && (item.first - run.first - run.frames) * scale.value < 1) {
      run.frames = Math.max(run.frames, item.first + item.frames - run.first);
      run.sounds?.push(...(item.sounds ?? []));
    } else {
      run = { ...item, label: "", isJoined: true, ...(item.sounds ? { sounds: [...item.sounds] } : {}) };
      all.push(run);
    }
  }
  return all;
}

function drawRow(context: Context, now: EpisodeState, row: Row, top: number): void {
  if (row.name === "marks") return drawMarks(context, top, row.height);
  if (row.name === "loudness") return drawLoudness(context, now, top, row.height);
  const { width } = size.value;
  const from = frameAtX(0);
  const to = frameAtX(width);
  const seen: Item[] = [];
  for (const item of row.items) {
    if (item.first > to) break;
    if (item.first + item.frames >= from) seen.push(item);
  }
  const shown = joined(seen);
  // Where some overlap, the short lie over the long.
  if (row.name === "graphics" || row.name === "beds") shown.sort((one, other) => other.frames - one.frames);
  for (const item of shown) {
    const box = boxOf(row, item, top);
    if (row.name === "segments") drawSegment(context, item, box);
    else if (row.name === "picture") drawStrip(context, now, item, box);
    else if (row.name === "graphics") drawGraphic(context, item, box);
    else if (row.name === "captions") drawCaption(context, item, box);
    else drawSound(context, now, item, box);
  }
  if (["voice", "stems", "beds"].includes(row.name)) writeNames(context, row, shown, top);
  const chosen = seen.find((item) => item.id === selection.value?.id);
  if (chosen) outline(context, boxOf(row, chosen, top), row.name === "picture" ? colours.value.text : selectedLine(row, chosen));
  if (row.name === "picture") drawTransitions(context, row, top);
}

/** Names of sounds come last: where sounds overlap, none is hidden, and each name begins behind the one before. */
function writeNames(context: Context, row: Row, shown: readonly Item[], top: number): void {
  const ends = new Map<number, number>();
  for (const item of [...shown].sort((one, other) => one.first - other.first || one.frames - other.frames)) {
    const box = boxOf(row, item, top);
    const x = Math.max(box.x, ends.get(item.lane) ?? box.x);
    const end = write(context, item.label, { ...box, x, w: box.x + box.w - x }, box.y + 10.5, colours.value.text, `10px ${FACE}`);
    ends.set(item.lane, Math.max(end, ends.get(item.lane) ?? end));
  }
}

function boxOf(row: Row, item: Item, top: number): Box {
  const pad = row.name === "picture" || row.name === "segments" ? 1 : 2;
  const step = (row.height - 1 - 2 * pad) / item.lanes;
  const x = xOf(item.first);
  return { x, y: top + pad + step * item.lane, w: Math.max(1.5, xOf(item.first + item.frames) - x - 1), h: step - (item.lanes > 1 ? 1 : 0) };
}

function selectedLine(row: Row, item: Item): string {
  return row.name === "voice" || row.name === "segments" || row.name === "stems" ? toneOf(item.tone).line : colours.value.accent;
}

function outline(context: Context, { x, y, w, h }: Box, colour: string): void {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  context.roundRect(x + 0.5, y + 0.5, Math.max(1, w - 1), h - 1, 3);
  context.stroke();
}

function drawSegment(context: Context, item: Item, box: Box): void {
  const tone = toneOf(item.tone);
  const isChosen = selection.value?.id === item.id;
  // The line at the top shows above what is laid over it, and follows the corners.
  block(context, box, CORNER, tone.line);
  block(context, { ...box, y: box.y + 2, h: box.h - 2 }, CORNER, colours.value.ground);
  block(context, { ...box, y: box.y + 2, h: box.h - 2 }, CORNER, isChosen ? tone.strong : tone.fill);
  if (item.isStale) hatch(context, box, colours.value.wrong);
  write(context, item.detail.replace("-title", ""), box, box.y + 13, tone.text, `10.5px ${FACE}`);
  write(context, item.label, box, box.y + 26.5, colours.value.text, `500 12px ${FACE}`);
}

function hatch(context: Context, box: Box, colour: string): void {
  context.save();
  clipTo(context, box, CORNER);
  context.strokeStyle = colour;
  context.globalAlpha = 0.5;
  context.lineWidth = 1.5;
  context.beginPath();
  const from = Math.max(box.x, -20);
  for (let x = from - (from % 9) - box.h; x < Math.min(box.x + box.w, size.value.width); x += 9) {
    context.moveTo(x, box.y + box.h);
    context.lineTo(x + box.h, box.y);
  }
  context.stroke();
  context.restore();
}

function drawStrip(context: Context, now: EpisodeState, item: Item, box: Box): void {
  const tone = toneOf(item.tone);
  const isRound = box.w >= ROUNDED;
  if (isRound) {
    context.save();
    clipTo(context, box, 2);
  }
  context.fillStyle = tone.fill;
  context.fillRect(box.x, box.y, box.w, box.h);
  const wide = box.h * (now.width / now.height);
  // Steps by powers of two: what was fetched for one zoom is found again in the next.
  const raw = wide / scale.value;
  const step = Math.max(1, 2 ** Math.floor(Math.log2(Math.max(1, raw))));
  const begin = Math.max(0, Math.floor((frameAtX(0) - item.first) / step));
  const end = item.first + item.frames;
  context.imageSmoothingEnabled = Math.abs(box.h - STRIP_HEIGHT) > 1;
  for (let number = begin; ; number += 1) {
    const at = item.first + number * step;
    const x = Math.round(xOf(at));
    if (at >= end || x > size.value.width) break;
    const span = spanAt(now.spans, at);
    const image = span?.blob ? picture(span.blob, Math.min(at - span.first, (lengthOf.get(span.blob) ?? span.frames) - 1)) : null;
    if (image) {
      const room = Math.min(step * scale.value + 0.5, box.x + box.w - x);
      if (room <= 0) break;
      const shown = Math.min(room, wide);
      // Its middle is shown where there is not room for all of it.
      const part = shown / wide;
      context.drawImage(image, (image.width * (1 - part)) / 2, 0, image.width * part, image.height, x, box.y, shown, box.h);
      if (span && span.state !== "fresh") {
        context.fillStyle = colours.value.shade;
        context.fillRect(x, box.y, shown, box.h);
      }
    }
  }
  if (isRound) context.restore();
  if (item.isStale) hatch(context, box, colours.value.wrong);
}

function drawTransitions(context: Context, row: Row, top: number): void {
  for (const item of rows.value.find((one) => one.name === "segments")?.items ?? []) {
    if (!item.transition) continue;
    const x = xOf(item.first);
    const w = item.transition * scale.value;
    if (x > size.value.width || x + w < 0 || w < 2) continue;
    const y = top + 1;
    const h = row.height - 3;
    context.fillStyle = colours.value.shade;
    context.fillRect(x, y, w, h);
    context.strokeStyle = colours.value.text;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x, y + h);
    context.lineTo(x + w, y);
    context.stroke();
    write(context, item.segment.transition?.kind ?? "", { x, y, w, h }, y + 11, colours.value.text, `10px ${FACE}`, 3);
  }
}

function drawGraphic(context: Context, item: Item, box: Box): void {
  const paint = colours.value;
  const isChosen = selection.value?.id === item.id;
  context.globalAlpha = item.isQuiet && !isChosen ? 0.6 : 1;
  block(context, box, CORNER, isChosen ? paint.accent : toneOf("plain").fill);
  context.globalAlpha = 1;
  write(context, item.label, box, box.y + box.h / 2 + 4, isChosen ? paint.onAccent : item.isQuiet ? paint.faint : paint.text, `11px ${FACE}`);
}

function drawCaption(context: Context, item: Item, box: Box): void {
  const paint = colours.value;
  const isChosen = selection.value?.id === item.id;
  block(context, box, CORNER, isChosen ? paint.text : paint.caption);
  write(context, item.label, box, box.y + box.h / 2 + 4, isChosen ? paint.ground : paint.text, `10.5px ${FACE}`, 4);
}

/** Pixels that the picture of a mark is wide and high; its point is 8 below its middle. */
const PIN = 18;
const pins = new Map<string, OffscreenCanvas>();

/** Return the picture of a mark: to draw it as a path each time costs as much as all the rest of its row. */
function pin(colour: string): OffscreenCanvas {
  const ratio = devicePixelRatio || 1;
  const key = `${ratio} ${colour}`;
  let found = pins.get(key);
  if (!found) {
    found = new OffscreenCanvas(Math.ceil(PIN * ratio), Math.ceil(PIN * ratio));
    const context = found.getContext("2d");
    if (context) {
      context.scale(found.width / PIN, found.height / PIN);
      context.fillStyle = colour;
      context.beginPath();
      context.arc(PIN / 2, PIN / 2, 4.2, Math.PI * 0.85, Math.PI * 2.15);
      context.lineTo(PIN / 2, PIN / 2 + 8);
      context.closePath();
      context.fill();
    }
    pins.set(key, found);
  }
  return found;
}

function drawMarks(context: Context, top: number, height: number): void {
  const sorted = placedMarks.value;
  const middle = top + height / 2;
  const last = new Map<string, number>();
  sorted.forEach((mark, index) => {
    const x = xOf(mark.frame);
    if (x < -200 || x > size.value.width + 10) return;
    const tone = markTone(mark);
    const isRange = mark.end_frame !== null && mark.end_frame > mark.frame;
    // An hour has thousands: what lies upon another one is not drawn.
    if (!isRange && x - (last.get(tone) ?? -1000) < NARROW) return;
    last.set(tone, x);
    const colour = colours.value[tone];
    if (mark.end_frame && isRange) {
      context.fillStyle = colour;
      context.globalAlpha = 0.45;
      context.fillRect(x, top + height - 4, xOf(mark.end_frame) - x, 2);
      context.globalAlpha = 1;
    }
    context.drawImage(pin(colour), x - PIN / 2, middle - 2 - PIN / 2, PIN, PIN);
    const next = sorted[index + 1];
    const room = (next ? xOf(next.frame) : size.value.width) - x - 18;
    if (room > 34) {
      context.save();
      context.beginPath();
      context.rect(x + 8, top, Math.min(room, 180), height);
      context.clip();
      context.font = `11px ${FACE}`;
      context.fillStyle = mark.kind === "note" ? colours.value.soft : colour;
      context.fillText(mark.text, x + 9, middle + 4);
      context.restore();
    }
  });
}

function drawRange(context: Context, bottom: number): void {
  if (inPoint.value === null && outPoint.value === null) return;
  const from = xOf(inPoint.value ?? 0);
  const to = xOf(outPoint.value ?? frames.value);
  context.fillStyle = colours.value.shade;
  context.fillRect(0, RULER, Math.max(0, from), bottom - RULER);
  context.fillRect(to, RULER, Math.max(0, size.value.width - to), bottom - RULER);
  context.fillStyle = colours.value.accent;
  context.fillRect(from, 0, Math.max(1, to - from), 3);
}
