/** The studio's page: bar, editor, player, panels and timeline, each from a room of its own. */

import "@fontsource-variable/space-grotesk/index.css";
import "./style/base.css";
import "./style/player.css";
import "./style/editor.css";
import "./style/timeline.css";
import "./style/panels.css";
import "./style/notes.css";
import "./style/board.css";
import "./style/media.css";
import "./style/credits.css";
import "./style/theme.css";

import { effect } from "@preact/signals";
import { render } from "preact";

import { addCommands } from "./commands";
import { Editor } from "./editor/editor";
import { isGuest } from "./guest";
import { Header } from "./header";
import { Palette } from "./palette";
import "./panels";
import { whyUnbuilt } from "./panels/finals";
import { Panels } from "./panels/panels";
import { isRoomy, startPage } from "./panels/registry";
import { Player } from "./player/player";
import { Saying, Told } from "./saying";
import { edge, Splitter } from "./split";
import { episode, fault, keepAddress, show, start, state, trouble } from "./state";
import { chooseScheme, isLight } from "./theme";
import "./timeline/edits";
import { Timeline } from "./timeline/timeline";
import { View } from "./view";

const editorWidth = edge("editor", Math.round(Math.min(560, Math.max(360, innerWidth * 0.295))), 260, () => innerWidth * 0.5);
const panelWidth = edge("panels", Math.round(Math.min(380, Math.max(290, innerWidth * 0.205))), 200, () => innerWidth * 0.35);
const timelineHeight = edge("timeline", 345, 120, () => innerHeight * 0.62);

function Page() {
  const Start = startPage.value;
  return (
    <div class="page">
      <Header />
      <Told look="trouble" text={trouble.value ?? whyUnbuilt.value ?? fault.value} />
      {episode.value ? (
        <div class={isRoomy.value ? "studio roomy" : "studio"} style={{ "--editor": `${editorWidth.at.value}px`, "--panels": `${panelWidth.at.value}px`, "--timeline": `${timelineHeight.at.value}px` }}>
          <Editor />
          <Splitter of={editorWidth} label="Width of the editor" axis="x" towards={1} />
          <Player />
          <Splitter of={panelWidth} label="Width of the panels" axis="x" towards={-1} />
          <Panels />
          <Splitter of={timelineHeight} label="Height of the timeline" axis="y" towards={-1} />
          <Timeline />
        </div>
      ) : Start && <Start />}
      <Palette />
      <Saying />
    </div>
  );
}

effect(() => {
  document.documentElement.dataset.scheme = isLight.value ? "light" : "dark";
});
effect(() => {
  const now = state.value;
  document.title = now ? `${now.title}, ${show.value?.title ?? "together"}` : (show.value?.title ?? "together studio");
});
effect(keepAddress);

const area = (id: string, label: string, keys: string[], selector: string) => ({
  id: `area.${id}`, group: "Page", label, keys, inText: true, run: () => (document.querySelector(selector) as HTMLElement | null)?.focus(),
});
addCommands(
  area("editor", "Go to the editor", ["Alt+1"], ".editor .cm-content"),
  area("player", "Go to the player", ["Alt+2"], ".player .play"),
  area("panels", "Go to the panels", ["Alt+3"], ".panels .tab.current"),
  area("timeline", "Go to the timeline", ["Alt+4"], ".playhead"),
  { id: "scheme", group: "Page", label: "Light or dark", keys: [], run: () => chooseScheme(isLight.peek() ? "dark" : "light") },
  { id: "scheme.system", group: "Page", label: "Light or dark as the system has it", keys: [], run: () => chooseScheme("system") },
);

// The first picture waits for no letters: of most scripts the machine has some.
const letters = document.createElement("link");
letters.rel = "stylesheet";
letters.href = "/static/fonts.css";
document.head.append(letters);

const root = document.getElementById("page");
if (root) render(isGuest ? <View /> : <Page />, root);
if (!isGuest) void start();
