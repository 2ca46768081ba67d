/** The theme that the episode wears: every card with samples or the episode's own texts, all shapes side by side, as it is while its files are edited. */

import { computed, effect, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import { api, theme as server } from "../api";
import { addCommands } from "../commands";
import { listFiles } from "../editor/files";
import { isGuest } from "../guest";
import { goTo } from "../player/player";
import { episode, say, state, wantedLine } from "../state";
import { Told } from "../saying";
import { length } from "../time";
import type { CardMistake, CardPicture, CardText, Shape, ThemeCard, ThemeFile, Where } from "../types";
import { broken, checked, leave, look, PANEL, rowName, rows, textsOf, theme, themeFault, whose, type Whose } from "./cards";
import { addPanel, showPanel } from "./registry";

const ROOM = "together.theme.room";
const isLarge = signal(localStorage.getItem(ROOM) !== "beside");
effect(() => localStorage.setItem(ROOM, isLarge.value ? "large" : "beside"));

const spoken = (card: string) => card.replaceAll("_", " ");
const baseName = (path: string) => path.slice(path.lastIndexOf("/") + 1);
/** What a file of the theme is called; one of a parent is called by the parent's name, too. */
const called = (path: string) => (path.startsWith(`templates/${theme.value?.name}/`) ? baseName(path) : path.split("/").slice(1).join("/"));
const SHAPES: Record<Shape, string> = { wide: "16:9", tall: "9:16", square: "1:1" };

function open(where: Where): void {
  wantedLine.value = { path: where.path, line: Math.max(1, where.line), column: where.column, focus: true };
}

function openFile(path: string): void {
  wantedLine.value = { path, line: 1, focus: true };
}

// ------------------------------------------------------------------------------------------ moments

/** Where in its time one picture, or the whole row while it plays, is looked at; a share of its length. */
const moment = signal<{ row: string; share: number } | null>(null);
/** Moments of a card that are told apart by the pointer: each is drawn once. */
const STEPS = 24;

function frameAt(picture: CardPicture, share: number): number {
  const step = Math.max(0, Math.min(STEPS - 1, Math.floor(share * STEPS)));
  return Math.round((step / (STEPS - 1)) * Math.max(0, (picture.frames ?? 1) - 1));
}

function opacity(picture: CardPicture, frame: number): number {
  const [coming, going] = picture.fades ?? [0, 0];
  const left = (picture.frames ?? 1) - 1 - frame;
  return Math.max(0, Math.min(1, coming ? (frame + 1) / (coming + 1) : 1, going ? (left + 1) / (going + 1) : 1));
}

let playing = 0;
function stop(): void {
  clearTimeout(playing);
  playing = 0;
}

/** Play a row through once, as quickly as its pictures come. */
function play(row: string): void {
  stop();
  const pictures = (rows.peek().get(row)?.pictures ?? []).filter((one) => one.key);
  const seconds = Math.min(6, (pictures[0]?.frames ?? 24) / (pictures[0]?.rate ?? 24));
  const step = async (number: number) => {
    if (number >= STEPS) {
      stop();
      moment.value = null;
      return;
    }
    const share = (number + 0.5) / STEPS;
    const begun = performance.now();
    await Promise.all(pictures.map((one) => {
      const image = new Image();
      image.src = server.picture(one.key as string, frameAt(one, share));
      return image.decode().catch(() => undefined);
    }));
    if (!playing) return;
    moment.value = { row, share };
    playing = window.setTimeout(() => void step(number + 1), Math.max(0, (seconds * 1000) / STEPS - (performance.now() - begun)));
  };
  playing = window.setTimeout(() => void step(0), 0);
}

// ------------------------------------------------------------------------------------------ pictures

function Canvas({ card, text, row, shape, picture }: { card: ThemeCard; text: CardText; row: string; shape: Shape; picture: CardPicture | undefined }) {
  const [across, down] = { wide: [16, 9], tall: [9, 16], square: [1, 1] }[shape] as [number, number];
  const here = moment.value?.row === row ? moment.value.share : null;
  const frame = picture?.key ? (here === null ? (picture.rest ?? 0) : frameAt(picture, here)) : 0;
  const name = `${spoken(card.name)}, ${text.label}, ${SHAPES[shape]}`;
  const [x, y, wide, high] = picture?.box ?? [0, 0, 0, 0];
  const percent = (part: number, of: number) => `${((100 * part) / of).toFixed(3)}%`;
  const skim = (event: PointerEvent) => {
    if (!picture?.moves || playing) return;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    moment.value = { row, share: Math.max(0, Math.min(0.999, (event.clientX - box.left) / box.width)) };
  };
  const keys = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !picture?.key) return;
    const at = moment.peek()?.row === row ? (moment.peek()?.share ?? 0) : (picture.rest ?? 0) / Math.max(1, picture.frames ?? 1);
    const done = {
      ArrowRight: () => (moment.value = { row, share: Math.min(0.999, at + 1 / STEPS) }),
      ArrowLeft: () => (moment.value = { row, share: Math.max(0, at - 1 / STEPS) }),
      p: () => play(row),
      Escape: moment.peek() ? () => { stop(); moment.value = null; } : undefined,
    }[event.key];
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
    done();
  };
  const own = card.files.find((one) => one.is_own);
  return (
    <figure class={`canvas-of ${shape}`}>
      <button type="button" class="canvas" style={{ aspectRatio: `${across} / ${down}` }} data-shape={shape} data-key={picture?.key ?? ""}
        aria-label={picture?.mistake ? `${name}: ${picture.mistake.message}` : `${name}${own ? `: open ${baseName(own.name)}` : ""}`}
        title={picture?.moves ? "Move over it, or ← →, to see its moments; P plays it" : undefined}
        onClick={() => openCard(card)} onKeyDown={keys} onPointerMove={skim}
        onPointerLeave={() => { if (!playing && moment.peek()?.row === row) moment.value = null; }}
        onBlur={() => { if (!playing && moment.peek()?.row === row) moment.value = null; }}>
        {picture?.key && <img src={server.picture(picture.key, frame)} alt="" draggable={false} style={{
          left: percent(x, picture.width), top: percent(y, picture.height), width: percent(wide, picture.width), height: percent(high, picture.height), opacity: here === null ? 1 : opacity(picture, frame),
        }} />}
        {picture?.mistake && <span class="refused">Cannot be drawn</span>}
        {here !== null && picture?.moves && <i class="at" style={{ width: percent(here, 1) }} />}
      </button>
    </figure>
  );
}

