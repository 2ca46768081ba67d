/** What is told to who listens to the page rather than sees it: two regions that are there before their sentences, so that a screen reader reads these out. */

import { effect } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { connection } from "./events";
import { said, say } from "./state";

/** Each sentence is an element of its own: the same words a second time are read out again, and two at once do not take one another away. */
export function Saying() {
  const those = (isUrgent: boolean) => said.value.filter((one) => one.isUrgent === isUrgent).map((one) => <p key={one.number}>{one.text}</p>);
  return (
    <div class="unseen saying">
      <div role="status" aria-live="polite" aria-atomic="false" aria-label="Told">{those(false)}</div>
      <div role="alert" aria-live="assertive" aria-atomic="false" aria-label="Urgent">{those(true)}</div>
    </div>
  );
}

/** A paragraph that comes and goes by what happens, and is said when it comes. */
export function Told({ text, look, isUrgent = true }: { text: string | null | false | undefined; look: string; isUrgent?: boolean }) {
  useEffect(() => {
    if (text) say(text, isUrgent);
  }, [text, isUrgent]);
  return text ? <p class={look}>{text}</p> : null;
}

export const AWAY = "The studio is away. What you write is kept; it goes on by itself.";
export const REFUSED = "The studio was started with another key. Open the address that `together studio` has printed; what you wrote is kept.";

let wasAway = false;
effect(() => {
  const now = connection.value;
  if (now === "lost" || now === "refused") say(now === "lost" ? AWAY : REFUSED, true);
  else if (now === "open" && wasAway) say("The studio is there again");
  wasAway = now === "lost" || now === "refused" || (wasAway && now === "opening");
});
