/**
 * The spans and the sound of an episode in a video element, by Media Source Extensions: one fragment a span, each placed by its first
 * frame, so that a changed span is exchanged under the playhead and a moved one is only placed anew.
 *
 * What is not drawn yet is filled with other frames: playing never stops there, and the player covers it with what it has.
 */

import { blob as addressOf } from "../api";
import type { Rate } from "../time";
import type { EpisodeState, SoundPiece } from "../types";

/** One stretch of a lane, in seconds of the episode. */
interface Piece {
  key: string;
  start: number;
  end: number;
  /** Where the fragment's own time 0 is placed. */
  offset: number;
  blob: string;
}

interface LanePlan {
  type: string;
  init: string;
  pieces: Piece[];
}

export interface ReelPlan {
  picture: LanePlan;
  sound: LanePlan | null;
  /** Seconds between which nothing is known of the sound: other sound is there, and must not be heard. */
  silent: [number, number][];
  seconds: number;
  frameSeconds: number;
}

const BEHIND = { picture: 60, sound: 40 };
const AHEAD = { picture: 240, sound: 110 };
/** Seconds around the playhead that are kept; sound meets its quota of about 11 MB in 230 s at 384 kbit/s. */

const KEPT_BYTES = 96 * 2 ** 20;

/** Fragments by their digest, the latest used ones. */
class Fragments {
  private readonly kept = new Map<string, ArrayBuffer>();
  private bytes = 0;

  async get(digest: string, ending: string): Promise<ArrayBuffer> {
    const found = this.kept.get(digest);
    if (found) {
      this.kept.delete(digest);
      this.kept.set(digest, found);
      return found;
    }
    const answer = await fetch(addressOf(digest, ending));
    if (!answer.ok) throw new Error(`fragment ${digest.slice(0, 8)}: ${answer.status}`);
    const data = await answer.arrayBuffer();
    this.kept.set(digest, data);
    this.bytes += data.byteLength;
    for (const [oldest, old] of this.kept) {
      if (this.bytes <= KEPT_BYTES || oldest === digest) break;
      this.kept.delete(oldest);
      this.bytes -= old.byteLength;
    }
    return data;
  }
}

const fragments = new Fragments();

/** Return what a state wants in the element, null where no frame of it is drawn. */
export function planOf(state: EpisodeState, withSound: boolean): ReelPlan | null {
  const [n, d] = state.rate;
  const drawn = state.spans.filter((span) => span.blob);
  const filler = drawn.reduce<(typeof drawn)[number] | null>((best, span) => (!best || span.frames > best.frames ? span : best), null);
  if (!filler || !state.init || !state.codec) return null;
  const pieces: Piece[] = [];
  for (const span of state.spans) {
    // A span's old picture may be shorter than the span is now, so it is laid as often as it takes.
    const source = span.blob ?? (filler.blob as string);
    const known = span.blob ? lengthOf.get(span.blob) : filler.frames;
    const step = span.state === "fresh" ? span.frames : Math.max(1, Math.min(span.frames, known ?? span.frames));
    for (let at = 0; at < span.frames; at += step) {
      const first = span.first + at;
      const last = Math.min(first + step, span.first + span.frames);
      pieces.push({ key: `${source}@${first}-${last}`, start: (first * d) / n, end: (last * d) / n, offset: (first * d) / n, blob: source });
    }
    if (span.blob && span.state === "fresh") lengthOf.set(span.blob, span.frames);
  }
  const heard = withSound ? soundOf(state, (state.frames * d) / n) : null;
  return {
    picture: { type: `video/mp4; codecs="${state.codec}"`, init: state.init, pieces },
    sound: heard?.lane ?? null,
    silent: heard?.silent ?? [],
    seconds: (state.frames * d) / n,
    frameSeconds: d / n,
  };
}

const RATE = 48000;

/** Sound that fills what is not made yet: an element stops where one of its lanes has a hole. */
let filling: { init: string; codec: string; blob: string; samples: number } | null = null;

