/** Review notes: what somebody says of a moment, answered, closed, with arrows and boxes on the picture. */

import { computed, signal } from "@preact/signals";
import { useRef, useState } from "preact/hooks";

import { addCommands } from "../commands";
import { addLayer, goTo } from "../player/player";
import { inPoint, outPoint } from "../player/transport";
import { api } from "../api";
import { isGuest } from "../guest";
import { episode, frame, frames, rate, say, state } from "../state";
import { Told } from "../saying";
import { clock, secondsOf } from "../time";
import type { Figure, Note } from "../types";
import { author, change, chosen, draft, isDoneShown, noteFault, notes, openNotes, signAs, tool } from "./noted";
import { addPanel, showPanel } from "./registry";

const at = (frames: number) => clock(secondsOf(frames, rate.value), 1);

/** From where to where a note would be written now: the range where one is set around the playhead, else the frame. */
function span(): { frame: number; end: number | null } {
  const [first, end] = [inPoint.value, outPoint.value];
  const here = frame.value;
  if (first !== null && end !== null && first <= here && here <= end) return { frame: first, end };
  return { frame: here, end: null };
}

const words = signal("");

/** Characters that a note or a reply may have, as the server counts them. */
const LONGEST = 4000;
const isLong = (text: string) => text.length > LONGEST && [...text.trim()].length > LONGEST;

/** Say that a text is too long; nothing of it is cut. */
function Length({ of: text, id }: { of: string; id?: string }) {
  return <p class="fault" role="status" {...(id ? { id } : {})}>{isLong(text) && `${[...text.trim()].length.toLocaleString("en")} characters: a note has at most ${LONGEST.toLocaleString("en")}. Write the rest into another one.`}</p>;
}

function Writing() {
  const { frame: first, end } = span();
  const write = async () => {
    const name = episode.peek();
    if (!name || !words.peek().trim() || !author.peek().trim()) return;
    const told = { episode: name, frame: first, ...(end === null ? {} : { end }), by: author.peek(), text: words.peek().trim(), drawings: draft.peek() };
    if (await change(api.note(told))) {
      words.value = "";
      draft.value = [];
      tool.value = null;
      say("Note written");
    }
  };
  return (
    <form class="writing" aria-label="New note" onSubmit={(event) => { event.preventDefault(); void write(); }}
      onKeyDown={(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); void write(); } }}>
      <p class="when">At <b>{at(first)}</b>{end !== null && <> to <b>{at(end)}</b></>}</p>
      <textarea rows={3} aria-label="Text of the note" placeholder="What do you see here?" aria-describedby="note-length" value={words.value} onInput={(event) => (words.value = event.currentTarget.value)} />
      <Length of={words.value} id="note-length" />
      <div class="row">
        <Draw figure="arrow" label="Arrow" />
        <Draw figure="box" label="Box" />
        {draft.value.length > 0 && <button type="button" class="chip" onClick={() => (draft.value = draft.peek().slice(0, -1))}>Take back</button>}
      </div>
      <div class="row">
        <input aria-label="Your name" placeholder="Your name" maxLength={80} value={author.value} onInput={(event) => signAs(event.currentTarget.value)} />
        <button type="submit" class="action main" disabled={!words.value.trim() || !author.value.trim() || isLong(words.value)}>Write note</button>
      </div>
      <Told look="fault" text={noteFault.value} />
    </form>
  );
}

function Draw({ figure, label }: { figure: Figure["figure"]; label: string }) {
  return (
    <button type="button" class="chip" aria-pressed={tool.value === figure} title={`${label} on the picture: drag it there`}
      onClick={() => (tool.value = tool.peek() === figure ? null : figure)}>{label}</button>
  );
}

const MOST_OF_TEXT = 40;

/** What tells a note from the others, to who hears its buttons one after the other. */
function called(note: Note): string {
  const text = note.text.length > MOST_OF_TEXT ? `${note.text.slice(0, MOST_OF_TEXT)}…` : note.text;
  return `${note.by}, ${at(note.frame)}: ${text}`;
}

function One({ note }: { note: Note }) {
  const [answer, setAnswer] = useState<string | null>(null);
  const name = episode.value ?? "";
  const isNamed = author.value.trim() !== "";
  const reply = async () => {
    if (!answer?.trim() || !isNamed) return;
    if (await change(api.reply({ episode: name, about: note.key, by: author.peek(), text: answer.trim() }))) setAnswer(null);
  };
  return (
    <li class={note.is_done ? "note done" : "note"} aria-current={chosen.value === note.key ? "true" : undefined}>
      <button type="button" class="place" onClick={() => { chosen.value = note.key; goTo(note.frame); }}>
        <time>{at(note.frame)}{note.end > note.frame + 1 && `–${at(note.end)}`}</time>
        <span class="by">{note.by}{note.is_guest && <small> guest</small>}</span><span class="unseen">: {note.text}</span>
      </button>
      <p class="text">{note.text}</p>
      {note.moved && <p class="moved">{note.moved}</p>}
      {note.replies.map((one) => (
        <div key={one.key} class="reply"><b>{one.by}{one.is_guest && <small> guest</small>}</b><p>{one.text}</p></div>
      ))}
      {answer !== null && (
        <form class="row" onSubmit={(event) => { event.preventDefault(); void reply(); }}>
          <input aria-label={`Reply to ${called(note)}`} value={answer} ref={(one) => { if (one && document.activeElement !== one && !answer) one.focus(); }} onInput={(event) => setAnswer(event.currentTarget.value)} />
          <button type="submit" class="chip" aria-label={`Send the reply to ${called(note)}`} disabled={!answer.trim() || isLong(answer)}>Send</button>
          <Length of={answer} />
        </form>
      )}
      <div class="row">
        <button type="button" class="chip" aria-label={`Reply to ${called(note)}`} aria-expanded={answer !== null} onClick={() => setAnswer(answer === null ? "" : null)} disabled={!isNamed} title={isNamed ? "" : "Write your name above first"}>Reply</button>
        {!isGuest && <button type="button" class="chip" aria-label={`${note.is_done ? "Open again" : "Done"}: ${called(note)}`} disabled={!isNamed} title={isNamed ? "" : "Write your name above first"}
          onClick={() => void change(api.noteState({ episode: name, about: note.key, by: author.peek(), is_done: !note.is_done }))}>{note.is_done ? "Open again" : "Done"}</button>}
        {note.done_by && <small>done by {note.done_by}</small>}
      </div>
    </li>
  );
}

