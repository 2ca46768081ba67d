/** What the mouse can do on the timeline: the first gesture that wants a place gets it; what nobody wants moves the playhead. */

import { signal } from "@preact/signals";

import type { Item, Row } from "./model";

/** Why the last edit could not be made, in the server's words. */
export const refusal = signal<string | null>(null);

export interface Place {
  /** Frame under the pointer, not rounded. */
  frame: number;
  x: number;
  y: number;
  row: Row | null;
  item: Item | null;
  event: PointerEvent;
}

export interface Drag {
  move: (place: Place) => void;
  end: (place: Place) => void;
  cancel: () => void;
}

export interface Gesture {
  /** Return the cursor over a place that this gesture wants, null where it wants nothing. */
  cursor: (place: Place) => string | null;
  begin: (place: Place) => Drag | null;
  /** Draw over the timeline what the gesture shows meanwhile. */
  draw?: (context: CanvasRenderingContext2D) => void;
}

const gestures: Gesture[] = [];

export function addGesture(gesture: Gesture): void {
  gestures.push(gesture);
}

export function gestureAt(place: Place): { gesture: Gesture; cursor: string } | null {
  for (const gesture of gestures) {
    const cursor = gesture.cursor(place);
    if (cursor) return { gesture, cursor };
  }
  return null;
}

export function drawGestures(context: CanvasRenderingContext2D): void {
  for (const gesture of gestures) gesture.draw?.(context);
}
