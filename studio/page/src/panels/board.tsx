/** The start page: the season, an episode a row, and the queue of finals. */

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { blob, Refused, season } from "../api";
import { hear, whenBack } from "../events";
import { Told } from "../saying";
import { open, show } from "../state";
import { decibels, length } from "../time";
import type { Board as BoardState, BoardRow } from "../types";
import { ask, isUnderWay, newestOf, Progress, refusal, take, Unfinished } from "./finals";
import { startPage } from "./registry";

const board = signal<BoardState | null>(null);
const fault = signal<string | null>(null);
const isShown = signal(false);

/** How often the board was told unasked: an answer may come behind that, and be of before. */
let tellings = 0;
hear<BoardState>("board", (told) => {
  tellings += 1;
  board.value = told;
});

async function refresh(): Promise<void> {
  const known = tellings;
  try {
    const [seen, waiting] = await Promise.all([season.board(), season.queue()]);
    // Who asks lets the studio look again, and the end of that is told.
    if (tellings === known) board.value = seen;
    take(waiting);
    fault.value = null;
  } catch (problem) {
    if (problem instanceof Refused) fault.value = problem.message;
  }
}

let timer = 0;
hear<unknown>("file", () => {
  if (!isShown.peek()) return;
  clearTimeout(timer);
  timer = window.setTimeout(() => void refresh(), 400);
});
whenBack(() => {
  if (isShown.peek()) void refresh();
});

const TONES = { finished: "good", edited: "drawing", new: "", refused: "wrong", not_cleared: "wrong", broken: "wrong" } as const;

function airs(row: BoardRow): string {
  if (row.air_date === null || row.days === null) return "";
  const days = (count: number) => `${count} ${count === 1 ? "day" : "days"}`;
  if (row.is_late) return `${days(-row.days)} late`;
  if (row.days < 0) return `aired ${row.air_date}`;
  return row.days === 0 ? "airs today" : `airs in ${days(row.days)}`;
}

const MOST_NAMES = 4;

/** The first names of a list; of more it is told how many. */
export function shortened(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${names.slice(0, MOST_NAMES).join(", ")} and ${more} more` : names.join(", ");
}

/** What tells an episode from the others: two may have one title. */
function named(row: BoardRow): string {
  return row.title ? `${row.title}, ${row.name}` : row.name;
}

/** Whether all its deliverables are: a build makes those that are not. */
function isFinished(row: BoardRow): boolean {
  return row.state === "finished" && row.deliverables.every((one) => one.state === "finished");
}

/** Where and why something cannot be built: the first of its mistakes, and how many more there are. */
function Why({ mistakes }: { mistakes: BoardRow["mistakes"] }) {
  const why = mistakes[0];
  return why ? <p class="why"><code>{why.path}{why.line ? `:${why.line}` : ""}</code> {why.message}{mistakes.length > 1 && ` (and ${mistakes.length - 1} more)`}</p> : null;
}

function Row({ row }: { row: BoardRow }) {
  const final = newestOf(row.name);
  const errors = row.findings.filter((one) => one.severity === "error").length;
  const canBuild = !["broken", "not_cleared"].includes(row.state) && !isFinished(row);
  return (
    <li class="episode" data-state={row.state}>
      <button type="button" class="poster" onClick={() => open(row.name)} aria-label={`Open ${named(row)}`}>
        {row.poster ? <img src={blob(row.poster, "jpg")} alt="" loading="lazy" /> : <span aria-hidden="true">{row.title || row.name}</span>}
      </button>
      <div class="what">
        <h2><button type="button" aria-label={named(row)} onClick={() => open(row.name)}>{row.title || row.name}</button></h2>
        <p class="facts-line">
          <span>{row.name}</span>
          {row.length && <span>{row.length}</span>}
          {row.air_date && <span class={row.is_late ? "late" : ""} title={row.air_date}>{airs(row)}</span>}
          {row.newcomers.length > 0 && <span title={row.newcomers.join(", ")}>New: {shortened(row.newcomers)}</span>}
        </p>
        <Why mistakes={row.mistakes} />
        {row.deliverables.length > 0 && (
          <p class="facts-line" aria-label="Other deliverables">
            {row.deliverables.map((one) => <span key={one.profile} class={`chip-state ${TONES[one.state]}`}><i />{one.profile}: {one.words}</span>)}
          </p>
        )}
        {row.deliverables.map((one) => one.mistakes[0] && <Why key={one.profile} mistakes={one.mistakes} />)}
        {final && !isUnderWay(final) && final.state !== "done" && final.words && <p class="why whole" title={final.words}>{final.words}</p>}
      </div>
      <p class={`chip-state ${TONES[row.state]}`}><i />{row.words}</p>
      <p class="figures-line">
        {row.loudness !== null && <span title={row.target === null ? "" : `target ${decibels(row.target, 0)} LUFS`}>{decibels(row.loudness)} LUFS</span>}
        {row.findings.length > 0
          ? <span class={errors ? "late" : "mind"} title={row.findings.map((one) => one.message).join("\n")}>{row.findings.length} {row.findings.length === 1 ? "finding" : "findings"}</span>
          : row.loudness !== null && <span>no findings</span>}
      </p>
      <div class="make">
        {final && isUnderWay(final) ? <Progress final={final} /> : canBuild && (
          <>
            <button type="button" class="action" onClick={() => void ask(season.build(row.name))} aria-label={`Build ${named(row)}`}>Build</button>
            {row.cost && row.state !== "finished" && <small>{row.cost.parts ? `about ${length(Math.max(1, Math.round(row.cost.seconds)))}` : "packs only"}</small>}
          </>
        )}
      </div>
    </li>
  );
}

function Board() {
  useEffect(() => {
    isShown.value = true;
    void refresh();
    return () => {
      isShown.value = false;
    };
  }, []);
  const now = board.value;
  const rows = now?.rows ?? [];
  const toBuild = rows.filter((row) => !["broken", "not_cleared"].includes(row.state) && !isFinished(row));
  return (
    <main class="board">
      <header>
        <h1>{show.value?.title ?? ""}</h1>
        <p role="status">{now ? (now.is_whole ? now.words : `Looking at ${now.episodes} ${now.episodes === 1 ? "episode" : "episodes"} …`) : ""}</p>
        {toBuild.length > 1 && (
          <button type="button" class="action main" onClick={() => toBuild.reduce((before, row) => before.then(() => ask(season.build(row.name))), Promise.resolve())}>Build {toBuild.length} episodes</button>
        )}
      </header>
      <Told look="trouble" text={fault.value ?? refusal.value} />
      <Unfinished />
      {now?.episodes === 0 && <p class="empty">No episode yet: write one such as episodes/s01e01.yaml.</p>}
      <ul aria-label="Episodes">{rows.map((row) => <Row key={row.name} row={row} />)}</ul>
    </main>
  );
}

startPage.value = Board;
