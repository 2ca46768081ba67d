/** What is selected, in figures. */

import { itemUnder } from "../link";
import { frame, rate, selection, state, wantedLine } from "../state";
import { clock, decibels, secondsOf } from "../time";
import { baseName, items, syncOf, type Item } from "../timeline/model";
import type { Where } from "../types";
import { fileOf, folder, looked } from "./folder";
import { addPanel, showPanel } from "./registry";
import { Terms } from "./terms";

/** What is known of a file, and who made what of it is selected: all whom the episode names for it where no line is the selection's own. */
function File({ path, lines }: { path: string; lines: readonly (Where | null)[] }) {
  const file = fileOf(path);
  if (!file) return <section class="of-file"><h2>{path}</h2></section>;
  const all = folder.value?.uses[file.path]?.terms ?? [];
  const own = all.filter((one) => lines.some((line) => line && one.where && line.path === one.where.path && line.line === one.where.line));
  return (
    <section class="of-file" aria-label={file.path}>
      <h2>{file.path}</h2>
      {file.facts && <p class="facts-line">{file.facts}</p>}
      {(own.length ? own : all).map((one, at) => <Terms key={at} one={one} of={file.path} />)}
      <button type="button" class="link" aria-label={`Show in Media: ${file.path}`} onClick={() => { looked.value = file.path; showPanel("media"); }}>Show in Media</button>
    </section>
  );
}

function filesOf(item: Item): Map<string, (Where | null)[]> {
  const found = new Map<string, (Where | null)[]>();
  const put = (path: string | undefined, where: Where | null) => { if (path) found.set(path, [...(found.get(path) ?? []), where]); };
  put(item.clip?.path, item.clip?.where ?? null);
  for (const sound of item.sounds ?? []) put(sound.path, sound.where);
  return found;
}

function Clip() {
  const item = (selection.value && items.value.get(selection.value.id)) ?? itemUnder(frame.value);
  if (!item) return <p class="empty">Select something on the timeline, or put the caret into a line.</p>;
  const at = (frames: number) => clock(secondsOf(frames, rate.value), 2);
  const facts: [string, string][] = [
    ["In the episode", `${at(item.first)} to ${at(item.first + item.frames)}`],
    ["Length", `${at(item.frames)}, ${item.frames} frames`],
    ["Segment", `${item.segment.title || item.segment.name} (${item.segment.kind})`],
  ];
  if (item.clip?.start !== undefined && item.clip.medium === "source") facts.push(["From", clock(item.clip.start, 2)]);
  if (item.clip?.card) facts.push(["Card", item.clip.card.replace(/[-_]/g, " ")]);
  if (item.clip?.text) facts.push(["Says", item.clip.text]);
  for (const sound of item.sounds ?? []) {
    facts.push(["Sound", baseName(sound.path)], ["From", `${clock(sound.start, 2)} for ${clock(sound.seconds, 2)}`]);
    if (sound.gain_db) facts.push(["Gain", `${decibels(sound.gain_db)} dB`]);
    const later = state.value ? syncOf(state.value, sound) : null;
    if (later) facts.push([sound.sync ? "Sync" : "Lined up", `${decibels(Math.abs(later), 3)} s ${later > 0 ? "later" : "earlier"}${sound.sync ? "" : ", by its sound"}`]);
  }
  if (item.transition) facts.push(["Begins by", `${item.segment.transition?.kind}, ${item.transition} frames`]);
  const { where } = item;
  return (
    <div class="facts">
      <h2>{item.kind}</h2>
      <p class="name">{item.label}</p>
      <dl>{facts.map(([name, text], index) => <div key={index}><dt>{name}</dt><dd>{text}</dd></div>)}</dl>
      {where && (
        <button type="button" class="link" onClick={() => (wantedLine.value = { path: where.path, line: where.line, column: where.column, focus: true })}>
          {where.path}, line {where.line}
        </button>
      )}
      {[...filesOf(item)].map(([path, lines]) => <File key={path} path={path} lines={lines} />)}
      {item.isStale && <p class="warning">Shown as it last was: a mistake keeps it from being drawn.</p>}
    </div>
  );
}

addPanel({ id: "clip", title: "Clip", order: 30, render: Clip });
