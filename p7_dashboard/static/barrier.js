// The arm, who stands before it, and why it is where it is.
import { element, setText, symbol } from "./element.js";
import { knows, say, time } from "./language.js";

export function reasonText(reason) {
  if (!reason) return "";
  return knows(`reason_${reason}`) ? say(`reason_${reason}`) : reason;
}

export function drawBarrier(barrier, detectors) {
  const arm = document.getElementById("arm");
  arm.dataset.state = barrier.state;
  arm.dataset.waiting = Object.values(detectors).some((detector) => detector.status === "OCCUPIED");
  setText("state", say(`state_${barrier.state}`));
  const why = [
    reasonText(barrier.reason),
    barrier.by ? say("by", { who: barrier.by }) : "",
    barrier.since ? say("since", { time: time(barrier.since) }) : "",
  ];
  setText("why", why.filter(Boolean).join(" · "));
  const ids = Object.keys(detectors).sort();
  const lines = ids.map((id) => detectorLine(id, detectors[id].status));
  document.getElementById("detectors").replaceChildren(...(lines.length ? lines : [element("li", "muted", say("no_detector"))]));
}

function detectorLine(id, status) {
  const line = element("li", "detector", symbol(status === "OCCUPIED" ? "car" : status === "FREE" ? "free" : "unknown"), say(`detector_${status}`, { id }));
  line.dataset.status = status;
  return line;
}
