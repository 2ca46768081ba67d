/** The player: the picture with what lies over it, and what it is driven by. */

import { computed, effect, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import { api, blob } from "../api";
import { addCommands } from "../commands";
import { before, choose, cost, frame, frames, isGone, isPlaying, language, profile, progress, rate, say, shown, show, spanAt, state, still } from "../state";
import { Told } from "../saying";
import { clock, length, secondsOf } from "../time";
import type { Still } from "../types";
import { isGuest } from "../guest";
import { Icon } from "../icons";
import { Before, compare, isBeside, isCompared, layBeside } from "./before";
import { Captions, captionLanguages, captionsIn, chooseCaptions, toggleCaptions } from "./captions";
import { joins } from "./joins";
import { coverAt, inPoint, isLooping, isMuted, outPoint, playFault, speed, Transport } from "./transport";

export const isSafeShown = signal(false);

let transport: Transport | null = null;

/** Go to a frame, as if it were clicked on. */
export function goTo(to: number): void {
  const at = Math.max(0, Math.min(frames.peek() - 1, Math.round(to)));
  if (speed.peek()) transport?.pause();
  frame.value = at;
  transport?.seek(at);
}

export function isExactStill(one: Still | null, at: number, digest: string | undefined): boolean {
  return !!one && one.frame === at && one.digest === digest;
}

const label = computed<{ text: string; share: number | null } | null>(() => {
  const now = state.value;
  if (!now) return { text: "Reading the episode and its files", share: null };
  const at = frame.value;
  const cover = coverAt(at);
  if (cover === "none") return null;
  const busy = [...progress.value.values()];
  const share = busy.length ? (busy[busy.length - 1]?.share ?? 0) : null;
  const drawing = cost.value && cost.value.spans ? cost.value.picture_seconds / cost.value.spans : null;
  const wait = drawing ? ` Movement in ${length(Math.max(1, Math.round(drawing)))}` : " Movement follows";
  if (isExactStill(still.value, at, now.digest)) return { text: `Exact frame.${wait}`, share };
  if (!now.is_whole && cover === "old") return { text: "As it last was: a mistake keeps it from being drawn", share: null };
  return { text: cover === "old" ? "As it was. The exact frame comes" : "Not drawn yet", share };
});

export function Player() {
  const video = useRef<HTMLVideoElement>(null);
  const stage = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!video.current) return;
    const mine = new Transport(video.current);
    transport = mine;
    const stops = [
      effect(() => {
        state.value;
        mine.take();
      }),
      effect(() => {
        // Another place set the playhead: the timeline, the editor, an address.
        const at = frame.value;
        if (state.value && !isPlaying.peek() && shown.peek() !== at) mine.seek(at);
      }),
      effect(() => {
        mine.mute();
      }),
      tellPlayhead(),
      addCommands(...orders(mine, stage)),
    ];
    return () => {
      for (const stop of stops) stop();
      mine.close();
      transport = null;
    };
  }, []);

  const now = state.value;
  const at = frame.value;
  const cover = coverAt(at);
  const exact = now && isExactStill(still.value, at, now.digest) ? still.value : null;
  const said = label.value;
  const ratio = now ? now.width / now.height : 16 / 9;
  return (
    <section class="player" aria-label="Player">
      <div class={isCompared.value && isBeside.value && before.value ? "stage beside" : "stage"} ref={stage} style={{ "--ratio": String(ratio) }}>
        <div class="frame" data-frame={shown.value ?? ""} data-cover={cover}>
          <video ref={video} playsInline preload="auto" aria-label="Picture" />
          {cover === "undrawn" && <div class="undrawn" />}
          {exact && cover !== "none" && (
            <img class="still" src={blob(exact.blob, "png")} alt={`Exact frame at ${clock(secondsOf(at, rate.value), 2)}`} />
          )}
          {isCompared.value && before.value && <Before main={video} />}
          <Captions />
          {isSafeShown.value && <div class="safe" aria-hidden="true"><i /><i /></div>}
          <Layers />
          {said && (
            <p class="cover-label">
              {said.share !== null && <meter value={said.share} aria-label="Drawn" />}
              {said.text}
            </p>
          )}
          <Told look="cover-label fault" text={playFault.value} />
        </div>
      </div>
      <Controls />
    </section>
  );
}

