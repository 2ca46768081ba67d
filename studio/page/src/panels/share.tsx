/** Sharing a view: an address by which others look at this episode and write notes, and nothing else; ended at any time. */

import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import { Refused, views } from "../api";
import { addCommands } from "../commands";
import { episode, language, profile, say, state } from "../state";
import { Saying, Told } from "../saying";
import type { SharedView } from "../types";
import { addAction } from "./registry";

const isOpen = signal(false);
const shared = signal<readonly SharedView[]>([]);
const address = signal<string | null>(null);
const fault = signal<string | null>(null);
const days = signal("7");
/** The view whose address is shown. */
const newest = signal<number | null>(null);

/** What tells a view from the others: its place in the order in which they were shared, and what its guests see. */
function called(view: SharedView): string {
  return [`View ${shared.value.indexOf(view) + 1}`, view.profile, view.language].filter(Boolean).join(", ");
}

async function guarded(work: () => Promise<void>): Promise<void> {
  try {
    await work();
    fault.value = null;
  } catch (problem) {
    fault.value = problem instanceof Refused ? problem.message : "The studio does not answer.";
  }
}

const refresh = () => guarded(async () => {
  const name = episode.peek();
  if (name) shared.value = (await views.listing(name)).views;
});

const share = () => guarded(async () => {
  const name = episode.peek();
  if (!name) return;
  const told = await views.share(name, profile.peek(), language.peek(), Number(days.peek()));
  address.value = new URL(told.address, location.origin).href;
  newest.value = told.view.number;
  await refresh();
});

const end = (view: SharedView) => guarded(async () => {
  await views.revoke(view.number);
  if (view.number === newest.peek()) address.value = newest.value = null;
  await refresh();
});

const day = (moment: string) => new Date(moment).toLocaleString([], { dateStyle: "medium", timeStyle: "medium" });

function Share() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (isOpen.value) {
      dialog.current?.showModal();
      void refresh();
    }
  }, [isOpen.value]);
  if (!state.value) return null;
  const close = () => {
    isOpen.value = false;
    address.value = newest.value = null;
  };
  const isHere = ["127.0.0.1", "localhost", "[::1]"].includes(location.hostname);
  return (
    <>
      <button type="button" class="action" onClick={() => (isOpen.value = true)}>Share view</button>
      {isOpen.value && (
        <dialog class="share" ref={dialog} onClose={close} aria-label="Share view">
          <h2>Share a view of {state.value.title}</h2>
          <p>Who opens its address sees the episode as it is here, and can write notes. They see no file and change nothing else.</p>
          {isHere && <p class="mind">This studio is reached from this machine only. Start it with --host for others to see it.</p>}
          <div class="row">
            <label>For <select value={days.value} onChange={(event) => (days.value = event.currentTarget.value)}>
              <option value="1">a day</option><option value="7">a week</option><option value="30">30 days</option><option value="0">as long as it is not ended</option>
            </select></label>
            <button type="button" class="action main" onClick={() => void share()}>Make an address</button>
          </div>
          {address.value && (
            <div class="row">
              <input readOnly aria-label="Address of the view" value={address.value} onFocus={(event) => event.currentTarget.select()} />
              <button type="button" class="action" onClick={() => void navigator.clipboard?.writeText(address.value ?? "").then(() => say("Address copied"))}>Copy</button>
            </div>
          )}
          {address.value && <p class="soft">It is shown only now: it is not kept.</p>}
          <Told look="mind" text={fault.value} />
          {shared.value.length > 0 && (
            <ul aria-label="Shared views">
              {shared.value.map((view) => (
                <li key={view.number} class="row">
                  <span>
                    <b>{called(view)}</b>{view.number === newest.value && " (the address above)"}
                    <small>shared {day(view.made)}{view.until ? `, until ${day(view.until)}` : ", until you end it"}</small>
                  </span>
                  <button type="button" class="chip" aria-label={`End ${called(view)}`} onClick={() => void end(view)}>End</button>
                </li>
              ))}
            </ul>
          )}
          <div class="row"><button type="button" class="action" onClick={() => dialog.current?.close()}>Close</button></div>
          {/* A modal dialog silences the rest of the page. */}
          <Saying />
        </dialog>
      )}
    </>
  );
}

addAction({ id: "share", order: 20, render: Share });
addCommands({ id: "share", group: "Notes", label: "Share a view", keys: [], can: () => state.peek() !== null, run: () => (isOpen.value = true) });
