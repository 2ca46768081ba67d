/** The timeline: the cut from the first frame to the last, drawn on canvas, with the playhead over it. */

import { batch, effect, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import { addCommands } from "../commands";
import { placedMarks } from "../marks";
import { goTo } from "../player/player";
import { inPoint, outPoint } from "../player/transport";
import { frame, frames, isPlaying, rate, say, selection, state, wantedLine } from "../state";
import { colours } from "../theme";
import { clock, decibels, secondsOf } from "../time";
import { forgetWidths } from "./brush";
import { soundAt } from "./dragging";
import { drawAll } from "./draw";
import { loudnessAt } from "./heard";
import { drawGestures, gestureAt, refusal, type Drag, type Place } from "./gestures";
import { arrived, forgetWishes } from "./media";
import { baseName, itemAt, items, RULER, rowAt, rows, selectionOf, takeNumber, type Item } from "./model";
import { fit, frameAtX, scale, scrolled, size, total, WIDEST, wish, xOf } from "./zoom";

/** Drawn again whenever this is counted up: for gestures under way. */
export const redraw = signal(0);

const tip = signal<{ x: number; y: number; text: string } | null>(null);

let scroller: HTMLDivElement | null = null;

/** Select an item: the playhead goes into it, the editor to its line. */
export function select(item: Item, at: number | null = null, take = 0): void {
  takeNumber.value = take;
  selection.value = selectionOf(item);
  const where = item.sounds?.[take]?.where ?? item.where;
  const inside = frame.peek() >= item.first && frame.peek() < item.first + item.frames;
  if (at !== null) goTo(at);
  else if (!inside) goTo(item.first);
  if (where) wantedLine.value = { path: where.path, line: where.line, column: where.column, focus: false };
}

export function zoomTo(pixels: number | null, around: number = frame.peek()): void {
  const x = xOf(around);
  const anchor = x >= 0 && x <= size.peek().width ? x : size.peek().width / 2;
  forgetWishes();
  scaled(pixels, around, anchor);
}

let settling = 0;

/** Show so many pixels a frame, and this frame where it is: scale and place change in one picture. */
function scaled(pixels: number | null, around: number, x: number): void {
  batch(() => {
    wish.value = pixels === null || pixels <= fit.peek() * 1.001 ? null : Math.min(WIDEST, pixels);
    scrolled.value = Math.max(0, Math.min(total.peek() - size.peek().width, Math.round(around * scale.peek() - x)));
  });
  // The room is as wide as the new scale wants only when it has been laid out.
  settling ||= requestAnimationFrame(() => {
    settling = 0;
    if (scroller) scroller.scrollLeft = scrolled.peek();
  });
}

function reveal(at: number): void {
  if (!scroller || wish.peek() === null) return;
  const x = xOf(at);
  const { width } = size.peek();
  if (isPlaying.peek() ? x > width - 40 || x < 0 : x > width - 20 || x < 20) scroller.scrollLeft = at * scale.peek() - (isPlaying.peek() ? 60 : width / 2);
}

export function Timeline() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const room = useRef<HTMLDivElement>(null);

  useEffect(() => {
    scroller = room.current;
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context || !room.current) return undefined;
    let asked = 0;
    const paint = () => {
      asked = 0;
      const ratio = devicePixelRatio || 1;
      const { width, height } = size.peek();
      if (element.width !== Math.round(width * ratio) || element.height !== Math.round(height * ratio)) {
        element.width = Math.round(width * ratio);
        element.height = Math.round(height * ratio);
      }
      drawAll(context, ratio);
      drawGestures(context);
    };
    const watch = new ResizeObserver(() => {
      if (!room.current) return;
      size.value = { ...size.peek(), width: room.current.clientWidth };
    });
    watch.observe(room.current);
    const stops = [
      effect(() => {
        const height = RULER + rows.value.reduce((sum, row) => sum + row.height, 0);
        if (size.peek().height !== height) size.value = { ...size.peek(), height };
      }),
      effect(() => {
        void [state.value, rows.value, scale.value, scrolled.value, size.value, selection.value, arrived.value, redraw.value, takeNumber.value, colours.value, inPoint.value, outPoint.value];
        if (!asked) asked = requestAnimationFrame(paint);
      }),
      effect(() => reveal(frame.value)),
      addCommands(...orders()),
    ];
    // The letters of a script come when the first of them is wanted.
    const measureAgain = () => {
      forgetWidths();
      redraw.value += 1;
    };
    void document.fonts?.ready.then(measureAgain);
    document.fonts?.addEventListener("loadingdone", measureAgain);
    return () => {
      document.fonts?.removeEventListener("loadingdone", measureAgain);
      for (const stop of stops) stop();
      watch.disconnect();
      cancelAnimationFrame(asked);
    };
  }, []);

  const now = state.value;
  const at = frame.value;
  const x = xOf(at);
  const { width, height } = size.value;
  const level = now ? loudnessAt(now, at) : null;
  return (
    <section class="timeline" aria-label="Timeline">
      <div class="labels">
        <div class="zoom" role="group" aria-label="Zoom" style={{ height: `${RULER}px` }}>
          <button type="button" aria-pressed={wish.value === null} onClick={() => zoomTo(null)} title="The whole episode (0)">Fit</button>
          <button type="button" onClick={() => zoomTo((100 * rate.value[1]) / rate.value[0])} title="Seconds (1)">1 s</button>
          <button type="button" onClick={() => zoomTo(WIDEST)} title="Frames (2)">1 f</button>
        </div>
        {rows.value.map((row) => (
          <div key={row.name} class="label" style={{ height: `${row.height}px` }}><span>{row.label}</span><small>{row.note}</small></div>
        ))}
      </div>
      <div class="room" ref={room} onScroll={(event) => (scrolled.value = event.currentTarget.scrollLeft)} onWheel={wheel}>
        <div class="spacer" style={{ width: `${total.value}px`, height: `${height}px` }} />
        <div class="sheet" style={{ width: `${width}px`, height: `${height}px`, marginTop: `${-height}px` }} onPointerDown={press} onPointerMove={hover} onPointerLeave={() => (tip.value = null)} onDblClick={twice}>
          <canvas ref={canvas} style={{ width: `${width}px`, height: `${height}px` }} aria-hidden="true" />
          {now && (
            <div class="playhead" style={{ transform: `translateX(${x}px)`, visibility: x < -1 || x > width ? "hidden" : "visible" }}
              role="slider" tabIndex={0} aria-label="Playhead" aria-valuemin={0} aria-valuemax={Math.max(0, frames.value - 1)} aria-valuenow={at} aria-valuetext={spoken(at)}>
              <span class={x > width - 70 ? "flag left" : "flag"}>{clock(secondsOf(at, rate.value), 1)}</span>
              {level !== null && <span class={x > width - 70 ? "level left" : "level"}>{decibels(level)}</span>}
            </div>
          )}
          {refusal.value && (
            <div class="refusal" onPointerDown={(event) => event.stopPropagation()}>
              <span>{refusal.value}</span>
              <button type="button" aria-label="Close what was refused" onClick={() => (refusal.value = null)}>×</button>
            </div>
          )}
          {tip.value && <div class="tip" style={{ left: `${Math.min(tip.value.x + 12, width - 220)}px`, top: `${tip.value.y + 16}px` }}>{tip.value.text}</div>}
        </div>
      </div>
    </section>
  );
}