/** What other rooms lay over the picture: notes' arrows, the focus point. */
const layers = signal<readonly (() => preact.JSX.Element | null)[]>([]);
export function addLayer(layer: () => preact.JSX.Element | null): void {
  layers.value = [...layers.peek(), layer];
}
function Layers() {
  return <>{layers.value.map((Layer, index) => <Layer key={index} />)}</>;
}

function Controls() {
  const now = state.value;
  const at = frame.value;
  const captions = captionLanguages(now);
  const languages = show.value?.episodes.find((one) => one.name === now?.episode)?.languages ?? [];
  const profiles = show.value?.profiles ?? [];
  return (
    <div class="controls" role="group" aria-label="Playing">
      <p class="time">
        <output class="clock" aria-label="Time">{clock(secondsOf(at, rate.value), 2)}</output>
        <span class="count">frame {at} of {frames.value}</span>
      </p>
      <div class="transport">
        <button type="button" class="icon" aria-pressed={!isMuted.value} aria-label="Sound" title={isMuted.value ? "Sound is off (M)" : "Sound is on (M)"} onClick={() => (isMuted.value = !isMuted.value)}><Icon name={isMuted.value ? "muted" : "sound"} /></button>
        <button type="button" class="icon" aria-label="To the cut before" title="To the cut before (Page up)" onClick={() => goTo(joins(at).before)}><Icon name="previous" /></button>
        <button type="button" class="icon" aria-label="One frame back" title="One frame back (←)" onClick={() => goTo(at - 1)}><Icon name="back" /></button>
        <button type="button" class="icon play" aria-label={speed.value ? "Pause" : "Play"} title={speed.value ? "Pause (Space)" : "Play (Space)"} onClick={() => transport?.toggle()}>
          <Icon name={speed.value ? "pause" : "play"} />
        </button>
        <button type="button" class="icon" aria-label="One frame on" title="One frame on (→)" onClick={() => goTo(at + 1)}><Icon name="forward" /></button>
        <button type="button" class="icon" aria-label="To the next cut" title="To the next cut (Page down)" onClick={() => goTo(joins(at).after)}><Icon name="next" /></button>
        <button type="button" class="icon" aria-label="Full screen" title="Full screen (F)" onClick={fullScreen}><Icon name="full" /></button>
        {Math.abs(speed.value) > 1 || speed.value < 0 ? <span class="speed">{speed.value < 0 ? "−" : ""}{Math.abs(speed.value)}×</span> : null}
      </div>
      <div class="options">
        {(inPoint.value !== null || outPoint.value !== null) && (
          <button type="button" class="chip" aria-pressed={isLooping.value} title="Loop the range (Shift+L)" onClick={() => (isLooping.value = !isLooping.value)}>
            Loop {clock(secondsOf(inPoint.value ?? 0, rate.value), 1)}–{clock(secondsOf(outPoint.value ?? frames.value, rate.value), 1)}
          </button>
        )}
        <button type="button" class="chip" aria-pressed={isSafeShown.value} title="Safe areas (S)" onClick={() => (isSafeShown.value = !isSafeShown.value)}>Safe area</button>
        {profiles.length > 1 && now && (
          <select class="chip" aria-label="Profile" value={now.profile} onChange={(event) => choose({ profile: event.currentTarget.value })}>
            {profiles.map((name) => <option key={name} value={name}>{name}</option>)}
          </select>
        )}
        {now && languages.length > 1 && (
          <select class="chip" aria-label="Language" title="Language of the episode" value={now.language} onChange={(event) => choose({ language: event.currentTarget.value === languages[0] ? null : event.currentTarget.value })}>
            {languages.map((name) => <option key={name} value={name}>{name}</option>)}
          </select>
        )}
        {captions.length > 0 && (
          <select class="chip" aria-label="Captions" title="Captions (C)" value={captionsIn.value ?? ""} onChange={(event) => chooseCaptions(event.currentTarget.value || null)}>
            <option value="">No captions</option>
            {captions.map((name) => <option key={name} value={name}>Captions {name}</option>)}
          </select>
        )}
        {!isGuest && <button type="button" class="chip" aria-pressed={isCompared.value} disabled={!before.value} title="Before and after the last edit (B)" onClick={compare}>Before / after</button>}
        {isCompared.value && before.value && (
          <button type="button" class="chip compared" aria-pressed={isBeside.value} title={isBeside.value ? "Side by side (Shift+B for a wipe)" : "By wipe (Shift+B for side by side)"} onClick={layBeside}>Side by side</button>
        )}
      </div>
    </div>
  );
}

function fullScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.querySelector(".player")?.requestFullscreen();
}

/** Tell the server where the playhead rests: there it draws first, and a frame that is not drawn comes as a still. */
function tellPlayhead(): () => void {
  let timer = 0;
  let told = "";
  return effect(() => {
    const now = state.value;
    const at = frame.value;
    if (!now || isGone.value) return;
    const span = spanAt(now.spans, at);
    const key = `${now.episode} ${now.profile} ${now.digest} ${at} ${span?.state ?? ""}`;
    clearTimeout(timer);
    if (key === told) return;
    timer = window.setTimeout(() => {
      told = key;
      void api.playhead(now.episode, at, profile.peek(), language.peek()).catch(() => {
        told = "";
      });
    }, isPlaying.value ? 1000 : 60);
  });
}

function orders(mine: Transport, stage: preact.RefObject<HTMLDivElement>) {
  const can = () => state.peek() !== null;
  const group = "Playing";
  const second = () => rate.peek()[0] / rate.peek()[1];
  const order = (id: string, text: string, keys: string[], run: () => void, inText = false) => ({ id: `play.${id}`, group, label: text, keys, run, can, inText });
  return [
    order("toggle", "Play or pause", ["Space"], () => mine.toggle()),
    order("toggle-in-text", "Play or pause while typing", ["Mod+Space", "Alt+Space"], () => mine.toggle(), true),
    order("back", "One frame back", ["ArrowLeft"], () => goTo(frame.peek() - 1)),
    order("on", "One frame on", ["ArrowRight"], () => goTo(frame.peek() + 1)),
    order("second-back", "One second back", ["Shift+ArrowLeft"], () => goTo(frame.peek() - second())),
    order("second-on", "One second on", ["Shift+ArrowRight"], () => goTo(frame.peek() + second())),
    order("cut-before", "To the cut before", ["PageUp", "ArrowUp"], () => goTo(joins(frame.peek()).before)),
    order("cut-after", "To the next cut", ["PageDown", "ArrowDown"], () => goTo(joins(frame.peek()).after)),
    order("first", "To the beginning", ["Home"], () => goTo(0)),
    order("last", "To the end", ["End"], () => goTo(frames.peek() - 1)),
    order("reverse", "Play backwards, quicker each time", ["j"], () => mine.reverse()),
    order("stop", "Pause", ["k"], () => mine.pause()),
    order("forwards", "Play, quicker each time", ["l"], () => mine.forwards()),
    order("in", "Begin of the range", ["i"], () => {
      inPoint.value = frame.peek();
      if (outPoint.peek() !== null && (outPoint.peek() as number) <= frame.peek()) outPoint.value = null;
      say(`In at ${clock(secondsOf(frame.peek(), rate.peek()), 2)}`);
    }),
    order("out", "End of the range", ["o"], () => {
      outPoint.value = frame.peek() + 1;
      if (inPoint.peek() !== null && (inPoint.peek() as number) > frame.peek()) inPoint.value = null;
      say(`Out at ${clock(secondsOf(frame.peek(), rate.peek()), 2)}`);
    }),
    order("no-range", "Forget the range", ["x"], () => {
      inPoint.value = outPoint.value = null;
      isLooping.value = false;
    }),
    order("loop", "Loop the range", ["Shift+l"], () => {
      isLooping.value = !isLooping.peek();
      say(isLooping.peek() ? "Loop" : "No loop");
    }),
    order("safe", "Safe areas", ["s"], () => (isSafeShown.value = !isSafeShown.peek())),
    order("mute", "Sound on or off", ["m"], () => (isMuted.value = !isMuted.peek())),
    order("captions", "Captions on or off", ["c"], toggleCaptions),
    ...(isGuest ? [] : [
      order("compare", "Before and after the last edit", ["b"], compare),
      order("beside", "Before and after side by side, or by wipe", ["Shift+b"], layBeside),
    ]),
    order("full", "Full screen", ["f"], () => {
      if (stage.current) fullScreen();
    }),
    order("address", "Copy the address of this frame", ["Shift+c"], () => {
      void navigator.clipboard?.writeText(location.href).then(() => say("Address copied"));
    }),
  ];
}
