/** The rows of the timeline and what stands in them, worked out once for each state. */

import { computed, signal } from "@preact/signals";

import { placedMarks } from "../marks";
import { state, type Selection } from "../state";
import type { EpisodeState, ViewClip, ViewSegment, ViewSound, Where } from "../types";

export interface Item {
  id: string;
  kind: Selection["kind"];
  first: number;
  frames: number;
  label: string;
  detail: string;
  /** The kind of its segment, which decides its colour. */
  tone: string;
  where: Where | null;
  /** Which of so many lanes of its row it stands in. */
  lane: number;
  lanes: number;
  isStale: boolean;
  isQuiet?: boolean;
  /** Several that are too narrow to be told apart, one after the other. */
  isJoined?: boolean;
  segment: ViewSegment;
  clip?: ViewClip;
  sounds?: ViewSound[];
  transition?: number;
}

export type RowName = "marks" | "segments" | "picture" | "graphics" | "captions" | "voice" | "stems" | "beds" | "loudness";

export interface Row {
  name: RowName;
  label: string;
  height: number;
  items: Item[];
  note: string;
}

export const RULER = 27;

const TEXTS: Record<RowName, string> = {
  marks: "Marks", segments: "Segments", picture: "Picture", graphics: "Graphics", captions: "Captions",
  voice: "Voice", stems: "Stems", beds: "Beds, clips", loudness: "Loudness",
};
const HEIGHTS: Record<RowName, number> = {
  marks: 19, segments: 34, picture: 44, graphics: 20, captions: 19, voice: 42, stems: 42, beds: 38, loudness: 58,
};

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Return the track of a segment that its film strip follows: the lowest that is no graphic. */
export function mainTrack(segment: ViewSegment): number {
  const found = segment.tracks.findIndex((track) => ["picture", "background", "card"].includes(track.name) && track.clips.length);
  if (found >= 0) return found;
  const other = segment.tracks.findIndex((track) => track.clips.some((clip) => clip.medium !== "card"));
  return Math.max(0, other);
}

export function clipLabel(clip: ViewClip): string {
  if (clip.path) return baseName(clip.path);
  return (clip.card ?? clip.medium).replace(/[-_]/g, " ");
}

export function rowsOf(now: EpisodeState): Row[] {
  const found = new Map<RowName, Item[]>((Object.keys(TEXTS) as RowName[]).map((name) => [name, []]));
  const put = (row: RowName, item: Omit<Item, "lane" | "lanes">) => found.get(row)?.push({ ...item, lane: 0, lanes: 1 });
  (now.view?.segments ?? []).forEach((segment, index) => {
    const common = { tone: segment.kind, isStale: segment.is_stale, segment };
    put("segments", {
      ...common, id: `${index}`, kind: "segment", first: segment.first, frames: segment.frames, label: segment.title || segment.name,
      detail: segment.kind, where: segment.where, ...(segment.transition ? { transition: segment.transition.frames } : {}),
    });
    const main = mainTrack(segment);
    segment.tracks.forEach((track, number) => {
      const isMain = number === main;
      if (isMain) {
        let until = segment.first;
        // Where the track shows nothing, what is seen is the segment's: its background.
        const gap = (to: number) => {
          if (to > until) {
            put("picture", {
              ...common, id: `${index}.gap${until - segment.first}`, kind: "clip", first: until, frames: to - until, label: segment.title || segment.name,
              detail: "background", where: segment.where,
            });
          }
        };
        track.clips.forEach((clip, at) => {
          gap(clip.first);
          put("picture", {
            ...common, id: `${index}.${number}.${at}`, kind: "clip", first: clip.first, frames: clip.frames, label: clipLabel(clip),
            detail: clip.medium, where: clip.where ?? segment.where, clip,
          });
          until = Math.max(until, clip.first + clip.frames);
        });
        gap(segment.first + segment.frames);
      }
    });
    for (const group of graphics(segment, main)) {
      const [number, at, clip] = group[0] as [number, number, ViewClip];
      const first = Math.min(...group.map(([, , one]) => one.first));
      const end = Math.max(...group.map(([, , one]) => one.first + one.frames));
      const said = number === main ? "" : clip.text;
      put("graphics", {
        ...common, id: `${index}.${number}.${at}`, kind: "graphic", first, frames: end - first,
        label: group.length > 1 ? `${clipLabel(clip)} · ${group.length}` : said || clipLabel(clip), detail: clip.card ?? clip.medium,
        where: clip.where ?? segment.where, clip, isQuiet: number === main,
      });
    }
    const captions = segment.captions[now.language] ?? Object.values(segment.captions)[0] ?? [];
    captions.forEach((cue, at) =>
      put("captions", {
        ...common, id: `${index}.c${at}`, kind: "caption", first: cue.first, frames: cue.frames, label: cue.text.replace(/\n/g, " "), detail: "",
        where: cue.where ?? segment.where,
      }));
    soundItems(now, segment, index).forEach(([row, item]) => put(row, { ...common, ...item }));
  });
  const languages = [...new Set((now.view?.segments ?? []).flatMap((segment) => Object.keys(segment.captions)))];
  const rows: Row[] = [];
  for (const [name, items] of found) {
    if (["captions", "voice", "stems", "beds"].includes(name) && !items.length) continue;
    items.sort((one, other) => one.first - other.first || other.frames - one.frames);
    if (name === "voice" || name === "stems") share(items);
    rows.push({ name, label: TEXTS[name], height: HEIGHTS[name], items, note: noteOf(name, languages) });
  }
  return rows;
}

