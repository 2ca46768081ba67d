/** Signs on buttons, drawn in the colour of the text. */

const PATHS = {
  previous: "M5 4h2v16H5zM20 4v16L8.5 12z",
  back: "M18 4v16L8 12zM4 9h2v6H4z",
  play: "M6 3.5v17L20.5 12z",
  pause: "M6 4h4.2v16H6zM13.8 4H18v16h-4.2z",
  forward: "M6 4v16l10-8zM18 9h2v6h-2z",
  next: "M17 4h2v16h-2zM4 4v16l11.5-8z",
  sound: "M3 9v6h4l6 5V4L7 9zM16 8.2v7.6a4.4 4.4 0 0 0 0-7.6zM16 3.6v2.2a6.6 6.6 0 0 1 0 12.4v2.2a8.7 8.7 0 0 0 0-16.8z",
  muted: "M3 9v6h4l6 5V4L7 9zM21.4 9.6 20 8.2l-2.2 2.3-2.3-2.3-1.4 1.4 2.3 2.3-2.3 2.3 1.4 1.4 2.3-2.3 2.2 2.3 1.4-1.4-2.2-2.3z",
  full: "M4 4h7v2H6v5H4zM13 4h7v7h-2V6h-5zM4 13h2v5h5v2H4zM18 13h2v7h-7v-2h5z",
  search: "M10 3a7 7 0 1 0 4.2 12.6l5 5 1.4-1.4-5-5A7 7 0 0 0 10 3zm0 2a5 5 0 1 1 0 10 5 5 0 0 1 0-10z",
  light: "M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM11 1h2v4h-2zM11 19h2v4h-2zM1 11h4v2H1zM19 11h4v2h-4zM3.5 5l1.4-1.4 2.9 2.9-1.4 1.4zM16.2 17.6l1.4-1.4 2.9 2.8-1.4 1.5zM3.5 19l2.9-2.8 1.4 1.4-2.9 2.9zM16.2 6.4l2.9-2.8L20.5 5l-2.9 2.8z",
  close: "M5.3 6.7 6.7 5.3 12 10.6l5.3-5.3 1.4 1.4L13.4 12l5.3 5.3-1.4 1.4L12 13.4l-5.3 5.3-1.4-1.4 5.3-5.3z",
} as const;

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" focusable="false"><path d={PATHS[name]} fill="currentColor" fill-rule="evenodd" /></svg>
  );
}
