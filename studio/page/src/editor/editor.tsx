/** The editor: tabs of files, the text with what is wrong in it, and what an edit will cost. */

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, historyKeymap, redo, undo } from "@codemirror/commands";
import { css } from "@codemirror/lang-css";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { EditorState, StateEffect, StateField, Transaction, type Extension } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, type DecorationSet } from "@codemirror/view";
import { computed, effect, signal, untracked } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import { addCommands } from "../commands";
import { Icon } from "../icons";
import { caretAt, itemUnder } from "../link";
import { cost, episode, frame, isPlaying, say, selection, state, wantedLine } from "../state";
import { Told } from "../saying";
import { ago, length } from "../time";
import { baseName } from "../timeline/model";
import type { Cost, Diagnostic, EpisodeState, Fix } from "../types";
import { checksum } from "./checksum";
import { completions, thumbnails } from "./complete";
import { Conflict } from "./conflict";
import {
  closeAll, closeTab, current, entries, file, fromOutside, furnish, listFiles, openFile, openings, save, stand, standing, tabs, change, changed, took, unsaved, whenAnswered, whenChanged,
  isAllSaved, isOther,
} from "./files";
import { countMistakes } from "./counted";
import { dropped } from "./dropped";
import { look } from "./look";
import { mistakes, tellMistakes } from "./mistakes";

let view: EditorView | null = null;
/** The file whose text the view holds; the current one as soon as it is shown. */
let held: string | null = null;
let isOurs = false;

/** What the server said of an unsaved edit before the next state came. */
const fresh = signal<{ diagnostics: Diagnostic[]; after: EpisodeState | null } | null>(null);

/** Whether the episode has been read: only then is known which texts it is made of. */
const isRead = computed(() => Boolean(state.value?.view));

const diagnosticsNow = () => {
  const now = state.value;
  const told = fresh.value;
  return told && told.after === now ? told.diagnostics : (now?.diagnostics ?? []);
};

/** Whether what is told is of another text than stands here: its lines are others. */
const isElsewhere = (path: string) => fresh.value?.after !== state.value && isOther(path);

// ------------------------------------------------------------------------- the line of the playhead

