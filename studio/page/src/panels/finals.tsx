/** Finals: the queue of episodes that are built to the end, and the button that builds the one that is open. */

import { computed, effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { Refused, season } from "../api";
import { addCommands } from "../commands";
import { isAllSaved, openFile, save, standings, unsaved } from "../editor/files";
import { hear, whenBack } from "../events";
import { Told } from "../saying";
import { episode, mistakes, say, state } from "../state";
import { length } from "../time";
import type { Final, Queue } from "../types";
import { addAction, showPanel } from "./registry";

export const queue = signal<readonly Final[]>([]);
/** The episodes whose finals a studio that has ended did not finish. */
const unfinished = signal<readonly string[]>([]);
/** What was said against what was last asked of the queue. */
export const refusal = signal<string | null>(null);

/** Show a queue; how far it is comes without what is not finished. */
export function take(told: Pick<Queue, "queue"> & Partial<Queue>): void {
  queue.value = told.queue;
  if (told.unfinished) unfinished.value = told.unfinished;
}

hear("queue", take);

export async function ask(what: Promise<Queue>): Promise<void> {
  try {
    take(await what);
    refusal.value = null;
  } catch (problem) {
    refusal.value = problem instanceof Refused ? problem.message : "The studio does not answer.";
  }
}

export function isUnderWay(final: Final): boolean {
  return final.state === "waiting" || final.state === "building";
}

export function newestOf(name: string | null): Final | undefined {
  return [...queue.value].reverse().find((one) => one.name === name);
}

export function Progress({ final }: { final: Final }) {
  const isWaiting = final.state === "waiting";
  return (
    <div class="progress">
      <p>{isWaiting ? "Waits" : `${Math.floor(final.share * 100)} %`}{!isWaiting && final.left !== null && <small>{length(Math.max(1, final.left))} left</small>}</p>
      <progress max={1} value={isWaiting ? 0 : final.share} aria-label={`Building ${final.name}`} />
      <button type="button" class="chip" onClick={() => void ask(season.cancel(final.number))} aria-label={`Cancel ${final.name}`}>Cancel</button>
    </div>
  );
}

/** What was not finished when a studio ended: nothing of it is built unasked. */
export function Unfinished() {
  const names = unfinished.value;
  if (!names.length) return null;
  const [are, them] = names.length === 1 ? ["final was", "it"] : ["finals were", "them"];
  return (
    <div class="unfinished">
      <Told look="" isUrgent={false} text={`${names.length} ${are} not finished when the studio ended: ${names.join(", ")}`} />
      <button type="button" class="action main" onClick={() => void ask(season.goOn())}>Go on with {them}</button>
      <button type="button" class="action" onClick={() => void ask(season.forget())}>Forget {them}</button>
    </div>
  );
}

// ------------------------------------------------------------------------------- the episode that is open

const wrong = computed(() => mistakes.value.length);

let building: Promise<void> | null = null;

/** Build what stands here, once for however many clicks. */
function build(): Promise<void> {
  building ??= saveAndBuild().finally(() => (building = null));
  return building;
}

/** It is saved first. Where there are mistakes, show them instead. */
async function saveAndBuild(): Promise<void> {
  const name = episode.peek();
  if (!name) return;
  if (wrong.peek()) return showPanel("marks");
  unbuilt.value = null;
  // What was changed outside meanwhile is merged when it is to be saved, and is then saved as it is now.
  for (let times = 0; times < MOST_SAVES && !isAllSaved.peek() && !isInDispute.peek(); times += 1) await Promise.all(unsaved().map(save));
  if (!isAllSaved.peek()) {
    unbuilt.value = { name, words: `Nothing is built: ${unsaved().join(", ")} could not be saved.`, digest: null };
    const [first] = unsaved();
    if (first) void openFile(first);
    return;
  }
  await ask(season.build(name));
  if (refusal.peek()) unbuilt.value = { name, words: refusal.peek() ?? "", digest: state.peek()?.digest ?? "" };
}

const MOST_SAVES = 3;

/** Whether a text cannot be saved as it stands here: another stands on the disk, or it was refused. */
const isInDispute = computed(() => [...standings.value.values()].some((one) => one.isUnsaved && (one.conflict !== null || one.fault !== null)));

/** Why nothing was built: of what the episode was then, or, without a digest, of texts that could not be saved. */
const unbuilt = signal<{ name: string; words: string; digest: string | null } | null>(null);
/** It is said until that is mended, however often the studio tells meanwhile how things stand. */
export const whyUnbuilt = computed(() => {
  const why = unbuilt.value;
  if (!why || why.name !== episode.value) return null;
  if (why.digest !== null) return why.digest === state.value?.digest ? why.words : null;
  if (isAllSaved.value) return null;
  return isInDispute.value ? `${why.words} Settle that first.` : why.words;
});

/** The final that ended before these eyes, and what the episode was then: after an edit it is said no more. */
const ended = signal<{ final: Final; digest: string } | null>(null);

function Build() {
  const final = newestOf(episode.value);
  const over = ended.value && ended.value.final.number === final?.number && ended.value.digest === state.value?.digest ? ended.value.final : null;
  useEffect(() => {
    const look = () => void ask(season.queue());
    look();
    return whenBack(look);
  }, []);
  if (!state.value) return null;
  if (final && isUnderWay(final)) return <Progress final={final} />;
  if (over?.state === "done") return <span class="chip-state good" title={over.words}><i />Built</span>;
  return (
    <button type="button" class="action main" aria-disabled={wrong.value > 0} title={wrong.value ? "Mistakes have to be mended first" : "Build the final of this episode"} onClick={() => void build()}>
      {isAllSaved.value ? "Build final" : "Save and build"}
    </button>
  );
}

/** The numbers of the finals that were seen under way. */
const watched = new Set<number>();
effect(() => {
  for (const final of queue.value) {
    if (isUnderWay(final)) {
      if (!watched.has(final.number)) say(`Building the final of ${final.name}`);
      watched.add(final.number);
    } else if (watched.delete(final.number)) {
      end(final);
    }
  }
});

function end(final: Final): void {
  if (final.state === "cancelled") return say(`Building ${final.name} was cancelled`);
  const isOpen = final.name === episode.peek();
  if (isOpen) ended.value = { final, digest: state.peek()?.digest ?? "" };
  if (final.state === "done") say(`${final.name} is built: ${final.words}`);
  else if (isOpen) unbuilt.value = { name: final.name, words: final.words, digest: state.peek()?.digest ?? "" };
  else say(`${final.name} could not be built: ${final.words}`, true);
}

addAction({ id: "build", order: 30, render: Build });
addCommands({ id: "build", group: "Episodes", label: "Build the final", keys: [], can: () => state.peek() !== null, run: () => void build() });
