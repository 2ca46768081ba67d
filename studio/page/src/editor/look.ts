/** How the editor looks: every colour is a variable of the page, so light and dark are the page's affair. */

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const look = [
  EditorView.theme({
    "&": { height: "100%", color: "var(--text)", backgroundColor: "transparent", fontSize: "12.5px" },
    "&.cm-focused": { outline: "none" },
    ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", overflow: "auto" },
    ".cm-content": { padding: "8px 0 40px", caretColor: "var(--accent)" },
    ".cm-line": { padding: "0 12px 0 8px" },
    ".cm-gutters": { backgroundColor: "transparent", color: "var(--faint)", border: "none" },
    ".cm-lineNumbers .cm-gutterElement": { padding: "0 8px 0 6px", minWidth: "28px" },
    ".cm-gutter-lint": { width: "12px" },
    ".cm-gutter-lint .cm-gutterElement": { padding: "0 0 0 3px" },
    ".cm-lint-marker": { width: "7px", height: "7px", marginTop: "6px", borderRadius: "50%", content: "none" },
    ".cm-lint-marker-error": { backgroundColor: "var(--wrong)" },
    ".cm-lint-marker-warning": { backgroundColor: "var(--warning)" },
    ".cm-lint-marker-info": { backgroundColor: "var(--note)" },
    ".cm-activeLine": { backgroundColor: "var(--hover)" },
    ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--text)" },
    ".cm-under": { backgroundColor: "var(--hover)", boxShadow: "inset 2px 0 var(--accent)" },
    ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--selected)" },
    ".cm-searchMatch": { backgroundColor: "var(--match)", outline: "none" },
    ".cm-searchMatch-selected": { backgroundColor: "var(--match-now)" },
    ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--text)" },
    ".cm-panels-bottom, .cm-panels-top": { borderColor: "var(--line)" },
    ".cm-textfield": { backgroundColor: "var(--ground)", border: "1px solid var(--edge)", borderRadius: "4px", color: "var(--text)", fontSize: "12px" },
    ".cm-button": { backgroundColor: "var(--ground)", backgroundImage: "none", border: "1px solid var(--edge)", borderRadius: "4px", color: "var(--text)", fontSize: "12px" },
    ".cm-panel.cm-search label": { fontSize: "12px" },
    ".cm-tooltip": { backgroundColor: "var(--raised)", border: "1px solid var(--edge)", borderRadius: "6px", color: "var(--text)", boxShadow: "0 8px 24px rgba(0,0,0,.3)", overflow: "hidden" },
    ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "12px", maxHeight: "17em" },
    ".cm-tooltip-autocomplete > ul > li": { padding: "3px 8px", display: "flex", gap: "8px", alignItems: "center" },
    ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--selected)", color: "var(--text)" },
    ".cm-completionDetail": { fontStyle: "normal", color: "var(--soft)", marginLeft: "auto", fontFamily: "var(--face)" },
    ".cm-completionMatchedText": { textDecoration: "none", color: "var(--accent)", fontWeight: "600" },
    ".cm-thumbnail": { width: "44px", height: "25px", objectFit: "cover", borderRadius: "2px", flex: "none" },
    ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--wrong) 1px", textUnderlineOffset: "3px" },
    ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline wavy var(--warning) 1px", textUnderlineOffset: "3px" },
    ".cm-lintRange-info": { backgroundImage: "none", textDecoration: "underline dotted var(--note) 1px", textUnderlineOffset: "3px" },
    ".cm-foldPlaceholder": { backgroundColor: "var(--hover)", border: "none", color: "var(--soft)" },
    ".cm-matchingBracket": { backgroundColor: "var(--selected)" },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--code-key)" },
      { tag: [tags.string, tags.special(tags.string)], color: "var(--code-text)" },
      { tag: [tags.content, tags.attributeValue], color: "var(--code-plain)" },
      { tag: [tags.number, tags.bool, tags.null, tags.atom, tags.color, tags.unit], color: "var(--code-number)" },
      { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
      { tag: [tags.punctuation, tags.separator, tags.bracket], color: "var(--soft)" },
      { tag: [tags.keyword, tags.meta, tags.labelName, tags.typeName, tags.className, tags.tagName], color: "var(--code-word)" },
    ]),
  ),
];
