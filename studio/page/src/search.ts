/** Search as people mean it: whatever the case, the accents, and the way in which a file system stores them. */

/** Accents of Latin, Greek and Cyrillic letters; vowel signs of Hebrew and Arabic, and the Arabic stroke that only fills; the Devanagari dot. Vowels of Devanagari are letters and stay. */
const MARKS = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u093c]/g;
const LETTERS: Record<string, string> = { ß: "ss", ı: "i", ł: "l", ø: "o", đ: "d", æ: "ae", œ: "oe", ς: "σ", ى: "ي" };

/** Return a text as it is compared: marks left out, letters small, widths and ligatures made plain (Unicode NFKD, then NFC). */
export function folded(text: string): string {
  return text
    .normalize("NFKD")
    .replace(MARKS, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(/[ßıłøđæœςى]/g, (letter) => LETTERS[letter] ?? letter);
}

/** Say whether every word of a query is somewhere in a text that is folded already. */
export function holds(text: string, query: string): boolean {
  return folded(query).split(/\s+/).every((word) => text.includes(word));
}