function noteOf(name: RowName, languages: readonly string[]): string {
  if (name === "marks") {
    const { length } = placedMarks.value;
    return length ? String(length) : "";
  }
  if (name === "captions") return languages.join(" ");
  if (name === "loudness") return "LUFS";
  return "";
}

/** Cards over the main track; those that are seen together are one item. */
function graphics(segment: ViewSegment, main: number): [number, number, ViewClip][][] {
  const all: [number, number, ViewClip][] = [];
  segment.tracks.forEach((track, number) =>
    track.clips.forEach((clip, at) => {
      if (clip.medium === "card") all.push([number, at, clip]);
    }));
  all.sort(([, , one], [, , other]) => one.first - other.first);
  const groups: [number, number, ViewClip][][] = [];
  for (const one of all) {
    const [number, , clip] = one;
    const group = groups.find((those) => {
      const [other, , lead] = those[0] as [number, number, ViewClip];
      const end = Math.max(...those.map(([, , each]) => each.first + each.frames));
      return clip.card === lead.card && clip.first < end && number !== main && other !== main;
    });
    if (group) group.push(one);
    else groups.push([one]);
  }
  return groups;
}

type SoundItem = Omit<Item, "lane" | "lanes" | "tone" | "isStale" | "segment">;

function soundItems(now: EpisodeState, segment: ViewSegment, index: number): [RowName, SoundItem][] {
  const [n, d] = now.rate;
  const frameOf = (seconds: number) => Math.round((seconds * n) / d);
  const all: [RowName, SoundItem][] = [];
  const stems: [number, ViewSound][] = [];
  segment.sounds.forEach((sound, at) => {
    if (sound.role === "stem") {
      stems.push([at, sound]);
      return;
    }
    const first = frameOf(sound.at);
    all.push([sound.role === "voice" ? "voice" : "beds", {
      id: `${index}.s${at}`, kind: "sound", first, frames: Math.max(1, frameOf(sound.at + sound.seconds) - first),
      label: soundLabel(now, sound, true), detail: sound.role, where: sound.where ?? segment.where, sounds: [sound],
    }]);
  });
  if (stems.length) {
    const first = frameOf(Math.min(...stems.map(([, sound]) => sound.at)));
    const end = frameOf(Math.max(...stems.map(([, sound]) => sound.at + sound.seconds)));
    const [at, lead] = stems[0] as [number, ViewSound];
    all.push(["stems", {
      id: `${index}.s${at}`, kind: "sound", first, frames: Math.max(1, end - first), label: stems.map(([, sound]) => soundLabel(now, sound, false)).join(" · "),
      detail: "stem", where: lead.where ?? segment.where, sounds: stems.map(([, sound]) => sound),
    }]);
  }
  return all;
}

/** How many seconds later a take begins, by hand or as it was lined up by its sound; null where it is neither, or not heard yet. */
export function syncOf(now: EpisodeState, sound: ViewSound): number | null {
  const { where } = sound;
  const found = now.syncs.find((one) => where && one.where && one.where.path === where.path && one.where.line === where.line && one.where.column === where.column);
  return sound.sync ?? found?.seconds ?? null;
}

function soundLabel(now: EpisodeState, sound: ViewSound, withEnding: boolean): string {
  const name = baseName(sound.path);
  const gain = sound.gain_db ? ` ${sound.gain_db > 0 ? "+" : "−"}${Math.abs(sound.gain_db)} dB` : "";
  const later = syncOf(now, sound);
  const sync = later ? ` ⇆ ${later > 0 ? "+" : "−"}${Math.abs(later).toFixed(2)} s` : "";
  return `${withEnding ? name : name.replace(/\.[^.]+$/, "")}${gain}${sync}`;
}

/** Put what overlaps into lanes of its own. */
function share(items: Item[]): void {
  let group: Item[] = [];
  let ends: number[] = [];
  let until = -1;
  const close = () => {
    for (const item of group) item.lanes = Math.min(4, ends.length);
  };
  for (const item of items) {
    if (item.first >= until) {
      close();
      group = [];
      ends = [];
    }
    let lane = ends.findIndex((end) => end <= item.first);
    if (lane < 0) lane = ends.push(0) - 1;
    ends[lane] = item.first + item.frames;
    item.lane = Math.min(3, lane);
    group.push(item);
    until = Math.max(until, item.first + item.frames);
  }
  close();
}

export const rows = computed<Row[]>(() => (state.value ? rowsOf(state.value) : []));

export const items = computed<ReadonlyMap<string, Item>>(() => new Map(rows.value.flatMap((row) => row.items.map((item): [string, Item] => [item.id, item]))));

/** Return the row under a height, with the height at which it begins. */
export function rowAt(y: number): { row: Row; top: number } | null {
  let top = RULER;
  for (const row of rows.value) {
    if (y >= top && y < top + row.height) return { row, top };
    top += row.height;
  }
  return null;
}

/** Return the item of a row at a frame: the shortest where several are, in its lane where lanes are. */
export function itemAt(row: Row, frame: number, share: number): Item | null {
  let best: Item | null = null;
  for (const item of row.items) {
    if (item.first > frame) break;
    if (frame >= item.first + item.frames) continue;
    if (item.lanes > 1 && Math.floor(share * item.lanes) !== item.lane) continue;
    if (!best || item.frames < best.frames) best = item;
  }
  return best;
}

/** Which take is meant of a selected item that holds several. */
export const takeNumber = signal(0);

export function selectionOf(item: Item): Selection {
  const where = (item.sounds?.length ?? 0) > 1 ? (item.sounds?.[takeNumber.peek()]?.where ?? item.where) : item.where;
  return { id: item.id, kind: item.kind, label: item.label, first: item.first, frames: item.frames, where };
}
