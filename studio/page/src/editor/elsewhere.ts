/** Where several windows write in a file, the server knows one unsaved text of it, the newest: whether that is this window's. */

import { state } from "../state";
import { checksum } from "./checksum";

/** The checksums of what this window has sent of each file: a state that is of one of them is of here, if not of the last key. */
const sent = new Map<string, Set<number>>();

export function wrote(path: string, text: string): void {
  const mine = sent.get(path) ?? new Set<number>();
  sent.set(path, mine.add(checksum(text)));
}

/** Whether what is shown and said of a file is of an unsaved text that another window has. */
export function isOfAnother(path: string, text: () => string): boolean {
  const known = state.value?.unsaved?.[path];
  return known !== undefined && !sent.get(path)?.has(known) && known !== checksum(text());
}
