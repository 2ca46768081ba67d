/** What the server says: the protocol of `pipeline/studio/`. Frames are integers; seconds serve drawing only. */

/** A place in a file; lines and columns count characters from 1, an `end_line` of 0 is not known. */
export interface Where {
  path: string;
  line: number;
  column: number;
  end_line: number;
  end_column: number;
}

/** How a film or a still fills its box of the canvas; `shape` is its width by its height, upright. All in shares. */
export interface Framing {
  fit: "cover" | "contain" | "blur";
  move: "none" | "ken-burns" | "zoom-in" | "zoom-out" | "pan-left" | "pan-right";
  box: [number, number, number, number];
  focus: [number, number];
  shape: number;
}

export interface ViewClip {
  first: number;
  frames: number;
  medium: "source" | "still" | "frames" | "scene" | "card" | "colour" | "sound";
  path?: string;
  card?: string;
  /** What a card says, in a line. */
  text?: string;
  colour?: string;
  start?: number;
  framing?: Framing;
  where: Where | null;
}

export interface ViewTrack {
  name: string;
  clips: ViewClip[];
}

export interface ViewSound {
  role: "voice" | "stem" | "bed" | "nat";
  path: string;
  at: number;
  start: number;
  seconds: number;
  /** Which second of its file is heard at seconds of it, where it is not heard as it is: a file's second that stays is silent. */
  heard?: [number, number][] | null;
  gain_db: number;
  name?: string;
  sync?: number | null;
  fade_in?: number;
  fade_out?: number;
  where: Where | null;
}

export interface ViewCaption {
  first: number;
  frames: number;
  text: string;
  where?: Where | null;
}

/** A caption as it is drawn over the picture; `place` is where it stands if not below in the middle: `top left`. */
export interface ShownCaption {
  first: number;
  frames: number;
  text: string;
  place: string;
}

export interface ViewSegment {
  name: string;
  kind: string;
  title: string;
  first: number;
  frames: number;
  transition: { kind: string; frames: number } | null;
  sound_leads?: number;
  sound_trails?: number;
  where: Where | null;
  is_stale: boolean;
  tracks: ViewTrack[];
  sounds: ViewSound[];
  captions: Record<string, ViewCaption[]>;
}

export interface View {
  name: string;
  title: string;
  rate: [number, number];
  frames: number;
  is_whole: boolean;
  left_out: (Where | null)[];
  segments: ViewSegment[];
}

/** Stored as the episode now says; being drawn; to be drawn; shown as it last was, since its segment is broken. */
export type SpanState = "fresh" | "drawing" | "waiting" | "stale";

export interface Span {
  first: number;
  frames: number;
  state: SpanState;
  blob: string | null;
  segment?: string;
  title?: string;
  where?: Where | null;
}

export interface SoundPiece {
  is_mastered?: boolean;
  first_sample: number;
  samples: number;
  blob: string;
}

export interface Sound {
  state: "mastered" | "mixed";
  init: string;
  codec: string;
  samples: number;
  pieces: SoundPiece[];
}

export interface Loudness {
  /** Null where nothing is heard. */
  integrated: number | null;
  target: number;
  /** Digest of the curve. */
  curve: string;
  segments?: { name: string; loudness: number | null }[];
}

/** Loudness over the last three seconds, a value each `step` seconds; null where nothing is heard. */
export interface Curve {
  step: number;
  short_term: (number | null)[];
}

/** A stretch of a waveform: a byte each hundredth of a second from `first` on. */
export interface PeaksPart {
  first: number;
  blob: string;
}

export interface Cost {
  spans: number;
  picture_seconds: number;
  sound_seconds: number;
  cards: number;
  seconds: number;
  credits?: string;
  /** Names of people whom an unsaved edit takes out of the credits, and brings into them. */
  leaving?: string[];
  joining?: string[];
  words?: string;
}

export interface TextChange {
  from: number;
  to: number;
  insert: string;
}

/** A change that mends a mistake. `checksum` is that of the text that was checked, which alone it may change. */
export interface Fix {
  label: string;
  checksum: number;
  changes: TextChange[];
}

