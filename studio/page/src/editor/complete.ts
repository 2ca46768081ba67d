/** What can stand at the caret, as the server knows it from the schema, the people, the files and the works. */

import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";

import { api, Refused } from "../api";
import type { Suggestion } from "../types";
import { scalar } from "./dropped";
import { settled } from "./files";

const KINDS: Record<string, string> = { field: "property", value: "constant", file: "text", person: "variable", work: "class", segment: "namespace", kind: "keyword" };

/** A text that is being written on a line: where it begins there, and the quote that it stands in. */
interface Written {
  from: number;
  quote: string;
}

/** Find what is being written at the end of this beginning of a line; null in a comment. `isInBrackets`: they were opened on a line above. */
export function written(before: string, isInBrackets: boolean): Written | null {
  let from = /^\s*(?:-\s+)*/.exec(before)?.[0].length ?? 0;
  let quote = "";
  let depth = isInBrackets ? 1 : 0;
  for (let at = from; at < before.length; at += 1) {
    const sign = before.charAt(at);
    const isFirst = !before.slice(from, at).trim();
    if (quote) {
      if (quote === '"' && sign === "\\") at += 1;
      else if (sign === quote && quote === "'" && before[at + 1] === "'") at += 1;
      else if (sign === quote) quote = "";
    } else if (isFirst && (sign === '"' || sign === "'")) {
      quote = sign;
      from = at + 1;
    } else if (sign === "#" && /^\s?$/.test(before.slice(Math.max(0, at - 1), at))) {
      return null;
    } else if (isFirst && (sign === "[" || sign === "{")) {
      depth += 1;
      from = at + 1;
    } else if (depth && (sign === "]" || sign === "}")) {
      depth -= 1;
      from = at + 1;
    } else if ((depth && sign === ",") || (sign === ":" && /^\s?$/.test(before.slice(at + 1, at + 2)))) {
      from = at + 1;
    }
  }
  if (!quote) from += /^\s*/.exec(before.slice(from))?.[0].length ?? 0;
  return { from, quote };
}

type SyntaxNode = ReturnType<ReturnType<typeof syntaxTree>["resolveInner"]>;

function isInBrackets(state: EditorState, at: number): boolean {
  for (let node: SyntaxNode | null = syntaxTree(state).resolveInner(at, -1); node; node = node.parent) {
    if ((node.name === "FlowSequence" || node.name === "FlowMapping") && node.from < at) return true;
  }
  return false;
}

export function completions(path: string) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const here = written(before, isInBrackets(context.state, line.from));
    if (!here || !(context.explicit || here.from < before.length || /[:\[{,]\s$|^\s*-\s$/.test(before))) return null;
    const control = new AbortController();
    context.addEventListener("abort", () => control.abort());
    await settled(path);
    if (context.aborted) return null;
    let found: Suggestion[];
    try {
      // Columns count characters, as in what the server says of mistakes.
      found = await api.complete(path, line.number, [...before].length + 1, control.signal);
    } catch (problem) {
      if (control.signal.aborted || problem instanceof Refused) return null;
      throw problem;
    }
    if (!found.length) return null;
    return { from: line.from + here.from, options: found.map((one, index) => option(one, index, here.quote)), validFor: /^[^"':,#[\]{}\n]*$/ };
  };
}

interface Shown extends Completion {
  thumbnail?: string;
}

function option(one: Suggestion, index: number, quote: string): Shown {
  return {
    label: one.label,
    apply: quote ? scalar(one.label, quote) : (one.insert ?? one.label),
    type: KINDS[one.kind ?? ""] ?? "text",
    boost: -index / 100,
    ...(one.detail ? { detail: one.detail } : {}),
    ...(one.thumbnail ? { thumbnail: one.thumbnail } : {}),
  };
}

/** Draw the thumbnail of a file before its name. */
export const thumbnails = {
  position: 20,
  render(completion: Completion): Node | null {
    const { thumbnail } = completion as Shown;
    if (!thumbnail) return null;
    const image = document.createElement("img");
    image.className = "cm-thumbnail";
    image.alt = "";
    image.src = thumbnail;
    return image;
  },
};
