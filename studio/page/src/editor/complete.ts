/** What can stand at the caret, as the server knows it from the schema, the people, the files and the works. */

import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";

import { api, Refused } from "../api";
import type { Suggestion } from "../types";
import { settled } from "./files";

const KINDS: Record<string, string> = { field: "property", value: "constant", file: "text", person: "variable", work: "class", segment: "namespace", kind: "keyword" };

export function completions(path: string) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const word = /[\p{L}\p{N}_./%@-]*$/u.exec(before)?.[0] ?? "";
    const isAsked = context.explicit || word.length > 0 || /[:\[{,]\s$|^\s*-\s$/.test(before);
    if (!isAsked || /(^|\s)#/.test(before)) return null;
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
    return { from: context.pos - word.length, options: found.map(option), validFor: /^[\p{L}\p{N}_./%@-]*$/u };
  };
}

interface Shown extends Completion {
  thumbnail?: string;
}

function option(one: Suggestion, index: number): Shown {
  return {
    label: one.label,
    apply: one.insert ?? one.label,
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
