/** The media folder: what was sent in, what the episode uses none of first; to skim, hear, search and drag onto the timeline. */

import { useRef } from "preact/hooks";

import { blob } from "../api";
import { addCommands } from "../commands";
import { isGuest } from "../guest";
import { goTo } from "../player/player";
import { episode, frame, frames, rate, say, wantedLine } from "../state";
import { Told } from "../saying";
import { clock, length, secondsOf } from "../time";
import { DRAGGED, drop } from "../timeline/dropping";
import { baseName } from "../timeline/model";
import type { MediaFile, MediaPictures, MediaUse } from "../types";
import { canInsert, folder, folderFault, found, isUnused, kindOf, looked, PANEL, unused, wanted } from "./folder";
import { element, heard, listenTo, stopListening } from "./listening";
import { addPanel, showPanel } from "./registry";
import { moment } from "./skim";
import { Terms } from "./terms";

function bytes(count: number): string {
  const units = ["bytes", "kB", "MB", "GB"];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

function can(file: MediaFile): boolean {
  return file.kind === "film" || file.kind === "sound";
}

// ------------------------------------------------------------------------------------------ pictures

/** Return which of the small pictures is nearest to a second. */
function nearest(pictures: MediaPictures, second: number): number {
  let best = 0;
  pictures.times.forEach((time, at) => {
    if (Math.abs(time - second) < Math.abs((pictures.times[best] as number) - second)) best = at;
  });
  return best;
}

function Picture({ file, second }: { file: MediaFile; second: number | null }) {
  const { pictures } = file;
  if (!pictures) return null;
  // A third of the way in says more of a film than its first picture, which is often black.
  const number = second === null ? Math.floor(pictures.times.length / 3) : nearest(pictures, second);
  const across = pictures.columns > 1 ? ((number % pictures.columns) * 100) / (pictures.columns - 1) : 0;
  const down = pictures.rows > 1 ? (Math.floor(number / pictures.columns) * 100) / (pictures.rows - 1) : 0;
  return (
    <span class="shot" data-number={number} style={{
      aspectRatio: `${pictures.width} / ${pictures.height}`, backgroundImage: `url(${blob(pictures.blob, "jpg")})`,
      backgroundSize: `${pictures.columns * 100}% ${pictures.rows * 100}%`, backgroundPosition: `${across}% ${down}%`,
    }} />
  );
}

function Wave({ file }: { file: MediaFile }) {
  const outline = file.outline ?? [];
  const top = outline.map((value, at) => `${at} ${(50 - Math.max(1, (value / 255) * 48)).toFixed(1)}`);
  const bottom = outline.map((value, at) => `${at} ${(50 + Math.max(1, (value / 255) * 48)).toFixed(1)}`).reverse();
  return (
    <svg class="wave" viewBox={`0 0 ${Math.max(1, outline.length - 1)} 100`} preserveAspectRatio="none" aria-hidden="true"><path d={`M${[...top, ...bottom].join("L")}Z`} /></svg>
  );
}

function secondAt(file: MediaFile, event: PointerEvent | MouseEvent): number {
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  const share = Math.max(0, Math.min(1, (event.clientX - box.left) / Math.max(1, box.width)));
  return share * (file.seconds ?? 0);
}

/** A file's picture or waveform; moving over it shows the moment that lies there. */
function Skim({ file, of }: { file: MediaFile; of: "picture" | "wave" }) {
  const isTimed = (file.seconds ?? 0) > 0;
  const mine = moment.value?.path === file.path ? moment.value.second : null;
  const now = heard.value?.path === file.path && !heard.value.fault ? heard.value : null;
  const second = mine ?? (now?.isPlaying || now?.at ? now.at : null);
  const shown = of === "picture" && mine !== null && file.pictures ? (file.pictures.times[nearest(file.pictures, mine)] ?? mine) : second;
  const begin = of === "picture" ? (file.first ?? 0) : 0;
  const length_ = of === "picture" ? (file.seconds ?? 0) : (file.heard ?? file.seconds ?? 0);
  return (
    <div class={`skim ${of}`} role="img" aria-label={of === "picture" ? `Picture of ${baseName(file.path)}` : `Waveform of ${baseName(file.path)}`}
      onPointerMove={(event) => { if (isTimed) moment.value = { path: file.path, second: begin + secondAt(file, event) }; }}
      onPointerLeave={() => { if (moment.peek()?.path === file.path) moment.value = null; }}
      onClick={(event) => { if (now) listenTo(file, secondAt(file, event)); }}>
      {of === "picture" ? <Picture file={file} second={second} /> : <Wave file={file} />}
      {isTimed && second !== null && <i class="at" style={{ left: `${(Math.max(0, Math.min(1, (second - begin) / length_)) * 100).toFixed(2)}%` }} />}
      {isTimed && second !== null && <small class="moment">{clock(shown ?? second, 1)}</small>}
    </div>
  );
}

/** A film as it plays. */
function Screen() {
  const place = useRef<HTMLDivElement>(null);
  return <div class="screen" ref={(one) => { if (one && one !== place.current) { place.current = one; one.append(element); } }} />;
}

// ------------------------------------------------------------------------------------------ what is known

function jump(use: MediaUse): void {
  goTo(Math.min(use.first, frames.peek() - 1));
  if (use.where) wantedLine.value = { path: use.where.path, line: use.where.line, column: use.where.column, focus: false };
}

function Use({ use, path }: { use: MediaUse; path: string }) {
  const end = secondsOf(use.first + use.frames, rate.value);
  return (
    <button type="button" class="use" title={`Go to ${clock(secondsOf(use.first, rate.value), 1)}${use.where ? `, ${use.where.path}, line ${use.where.line}` : ""}`} onClick={() => jump(use)}>
      <time>{clock(secondsOf(use.first, rate.value), 1)}<span class="unseen"> to {clock(end, 1)}</span></time> {use.title}<span class="unseen">: {baseName(path)}{use.where && `, line ${use.where.line}`}</span>
    </button>
  );
}

function factsOf(file: MediaFile): string {
  if (file.kind === "unreadable") return file.fault ?? "";
  if (file.kind === "medium") return "being looked at";
  const many = file.count > 1 ? `${file.count} pictures` : kindOf(file);
  return [many, (file.seconds ?? 0) > 0 ? length(file.seconds as number) : "", bytes(file.bytes)].filter(Boolean).join(" · ");
}

function insert(file: MediaFile): void {
  if (canInsert(file)) drop(file.path, frame.peek());
  else if (file.kind === "unreadable") say(`${file.path} cannot be read: ${file.fault ?? "nothing is known of it"}`);
  else if (file.kind === "medium") say(`${file.path} is still being looked at`);
  else say(`${file.path} is ${kindOf(file)}: name it in the manifest`);
}

async function copy(file: MediaFile): Promise<void> {
  try {
    await navigator.clipboard.writeText(file.path);
    say(`Copied ${file.path}`);
  } catch {
    say("The browser keeps the clipboard to itself");
  }
}

function Close({ file }: { file: MediaFile }) {
  const said = folder.value?.uses[file.path];
  const now = heard.value?.path === file.path ? heard.value : null;
  return (
    <div class="close">
      {now && !now.fault && file.kind === "film" && <Screen />}
      {file.pictures && !(now && !now.fault && file.kind === "film") && <Skim file={file} of="picture" />}
      {file.outline && <Skim file={file} of="wave" />}
      <div class="row">
        {can(file) && <button type="button" class="chip" aria-pressed={now?.isPlaying ?? false} aria-label={`${now?.isPlaying ? "Pause" : "Play"} ${baseName(file.path)}`} onClick={() => listenTo(file)}>{now?.isPlaying ? "Pause" : "Play"}</button>}
        {canInsert(file) && <button type="button" class="chip" title="Shift+Enter" onClick={() => insert(file)}>Insert at the playhead</button>}
        <button type="button" class="chip" onClick={() => void copy(file)}>Copy path</button>
      </div>
      {now?.fault && <p class="mind">{now.fault}</p>}
      {file.facts && <p class="facts-line">{file.facts}</p>}
      {file.hint && <p class="mind">{file.hint}</p>}
      {file.notes && file.notes.length > 0 && <ul class="treated">{file.notes.map((note) => <li key={note.text} class={note.kind}>{note.text}</li>)}</ul>}
      {said ? said.terms.map((one, at) => <Terms key={at} one={one} of={file.path} />) : canInsert(file) && <p class="soft">No segment uses it, so nobody is credited for it here, and no licence or release is told.</p>}
    </div>
  );
}

// ------------------------------------------------------------------------------------------ the list

function focusOn(path: string | undefined): void {
  if (path !== undefined) (document.querySelector(`.file[data-path="${CSS.escape(path)}"] .head`) as HTMLElement | null)?.focus();
}

function keyed(event: KeyboardEvent, file: MediaFile): void {
  const all = found.peek();
  const at = all.findIndex((one) => one.path === file.path);
  const step = (file.seconds ?? 0) / 20;
  const begin = file.pictures ? (file.first ?? 0) : 0;
  const here = moment.peek()?.path === file.path ? (moment.peek()?.second ?? begin) : null;
  const done = {
    ArrowDown: () => focusOn(all[at + 1]?.path),
    ArrowUp: () => (at > 0 ? focusOn(all[at - 1]?.path) : document.getElementById("media-search")?.focus()),
    Home: () => focusOn(all[0]?.path),
    End: () => focusOn(all[all.length - 1]?.path),
    ArrowRight: () => step && (moment.value = { path: file.path, second: Math.min(begin + (file.seconds ?? 0), here === null ? begin : here + step) }),
    ArrowLeft: () => step && (moment.value = { path: file.path, second: Math.max(begin, (here ?? begin) - step) }),
    p: () => can(file) && listenTo(file),
    Enter: event.shiftKey ? () => insert(file) : undefined,
  }[event.key];
  if (!done || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  done();
}

function Row({ file }: { file: MediaFile }) {
  const isLooked = looked.value === file.path;
  const said = folder.value?.uses[file.path];
  const name = baseName(file.path);
  const where = file.path.slice(0, file.path.length - name.length);
  const isWrong = file.kind === "unreadable" || (file.notes ?? []).some((note) => note.kind === "wrong") || (said?.terms ?? []).some((one) => one.objections.length);
  return (
    <li class={isWrong ? "file wrong" : "file"} data-path={file.path} data-kind={file.kind} draggable={canInsert(file)}
      onDragStart={(event) => {
        event.dataTransfer?.setData(DRAGGED, file.path);
        event.dataTransfer?.setData("text/plain", file.path);
        if (event.dataTransfer) event.dataTransfer.effectAllowed = "copy";
      }}>
      {!isLooked && (file.pictures ? <Skim file={file} of="picture" /> : file.outline ? <Skim file={file} of="wave" /> : <div class={`skim none ${file.is_whole ? "" : "waiting"}`} aria-hidden="true">{file.is_whole ? kindOf(file) : ""}</div>)}
      <button type="button" class="head" aria-expanded={isLooked} onKeyDown={(event) => keyed(event, file)}
        onClick={() => { looked.value = isLooked ? null : file.path; }}>
        {where && <small class="folder">{where}</small>}
        <b>{name.split(/(?<=[-_ ])|(?=\.[^.]*$)/).flatMap((part, at) => (at ? [<wbr key={at} />, part] : [part]))}</b>
        <span class="facts-line">{factsOf(file)}</span>
      </button>
      {isLooked && <Close file={file} />}
      {said && said.uses.length > 0 && <p class="uses">{said.uses.slice(0, isLooked ? 200 : 2).map((use, at) => <Use key={at} use={use} path={file.path} />)}{!isLooked && said.uses.length > 2 && <small>and {said.uses.length - 2} more</small>}</p>}
    </li>
  );
}

/** Whether somebody wants to search in a folder that is still being read: the field takes the focus when it is there. */
let isAsked = false;

function toField(field: HTMLElement | null): void {
  if (!isAsked || !field) return;
  isAsked = false;
  field.focus();
}

function Media() {
  const now = folder.value;
  if (!now) return <Told look="empty" isUrgent={false} text={folderFault.value ?? "The media folder is being read."} />;
  const all = found.value;
  const free = all.filter(isUnused);
  const taken = all.filter((file) => !isUnused(file));
  const waiting = now.files.filter((file) => !file.is_whole).length;
  const told = wanted.value.trim() ? `${all.length} of ${now.files.length} files` : `${now.files.length} ${now.files.length === 1 ? "file" : "files"} in ${now.folder}`;
  return (
    <div class="media">
      <div class="find">
        <input id="media-search" ref={toField} type="search" placeholder="Search files, people, places" aria-label="Search files, people, places" value={wanted.value} onInput={(event) => (wanted.value = event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown") { event.preventDefault(); focusOn(found.peek()[0]?.path); }
            if (event.key === "Escape" && wanted.peek()) { event.stopPropagation(); wanted.value = ""; }
          }} />
        <p role="status">{told}{waiting > 0 && `, ${waiting} still to be looked at`}</p>
      </div>
      <Told look="mind pad" text={folderFault.value} />
      {now.files.length === 0 && <p class="empty">Nothing is here yet. Copy what you were sent into {now.folder}: it appears by itself.</p>}
      {now.files.length > 0 && all.length === 0 && <p class="empty">Nothing is called so, and nobody.</p>}
      {free.length > 0 && <section aria-label="In no segment"><h2>In no segment</h2><ul>{free.map((file) => <Row key={file.path} file={file} />)}</ul></section>}
      {taken.length > 0 && <section aria-label="In the episode"><h2>In the episode</h2><ul>{taken.map((file) => <Row key={file.path} file={file} />)}</ul></section>}
      {now.more > 0 && <p class="empty">{now.more} more files are in the folder than are shown.</p>}
    </div>
  );
}

if (!isGuest) {
  addPanel({ id: PANEL, title: "Media", order: 40, count: unused, render: Media });
  const chosen = () => folder.peek()?.files.find((file) => file.path === looked.peek());
  addCommands(
    {
      id: "media.search", group: "Media", label: "Search the media folder", keys: ["Shift+f"], can: () => episode.peek() !== null,
      run: () => {
        showPanel(PANEL);
        isAsked = true;
        requestAnimationFrame(() => toField(document.getElementById("media-search")));
      },
    },
    { id: "media.insert", group: "Media", label: "Insert the chosen file at the playhead", keys: ["Shift+Enter"], can: () => { const file = chosen(); return !!file && canInsert(file); }, run: () => insert(chosen() as MediaFile) },
    { id: "media.stop", group: "Media", label: "Stop the file that plays", keys: [], can: () => heard.peek() !== null, run: stopListening },
  );
}
