/** Who made a file and on what terms, as the episode says it. */

import { wantedLine } from "../state";
import type { MediaTerms } from "../types";

export function Terms({ one, of: path }: { one: MediaTerms; of: string }) {
  const who = one.people.map((person) => (person.place ? `${person.name}, ${person.place}` : person.name)).join("; ");
  return (
    <div class="terms">
      <p><b>{who || "Nobody is named"}</b>{one.role && ` · ${one.role}`}</p>
      <p>{one.license}{one.release && `, release ${one.release}`}</p>
      {one.objections.map((text) => <p key={text} class="wrong">{text}</p>)}
      {one.where && <button type="button" class="line" onClick={() => (wantedLine.value = { path: one.where!.path, line: one.where!.line, column: one.where!.column, focus: true })}>{one.where.path}, line {one.where.line}<span class="unseen">: {who || "nobody is named"}, {path}</span></button>}
    </div>
  );
}
