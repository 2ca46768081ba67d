/** The palette: every command by its name, with its key; episodes, files and segments, too. */

import { computed, signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";

import { addCommands, commands, keyName, type Command } from "./commands";
import { entries, openFile } from "./editor/files";
import { open, show, state } from "./state";
import { isTitle } from "./timeline/asked";
import { select } from "./timeline/timeline";
import { items } from "./timeline/model";

const isOpen = signal(false);
const words = signal("");
const chosen = signal(0);

function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

const found = computed<Command[]>(() => {
  const everything: Command[] = [
    ...commands().filter((one) => !one.id.endsWith("-in-text") && one.id !== "palette" && (one.can?.() ?? true)),
    ...(show.value?.episodes ?? []).map((one) => ({ id: `episode.${one.name}`, group: "Episodes", label: `${one.name} ${one.title}`, keys: [], run: () => open(one.name) })),
    ...entries.value.map((one) => ({ id: `file.${one.path}`, group: "Files", label: one.path, keys: [], run: () => void openFile(one.path) })),
    ...[...items.value.values()].filter((one) => one.kind === "segment").map((one) => ({ id: `segment.${one.id}`, group: "Segments", label: isTitle(one.segment) ? `${one.label}, title` : one.label, keys: [], run: () => select(one) })),
  ];
  const asked = plain(words.value).split(/\s+/).filter(Boolean);
  const all = everything.filter((one) => asked.every((word) => plain(`${one.group} ${one.label}`).includes(word)));
  // What holds the words as they were typed stands before what merely holds each of them.
  const isPhrase = (one: Command) => plain(one.label).includes(asked.join(" "));
  return [...all.filter(isPhrase), ...all.filter((one) => !isPhrase(one))];
});

export function openPalette(text = ""): void {
  words.value = text;
  chosen.value = 0;
  isOpen.value = true;
}

addCommands(
  { id: "palette", group: "Page", label: "Find a command", keys: ["Mod+k", "F1"], inText: true, run: () => openPalette() },
  { id: "keys", group: "Page", label: "All keys", keys: ["?"], run: () => openPalette() },
  { id: "board", group: "Page", label: "All episodes", keys: [], can: () => state.peek() !== null, run: () => open(null) },
);

export function Palette() {
  const dialog = useRef<HTMLDialogElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const wanted = isOpen.value;
  useLayoutEffect(() => {
    if (wanted && !dialog.current?.open) {
      dialog.current?.showModal();
      input.current?.focus();
    }
    if (!wanted && dialog.current?.open) dialog.current.close();
  }, [wanted]);
  if (!wanted) return <dialog ref={dialog} class="palette" aria-label="Commands" />;
  const all = found.value;
  const at = Math.min(chosen.value, all.length - 1);
  const run = (one: Command | undefined) => {
    isOpen.value = false;
    dialog.current?.close();
    if (one) requestAnimationFrame(() => one.run());
  };
  const keys = (event: KeyboardEvent) => {
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (by && all.length) {
      event.preventDefault();
      chosen.value = (at + by + all.length) % all.length;
      requestAnimationFrame(() => document.getElementById(`command-${chosen.peek()}`)?.scrollIntoView({ block: "nearest" }));
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(all[at]);
    }
  };
  let group = "";
  return (
    <dialog ref={dialog} class="palette" aria-label="Commands" onClose={() => (isOpen.value = false)} onClick={(event) => event.target === dialog.current && run(undefined)}>
      <input ref={input} type="text" role="combobox" aria-label="Find a command" aria-expanded="true" aria-controls="commands" aria-activedescendant={all.length ? `command-${at}` : undefined}
        placeholder="Find a command, a file, a segment" value={words.value} onKeyDown={keys} onInput={(event) => {
          words.value = event.currentTarget.value;
          chosen.value = 0;
        }} />
      <ul id="commands" role="listbox" aria-label="Commands">
        {all.map((one, index) => {
          const head = one.group === group ? null : one.group;
          group = one.group;
          return (
            <>
              {head && <li key={`group ${head}`} role="presentation" class="group">{head}</li>}
              <li key={one.id} id={`command-${index}`} role="option" aria-selected={index === at} onClick={() => run(one)} onPointerMove={() => (chosen.value = index)}>
                <span>{one.label}</span>
                {one.keys[0] && <kbd>{keyName(one.keys[0])}</kbd>}
              </li>
            </>
          );
        })}
        {!all.length && <li class="empty" role="presentation">Nothing is called that</li>}
      </ul>
    </dialog>
  );
}