function soundOf(state: EpisodeState, seconds: number): { lane: LanePlan; silent: [number, number][] } | null {
  const { sound } = state;
  const longest = sound?.pieces.reduce<SoundPiece | null>((best, piece) => (!best || piece.samples > best.samples ? piece : best), null);
  if (sound && longest) filling = { init: sound.init, codec: sound.codec, blob: longest.blob, samples: longest.samples };
  if (!filling) return null;
  const pieces: Piece[] = [];
  const silent: [number, number][] = [];
  const fill = (from: number, to: number) => {
    const { blob, samples } = filling as NonNullable<typeof filling>;
    for (let at = from; at < to; at += samples) {
      const end = Math.min(to, at + samples);
      pieces.push({ key: `fill ${blob}@${at}-${end}`, start: at / RATE, end: end / RATE, offset: at / RATE, blob });
    }
    silent.push([from / RATE, to / RATE]);
  };
  let at = 0;
  for (const { first_sample: first, samples, blob } of sound?.pieces ?? []) {
    if (first - at > 64) fill(at, first);
    pieces.push({ key: `${blob}@${first}`, start: first / RATE, end: (first + samples) / RATE, offset: first / RATE, blob });
    at = first + samples;
  }
  const end = Math.round(seconds * RATE);
  if (end - at > 64) fill(at, end);
  return { lane: { type: `audio/mp4; codecs="${filling.codec}"`, init: filling.init, pieces }, silent };
}

/** How many frames the fragments hold that were fresh once. */
export const lengthOf = new Map<string, number>();

class Lane {
  readonly present = new Map<string, Piece>();
  init = "";

  constructor(
    readonly kind: "picture" | "sound",
    readonly buffer: SourceBuffer,
  ) {}

  wanted(plan: LanePlan, at: number): Piece[] {
    const from = at - BEHIND[this.kind];
    const to = at + AHEAD[this.kind];
    return plan.pieces.filter((piece) => piece.end > from && piece.start < to);
  }

  async settled(): Promise<void> {
    if (!this.buffer.updating) return;
    await new Promise<void>((resolve) => this.buffer.addEventListener("updateend", () => resolve(), { once: true }));
  }

  async remove(start: number, end: number): Promise<void> {
    await this.settled();
    if (end <= start) return;
    this.buffer.remove(start, end);
    await this.settled();
  }

  /** A removal goes on to the next key frame, so it ends before the next piece's. */
  async takeOut(piece: Piece, quarter: number): Promise<void> {
    const isPicture = this.kind === "picture";
    await this.remove(isPicture ? Math.max(0, piece.start - quarter) : piece.start, isPicture ? piece.end - 2 * quarter : piece.end);
    this.present.delete(piece.key);
  }

  async append(data: ArrayBuffer): Promise<void> {
    await this.settled();
    this.buffer.appendBuffer(data);
    await this.settled();
  }
}

export class Reel {
  private media: MediaSource | null = null;
  private address = "";
  private lanes: Lane[] = [];
  private plan: ReelPlan | null = null;
  private centre = 0;
  private isBusy = false;
  private isStale = false;
  private isOver = false;
  private retry = 0;

  /** `renewed` is called when what is under the playhead has been exchanged, `opened` when an element begins anew. */
  constructor(
    private readonly video: HTMLVideoElement,
    private readonly renewed: () => void,
    private readonly failed: (text: string) => void,
  ) {}

  show(plan: ReelPlan | null): void {
    this.plan = plan;
    this.wake();
  }

  /** Keep what is around this time. */
  around(seconds: number): void {
    if (Math.abs(seconds - this.centre) < 8) return;
    this.centre = seconds;
    this.wake();
  }

  close(): void {
    this.isOver = true;
    clearTimeout(this.retry);
    this.drop();
  }

  private drop(): void {
    this.lanes = [];
    this.media = null;
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = "";
    this.video.removeAttribute("src");
    this.video.load();
  }

  private wake(): void {
    this.isStale = true;
    if (!this.isBusy) void this.work();
  }

  private async work(): Promise<void> {
    this.isBusy = true;
    try {
      while (this.isStale && !this.isOver) {
        this.isStale = false;
        if (this.plan) await this.pass(this.plan);
      }
    } catch (problem) {
      if (!this.isOver) {
        this.failed(problem instanceof Error ? problem.message : String(problem));
        clearTimeout(this.retry);
        this.drop();
        this.retry = window.setTimeout(() => this.wake(), 1500);
      }
    } finally {
      this.isBusy = false;
    }
    if (this.isStale && !this.isOver) void this.work();
  }