function spoken(at: number): string {
  const segment = rows.value.find((row) => row.name === "segments")?.items.find((item) => item.first <= at && at < item.first + item.frames);
  return `${clock(secondsOf(at, rate.value), 2)}, frame ${at}${segment ? `, ${segment.label}` : ""}`;
}

// ------------------------------------------------------------------------------------------- pointer

function placeOf(event: PointerEvent | MouseEvent): Place {
  const box = (document.querySelector(".sheet") as HTMLElement).getBoundingClientRect();
  const x = event.clientX - box.left;
  const y = event.clientY - box.top;
  const found = rowAt(y);
  const at = frameAtX(x);
  const item = found ? itemAt(found.row, at, (y - found.top) / found.row.height) : null;
  return { frame: at, x, y, row: found?.row ?? null, item, event: event as PointerEvent };
}

function clamped(at: number): number {
  return Math.max(0, Math.min(frames.peek() - 1, Math.floor(at)));
}

function press(event: PointerEvent): void {
  if (event.button || !state.peek()) return;
  const sheet = event.currentTarget as HTMLElement;
  const place = placeOf(event);
  tip.value = null;
  const mark = place.row?.name === "marks" ? placedMarks.peek().find((one) => Math.abs(xOf(one.frame) - place.x) < 8) : null;
  if (mark) {
    goTo(mark.frame);
    if (mark.path && mark.line) wantedLine.value = { path: mark.path, line: mark.line, focus: false };
    return;
  }
  sheet.setPointerCapture(event.pointerId);
  const drag: Drag = gestureAt(place)?.gesture.begin(place) ?? scrub(place);
  const move = (moved: PointerEvent) => drag.move(placeOf(moved));
  const stop = (isKept: boolean) => (last: Event) => {
    sheet.removeEventListener("pointermove", move);
    window.removeEventListener("keydown", escape, true);
    for (const [name, hearer] of ends) sheet.removeEventListener(name, hearer);
    if (isKept) drag.end(placeOf(last as PointerEvent));
    else drag.cancel();
  };
  const ends: [string, (last: Event) => void][] = [["pointerup", stop(true)], ["pointercancel", stop(false)]];
  const escape = (key: KeyboardEvent) => {
    if (key.key !== "Escape") return;
    key.preventDefault();
    key.stopPropagation();
    stop(false)(key);
  };
  sheet.addEventListener("pointermove", move);
  window.addEventListener("keydown", escape, true);
  for (const [name, hearer] of ends) sheet.addEventListener(name, hearer);
}