const under = StateEffect.define<number | null>();
const underLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    let now = value.map(transaction.changes);
    for (const one of transaction.effects) {
      if (!one.is(under)) continue;
      const line = one.value;
      now = line && line <= transaction.state.doc.lines ? Decoration.set([Decoration.line({ class: "cm-under" }).range(transaction.state.doc.line(line).from)]) : Decoration.none;
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function applyFix(fix: Fix): void {
  const path = current.peek();
  if (!path) return;
  // What was checked may be of before the last key, or what another window has in this file: the same place is elsewhere there.
  const isOfThis = checksum(file(path)?.editor.doc.toString() ?? "") === fix.checksum;
  if (!isOfThis || changed(path, fix.changes) === null) {
    const note = "The text was changed meanwhile, here or in another window: nothing was written";
    say(note, true);
    return stand(path, { note });
  }
  change(path, fix.changes);
  say(fix.label);
  view?.focus();
}

const isYaml = (path: string) => /\.ya?ml$/.test(path);

furnish((path: string): Extension => [
  lineNumbers(),
  lintGutter(),
  drawSelection(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSelectionMatches(),
  bracketMatching(),
  closeBrackets(),
  indentOnInput(),
  indentUnit.of("  "),
  EditorView.lineWrapping,
  isYaml(path) ? [yaml(), dropped] : path.endsWith(".css") ? css() : [],
  autocompletion({ override: [completions(path)], addToOptions: [thumbnails], icons: false, activateOnTypingDelay: 80 }),
  search({ top: true }),
  underLine,
  mistakes(applyFix),
  look,
  EditorState.phrases.of({ "Find": "Find", "next": "Next", "previous": "Previous" }),
  EditorView.clipboardInputFilter.of((text) => text.replace(/\r\n?/g, "\n")),
  EditorView.contentAttributes.of({ "aria-label": `Text of ${path}`, spellcheck: "false" }),
  keymap.of([
    { key: "Mod-s", preventDefault: true, run: () => (void save(path), true) },
    { key: "Escape", run: leave },
    ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap,
  ]),
]);

/** Escape goes back to the player's keys, once nothing else in the editor wants it. */
function leave(at: EditorView): boolean {
  if (at.state.selection.ranges.length > 1) return false;
  at.contentDOM.blur();
  (document.querySelector(".playhead") as HTMLElement | null)?.focus();
  return true;
}

// ------------------------------------------------------------------------------------------ the view

function dispatched(transactions: readonly Transaction[], at: EditorView): void {
  at.update(transactions);
  const path = held;
  if (!path) return;
  const changed = transactions.some((one) => one.docChanged);
  if (changed) took(path, at.state, transactions.every((one) => !one.docChanged || one.annotation(fromOutside)));
  else {
    const mine = file(path);
    if (mine) mine.editor = at.state;
  }
  const isMoved = transactions.some((one) => one.selection && (one.isUserEvent("select") || one.isUserEvent("input")));
  if (isMoved && !isOurs && !isPlaying.peek()) caretAt(path, at.state.doc.lineAt(at.state.selection.main.head).number);
}

function show(path: string | null): void {
  if (!view) return;
  const mine = path ? file(path) : null;
  // A field of the search that has the focus is committed as it goes, which the text that it searched is to hear of.
  const focused = document.activeElement;
  if (focused instanceof HTMLElement && focused !== view.contentDOM && view.dom.contains(focused)) focused.blur();
  held = mine ? path : null;
  view.setState(mine?.editor ?? EditorState.create({ extensions: [look, EditorView.editable.of(false)] }));
  if (mine && path) {
    tell(path);
    follow();
    requestAnimationFrame(() => {
      if (view && mine.scroll && current.peek() === path) view.scrollDOM.scrollTop = mine.scroll;
    });
  }
}

/** Mark the line of what the playhead stands in, and put the caret there, unless somebody is writing. */
function follow(): void {
  const chosen = selection.value;
  const at = frame.value;
  const inChosen = chosen && at >= chosen.first && at < chosen.first + chosen.frames;
  const where = inChosen && chosen.where ? chosen.where : (itemUnder(at)?.where ?? null);
  const path = current.value;
  if (!view || !path || !file(path)) return;
  const { doc, selection: caret } = view.state;
  const line = where?.path === path && where.line <= doc.lines ? where.line : null;
  const from = line ? doc.line(line).from : null;
  if (from === null || view.dom.contains(document.activeElement) || doc.lineAt(caret.main.head).number === line) {
    view.dispatch({ effects: under.of(line) });
    return;
  }
  isOurs = true;
  view.dispatch({ selection: { anchor: from }, effects: [under.of(line), EditorView.scrollIntoView(from, { y: isSeen(from) ? "nearest" : "center" })] });
  isOurs = false;
}

function tell(path: string): void {
  if (!view || !file(path)) return;
  tellMistakes(view, isElsewhere(path) ? [] : diagnosticsNow().filter((one) => one.path === path), applyFix);
}

async function reveal(path: string, line: number, column: number, isFocused: boolean): Promise<void> {
  if (current.peek() !== path) await openFile(path);
  if (!view || current.peek() !== path || !file(path)) return;
  const { doc } = view.state;
  const found = doc.line(Math.max(1, Math.min(doc.lines, line)));
  const at = Math.min(found.to, found.from + Math.max(0, column - 1));
  isOurs = true;
  view.dispatch({ selection: { anchor: at }, effects: [EditorView.scrollIntoView(at, { y: isSeen(at) ? "nearest" : "center" }), under.of(line)] });
  isOurs = false;
  if (isFocused) view.focus();
}

function isSeen(at: number): boolean {
  const box = view?.coordsAtPos(at);
  const room = view?.scrollDOM.getBoundingClientRect();
  return !!box && !!room && box.top > room.top && box.bottom < room.bottom;
}

export function Editor() {
  const host = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!host.current) return undefined;
    view = new EditorView({ parent: host.current, dispatchTransactions: dispatched });
    const mine = view;
    mine.scrollDOM.addEventListener("scroll", () => {
      const path = current.peek();
      const here = path ? file(path) : null;
      if (here) here.scroll = mine.scrollDOM.scrollTop;
    });
    whenChanged((_, transaction) => mine.dispatch(transaction));
    whenAnswered((_, answer) => {
      if (answer.diagnostics) fresh.value = { diagnostics: answer.diagnostics, after: state.peek() };
    });
    const stops = [
      effect(() => {
        const name = episode.value;
        closeAll();
        fresh.value = null;
        if (!name) return;
        void listFiles()
          .then(() => (tabs.peek()[0] && !current.peek() ? openFile(tabs.peek()[0] as string) : null))
          .catch((problem: unknown) => say(problem instanceof Error ? problem.message : String(problem)));
      }),
      effect(() => {
        if (isRead.value) void listFiles().catch(() => undefined);
      }),
      // The text is put in place when another is wanted, and for nothing else: it takes an open search and what is measured with it.
      effect(() => {
        openings.value;
        const path = current.value;
        untracked(() => show(path));
      }),
      effect(() => {
        const path = current.value;
        diagnosticsNow();
        if (path) tell(path);
      }),
      countMistakes(diagnosticsNow),
      effect(() => {
        const wanted = wantedLine.value;
        if (wanted) void reveal(wanted.path, wanted.line, wanted.column ?? 1, wanted.focus);
      }),
      effect(follow),
      addCommands(...orders(mine)),
    ];
    const warn = (event: BeforeUnloadEvent) => {
      // What is unsaved is kept by the server and by this tab; only a closed tab loses what can be undone.
      if (unsaved().length) event.preventDefault();
    };
    void warn;
    return () => {
      for (const stop of stops) stop();
      mine.destroy();
      view = null;
    };
  }, []);

  const path = current.value;
  const now = standing(path);
  return (
    <section class="editor" aria-label="Editor">
      <div class="tabs" role="tablist" aria-label="Files">
        {tabs.value.map((one) => <Tab key={one} path={one} />)}
        <AddTab />
        <SavedState />
      </div>
      <div class="text" ref={host} />
      {/* Below the text: above it they would push away the line that somebody is about to click on. */}
      {path && now.conflict && <Conflict path={path} left={() => view?.focus()} />}
      <Told look="bar fault" text={now.fault} />
      {/* What was done to the file from outside was said when it was done. */}
      {now.note && !now.conflict && <p class="bar note">{now.note}</p>}
      <Told look="bar note" isUrgent={false} text={path && file(path) && isElsewhere(path)
        && `Another window has text in this file that is not saved. Picture and mistakes are of that text${now.isUnsaved ? " until you write here" : ""}.`} />
      <CostLine />
    </section>
  );
}

