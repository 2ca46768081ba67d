/** The point of a picture that stays visible when it is cut: a handle on the picture itself. */

import "../style/focus.css";

import { computed, effect, signal } from "@preact/signals";
import { useRef } from "preact/hooks";

import { addCommands } from "../commands";
import { isGuest } from "../guest";
import { frame, isPlaying, say, selection, state } from "../state";
import { edit, thingAt } from "../timeline/asked";
import { refusal } from "../timeline/gestures";
import type { Framing, ViewClip, ViewSegment, Where } from "../types";
import { isCut, pictureAt, windowAt } from "./framing";
import { addLayer } from "./player";

/** Whether the points of all pictures are shown; that of a clip that is selected is shown anyway. */
const isShown = signal(false);

interface Target {
  id: string;
  segment: ViewSegment;
  clip: ViewClip;
  framing: Framing;
  where: Where;
}

function isAt(one: Where, other: Where | null | undefined): boolean {
  return !!other && one.path === other.path && one.line === other.line && one.column === other.column;
}

const targets = computed<Target[]>(() => {
  const now = state.value;
  if (!now?.view || isPlaying.value) return [];
  const at = frame.value;
  const chosen = selection.value;
  const found: Target[] = [];
  for (const segment of now.view.segments) {
    if (at < segment.first || at >= segment.first + segment.frames || segment.is_stale) continue;
    for (const clip of segment.tracks.flatMap((track) => track.clips)) {
      const { framing, where } = clip;
      if (!framing || !where || at < clip.first || at >= clip.first + clip.frames) continue;
      const isChosen = chosen?.kind === "clip" && isAt(where, chosen.where);
      if (isShown.value || isChosen) found.push({ id: `${where.path}:${where.line}:${where.column}`, segment, clip, framing, where });
    }
  }
  return found;
});

/** Where a point is dragged to and has not come to be yet, in hundredths of its picture. */
const wish = signal<{ id: string; across: number; down: number; isSent: boolean } | null>(null);
let waiting = 0;

function hundredths([across, down]: readonly [number, number]): [number, number] {
  return [Math.round(across * 100), Math.round(down * 100)];
}

async function keep(target: Target): Promise<void> {
  clearTimeout(waiting);
  const wanted = wish.peek();
  const [x, y] = hundredths(target.framing.focus);
  if (wanted?.id !== target.id || wanted.isSent) return;
  if (wanted.across === x && wanted.down === y) {
    wish.value = null;
    return;
  }
  const sent = (wish.value = { ...wanted, isSent: true });
  const { across, down } = sent;
  await edit({ operation: "focus", ...thingAt(target.segment, target.where), across, down }, `Stays visible: ${across} % across, ${down} % down`);
  if (refusal.peek() && wish.peek() === sent) wish.value = null;
  // The state that shows it comes by itself; where it never does, the handle goes back to what is.
  window.setTimeout(() => {
    if (wish.peek() === sent) wish.value = null;
  }, 4000);
}

effect(() => {
  const wanted = wish.value;
  if (!wanted?.isSent) return;
  const there = targets.value.find((one) => one.id === wanted.id);
  const [x, y] = there ? hundredths(there.framing.focus) : [wanted.across, wanted.down];
  if (x === wanted.across && y === wanted.down) wish.value = null;
});

const STEP = 1;
const STRIDE = 10;
const PAUSE_MS = 600;

