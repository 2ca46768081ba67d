(() => {
  "use strict";
  const body = document.body, find = (selector) => document.querySelector(selector);
  const frames = Number(body.dataset.frames);
  const [numerator, denominator] = body.dataset.rate.split("/").map(Number);
  const screen = find("#screen"), video = find("video"), still = find("#still"), axis = find("#axis"), playhead = find("#playhead");
  const findings = [...document.querySelectorAll(".finding")].filter((one) => one.querySelector("[data-frame]"));

  // Larger pictures stand after smaller ones of the same frame, and replace them.
  const pictures = new Map(JSON.parse(find("#pictures").textContent).map(([n, jpeg]) => [n, "data:image/jpeg;base64," + jpeg]));
  for (const one of document.querySelectorAll("img[data-picture]")) pictures.set(Number(one.dataset.picture), one.src);
  const pictured = [...pictures.keys()].sort((a, b) => a - b);

  let frame = 0, isPlayable = false;
  let wanted = null; // the frame to which the player is still on its way
  let painted = null, repaints = 0; // the frame that the browser last painted, where it tells; how often it was asked again

  const timecode = (n) => {
    const thousandths = Math.floor((n * denominator * 1000) / numerator), seconds = Math.floor(thousandths / 1000);
    const two = (value) => String(value).padStart(2, "0");
    return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(thousandths % 1000).padStart(3, "0")}`;
  };

  const nearest = (n) => pictured.reduce((best, one) => (Math.abs(one - n) < Math.abs(best - n) ? one : best), pictured[0]);

  const tell = () => {
    find("#time").textContent = timecode(frame);
    find("#number").textContent = frame;
    playhead.style.left = `${(100 * (frame + 0.5)) / frames}%`;
    axis.setAttribute("aria-valuenow", frame);
    axis.setAttribute("aria-valuetext", timecode(frame));
    const at = isPlayable || !pictured.length ? frame : nearest(frame);
    find("#apart").hidden = at === frame;
    find("#apart").textContent = `the picture is of frame ${at}`;
  };

  const frameAt = (seconds) => Math.max(0, Math.min(frames - 1, Math.floor((seconds * numerator) / denominator + 1e-4)));

  // The middle of a frame is asked for: its beginning may be rounded into the frame before.
  const seek = (part) => {
    video.currentTime = ((frame + part) * denominator) / numerator;
  };

  const show = (n) => {
    frame = Math.max(0, Math.min(frames - 1, n));
    if (pictured.length) still.src = pictures.get(nearest(frame));
    if (isPlayable) {
      video.pause();
      wanted = frame;
      repaints = 0;
      if (!video.seeking) seek(0.5);
    }
    tell();
  };

  const choose = (number) => {
    const chosen = find(`#finding-${number}`);
    for (const one of document.querySelectorAll("[aria-current]")) one.removeAttribute("aria-current");
    for (const one of document.querySelectorAll(`[data-finding="${number}"]`)) one.setAttribute("aria-current", "true");
    chosen.setAttribute("aria-current", "true");
    const list = chosen.parentElement;
    list.scrollTop += Math.min(0, chosen.offsetTop - list.scrollTop) || Math.max(0, chosen.offsetTop + chosen.offsetHeight - list.scrollTop - list.clientHeight);
    history.replaceState(null, "", `#finding-${number}`);
    const link = chosen.querySelector("[data-frame]");
    if (link) show(Number(link.dataset.frame));
  };

  const loaded = () => {
    isPlayable = video.videoWidth > 0;
    screen.classList.toggle("playable", isPlayable);
    show(frame);
  };
  video.addEventListener("loadedmetadata", loaded);
  const follow = () => {
    if (video.seeking || wanted !== null) return;
    frame = frameAt(video.currentTime);
    tell();
  };
  video.addEventListener("timeupdate", follow);

  // One seek at a time: Chromium, asked for another place meanwhile, may keep the picture of the first.
  video.addEventListener("seeked", () => {
    if (wanted !== null && frameAt(video.currentTime) !== wanted) return seek(0.5);
    wanted = null;
    follow();
    setTimeout(repaint, 300);
  });
  // A busy browser may not paint the frame it has come to: it is asked for another time of the same frame.
  const repaint = () => {
    if (painted === null || painted === frame || repaints === 3 || video.seeking || !video.paused) return;
    repaints += 1;
    seek(0.5 - 0.1 * repaints);
  };
  const watch = (_, { mediaTime }) => {
    painted = frameAt(mediaTime);
    video.requestVideoFrameCallback(watch);
  };
  video.requestVideoFrameCallback?.(watch);

  video.addEventListener("error", () => {
    isPlayable = false;
    screen.classList.remove("playable");
    show(frame);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-frame]");
    if (link && link !== body) {
      event.preventDefault();
      if (link.dataset.finding) choose(link.dataset.finding);
      else show(Number(link.dataset.frame));
      const { top, bottom } = screen.getBoundingClientRect();
      if (top < 0 || bottom > innerHeight) screen.scrollIntoView({ block: "start" });
    } else if (event.target.closest(".lane")) {
      const { left, width } = axis.getBoundingClientRect();
      show(Math.floor((frames * (event.clientX - left)) / width));
    }
  });

  const step = (by) => {
    const at = findings.findIndex((one) => one.getAttribute("aria-current"));
    const next = findings[at < 0 ? (by > 0 ? 0 : findings.length - 1) : (at + by + findings.length) % findings.length];
    if (next) choose(next.id.replace("finding-", ""));
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target === video) return;
    const second = Math.round(numerator / denominator);
    const moves = { ArrowLeft: frame - 1, ArrowRight: frame + 1, PageUp: frame - second, PageDown: frame + second, Home: 0, End: frames - 1 };
    const isOnAxis = event.target === axis || ["ArrowLeft", "ArrowRight"].includes(event.key);
    if (event.key === "n") step(1);
    else if (event.key === "p") step(-1);
    else if (event.key in moves && isOnAxis) show(moves[event.key]);
    else return;
    event.preventDefault();
  });

  const asked = location.hash.match(/^#finding-(\d+)$/);
  if (asked && find(`#finding-${asked[1]}`)) choose(asked[1]);
  else show(0);
  if (video.readyState > 0) loaded();
})();
