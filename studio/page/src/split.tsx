/** An edge between two parts of the page that can be moved, and stays where it was put. */

import { signal, type Signal } from "@preact/signals";

export interface Edge {
  name: string;
  at: Signal<number>;
  least: number;
  most: () => number;
}

export function edge(name: string, usual: number, least: number, most: () => number): Edge {
  const kept = Number(localStorage.getItem(`studio.edge.${name}`));
  return { name, at: signal(kept >= least ? kept : usual), least, most };
}

/** `towards` says whether what is measured grows when the edge moves right or down (1), or left or up (-1). */
export function Splitter({ of, label, axis, towards }: { of: Edge; label: string; axis: "x" | "y"; towards: 1 | -1 }) {
  const put = (value: number) => {
    of.at.value = Math.round(Math.max(of.least, Math.min(of.most(), value)));
    localStorage.setItem(`studio.edge.${of.name}`, String(of.at.value));
  };
  const press = (event: PointerEvent) => {
    const element = event.currentTarget as HTMLElement;
    element.setPointerCapture(event.pointerId);
    const from = axis === "x" ? event.clientX : event.clientY;
    const was = Math.min(of.at.value, of.most());
    const move = (moved: PointerEvent) => put(was + ((axis === "x" ? moved.clientX : moved.clientY) - from) * towards);
    element.addEventListener("pointermove", move);
    element.addEventListener("lostpointercapture", () => element.removeEventListener("pointermove", move), { once: true });
  };
  const keys = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -16, ArrowUp: -16, ArrowRight: 16, ArrowDown: 16 }[event.key];
    const isMine = axis === "x" ? /Left|Right/.test(event.key) : /Up|Down/.test(event.key);
    if (!by || !isMine) return;
    event.preventDefault();
    event.stopPropagation();
    put(of.at.value + by * towards);
  };
  return (
    <div class={`splitter ${axis}`} role="separator" tabIndex={0} aria-label={label} aria-orientation={axis === "x" ? "vertical" : "horizontal"}
      aria-valuenow={of.at.value} aria-valuemin={of.least} aria-valuemax={of.most()} onPointerDown={press} onKeyDown={keys} />
  );
}