function Point({ target, canvas }: { target: Target; canvas: number }) {
  const { clip, framing, id } = target;
  const began = useRef<{ stop: () => void } | null>(null);
  const at = frame.value;
  const picture = pictureAt(clip, framing, at, canvas);
  const wanted = wish.value?.id === id ? wish.value : null;
  const [across, down] = wanted ? [wanted.across, wanted.down] : hundredths(framing.focus);
  const [x, y] = [picture.x + (picture.w * across) / 100, picture.y + (picture.h * down) / 100];
  const cut = isCut(framing) ? windowAt(clip, { ...framing, focus: [across / 100, down / 100] }, at, canvas) : null;
  const put = (next: readonly [number, number]) => {
    const [a, b] = next.map((share) => Math.max(0, Math.min(100, Math.round(share)))) as [number, number];
    wish.value = { id, across: a, down: b, isSent: false };
  };

  const press = (event: PointerEvent) => {
    if (event.button) return;
    event.preventDefault();
    event.stopPropagation();
    const handle = event.currentTarget as HTMLElement;
    handle.focus();
    handle.setPointerCapture(event.pointerId);
    clearTimeout(waiting);
    const box = (handle.closest(".focus") as HTMLElement).getBoundingClientRect();
    const grip = [event.clientX - (box.left + x * box.width), event.clientY - (box.top + y * box.height)] as const;
    // The picture stays where it is until the point is let go.
    const move = (moved: PointerEvent) =>
      put([
        (((moved.clientX - grip[0] - box.left) / box.width - picture.x) / picture.w) * 100,
        (((moved.clientY - grip[1] - box.top) / box.height - picture.y) / picture.h) * 100,
      ]);
    const end = (isKept: boolean) => () => {
      began.current?.stop();
      if (isKept) void keep(target);
      else wish.value = null;
    };
    const escape = (key: KeyboardEvent) => {
      if (key.key !== "Escape") return;
      key.preventDefault();
      key.stopPropagation();
      end(false)();
    };
    const [up, away] = [end(true), end(false)];
    began.current = {
      stop: () => {
        handle.removeEventListener("pointermove", move);
        handle.removeEventListener("pointerup", up);
        handle.removeEventListener("pointercancel", away);
        window.removeEventListener("keydown", escape, true);
        began.current = null;
      },
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", up);
    handle.addEventListener("pointercancel", away);
    window.addEventListener("keydown", escape, true);
  };

  const keys = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = event.shiftKey ? STRIDE : STEP;
    const steps: Record<string, [number, number]> = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] };
    const step = steps[event.key];
    if (event.key === "Escape" && wanted && !wanted.isSent) {
      clearTimeout(waiting);
      wish.value = null;
    } else if (event.key === "Enter" && wanted) void keep(target);
    else if (step) {
      put([across + step[0], down + step[1]]);
      clearTimeout(waiting);
      waiting = window.setTimeout(() => void keep(target), PAUSE_MS);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const share = (value: number) => `${(value * 100).toFixed(3)}%`;
  const place = `${across} % across, ${down} % down`;
  return (
    <>
      {cut && wanted && (
        <div class="kept" style={{ left: share(picture.x + cut.x * picture.w), top: share(picture.y + cut.y * picture.h), width: share(cut.w * picture.w), height: share(cut.h * picture.h) }} />
      )}
      <button type="button" class={cut ? "point" : "point idle"} style={{ left: share(x), top: share(y) }} onPointerDown={press} onKeyDown={keys} onBlur={() => began.current || void keep(target)}
        aria-label={`Stays visible when the picture is cut: ${place}. Arrow keys move it`} title={cut ? "Stays visible when the picture is cut" : `Nothing is cut here (fit: ${framing.fit})`}>
        <i />
        {wanted && <output class={x > 0.8 ? "left" : ""}>{across}% {down}%</output>}
      </button>
    </>
  );
}

function Points() {
  const now = state.value;
  if (!now || !targets.value.length) return null;
  return (
    <div class="focus" role="group" aria-label="Points that stay visible">
      {targets.value.map((target) => <Point key={target.id} target={target} canvas={now.width / now.height} />)}
    </div>
  );
}

if (!isGuest) {
  addLayer(() => <Points />);
  addCommands({
    id: "cut.focus", group: "Edit the cut", label: "Points that stay visible when pictures are cut", keys: ["p"], can: () => state.peek() !== null,
    run: () => {
      isShown.value = !isShown.peek();
      if (!isShown.peek()) return say("No points");
      if (!targets.peek().length) return say("No picture here can be cut");
      requestAnimationFrame(() => (document.querySelector(".focus .point") as HTMLElement | null)?.focus());
    },
  });
}