  private async opened(plan: ReelPlan): Promise<void> {
    const types = [plan.picture.type, ...(plan.sound ? [plan.sound.type] : [])].join();
    if (this.media && this.video.dataset.types === types && this.media.readyState !== "closed") return;
    const at = this.video.currentTime;
    this.drop();
    const media = new MediaSource();
    this.media = media;
    this.address = URL.createObjectURL(media);
    this.video.src = this.address;
    this.video.dataset.types = types;
    await new Promise<void>((resolve) => media.addEventListener("sourceopen", () => resolve(), { once: true }));
    // Both before the first append: afterwards a browser may refuse another.
    this.lanes = [new Lane("picture", media.addSourceBuffer(plan.picture.type))];
    if (plan.sound) this.lanes.push(new Lane("sound", media.addSourceBuffer(plan.sound.type)));
    media.duration = plan.seconds;
    this.video.currentTime = Math.max(at, this.centre);
  }

  private async pass(plan: ReelPlan): Promise<void> {
    await this.opened(plan);
    const media = this.media as MediaSource;
    const at = this.video.currentTime;
    const quarter = plan.frameSeconds / 4;
    const todo: [Lane, Piece][] = [];
    const wantedKeys = new Set<string>();
    for (const lane of this.lanes) {
      const wanted = lane.wanted(laneOf(plan, lane), this.centre);
      for (const piece of wanted) wantedKeys.add(lane.kind + piece.key);
      todo.push(...wanted.filter((piece) => !lane.present.has(piece.key)).map((piece): [Lane, Piece] => [lane, piece]));
    }
    const leaves = (lane: Lane, piece: Piece) => !wantedKeys.has(lane.kind + piece.key);
    const from = this.centre;
    todo.sort(([, one], [, other]) => distance(one, from) - distance(other, from));
    let isRenewed = false;
    for (const [lane, piece] of todo) {
      if (this.isOver || this.media !== media) return;
      const { init } = laneOf(plan, lane);
      if (lane.init !== init) {
        await lane.append(await fragments.get(init, "mp4"));
        lane.init = init;
      }
      // What comes is fetched before what is there is taken out.
      const data = await fragments.get(piece.blob, "m4s");
      for (const old of [...lane.present.values()]) {
        if (leaves(lane, old) && old.start < piece.end - quarter && old.end > piece.start + quarter) await lane.takeOut(old, quarter);
      }
      await lane.settled();
      if (this.isOver || this.media !== media) return;
      // The window's beginning has to be before its end at every moment.
      lane.buffer.appendWindowStart = 0;
      lane.buffer.appendWindowEnd = lane.kind === "picture" ? piece.end + quarter : piece.end;
      if (lane.kind === "sound") lane.buffer.appendWindowStart = piece.start;
      lane.buffer.timestampOffset = piece.offset;
      await lane.append(data);
      lane.present.set(piece.key, piece);
      if (piece.start - quarter <= at && at < piece.end + quarter) {
        isRenewed = true;
        if (lane.kind === "picture") this.renewed();
      }
      if (this.isStale) break; // something newer is wanted
    }
    if (!this.isStale) {
      for (const lane of this.lanes) {
        for (const old of [...lane.present.values()]) {
          if (!leaves(lane, old)) continue;
          await lane.takeOut(old, quarter);
          if (old.start <= at && at < old.end) isRenewed = true;
        }
      }
    }
    this.finish(media, plan);
    if (isRenewed) this.renewed();
  }

  /** Say that this is the end, where the end is there: else a decoder waits for more before it shows the last frames. */
  private finish(media: MediaSource, plan: ReelPlan): void {
    if (media.readyState !== "open" || this.lanes.some((lane) => lane.buffer.updating)) return;
    const hasEnd = this.lanes.every((lane) => {
      const all = laneOf(plan, lane).pieces;
      const last = all[all.length - 1];
      return !last || lane.present.has(last.key);
    });
    if (hasEnd) media.endOfStream();
    else if (media.duration !== plan.seconds) media.duration = Math.max(plan.seconds, bufferedEnd(this.lanes));
  }
}

function laneOf(plan: ReelPlan, lane: Lane): LanePlan {
  return lane.kind === "picture" ? plan.picture : (plan.sound as LanePlan);
}

function bufferedEnd(lanes: readonly Lane[]): number {
  return Math.max(0, ...lanes.map(({ buffer: { buffered } }) => (buffered.length ? buffered.end(buffered.length - 1) : 0)));
}

function distance(piece: Piece, at: number): number {
  // What comes is wanted before what has been.
  if (piece.end <= at) return (at - piece.end) * 4 + 1;
  return Math.max(0, piece.start - at);
}

/** Return the frame that begins at a media time. */
export function frameOf(mediaTime: number, [n, d]: Rate): number {
  return Math.round((mediaTime * n) / d);
}