function Tab({ path }: { path: string }) {
  const isCurrent = current.value === path;
  const isUnsaved = standing(path).isUnsaved;
  const wrong = diagnosticsNow().filter((one) => one.path === path && one.severity === "error").length;
  const name = baseName(path);
  return (
    <span class={isCurrent ? "tab current" : "tab"} role="presentation">
      <button type="button" role="tab" aria-selected={isCurrent} title={path} onClick={() => void openFile(path)}>
        {name}
        {wrong > 0 && <i class="dot wrong" title={`${wrong} ${wrong === 1 ? "mistake" : "mistakes"}`} />}
        {isUnsaved && <i class="dot unsaved" title="Not saved" />}
      </button>
      {tabs.value.length > 1 && isCurrent && !isUnsaved && (
        <button type="button" class="close" aria-label={`Close ${name}`} onClick={() => closeTab(path)}><Icon name="close" /></button>
      )}
    </span>
  );
}

function AddTab() {
  const others = entries.value.filter((one) => !tabs.value.includes(one.path));
  if (!others.length) return null;
  return (
    <select class="add" aria-label="Open another file" value="" onChange={(event) => {
      const { value } = event.currentTarget;
      event.currentTarget.value = "";
      if (value) void openFile(value);
    }}>
      <option value="">+</option>
      {others.map((one) => <option key={one.path} value={one.path}>{one.path}</option>)}
    </select>
  );
}

const second = signal(Date.now());
setInterval(() => (second.value = Date.now()), 1000);

function SavedState() {
  const path = current.value;
  const now = standing(path);
  if (!path) return null;
  if (now.isSaving) return <span class="saved">Saving</span>;
  if (now.isUnsaved) {
    return <span class="saved"><button type="button" class="save" onClick={() => void save(path)} title="Save (Ctrl+S)">Save</button></span>;
  }
  return <span class="saved">{now.savedAt ? `Saved ${ago(Math.max(0, (second.value - now.savedAt) / 1000))}` : "Saved"}</span>;
}

/** Say in a line what a build would have to do now. */
export function costText(one: Cost): string {
  if (one.words) return one.words;
  const parts: string[] = [];
  if (one.spans) parts.push(`${one.spans} ${one.spans === 1 ? "span" : "spans"}, ${length(one.picture_seconds)}`);
  if (one.cards) parts.push(`${one.cards} ${one.cards === 1 ? "card" : "cards"}`);
  if (one.sound_seconds > 0.05) parts.push(`sound ${length(one.sound_seconds)}`);
  if (!parts.length) parts.push("Nothing to draw");
  if (one.credits) parts.push(one.credits);
  return parts.join("; ");
}

function CostLine() {
  const now = cost.value;
  const wrong = diagnosticsNow().filter((one) => one.severity === "error").length;
  return (
    <p class="cost" role="status" aria-label="What this edit costs">
      {now ? costText(now) : wrong ? "What it costs is known when the mistakes are mended" : state.value?.is_planned ? (isAllSaved.value ? "All is saved" : "Not saved yet") : ""}
    </p>
  );
}

function orders(mine: EditorView) {
  const group = "Editor";
  const path = () => current.peek();
  const order = (id: string, label: string, keys: string[], run: () => void, inText = true) => ({ id: `editor.${id}`, group, label, keys, run, inText, can: () => path() !== null });
  const hop = (by: number) => {
    const all = tabs.peek();
    const next = all[(all.indexOf(path() ?? "") + by + all.length) % all.length];
    if (next) void openFile(next).then(() => mine.focus());
  };
  return [
    order("save", "Save this file", ["Mod+s"], () => {
      const one = path();
      if (one) void save(one);
    }),
    order("save-all", "Save all files", ["Mod+Shift+s"], () => {
      for (const one of unsaved()) void save(one);
    }),
    order("focus", "Write at the playhead", ["e"], () => {
      const at = itemUnder(frame.peek());
      if (at?.where && at.where.path !== path()) void reveal(at.where.path, at.where.line, at.where.column, true);
      else mine.focus();
    }, false),
    order("find", "Find in this file", ["Mod+f"], () => {
      mine.focus();
      openSearchPanel(mine);
    }),
    order("undo", "Undo", ["Mod+z"], () => void undo(mine), false),
    order("redo", "Redo", ["Mod+Shift+z", "Mod+y"], () => void redo(mine), false),
    order("next-tab", "Next file", ["Alt+."], () => hop(1)),
    order("tab-before", "File before", ["Alt+,"], () => hop(-1)),
  ];
}
