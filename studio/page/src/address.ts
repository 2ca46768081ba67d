/** The page's address, `/#EP&t=0:42.4&profile=draft&lang=en`: what is open, and when in it. */

import { clock, frameAt, readClock, secondsOf, type Rate } from "./time";

export interface Address {
  episode: string | null;
  seconds: number | null;
  profile: string | null;
  language: string | null;
}

/** Read what is written with signs of per cent; what is not written so stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function readAddress(hash: string): Address {
  const [name = "", ...pairs] = hash.replace(/^#/, "").split("&");
  const first = name.includes("=") ? "" : decoded(name);
  const fields = new URLSearchParams((name.includes("=") ? [name, ...pairs] : pairs).join("&"));
  return {
    episode: first || null,
    seconds: readClock(fields.get("t") ?? ""),
    profile: fields.get("profile"),
    language: fields.get("lang"),
  };
}

/** Write a frame as the shortest time that leads back to it. */
export function timeOf(frame: number, rate: Rate): string {
  for (let decimals = 0; decimals < 3; decimals += 1) {
    const scale = 10 ** decimals;
    const seconds = Math.ceil(secondsOf(frame, rate) * scale - 1e-6) / scale;
    if (frameAt(seconds, rate) === frame) return clock(seconds, decimals);
  }
  return clock(Math.ceil(secondsOf(frame, rate) * 1000) / 1000, 3);
}

export function writeAddress(episode: string | null, frame: number, rate: Rate | null, profile: string | null, language: string | null): string {
  if (!episode) return "#";
  const parts = [encodeURIComponent(episode)];
  if (frame && rate) parts.push(`t=${timeOf(frame, rate)}`);
  if (profile) parts.push(`profile=${encodeURIComponent(profile)}`);
  if (language) parts.push(`lang=${encodeURIComponent(language)}`);
  return `#${parts.join("&")}`;
}
