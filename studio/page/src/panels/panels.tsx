/** The tabs of panels. */

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { addCommands } from "../commands";
import { panels, showPanel, shownPanel } from "./registry";

const isAdded = signal(false);

export function Panels() {
  const there = panels.value.filter((one) => one.isThere?.value ?? true);
  const chosen = shownPanel.value;
  if (!isAdded.peek()) {
    isAdded.value = true;
    addCommands(...panels.peek().map((one) => ({ id: `panel.${one.id}`, group: "Panels", label: `Show ${one.title}`, keys: [], run: () => showPanel(one.id) })));
  }
  const id = chosen?.id;
  useEffect(() => {
    if (id) document.getElementById(`tab-${id}`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [id]);
  if (!chosen) return null;
  const Chosen = chosen.render;
  const move = (event: KeyboardEvent) => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const next = there[(there.indexOf(chosen) + by + there.length) % there.length];
    if (!next) return;
    showPanel(next.id);
    requestAnimationFrame(() => document.getElementById(`tab-${next.id}`)?.focus());
  };
  return (
    <section class="panels" aria-label="Panels">
      <div class="tabs" role="tablist" aria-label="Panels" onKeyDown={move}>
        {there.map((one) => (
          <button key={one.id} type="button" role="tab" id={`tab-${one.id}`} aria-selected={one === chosen} aria-controls="panel" tabIndex={one === chosen ? 0 : -1}
            class={one === chosen ? "tab current" : "tab"} onClick={() => showPanel(one.id)}>
            {one.title}
            {one.count && one.count.value > 0 && <small>{one.count.value}</small>}
          </button>
        ))}
      </div>
      <div class="panel" role="tabpanel" id="panel" aria-labelledby={`tab-${chosen.id}`} tabIndex={-1}><Chosen /></div>
    </section>
  );
}