export interface Diagnostic {
  path: string;
  line: number;
  column: number;
  end_line: number;
  end_column: number;
  severity: "error" | "warning" | "note";
  message: string;
  help?: string;
  fixes?: Fix[];
  frame?: number | null;
}

/** Something to look at, from `frame` up to before `end_frame`; without a frame it is about all of the episode. */
export interface Mark {
  kind: "mistake" | "warning" | "quality" | "rights" | "captions" | "note";
  severity: Diagnostic["severity"];
  frame: number | null;
  end_frame: number | null;
  text: string;
  detail: string;
  path: string | null;
  line: number | null;
  id?: string;
}

/** What is drawn on the picture: an arrow from its end to its head, or a box between two corners, in shares of the picture. */
export interface Figure {
  figure: "arrow" | "box";
  points: [number, number, number, number];
}

export interface NoteReply {
  key: string;
  by: string;
  on: string;
  is_guest: boolean;
  text: string;
}

/** A review note on `frame`, up to before `end`; `moved` says why it does not stand where it was written. */
export interface Note extends NoteReply {
  frame: number;
  end: number;
  moved: string;
  is_done: boolean;
  done_by: string | null;
  drawings: Figure[];
  replies: NoteReply[];
  path: string;
  line: number;
}

/** A view that is shared with guests; `until` is when it ends, null for never. */
export interface SharedView {
  number: number;
  episode: string;
  profile: string | null;
  language: string | null;
  made: string;
  until: string | null;
}

/** How far an episode, or a deliverable of it, is. */
export type Standing = "finished" | "edited" | "new" | "refused" | "not_cleared" | "broken";

/** An episode on the season board; `deliverables` are those other than its main one. */
export interface BoardRow {
  name: string;
  title: string;
  air_date: string | null;
  days: number | null;
  is_late: boolean;
  state: Standing;
  words: string;
  deliverables: { profile: string; state: Standing; words: string; mistakes: Diagnostic[] }[];
  length: string | null;
  mistakes: Diagnostic[];
  cost: { parts: number; seconds: number; picture_seconds: number } | null;
  poster: string | null;
  loudness: number | null;
  target: number | null;
  findings: { severity: Diagnostic["severity"]; message: string }[];
  newcomers: string[];
}

export interface Board {
  is_whole: boolean;
  words: string;
  episodes: number;
  rows: BoardRow[];
}

/** An episode in the queue of finals. */
export interface Final {
  number: number;
  name: string;
  profile: string | null;
  state: "waiting" | "building" | "done" | "refused" | "failed" | "cancelled";
  share: number;
  left: number | null;
  words: string;
}

/** The queue of finals, and the episodes whose finals a studio that has ended did not finish. */
export interface Queue {
  queue: Final[];
  unfinished: string[];
}

export interface EpisodeState {
  episode: string;
  title: string;
  profile: string;
  language: string;
  languages: string[];
  width: number;
  height: number;
  rate: [number, number];
  frames: number;
  is_whole: boolean;
  burns_captions: boolean;
  captions: Record<string, ShownCaption[]>;
  view: View | null;
  spans: Span[];
  gop: number;
  is_planned: boolean;
  init: string | null;
  codec: string | null;
  sound: Sound | null;
  loudness: Loudness | null;
  peaks: Record<string, PeaksPart[]>;
  /** Takes that were lined up by their sound, by the place that names each: seconds after the first stem, below 0 before it. */
  syncs: { where: Where | null; seconds: number }[];
  cost: Cost | null;
  diagnostics: Diagnostic[];
  /** Rights, quality and captions; null until they were looked at. */
  marks: Mark[] | null;
  digest: string;
  /** The checksums of the texts that were read in place of what their files hold: nobody has saved them yet. */
  unsaved?: Readonly<Record<string, number>>;
  /** Digest of the theme that is worn; null where nothing can be shown. */
  theme?: string | null;
}

export interface Show {
  title: string;
  /** `languages` are those that an episode can be made in, its own first. */
  episodes: { name: string; title: string; languages: string[] }[];
  profiles: string[];
  /** Those of all episodes. */
  languages: string[];
}

export interface FileEntry {
  path: string;
  kind: string;
  digest: string;
  is_unsaved: boolean;
}

