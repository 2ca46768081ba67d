/** Light and dark: as the system has it, or as somebody chose; and the colours for what is drawn on canvas. */

import { computed, signal } from "@preact/signals";

export type Scheme = "system" | "light" | "dark";

const KEY = "studio.scheme";
const system = signal(matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark");
matchMedia("(prefers-color-scheme: light)").addEventListener("change", (event) => {
  system.value = event.matches ? "light" : "dark";
});

const kept = localStorage.getItem(KEY);
export const scheme = signal<Scheme>(kept === "light" || kept === "dark" ? kept : "system");
export const isLight = computed(() => (scheme.value === "system" ? system.value : scheme.value) === "light");

export function chooseScheme(wanted: Scheme): void {
  scheme.value = wanted;
  if (wanted === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, wanted);
}

export interface Tone {
  line: string;
  fill: string;
  strong: string;
  text: string;
}

export interface Colours {
  ground: string;
  lane: string;
  line: string;
  tick: string;
  text: string;
  soft: string;
  faint: string;
  accent: string;
  onAccent: string;
  fresh: string;
  drawing: string;
  stale: string;
  note: string;
  warning: string;
  wrong: string;
  loud: string;
  caption: string;
  shade: string;
  tones: Record<string, Tone>;
}

const tone = (line: string, fill: string, strong: string, text: string): Tone => ({ line, fill, strong, text });

const DARK: Colours = {
  ground: "#16181c", lane: "#1b1d22", line: "#26292f", tick: "#5a606b", text: "#f2f0ec", soft: "#a6abb4", faint: "#7d838e",
  accent: "#ff7a52", onAccent: "#1d0c06", fresh: "#2f8f63", drawing: "#e6a93d", stale: "#585d67", note: "#7ab0ff", warning: "#f0b13f",
  wrong: "#ff5f57", loud: "#6ea3f5", caption: "#1f3040", shade: "rgba(10,11,13,.55)",
  tones: {
    music: tone("#c75a41", "#3a211d", "#6b3227", "#f59a82"), poem: tone("#7a6fc9", "#26243d", "#453f75", "#b3abf2"),
    "docu-short": tone("#3bb596", "#16332d", "#1f594d", "#63d3b6"), animation: tone("#dfa032", "#352a15", "#66501f", "#f0bb5b"),
    clip: tone("#c7718c", "#331f28", "#5d3243", "#eda3b8"), plain: tone("#7d838e", "#24272d", "#3d424b", "#b7bcc6"), sound: tone("#7477b0", "#232434", "#3b3d5c", "#adb0e0"),
  },
};
const LIGHT: Colours = {
  ground: "#f6f4f0", lane: "#efece6", line: "#dcd8d0", tick: "#9a958b", text: "#1b1a18", soft: "#575a61", faint: "#6d7078",
  accent: "#c8401a", onAccent: "#ffffff", fresh: "#2a8a5d", drawing: "#c27d06", stale: "#a9a59d", note: "#2463c4", warning: "#a86200",
  wrong: "#c9261e", loud: "#3468b8", caption: "#d6e4f1", shade: "rgba(246,244,240,.6)",
  tones: {
    music: tone("#c0492d", "#f6ddd5", "#ecbcad", "#8f2a12"), poem: tone("#5d51b5", "#e3e0f7", "#c5bfee", "#40348f"),
    "docu-short": tone("#1b8268", "#d3ece4", "#a3d8c8", "#0c5946"), animation: tone("#b97a0c", "#f7e6c6", "#ecca8c", "#724800"),
    clip: tone("#a94566", "#f4dae2", "#e5b3c3", "#7e2443"), plain: tone("#868277", "#e7e3db", "#d0cbc0", "#4c4a44"), sound: tone("#5a5da0", "#e2e3f1", "#c2c4e2", "#3a3d7d"),
  },
};

export const colours = computed(() => (isLight.value ? LIGHT : DARK));

export function toneOf(kind: string): Tone {
  const { tones } = colours.value;
  return tones[kind] ?? (tones.plain as Tone);
}
