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

  // The middle of a frame is asked for: its beginning may be rounded into the frame before.
  const show = (n) => {
    frame = Math.max(0, Math.min(frames - 1, n));
    if (pictured.length) still.src = pictures.get(nearest(frame));
    if (isPlayable) {
      video.pause();
      video.currentTime = ((frame + 0.5) * denominator) / numerator;
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
    if (video.seeking) return;
    frame = Math.max(0, Math.min(frames - 1, Math.floor((video.currentTime * numerator) / denominator + 1e-4)));
    tell();
  };
  for (const event of ["timeupdate", "seeked"]) video.addEventListener(event, follow);
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
