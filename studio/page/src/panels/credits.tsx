/** Whom the episode credits as what, in the order of its credits; each leads to the line that names them and to where they are first there. */

import { computed, effect, signal } from "@preact/signals";

import { credits } from "../api";
import { whenBack } from "../events";
import { isGuest } from "../guest";
import { goTo } from "../player/player";
import { cost, episode, frames, rate, state, wantedLine } from "../state";
import { Told } from "../saying";
import { clock, secondsOf } from "../time";
import type { Credited, CreditsSection } from "../types";
import { newest } from "./newest";
import { addPanel, chosenPanel } from "./registry";

const PANEL = "credits";
const sections = signal<readonly CreditsSection[] | null>(null);
const fault = signal<string | null>(null);

const people = computed(() => new Set((sections.value ?? []).flatMap((section) => section.roles.flatMap((role) => role.people.map((one) => one.key)))).size);
const isShown = computed(() => !isGuest && episode.value !== null && chosenPanel.value === PANEL);

const refresh = newest(credits, (told) => (sections.value = told.sections), (why) => (fault.value = why));

const UNSEEN_MS = 3000;
let known: string | null = null;
let timer = 0;
effect(() => {
  if (episode.value !== known) {
    known = episode.value;
    sections.value = null;
  }
  const isThere = !isGuest && !!state.value?.view;
  clearTimeout(timer);
  if (isShown.value) timer = window.setTimeout(() => void refresh(), sections.peek() ? 250 : 0);
  // The tab says how many there are before anybody looks: asked once nothing has changed for a while, so that no edit waits for it.
  else if (isThere) timer = window.setTimeout(() => void refresh(), UNSEEN_MS);
});
whenBack(() => {
  if (isShown.peek()) void refresh();
});

function jump(one: Credited): void {
  if (one.first !== null) goTo(Math.min(one.first, frames.peek() - 1));
  if (one.where) wantedLine.value = { path: one.where.path, line: one.where.line, column: one.where.column, focus: false };
}

function Person({ one, role }: { one: Credited; role: string }) {
  const joins = cost.value?.joining?.includes(one.name);
  return (
    <li>
      <button type="button" class="credited" onClick={() => jump(one)} title={one.where ? `${one.where.path}, line ${one.where.line}` : ""}>
        <span class="words"><b>{one.name}</b>{one.place && <small>{one.place}</small>}{role && <span class="unseen">, {role}</span>}{joins && <small class="joins">joins by this edit</small>}</span>
        <time>{one.first === null ? "" : clock(secondsOf(one.first, rate.value), 1)}</time>
      </button>
      {one.concerns.map((text) => <p key={text} class="concern">{text}</p>)}
    </li>
  );
}

function Credits() {
  const all = sections.value;
  if (!all) return <Told look="empty" isUrgent={false} text={fault.value ?? "The credits are being read."} />;
  const leaving = cost.value?.leaving ?? [];
  return (
    <div class="credits">
      {leaving.length > 0 && <p class="leaving"><b>{leaving.join(", ")}</b> {leaving.length > 1 ? "leave" : "leaves"} the credits by this edit.</p>}
      {all.length === 0 && <p class="empty">Nobody is credited yet: write who made it, by:, beside each file.</p>}
      {all.map((section, at) => (
        <section key={at} aria-label={section.heading || "Named by cards"}>
          <h2>{section.heading || "Named by cards"}</h2>
          {section.roles.map((role, number) => (
            <div key={number} class="role"><h3>{role.role || "no role"}</h3><ul>{role.people.map((one) => <Person key={one.key} one={one} role={[section.heading, role.role].filter(Boolean).join(", ")} />)}</ul></div>
          ))}
        </section>
      ))}
    </div>
  );
}

if (!isGuest) addPanel({ id: PANEL, title: "Credits", order: 25, count: people, render: Credits });
