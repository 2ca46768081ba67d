/** Frames, seconds, and how they are written. A frame counts from 0. */

export type Rate = readonly [number, number];

/** Return the seconds at which a frame begins. */
export function secondsOf(frame: number, rate: Rate): number {
  return (frame * rate[1]) / rate[0];
}

/** Return the frame that is seen at so many seconds. */
export function frameAt(seconds: number, rate: Rate): number {
  return Math.floor((seconds * rate[0]) / rate[1] + 1e-6);
}

/** Return the frame that begins nearest to so many seconds. */
export function nearestFrame(seconds: number, rate: Rate): number {
  return Math.round((seconds * rate[0]) / rate[1]);
}

/** Write seconds as `0:42.4`, `1:02:03`; with so many decimals, zeros at the end kept. */
export function clock(seconds: number, decimals = 0): string {
  const scale = 10 ** decimals;
  const whole = Math.floor(Math.max(0, seconds) * scale + 1e-6);
  const rest = whole % scale;
  const total = (whole - rest) / scale;
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor(total / 60) % 60;
  const two = (value: number) => String(value).padStart(2, "0");
  const head = hours ? `${hours}:${two(minutes)}` : String(minutes);
  return `${head}:${two(total % 60)}${decimals ? `.${String(rest).padStart(decimals, "0")}` : ""}`;
}

/** Read `42.4`, `0:42.4`, `1:02:03`; null where that is no time. */
export function readClock(text: string): number | null {
  if (!/^\d+(:\d{1,2}){0,2}(\.\d+)?$/.test(text)) return null;
  return text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** Write a length for a sentence: `0.4 s`, `12 s`, `2 min 5 s`. */
export function length(seconds: number): string {
  if (seconds < 9.95) return `${Math.round(seconds * 10) / 10} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min${whole % 60 ? ` ${whole % 60} s` : ""}`;
}

/** Write how long ago that was. */
export function ago(seconds: number): string {
  if (seconds < 1) return "just now";
  if (seconds < 90) return `${Math.round(seconds)} s ago`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min ago`;
  return `${Math.round(seconds / 3600)} h ago`;
}

/** Write a level with a real minus sign. */
export function decibels(value: number, decimals = 1): string {
  return value.toFixed(decimals).replace("-", "−");
}
