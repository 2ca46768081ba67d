/** The panels beside the player, and what stands in the bar at the top: each room adds its own. */

import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { ComponentType } from "preact";

export interface Panel {
  id: string;
  title: string;
  /** Panels stand in this order. */
  order: number;
  count?: ReadonlySignal<number>;
  /** Whether there is such a panel now; always where it does not say. */
  isThere?: ReadonlySignal<boolean>;
  /** Whether it takes the room of the player and the timeline, too. */
  isRoomy?: ReadonlySignal<boolean>;
  render: ComponentType;
}

/** What stands to the right of the bar at the top: buttons. */
export interface Action {
  id: string;
  order: number;
  render: ComponentType;
}

export const panels = signal<readonly Panel[]>([]);
export const actions = signal<readonly Action[]>([]);
export const chosenPanel = signal("marks");
/** The page that is shown where no episode is open. */
export const startPage = signal<ComponentType | null>(null);

export function addPanel(panel: Panel): void {
  panels.value = [...panels.peek().filter((one) => one.id !== panel.id), panel].sort((one, other) => one.order - other.order);
}

export function addAction(action: Action): void {
  actions.value = [...actions.peek().filter((one) => one.id !== action.id), action].sort((one, other) => one.order - other.order);
}

export function showPanel(id: string): void {
  chosenPanel.value = id;
}

/** The panel that is shown: the chosen one, else the first that there is. */
export const shownPanel = computed<Panel | undefined>(() => {
  const there = panels.value.filter((one) => one.isThere?.value ?? true);
  return there.find((one) => one.id === chosenPanel.value) ?? there[0];
});
export const isRoomy = computed(() => shownPanel.value?.isRoomy?.value ?? false);
