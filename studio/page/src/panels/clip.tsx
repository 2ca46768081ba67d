/** What is selected, in figures. */

import { itemUnder } from "../link";
import { frame, rate, selection, wantedLine } from "../state";
import { clock, decibels, secondsOf } from "../time";
import { items } from "../timeline/model";
import { addPanel } from "./registry";

function Clip() {
  const item = (selection.value && items.value.get(selection.value.id)) ?? itemUnder(frame.value);
  if (!item) return <p class="empty">Select something on the timeline, or put the caret into a line.</p>;
  const at = (frames: number) => clock(secondsOf(frames, rate.value), 2);
  const facts: [string, string][] = [
    ["In the episode", `${at(item.first)} to ${at(item.first + item.frames)}`],
    ["Length", `${at(item.frames)}, ${item.frames} frames`],
    ["Segment", `${item.segment.title || item.segment.name} (${item.segment.kind})`],
  ];
  if (item.clip?.path) facts.push(["File", item.clip.path]);
  if (item.clip?.start !== undefined && item.clip.medium === "source") facts.push(["From", clock(item.clip.start, 2)]);
  if (item.clip?.card) facts.push(["Card", item.clip.card.replace(/[-_]/g, " ")]);
  if (item.clip?.text) facts.push(["Says", item.clip.text]);
  for (const sound of item.sounds ?? []) {
    facts.push(["Sound", sound.path], ["From", `${clock(sound.start, 2)} for ${clock(sound.seconds, 2)}`]);
    if (sound.gain_db) facts.push(["Gain", `${decibels(sound.gain_db)} dB`]);
    if (sound.sync) facts.push(["Lined up by", `${decibels(sound.sync, 3)} s`]);
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
      {item.isStale && <p class="warning">Shown as it last was: a mistake keeps it from being drawn.</p>}
    </div>
  );
}

addPanel({ id: "clip", title: "Clip", order: 30, render: Clip });
