/** Drawing what is heard: waveforms, and loudness over the last three seconds with its target. */

import { colours, toneOf } from "../theme";
import { secondsOf } from "../time";
import type { EpisodeState, ViewSound } from "../types";
import { block, FACE, write, type Box, type Context } from "./brush";
import { curveOf, PEAKS_RATE, peaksAt } from "./media";
import type { Item } from "./model";
import { frameAtX, scale, size, xOf } from "./zoom";

/** Of the peaks' power as heights: a bed 20 dB below full scale is a quarter as high as what is at full scale, where a tenth could not be seen. */
const SHOWN_POWER = 0.6;

export function drawSound(context: Context, now: EpisodeState, item: Item, box: Box): void {
  const role = item.sounds?.[0]?.role;
  const tone = role === "bed" || role === "nat" ? toneOf("sound") : toneOf(item.tone === "poem" && role === "voice" ? "docu-short" : item.tone);
  block(context, box, 3, tone.fill);
  const top = box.h > 26 ? 13 : 0;
  const middle = box.y + top + (box.h - top) / 2;
  const half = (box.h - top) / 2 - 2;
  const [n, d] = now.rate;
  context.fillStyle = tone.line;
  context.globalAlpha = item.detail === "stem" && (item.sounds?.length ?? 1) > 1 ? 0.6 : 0.95;
  let drawn = 0;
  for (const sound of item.sounds ?? []) {
    const parts = now.peaks[sound.path];
    const begin = Math.floor(xOf((sound.at * n) / d));
    // Of sounds that follow one another within a pixel, the first is seen.
    const from = item.isJoined ? Math.max(drawn, begin) : Math.max(0, begin);
    const to = Math.min(size.value.width, xOf(((sound.at + sound.seconds) * n) / d));
    if (to <= from) continue;
    drawn = from + 2 * Math.ceil((to - from) / 2);
    context.fillRect(from, middle - 0.5, to - from, 1);
    const one = peaksAt(parts, sound.start);
    if (!one) continue;
    const gain = 10 ** (sound.gain_db / 20);
    const perPixel = d / n / scale.value;
    for (let x = from; x < to; x += 2) {
      const second = (frameAtX(x) * d) / n - sound.at;
      const [begin, end] = heardBetween(sound, second, second + 2 * perPixel);
      const there = (parts?.length ?? 0) > 1 ? peaksAt(parts, begin) : one;
      if (!there) continue;
      const [first, last] = [(begin - there.first) * PEAKS_RATE, (end - there.first) * PEAKS_RATE];
      const isSilent = sound.heard && (begin === end || first >= there.values.length);
      const loudest = isSilent ? 0 : peakBetween(there.values, first, last);
      const loud = Math.min(1, loudest * gain * fade(sound, second)) ** SHOWN_POWER;
      const h = Math.max(0.5, loud * half);
      context.fillRect(x, middle - h, 1.4, h * 2);
    }
  }
  context.globalAlpha = 1;
}

/** Return from which second of its file to which is heard between two seconds of a sound. */
function heardBetween(sound: ViewSound, from: number, to: number): [number, number] {
  const heard = sound.heard;
  if (!heard) return [sound.start + from, sound.start + to];
  const [one, other] = [heardAt(heard, from), heardAt(heard, to)];
  return one < other ? [one, other] : [other, one];
}

function heardAt(heard: readonly [number, number][], second: number): number {
  const next = heard.findIndex(([at]) => at > second);
  const after = next < 0 ? heard.length - 1 : Math.max(1, next);
  const [begin, file] = heard[after - 1] ?? [0, 0];
  const [end, last] = heard[after] ?? [begin, file];
  return file + (last - file) * Math.min(1, Math.max(0, end > begin ? (second - begin) / (end - begin) : 1));
}

function fade(sound: { seconds: number; fade_in?: number; fade_out?: number }, at: number): number {
  const into = sound.fade_in ? Math.min(1, at / sound.fade_in) : 1;
  const out = sound.fade_out ? Math.min(1, (sound.seconds - at) / sound.fade_out) : 1;
  return Math.max(0, Math.min(into, out));
}

/** The largest of each so many values, so that a pixel of an hour does not look at thousands. */
const COARSE = 32;
const coarse = new WeakMap<Uint8Array, Uint8Array>();

function coarser(values: Uint8Array): Uint8Array {
  let found = coarse.get(values);
  if (!found) {
    found = new Uint8Array(Math.ceil(values.length / COARSE));
    values.forEach((value, at) => {
      const place = Math.floor(at / COARSE);
      if (value > (found?.[place] ?? 0)) (found as Uint8Array)[place] = value;
    });
    coarse.set(values, found);
  }
  return found;
}

function peakBetween(values: Uint8Array, from: number, to: number): number {
  if (!values.length) return 0;
  if (to - from > 2 * COARSE && values.length > 4 * COARSE) {
    const begin = from % values.length;
    return peakBetween(coarser(values), begin / COARSE, (begin + to - from) / COARSE);
  }
  let best = 0;
  // What is shorter than its place in the cut is heard again from its beginning.
  for (let at = Math.floor(from); at < Math.max(to, Math.floor(from) + 1); at += 1) best = Math.max(best, values[((at % values.length) + values.length) % values.length] ?? 0);
  return best / 255;
}

const QUIETEST = -42;
const LOUDEST = -6;

export function drawLoudness(context: Context, now: EpisodeState, top: number, height: number): void {
  const told = now.loudness;
  const paint = colours.value;
  const curve = curveOf(told?.curve);
  if (!told || !curve) {
    write(context, "Comes with the mastered sound", { x: 0, y: top, w: size.value.width, h: height }, top + height / 2 + 4, paint.faint, `11px ${FACE}`, 8);
    return;
  }
  const [n, d] = now.rate;
  const yOf = (level: number) => top + 6 + (1 - (Math.max(QUIETEST, Math.min(LOUDEST, level)) - QUIETEST) / (LOUDEST - QUIETEST)) * (height - 10);
  context.beginPath();
  let begun = false;
  let x = 0;
  let start = 0;
  const begin = Math.max(0, Math.floor((frameAtX(-60) * d) / n / curve.step));
  const stride = Math.max(1, Math.ceil(d / (n * curve.step * scale.value)));
  for (let index = begin - (begin % stride); index < curve.short_term.length; index += stride) {
    x = xOf((index * curve.step * n) / d);
    const y = yOf(curve.short_term[index] ?? QUIETEST);
    if (begun) context.lineTo(x, y);
    else context.moveTo((start = x), y);
    begun = true;
    if (x > size.value.width + 60) break;
  }
  if (begun) {
    context.strokeStyle = paint.loud;
    context.lineWidth = 1.5;
    context.stroke();
    context.lineTo(x, top + height);
    context.lineTo(start, top + height);
    context.closePath();
    context.globalAlpha = 0.22;
    context.fillStyle = paint.loud;
    context.fill();
    context.globalAlpha = 1;
  }
  context.setLineDash([4, 4]);
  context.strokeStyle = paint.faint;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, Math.round(yOf(told.target)) + 0.5);
  context.lineTo(Math.min(size.value.width, xOf(now.frames)), Math.round(yOf(told.target)) + 0.5);
  context.stroke();
  context.setLineDash([]);
}

/** Return the loudness at a frame, as it is heard over the last three seconds. */
export function loudnessAt(now: EpisodeState, at: number): number | null {
  const curve = curveOf(now.loudness?.curve);
  if (!curve) return null;
  return curve.short_term[Math.min(curve.short_term.length - 1, Math.round(secondsOf(at, now.rate) / curve.step))] ?? null;
}
