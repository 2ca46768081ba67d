/** The moment of a file that a pointer or the keyboard is at, in seconds of that file; one at a time. */

import { signal } from "@preact/signals";

export const moment = signal<{ path: string; second: number } | null>(null);
