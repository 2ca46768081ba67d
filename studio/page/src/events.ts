/** The one stream of a page: what the server says of its own accord, handed to whoever asked to hear it. */

import { signal } from "@preact/signals";

/** Whether the server is there; `denied` where it is and has no such stream, `refused` where it does not know this page. */
export const connection = signal<"opening" | "open" | "lost" | "denied" | "refused">("opening");

const NAMES = ["state", "span", "sound", "still", "progress", "file", "notes", "queue", "board", "media", "fault", "marks", "theme"] as const;
export type EventName = (typeof NAMES)[number];

type Hearer = (data: unknown) => void;
const hearers = new Map<EventName, Set<Hearer>>();
const comers = new Set<() => void>();

let source: EventSource | null = null;
let address = "";
let waiting = 0;
let tries = 0;

/** Hear one kind of event; the answer ends that. */
export function hear<T>(name: EventName, hearer: (data: T) => void): () => void {
  const all = hearers.get(name) ?? new Set<Hearer>();
  hearers.set(name, all);
  all.add(hearer as Hearer);
  return () => all.delete(hearer as Hearer);
}

/** Be called each time the server is there again after it was gone: what was missed has to be asked for. */
export function whenBack(comer: () => void): () => void {
  comers.add(comer);
  return () => comers.delete(comer);
}

/** Listen at this address, in place of any other. */
export function listen(to: string): void {
  if (to === address && source && source.readyState !== EventSource.CLOSED) return;
  address = to;
  tries = 0;
  connect();
}

export function silence(): void {
  address = "";
  clearTimeout(waiting);
  clearInterval(looking);
  source?.close();
  source = null;
}

/** A studio that is there and does not know this page's key stays shut until its address is opened again. */
async function tellRefused(): Promise<void> {
  try {
    const { ok, status } = await fetch("/api/show", { method: "HEAD" });
    connection.value = status === 401 ? "refused" : ok ? "denied" : "lost";
  } catch {
    connection.value = "lost";
  }
}

const LOOK_MS = 3000;
let looking = 0;

/** A browser may wait long for a stream of which it has lost the server: where the server answers and the stream does not, it is opened anew. */
function lookWhetherBack(): void {
  let answered = 0;
  clearInterval(looking);
  looking = window.setInterval(async () => {
    const mine = source;
    if (!mine || ["open", "denied", "refused"].includes(connection.value)) {
      clearInterval(looking);
      return;
    }
    try {
      const { ok } = await fetch("/api/show", { method: "HEAD" });
      if (mine !== source || (connection.value as string) === "open") return;
      answered = ok ? answered + 1 : 0;
    } catch {
      answered = 0;
    }
    if (answered < 2) return;
    answered = 0;
    connect();
  }, LOOK_MS);
}

function connect(): void {
  clearTimeout(waiting);
  source?.close();
  const mine = new EventSource(address);
  source = mine;
  mine.onopen = () => {
    const wasLost = connection.value !== "open" && connection.value !== "opening";
    connection.value = "open";
    tries = 0;
    if (wasLost) for (const comer of comers) comer();
  };
  mine.onerror = () => {
    if (source !== mine) return;
    if (connection.value === "open") lookWhetherBack();
    const isShut = mine.readyState === EventSource.CLOSED;
    if (connection.value !== "refused" && !(isShut && connection.value === "denied")) connection.value = "lost";
    // A refusal closes the stream for good, so the browser does not come back by itself.
    if (isShut) {
      tries += 1;
      void tellRefused();
      waiting = window.setTimeout(connect, Math.min(8000, 400 * 2 ** Math.min(tries, 5)));
    }
  };
  for (const name of NAMES) {
    mine.addEventListener(name, (event) => {
      if (source !== mine) return;
      const data: unknown = JSON.parse((event as MessageEvent<string>).data || "null");
      for (const hearer of hearers.get(name) ?? []) hearer(data);
    });
  }
}