export function Notes() {
  if (!state.value) return null;
  const all = notes.value.filter((note) => isDoneShown.value || !note.is_done).slice().sort((one, other) => one.frame - other.frame);
  const done = notes.value.length - openNotes.value.length;
  return (
    <div class="notes">
      <Writing />
      {done > 0 && (
        <label class="shown"><input type="checkbox" checked={isDoneShown.value} onChange={(event) => (isDoneShown.value = event.currentTarget.checked)} /> Show {done} done</label>
      )}
      {all.length === 0 && <p class="empty">{done ? "All notes are seen to." : "No notes yet. Pause where something is to be said, and write it down here."}</p>}
      <ul>{all.map((note) => <One key={note.key} note={note} />)}</ul>
    </div>
  );
}

/** Figures of the notes on the frame that is shown, and those that are being drawn. */
function Figures() {
  const begun = useRef<[number, number] | null>(null);
  const [moving, setMoving] = useState<Figure | null>(null);
  const now = state.value;
  if (!now || !now.frames) return null;
  const here = frame.value;
  const ratio = now.width / now.height;
  const seen = notes.value.filter((note) => (!note.is_done || note.key === chosen.value) && note.frame <= here && here < note.end).flatMap((note) => note.drawings);
  const all = [...seen, ...draft.value, ...(moving ? [moving] : [])];
  if (!all.length && !tool.value) return null;
  const place = (event: PointerEvent): [number, number] => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const share = (value: number) => Math.round(Math.min(1, Math.max(0, value)) * 10000) / 10000;
    return [share((event.clientX - box.left) / box.width), share((event.clientY - box.top) / box.height)];
  };
  const figure = (event: PointerEvent): Figure | null => {
    if (!begun.current || !tool.peek()) return null;
    const [x, y] = place(event);
    return { figure: tool.peek() as Figure["figure"], points: [...begun.current, x, y] };
  };
  return (
    <svg class={tool.value ? "figures drawing" : "figures"} viewBox={`0 0 ${1000 * ratio} 1000`} preserveAspectRatio="none" aria-label={tool.value ? "Drag on the picture to draw" : "Drawn on the picture"} role="img"
      onPointerDown={(event) => { if (tool.peek()) { begun.current = place(event); event.currentTarget.setPointerCapture(event.pointerId); event.preventDefault(); } }}
      onPointerMove={(event) => { const made = figure(event); if (made) setMoving(made); }}
      onPointerUp={(event) => {
        const made = figure(event);
        begun.current = null;
        setMoving(null);
        const [x, y, a, b] = made?.points ?? [0, 0, 0, 0];
        if (made && Math.hypot(a - x, b - y) > 0.01) {
          draft.value = [...draft.peek(), made].slice(0, 20);
          tool.value = null;
          showPanel("notes");
        }
      }}>
      {all.map((one, index) => <Drawn key={index} of={one} ratio={ratio} />)}
    </svg>
  );
}

function Drawn({ of, ratio }: { of: Figure; ratio: number }) {
  const [x, y, a, b] = [of.points[0] * 1000 * ratio, of.points[1] * 1000, of.points[2] * 1000 * ratio, of.points[3] * 1000];
  const turn = Math.atan2(b - y, a - x);
  const side = (by: number) => `${a - 46 * Math.cos(turn + by)} ${b - 46 * Math.sin(turn + by)}`;
  const line = of.figure === "box"
    ? `M${x} ${y}L${a} ${y}L${a} ${b}L${x} ${b}Z`
    : `M${x} ${y}L${a} ${b}M${side(0.5)}L${a} ${b}L${side(-0.5)}`;
  return <><path class="under" d={line} /><path class="over" d={line} /></>;
}

addLayer(() => <Figures />);
addPanel({ id: "notes", title: "Notes", order: 20, count: computed(() => openNotes.value.length), render: Notes });
addCommands(
  { id: "note.write", group: "Notes", label: "Write a note here", keys: ["n"], can: () => state.peek() !== null, run: () => {
    showPanel("notes");
    requestAnimationFrame(() => (document.querySelector(".writing textarea") as HTMLElement | null)?.focus());
  } },
  { id: "note.next", group: "Notes", label: "To the next note", keys: ["Shift+n"], can: () => openNotes.peek().length > 0, run: () => {
    const order = openNotes.peek().slice().sort((one, other) => one.frame - other.frame);
    const next = order.find((one) => one.frame > frame.peek()) ?? order[0];
    if (!next) return;
    chosen.value = next.key;
    showPanel("notes");
    goTo(Math.min(next.frame, frames.peek() - 1));
  } },
);
