// What a page knows of the lot: from the stream that all tabs share, or from its own where a browser cannot share.
import { Source, apply } from "./source.js";

// Calls `changed(picture, cutOff)`: the picture (null before the first), and since when it is cut off (null: it is not).
export function follow(changed) {
  let picture = null;

  function told({ cutOff, picture: whole, change }) {
    if (whole) picture = whole;
    if (change && picture) apply(picture, change);
    changed(picture, cutOff);
  }

  const { look, leave } = "SharedWorker" in window ? shared(told) : own(told);
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : look()));
  // A page that is left or put aside lets go too; it may be taken up again as it was.
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => { if (event.persisted && !document.hidden) look(); });
  if (!document.hidden) look();
}

function shared(told) {
  const worker = new SharedWorker("/static/worker.js", { type: "module" });
  let isLooking = false;
  let stream = { look: () => worker.port.postMessage("look"), leave: () => worker.port.postMessage("leave") };
  worker.port.onmessage = ({ data }) => told(data);
  // A worker that could not be loaded never says a word.
  worker.onerror = () => {
    worker.onerror = worker.port.onmessage = null;
    stream.leave();
    stream = own(told);
    if (isLooking) stream.look();
  };
  return {
    look() { isLooking = true; stream.look(); },
    leave() { isLooking = false; stream.leave(); },
  };
}

function own(told) {
  // A copy, as another tab would get it.
  const source = new Source((message) => told(structuredClone(message)));
  return { look: () => source.open(), leave: () => source.close() };
}
