/** The picture as it was before the last edit, to the left of an edge that is moved over the new one. */

import { effect, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import { before, frame, isPlaying, sameMoment, state } from "../state";
import type { EpisodeState } from "../types";
import { planOf, Reel } from "./reel";

const edge = signal(0.5);

/** Return the second of the cut before that shows what is looked at now: in its segment, wherever the edit has moved that. */
function secondsIn(was: EpisodeState, at: number): number {
  const now = state.peek();
  const then = now ? sameMoment(now, was, at) : at;
  return ((Math.max(0, Math.min(then, was.frames - 1)) + 0.5) * was.rate[1]) / was.rate[0];
}

export function Before({ main }: { main: preact.RefObject<HTMLVideoElement> }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const mine = video.current;
    if (!mine) return undefined;
    mine.muted = true;
    const place = () => {
      const was = before.peek();
      if (was) mine.currentTime = secondsIn(was, frame.peek());
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
        if (isPlaying.value) void mine.play().catch(() => undefined);
        else mine.pause();
      }),
      effect(() => {
        const at = frame.value;
        state.value;
        const was = before.peek();
        if (!was) return;
        const here = secondsIn(was, at);
        reel.around(here);
        // While both play they run by the same clock; only what has drifted is placed again.
        if (!isPlaying.peek()) place();
        else {
          mine.playbackRate = main.current?.playbackRate ?? 1;
          if (Math.abs(mine.currentTime - here) > 0.12) mine.currentTime = here;
        }
      }),
    ];
    return () => {
      for (const stop of stops) stop();
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
  return (
    <div class="before">
      <video ref={video} playsInline preload="auto" aria-label="Picture before the last edit" style={{ clipPath: `inset(0 ${100 - edge.value * 100}% 0 0)` }} />
      <span class="tag left">Before</span>
      <span class="tag right">After</span>
      <div class="edge" style={{ left: percent }} role="slider" tabIndex={0} aria-label="Edge between before and after" aria-valuemin={0} aria-valuemax={100}
        aria-valuenow={Math.round(edge.value * 100)} onPointerDown={drag} onPointerMove={drag} onKeyDown={keys}>
        <i />
      </div>
    </div>
  );
}