/** What nobody else wants: an item is selected, and the playhead follows the pointer. */
function scrub(place: Place): Drag {
  const sound = soundAt(place);
  if (place.item) select(place.item, clamped(place.frame), sound ? place.item.sounds?.indexOf(sound) : 0);
  else goTo(clamped(place.frame));
  return { move: (to) => goTo(clamped(to.frame)), end: () => undefined, cancel: () => undefined };
}

function hover(event: PointerEvent): void {
  const place = placeOf(event);
  const sheet = event.currentTarget as HTMLElement;
  sheet.style.cursor = gestureAt(place)?.cursor ?? (place.y < RULER ? "ew-resize" : "default");
  if (event.buttons || !place.row) {
    tip.value = null;
    return;
  }
  const now = state.peek();
  const mark = now && place.row.name === "marks" ? placedMarks.peek().find((one) => Math.abs(xOf(one.frame) - place.x) < 8) : null;
  const text = mark ? `${clock(secondsOf(mark.frame, rate.peek()), 1)} ${mark.text}` : place.item ? describe(place.item) : null;
  tip.value = text ? { x: place.x, y: place.y, text } : null;
}

function describe(item: Item): string {
  const [from, to] = [item.first, item.first + item.frames].map((at) => clock(secondsOf(at, rate.peek()), 1));
  const more = item.transition ? ` · ${item.segment.transition?.kind}, ${item.transition} frames` : "";
  return `${item.label} · ${from}–${to}${item.where ? ` · line ${item.where.line}` : ""}${more}${item.isStale ? " · as it last was" : ""}`;
}

function twice(event: MouseEvent): void {
  const { item } = placeOf(event);
  if (item?.where) wantedLine.value = { path: item.where.path, line: item.where.line, column: item.where.column, focus: true };
}

function wheel(event: WheelEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    event.preventDefault();
    const place = placeOf(event);
    scaled(scale.peek() * Math.exp(-event.deltaY / 240), place.frame, place.x);
  } else if (wish.peek() !== null && Math.abs(event.deltaY) > Math.abs(event.deltaX) && !event.shiftKey && scroller) {
    const outer = scroller.closest(".timeline") as HTMLElement;
    if (outer.scrollHeight > outer.clientHeight + 1) return;
    event.preventDefault();
    scroller.scrollLeft += event.deltaY;
  }
}

// ------------------------------------------------------------------------------------------ keyboard

function neighbour(by: number, across: number): void {
  const all = rows.peek().filter((row) => row.items.length);
  const id = selection.peek()?.id;
  const here = all.findIndex((row) => row.items.some((item) => item.id === id));
  const at = frame.peek();
  const chosen = items.peek().get(id ?? "");
  const take = takeNumber.peek() + across;
  if (across && chosen?.sounds?.[take]) {
    select(chosen, null, take);
    say(`${baseName(chosen.sounds[take]?.path ?? "")}, ${take + 1} of ${chosen.sounds.length}`);
    return;
  }
  if (across) {
    const row = all[Math.max(0, Math.min(all.length - 1, (here < 0 ? 0 : here) + across))];
    const item = row && (itemAt({ ...row, items: row.items.map((one) => ({ ...one, lanes: 1 })) }, at, 0) ?? row.items.find((one) => one.first >= at) ?? row.items[row.items.length - 1]);
    if (item) choose(items.peek().get(item.id) ?? item);
    return;
  }
  const row = all[here < 0 ? 0 : here];
  const index = row?.items.findIndex((item) => item.id === id) ?? -1;
  const next = row?.items[index < 0 ? 0 : index + by];
  if (next) choose(next);
}

function choose(item: Item): void {
  select(item);
  say(describe(item));
}

function orders() {
  const group = "Timeline";
  const can = () => state.peek() !== null;
  const order = (id: string, label: string, keys: string[], run: () => void) => ({ id: `timeline.${id}`, group, label, keys, run, can });
  return [
    order("fit", "Show the whole episode", ["0"], () => zoomTo(null)),
    order("seconds", "Zoom to seconds", ["1"], () => zoomTo((100 * rate.peek()[1]) / rate.peek()[0])),
    order("frames", "Zoom to frames", ["2"], () => zoomTo(WIDEST)),
    order("selected", "Zoom to what is selected", ["z"], () => {
      const one = selection.peek();
      if (one) zoomTo((size.peek().width * 0.8) / one.frames, one.first + one.frames / 2);
    }),
    order("in", "Zoom in", ["+", "="], () => zoomTo(scale.peek() * 1.5)),
    order("out", "Zoom out", ["-"], () => zoomTo(scale.peek() / 1.5)),
    order("next", "Select the next item of the row", ["Alt+ArrowRight"], () => neighbour(1, 0)),
    order("before", "Select the item before it", ["Alt+ArrowLeft"], () => neighbour(-1, 0)),
    order("up", "Select in the row above", ["Alt+ArrowUp"], () => neighbour(0, -1)),
    order("down", "Select in the row below", ["Alt+ArrowDown"], () => neighbour(0, 1)),
    order("deselect", "Select nothing", ["Escape"], () => (selection.value = null)),
  ];
}
