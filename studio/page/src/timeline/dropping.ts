/** Files that are dragged out of the media panel and let go over the timeline. */

import { clipsOf, edit, isTitle, segments } from "./asked";
import { frameAtX } from "./zoom";

/** The kind of what is dragged out of the media panel: a path in the media folder. */
export const DRAGGED = "application/x-together-media";

export function drop(path: string, at: number): void {
  const segment = segments().find((one) => at >= one.first && at < one.first + one.frames && !isTitle(one));
  const inside = segment ? clipsOf(segment) : [];
  if (segment && inside.length) {
    const to = inside.filter((one) => one.first + one.frames / 2 < at).length;
    void edit({ operation: "drop", file: path, segment: segment.name, to }, `${path} is number ${to + 1} of ${segment.title}`);
    return;
  }
  const next = segments().find((one) => !isTitle(one) && one.first + one.frames / 2 > at);
  void edit({ operation: "drop", file: path, before: next?.name ?? null }, `${path} is a segment of its own`);
}

window.addEventListener("dragover", (event) => {
  if (event.dataTransfer?.types.includes(DRAGGED) && (event.target as Element | null)?.closest?.(".sheet")) event.preventDefault();
});
window.addEventListener("drop", (event) => {
  const sheet = (event.target as Element | null)?.closest?.(".sheet");
  const path = event.dataTransfer?.getData(DRAGGED);
  if (!sheet || !path) return;
  event.preventDefault();
  drop(path, frameAtX(event.clientX - sheet.getBoundingClientRect().left));
});