function openCard(card: ThemeCard): void {
  const own = card.files.find((one) => one.is_own);
  if (own) openFile(own.name);
  else {
    say(card.new ? `${spoken(card.name)} is its parent's here: begin ${baseName(card.new)} to change it` : `${theme.peek()?.title} ships with together: make a theme of your own to change it`);
    (document.querySelector(card.new ? `.theme-card[data-card="${card.name}"] .begin` : ".theme .ships .chip") as HTMLElement | null)?.focus();
  }
}

function Mistake({ one, of }: { one: CardMistake; of: string }) {
  const words = <><b>{one.shape ? `${SHAPES[one.shape]}: ` : ""}{one.message}</b>{one.help && <small>{one.help}</small>}</>;
  return <li>{one.where ? <button type="button" onClick={() => open(one.where as Where)}>{words}<small class="place">{one.where.path}, line {Math.max(1, one.where.line)}</small><span class="unseen">: {of}</span></button> : words}</li>;
}

function Row({ card, text, of }: { card: ThemeCard; text: CardText; of: Whose }) {
  const place = useRef<HTMLLIElement>(null);
  const name = rowName(card.name, of, text.name);
  useEffect(() => {
    const mine = place.current;
    if (!mine) return undefined;
    const top = () => mine.getBoundingClientRect().top;
    const watch = new IntersectionObserver(([entry]) => (entry?.isIntersecting ? look(card.name, of, text.name, top) : leave(card.name, of, text.name)), { root: mine.closest(".panel"), rootMargin: "120px 0px" });
    watch.observe(mine);
    return () => {
      watch.disconnect();
      leave(card.name, of, text.name);
    };
  }, [name]);
  const row = rows.value.get(name);
  const isCurrent = row?.digest === theme.value?.digest;
  const drawing = (row?.pictures ?? []).flatMap((one) => (one.mistake ? [{ ...one.mistake, shape: one.shape }] : []));
  const known = checked.value.get(name);
  const looked = known?.digest === theme.value?.digest && !drawing.length ? (known?.mistakes ?? []) : [];
  const wrong = [...drawing, ...looked];
  return (
    <li class={wrong.length ? "theme-row wrong" : "theme-row"} ref={place} data-text={text.name} data-current={isCurrent}>
      <div class="shapes">
        {card.shapes.map((shape) => <Canvas key={shape} card={card} text={text} row={name} shape={shape} picture={row?.pictures.find((one) => one.shape === shape)} />)}
        <div class="told">
          {text.where ? <button type="button" class="label" title={`${text.where.path}, line ${text.where.line}`} onClick={() => jump(text)}>{text.label}<span class="unseen"> on {spoken(card.name)}, line {text.where.line}</span></button> : <span class="label">{text.label}</span>}
          {row?.pictures.some((one) => one.moves) && <button type="button" class="chip play-card" aria-label={`Play ${spoken(card.name)}, ${text.label}`} onClick={() => play(name)}>Play</button>}
          {wrong.length > 0 && <ul class="mistakes">{wrong.map((one, at) => <Mistake key={at} one={one} of={`${spoken(card.name)}, ${text.label}`} />)}</ul>}
        </div>
      </div>
    </li>
  );
}

/** Go to what the episode says there, in the text and in the picture. */
function jump(text: CardText): void {
  if (!text.where) return;
  open(text.where);
  const { path, line } = text.where;
  const clips = (state.peek()?.view?.segments ?? []).flatMap((segment) => segment.tracks.flatMap((track) => track.clips));
  const found = clips.find((clip) => clip.where?.path === path && clip.where.line === line);
  if (found) goTo(found.first);
}

