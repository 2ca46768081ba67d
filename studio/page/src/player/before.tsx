/** The picture as it was before the last edit: to the left of an edge that is moved over the new one, or beside it. */

import { effect, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import { before, frame, sameMoment, say, state } from "../state";
import type { EpisodeState } from "../types";
import { planOf, Reel } from "./reel";
import { Seeks } from "./seeks";
import { speed } from "./transport";

const KEY = "studio.before";
const BESIDE = "beside";

/** Whether the picture before the last edit is shown. */
export const isCompared = signal(false);
/** Whether both are shown whole, side by side, rather than one over the other; the browser keeps it. */
export const isBeside = signal(localStorage.getItem(KEY) === BESIDE);

const edge = signal(0.5);

/** Show before and after, or the new picture alone. */
export function compare(): void {
  if (before.peek()) isCompared.value = !isCompared.peek();
  else say("Nothing has been edited yet");
}

/** Change between side by side and one over the other; where nothing is compared yet, begin. */
export function layBeside(): void {
  isBeside.value = !isBeside.peek();
  if (isBeside.peek()) localStorage.setItem(KEY, BESIDE);
  else localStorage.removeItem(KEY);
  if (!before.peek()) return say("Nothing has been edited yet");
  isCompared.value = true;
  say(isBeside.peek() ? "Before and after side by side" : "Before and after by wipe");
}

/** Seconds by which both may be apart while they play: one that is further off is placed again, a nearer one catches up by its pace. */
const APART = 0.12;
/** How much quicker or slower it plays for each second that it is off, and at most. */
const HASTE = 2;
const MOST_HASTE = 0.1;

/** Return the frame of the cut before that shows what is looked at now: in its segment, wherever the edit has moved that. */
function frameIn(was: EpisodeState, at: number): number {
  const now = state.peek();
  const then = now ? sameMoment(now, was, at) : at;
  return Math.max(0, Math.min(then, was.frames - 1));
}

/** Return the second in the middle of that frame. */
function secondsIn(was: EpisodeState, at: number): number {
  return ((frameIn(was, at) + 0.5) * was.rate[1]) / was.rate[0];
}

export function Before({ main }: { main: preact.RefObject<HTMLVideoElement> }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const mine = video.current;
    if (!mine) return undefined;
    mine.muted = true;
    const seeks = new Seeks(mine, () => before.peek()?.rate ?? [1, 1]);
    const place = () => {
      const was = before.peek();
      if (!was) return;
      if (speed.peek() > 0) mine.currentTime = secondsIn(was, frame.peek());
      else seeks.again(frameIn(was, frame.peek()));
    };
    const reel = new Reel(mine, place, () => undefined);
    const stops = [
      effect(() => {
        const was = before.value;
        if (was) {
          reel.around(secondsIn(was, frame.peek()));
          reel.show(planOf(was, false));
        }
      }),
      effect(() => {
        if (speed.value > 0) {
          seeks.drop();
          void mine.play().catch(() => undefined);
        } else {
          mine.pause();
          place();
        }
      }),
      effect(() => {
        const at = frame.value;
        const now = state.value;
        const was = before.peek();
        if (!was || !now) return;
        const here = secondsIn(was, at);
        reel.around(here);
        const other = main.current;
        if (speed.peek() <= 0 || !other) return seeks.to(frameIn(was, at));
        // Each runs by a clock of its own, so it is measured against what the other shows by now.
        const [n, d] = now.rate;
        const off = mine.currentTime - (here + other.currentTime - ((at + 0.5) * d) / n);
        mine.playbackRate = other.playbackRate * (1 - Math.max(-MOST_HASTE, Math.min(MOST_HASTE, off * HASTE)));
        if (Math.abs(off) > APART) mine.currentTime -= off;
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      seeks.close();
      reel.close();
    };
  }, []);

  const drag = (event: PointerEvent) => {
    const box = (event.currentTarget as HTMLElement).parentElement?.getBoundingClientRect();
    if (!box || !event.buttons) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    edge.value = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
  };
  const keys = (event: KeyboardEvent) => {
    const by = event.key === "ArrowLeft" ? -0.02 : event.key === "ArrowRight" ? 0.02 : 0;
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    edge.value = Math.max(0, Math.min(1, edge.value + by));
  };
  const percent = `${edge.value * 100}%`;
  const cut = isBeside.value ? undefined : { clipPath: `inset(0 ${100 - edge.value * 100}% 0 0)` };
  return (
    <>
      <div class={isBeside.value ? "before beside" : "before"}>
        <video ref={video} playsInline preload="auto" aria-label="Picture before the last edit" style={cut} />
        <span class="tag left">Before</span>
        {!isBeside.value && (
          <div class="edge" style={{ left: percent }} role="slider" tabIndex={0} aria-label="Edge between before and after" aria-valuemin={0} aria-valuemax={100}
            aria-valuenow={Math.round(edge.value * 100)} onPointerDown={drag} onPointerMove={drag} onKeyDown={keys}>
            <i />
          </div>
        )}
      </div>
      <span class={isBeside.value ? "tag left" : "tag right"}>After</span>
    </>
  );
}
