/** What is wrong, at its place: a line under it, a dot beside it, and below it the words with their remedies as buttons. */

import { setDiagnostics, type Diagnostic as Lint } from "@codemirror/lint";
import { StateEffect, StateField, type EditorState, type Text, type Extension } from "@codemirror/state";
import { Decoration, EditorView, WidgetType, type DecorationSet } from "@codemirror/view";

import type { Diagnostic, Fix } from "../types";

const put = StateEffect.define<readonly Diagnostic[]>();

/** Return the offset of a place that counts characters (not UTF-16 code units) from 1. */
function offset(doc: Text, line: number, column: number): number {
  if (line < 1) return 0;
  if (line > doc.lines) return doc.length;
  const found = doc.line(line);
  const units = [...found.text].slice(0, Math.max(0, column - 1)).join("").length;
  return found.from + Math.min(units, found.length);
}

export function rangeOf(doc: Text, one: Diagnostic): { from: number; to: number } {
  const from = offset(doc, one.line, one.column);
  const to = one.end_line ? offset(doc, one.end_line, one.end_column) : from;
  if (to > from) return { from, to };
  const line = doc.lineAt(from);
  return { from, to: Math.max(from, line.to) };
}

/** Begin with a capital, but where the first word is a name of the manifest's, or of a file. */
function asSentence(text: string): string {
  return /^[a-z]+ /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

class Words extends WidgetType {
  constructor(
    readonly told: readonly Diagnostic[],
    readonly fix: (one: Fix) => void,
  ) {
    super();
  }

  override eq(other: Words): boolean {
    return JSON.stringify(this.told) === JSON.stringify(other.told);
  }

  override toDOM(): HTMLElement {
    const all = document.createElement("div");
    for (const one of this.told) {
      const box = document.createElement("div");
      box.className = `mistake ${one.severity}`;
      const message = document.createElement("p");
      message.textContent = asSentence(one.message);
      box.append(message);
      const rest = document.createElement("p");
      rest.className = "help";
      if (one.help) rest.append(asSentence(one.help));
      for (const fix of one.fixes ?? []) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = fix.label;
        button.setAttribute("aria-label", `${fix.label}, line ${one.line}`);
        button.addEventListener("mousedown", (event) => event.preventDefault());
        button.addEventListener("click", () => this.fix(fix));
        rest.append(" ", button);
      }
      if (rest.childNodes.length) box.append(rest);
      all.append(box);
    }
    return all;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

function decorations(state: EditorState, told: readonly Diagnostic[], fix: (one: Fix) => void): DecorationSet {
  const lines = new Map<number, Diagnostic[]>();
  for (const one of told) {
    const at = Math.min(Math.max(1, one.line), state.doc.lines);
    lines.set(at, [...(lines.get(at) ?? []), one]);
  }
  return Decoration.set(
    [...lines].map(([line, those]) => Decoration.widget({ widget: new Words(those, fix), block: true, side: 1 }).range(state.doc.line(line).to)),
    true,
  );
}

/** The words below the lines; `fix` carries out a remedy. */
export function mistakes(fix: (one: Fix) => void): Extension {
  return StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update(value, transaction) {
      let now = value.map(transaction.changes);
      for (const effect of transaction.effects) if (effect.is(put)) now = decorations(transaction.state, effect.value, fix);
      return now;
    },
    provide: (field) => EditorView.decorations.from(field),
  });
}

/** Show these, and only these, in the editor. */
export function tellMistakes(view: EditorView, told: readonly Diagnostic[], fix: (one: Fix) => void): void {
  const { doc } = view.state;
  const lint: Lint[] = told.map((one) => ({
    ...rangeOf(doc, one),
    severity: one.severity === "note" ? "info" : one.severity,
    message: one.help ? `${one.message}\n${one.help}` : one.message,
    actions: (one.fixes ?? []).map((each) => ({ name: each.label, apply: () => fix(each) })),
  }));
  view.dispatch(setDiagnostics(view.state, lint), { effects: put.of(told) });
}