// ------------------------------------------------------------------------------------------ the list

function File({ one, card }: { one: ThemeFile; card?: string }) {
  return one.is_own
    ? <button type="button" class="chip" title={one.name} onClick={() => openFile(one.name)}>{called(one.name)}{card && <span class="unseen"> for {spoken(card)}</span>}</button>
    : <span class="ships-file" title={`${one.name} ships with together`}>{called(one.name)}</span>;
}

async function begin(card: ThemeCard): Promise<void> {
  if (!card.new) return;
  try {
    await api.save(card.new, `/* ${spoken(card.name)}: this comes over what its parent says; what is said here of an element counts. */\n`, "");
    await listFiles();
    openFile(card.new);
  } catch (problem) {
    say(problem instanceof Error ? problem.message : String(problem));
  }
}

function Card({ card, of }: { card: ThemeCard; of: Whose }) {
  const texts = textsOf(card, of);
  if (!texts.length) return null;
  const own = card.files.filter((one) => one.is_own);
  return (
    <section class="theme-card" data-card={card.name} aria-label={spoken(card.name)}>
      <header>
        <h2 id={`card-${card.name}`} tabIndex={-1}>{spoken(card.name)}</h2>
        <small>{card.kind === "layered" ? "in layers" : card.kind}{card.seconds > 0 && `, ${length(card.seconds)}`}</small>
        <span class="files">
          {(theme.value?.folder ? own : card.files.slice(0, 3)).map((one) => <File key={one.name} one={one} card={card.name} />)}
          {card.new && <button type="button" class="chip begin" title={`Write ${card.new}, over what its parent says`} onClick={() => void begin(card)}>New {baseName(card.new)}</button>}
        </span>
      </header>
      <ul>{texts.map((text) => <Row key={text.name} card={card} text={text} of={of} />)}</ul>
      {of === "episode" && card.more > 0 && <p class="empty">And {card.more} more.</p>}
    </section>
  );
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(`Copied ${text}`);
  } catch {
    say("The browser keeps the clipboard to itself");
  }
}

function Theme() {
  const now = theme.value;
  if (!now) return <Told look="empty" isUrgent={false} text={themeFault.value ?? "The theme is being read."} />;
  const of = whose.value;
  const there = now.cards.filter((card) => textsOf(card, of).length);
  return (
    <div class="theme" aria-label={`Theme ${now.title}`}>
      <div class="find">
        <p class="worn"><b>{now.title}</b> <small>{now.folder ?? "ships with together"}{now.extends && `, extends ${now.extends}`}</small></p>
        <span class="row" role="group" aria-label="Texts">
          <button type="button" class="chip" aria-pressed={of === "samples"} onClick={() => (whose.value = "samples")}>Samples</button>
          <button type="button" class="chip" aria-pressed={of === "episode"} onClick={() => (whose.value = "episode")}>This episode</button>
        </span>
        <select class="chip" aria-label="Go to a card" value="" onChange={(event) => {
          const { value } = event.currentTarget;
          event.currentTarget.value = "";
          document.getElementById(`card-${value}`)?.scrollIntoView({ block: "start" });
          document.getElementById(`card-${value}`)?.focus({ preventScroll: true });
        }}>
          <option value="">Card</option>
          {there.map((card) => <option key={card.name} value={card.name}>{spoken(card.name)}</option>)}
        </select>
        <button type="button" class="chip" aria-pressed={isLarge.value} title="In the room of the player and the timeline (Shift+T)" onClick={() => (isLarge.value = !isLarge.value)}>Large</button>
        {now.folder && <span class="files">{now.files.filter((one) => one.name.startsWith(`${now.folder}/`)).map((one) => <File key={one.name} one={one} />)}</span>}
      </div>
      <Told look="stale" text={themeFault.value} />
      {broken.value.length > 0 && (
        <p class="stale">As it last was: <button type="button" onClick={() => open(broken.value[0] as Where)}>{broken.value[0]?.message} ({baseName(broken.value[0]?.path ?? "")}, line {broken.value[0]?.line})</button></p>
      )}
      {!now.folder && (
        <p class="ships">This theme ships with together, and its files stay as they are. To change it, begin a theme of your own that extends it, in the folder of the show, and write its name into show.yaml:{" "}
          <code>{now.child}</code> <button type="button" class="chip" onClick={() => void copy(now.child)}>Copy</button></p>
      )}
      {there.length === 0 && <p class="empty">The episode shows no card yet.</p>}
      {there.map((card) => <Card key={card.name} card={card} of={of} />)}
    </div>
  );
}

if (!isGuest) {
  addPanel({ id: PANEL, title: "Theme", order: 45, isRoomy: computed(() => isLarge.value && episode.value !== null), render: Theme });
  addCommands({
    id: "theme.large", group: "Theme", label: "Theme in the room of the player and the timeline, or beside them", keys: ["Shift+t"], can: () => episode.peek() !== null,
    run: () => {
      if (document.querySelector(".theme")) isLarge.value = !isLarge.peek();
      else showPanel(PANEL);
    },
  });
}