/** Its lines end by LF alone, whatever the file on the disk has: the server puts CR LF and a byte order mark back. */
export interface FileText {
  path: string;
  text: string;
  saved: string;
  digest: string;
  is_unsaved: boolean;
  /** Of an unsaved text what the disk had when it was made, and that one's digest. */
  base?: string;
  base_digest?: string;
}

export interface Suggestion {
  label: string;
  detail?: string;
  insert?: string;
  kind?: string;
  thumbnail?: string;
}

export interface Progress {
  address: string;
  label: string;
  share: number;
}

export interface Still {
  frame: number;
  blob: string;
  digest: string;
}

/** A place at which the open episode uses a file; frames of the episode. */
export interface MediaUse {
  segment: string;
  title: string;
  first: number;
  frames: number;
  where: Where | null;
}

/** Who made a file and on what terms, as the episode says it. */
export interface MediaTerms {
  people: { name: string; place: string; handle: string }[];
  role: string;
  title: string;
  license: string;
  release: string;
  where: Where | null;
  objections: string[];
}

/** What the episode says of a file: by its path in the media folder. */
export type MediaUses = Record<string, { uses: MediaUse[]; terms: MediaTerms[] }>;

/** Small pictures of a file in one, `columns` in a row, by the seconds of the file that they show. */
export interface MediaPictures {
  blob: string;
  columns: number;
  rows: number;
  width: number;
  height: number;
  times: number[];
}

/** A file of the media folder; what it is follows when it has been looked at, pictures and waveform after that. */
export interface MediaFile {
  path: string;
  kind: "medium" | "film" | "sound" | "picture" | "frames" | "captions" | "text" | "scene" | "unreadable";
  bytes: number;
  /** Pictures of an animation. */
  count: number;
  /** All is known of it that is to be found out. */
  is_whole: boolean;
  facts?: string;
  seconds?: number;
  first?: number;
  has_sound?: boolean;
  width?: number;
  height?: number;
  fault?: string;
  hint?: string;
  notes?: { kind: "treated" | "mind" | "wrong"; text: string }[];
  pictures?: MediaPictures;
  /** Peaks of equal parts of `heard` seconds, 255 is full scale. */
  outline?: number[];
  heard?: number;
}

export interface MediaFolder {
  folder: string;
  files: MediaFile[];
  /** How many more there are than are told. */
  more: number;
  uses: MediaUses;
}

/** A person under a role; `first` is the frame at which they are first seen or heard. */
export interface Credited {
  key: string;
  name: string;
  place: string;
  first: number | null;
  where: Where | null;
  concerns: string[];
}

export interface CreditsSection {
  heading: string;
  roles: { role: string; people: Credited[] }[];
}

export type Shape = "wide" | "tall" | "square";

/** A file of a theme, as it is named from the show's folder; one that is not the show's own ships with together. */
export interface ThemeFile {
  name: string;
  is_own: boolean;
}

/** What a card is shown with: a sample of the theme, or what the episode says there. */
export interface CardText {
  name: string;
  label: string;
  where?: Where | null;
}

export interface ThemeCard {
  name: string;
  kind: "still" | "animated" | "roll" | "layered";
  seconds: number;
  shapes: Shape[];
  files: ThemeFile[];
  /** The CSS that the show's own theme has not got yet for this card. */
  new: string | null;
  samples: CardText[];
  texts: CardText[];
  /** How many more texts of the episode there are. */
  more: number;
}

export interface ThemeCards {
  name: string;
  title: string;
  digest: string;
  /** Where its files are in the show; null for a theme that ships with together. */
  folder: string | null;
  extends: string | null;
  /** The command that begins a theme as this one. */
  child: string;
  files: ThemeFile[];
  cards: ThemeCard[];
}

export interface CardMistake {
  message: string;
  help: string;
  where: Where | null;
  shape?: Shape;
}

/** A card with a text on a canvas: a frame of it is `/card/KEY/FRAME.png`, which lies in `box`. */
export interface CardPicture {
  shape: Shape;
  width: number;
  height: number;
  mistake?: CardMistake;
  key?: string;
  box?: [number, number, number, number];
  frames?: number;
  rate?: number;
  rest?: number;
  moves?: boolean;
  fades?: [number, number];
}

export interface CardRow {
  digest: string;
  pictures: CardPicture[];
}
