/** Asking the server about the open episode, where only the newest answer counts. */

import { Refused } from "../api";
import { episode, language, profile } from "../state";

/** Return what asks about the episode as it is looked at, and takes the answer; it gives up what it asked before. `refuse` hears why there is none, and null where there is one. */
export function newest<T>(
  ask: (name: string, profile: string | null, language: string | null, signal: AbortSignal) => Promise<T>,
  take: (told: T) => void,
  refuse: (why: string | null) => void,
): () => Promise<void> {
  let asking: AbortController | null = null;
  return async () => {
    const name = episode.peek();
    asking?.abort();
    if (!name) return;
    const mine = new AbortController();
    asking = mine;
    try {
      const told = await ask(name, profile.peek(), language.peek(), mine.signal);
      if (episode.peek() !== name) return;
      take(told);
      refuse(null);
    } catch (problem) {
      if (!mine.signal.aborted) refuse(problem instanceof Refused ? problem.message : "The studio does not answer.");
    }
  };
}
