/** A shared view: the picture, and what there is to be said of it. */

import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { ask, Refused } from "./api";
import { isGuest } from "./guest";
import { connection, listen, silence, whenBack } from "./events";
import { Notes } from "./panels/notes";
import { Player } from "./player/player";
import { Saying, Told } from "./saying";
import { episode, state } from "./state";
import type { EpisodeState } from "./types";

const trouble = signal<string | null>(null);

async function begin(): Promise<void> {
  try {
    const told = await ask<EpisodeState>("/view/state");
    episode.value = told.episode;
    trouble.value = null;
    listen("/view/events");
  } catch (problem) {
    trouble.value = problem instanceof Refused ? problem.message : "Nobody answers. The studio that shares this view may be closed.";
    if (problem instanceof Refused && problem.status === 401) silence();
    if (!(problem instanceof Refused) || problem.status === 503) window.setTimeout(() => void begin(), 3000);
  }
}
// The studio's own page is of the same script, and asks for no view: to be refused one would end its stream.
if (isGuest) {
  whenBack(() => void begin());
  // A view that was ended refuses its stream: the page asks once why.
  effect(() => {
    if (connection.value === "lost" && episode.peek() && !trouble.peek()) void begin();
  });
}

export function View() {
  useEffect(() => void begin(), []);
  const now = state.value;
  return (
    <div class="page">
      <header class="top">
        <span class="brand">together<em>.</em></span>
        <h1 class="where">{now && <b>{now.title}</b>}</h1>
        <div class="standing">{connection.value === "lost" && !trouble.value && "The studio is away. What you write is kept here."}</div>
      </header>
      <Told look="trouble" text={trouble.value && `${trouble.value.charAt(0).toUpperCase() + trouble.value.slice(1)}.`} />
      <div class="view">
        <Player />
        <section class="panels" aria-label="Notes"><div class="panel"><Notes /></div></section>
      </div>
      <Saying />
    </div>
  );
}
