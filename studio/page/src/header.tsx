/** The bar at the top: where one is, and how things stand. */

import { computed } from "@preact/signals";

import { connection } from "./events";
import { Icon } from "./icons";
import { openPalette } from "./palette";
import { actions, showPanel } from "./panels/registry";
import { AWAY, REFUSED } from "./saying";
import { freshness, mistakes, open, progress, show, state } from "./state";
import { chooseScheme, isLight } from "./theme";
import { decibels } from "./time";

const drawing = computed(() => {
  const all = [...progress.value.values()];
  return all[all.length - 1] ?? null;
});

function Standing() {
  const now = state.value;
  if (connection.value === "lost") return <span class="chip-state wrong"><i />{AWAY}</span>;
  if (connection.value === "refused") return <span class="chip-state wrong"><i />{REFUSED}</span>;
  if (!now) return null;
  const busy = drawing.value;
  const { fresh, spans } = freshness.value;
  const wrong = mistakes.value.length;
  return (
    <>
      {busy && <span class="chip-state drawing"><i />Drawing {busy.label} <b>{Math.floor(busy.share * 100)}%</b></span>}
      <span class={fresh === spans ? "chip-state good" : "chip-state drawing"}><i />{fresh} of {spans} spans as rendered</span>
      {now.loudness && (
        <span class={now.sound?.state === "mastered" ? "chip-state good" : "chip-state drawing"}>
          <i />{now.loudness.integrated === null ? "Silent" : now.sound?.state === "mastered" ? "Sound" : "Sound not mastered,"}
          {now.loudness.integrated !== null && <>{" "}<b>{decibels(now.loudness.integrated)} LUFS</b></>}
        </span>
      )}
      {!now.loudness && now.is_planned && <span class="chip-state drawing"><i />Sound is being made</span>}
      {wrong > 0 && (
        <button type="button" class="chip-state wrong" onClick={() => showPanel("marks")}><i />{wrong} {wrong === 1 ? "mistake" : "mistakes"}</button>
      )}
    </>
  );
}

/** `s01e02` as people write it. */
function numbered(name: string): string {
  const found = /^s0*(\d+)e0*(\d+)$/.exec(name);
  return found ? `S${found[1]} E${found[2]}` : "";
}

export function Header() {
  const now = state.value;
  return (
    <header class="top">
      <button type="button" class="brand" onClick={() => open(null)} aria-label="together: all episodes">together<em>.</em></button>
      <h1 class="where">
        {show.value && <span>{show.value.title}</span>}
        {now && <><span class="slash">/</span>{numbered(now.episode) && <span class="number">{numbered(now.episode)}</span>}<b>{now.title}</b></>}
      </h1>
      <div class="standing" role="group" aria-label="How things stand"><Standing /></div>
      <div class="actions">
        {actions.value.map(({ id, render: Each }) => <Each key={id} />)}
        <button type="button" class="icon" aria-label={isLight.value ? "Dark" : "Light"} title={isLight.value ? "Dark" : "Light"} onClick={() => chooseScheme(isLight.value ? "dark" : "light")}><Icon name="light" /></button>
        <button type="button" class="icon" aria-label="Commands" title="Commands (Ctrl+K)" onClick={() => openPalette()}><Icon name="search" /></button>
      </div>
    </header>
  );
}
