// The operator's page.
import { drawBarrier } from "./barrier.js";
import { element, setText } from "./element.js";
import { label, say, switchLanguage, time } from "./language.js";
import { remember } from "./memory.js";
import { askWhetherOffered, drawOrders, wireOrders } from "./orders.js";
import { drawPlaces } from "./places.js";
import { drawProblems } from "./problems.js";
import { follow } from "./stream.js";

let picture = null;
let cutOff = null;
let brokerGoneSince = new Date();
let isDrawing = false;
let feedDrawn = null;
let last = "connecting";

function draw() {
  isDrawing = false;
  document.body.dataset.connection = connection();
  setText("connection-word", say(connection()));
  drawProblems(picture, cutOff, brokerGoneSince);
  if (!picture) return;
  drawCount();
  drawBarrier(picture.barrier, picture.detectors);
  drawPlaces(picture.spots);
  drawModules();
  drawOrders(picture.orders, connection() !== "live");
  drawFeed();
}

// However fast the changes come, a screen shows sixty pictures a second.
function drawSoon() {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(draw);
}

function connection() {
  if (cutOff) return "cut_off";
  if (!picture) return "connecting";
  return picture.broker.connected ? "live" : "broker_gone";
}

function drawCount() {
  const { value } = picture.count;
  const capacity = Object.keys(picture.spots).length;
  setText("count", value === null ? "—" : String(value));
  setText("count-word", say(value === null ? "count_unknown" : value === 0 ? "full" : "free_places"));
  setText("capacity", capacity ? say("of_capacity", { capacity }) : "");
  document.getElementById("gauge").style.inlineSize = capacity && value !== null ? `${Math.min(100, (100 * value) / capacity)}%` : "0";
}

function drawModules() {
  const lines = Object.entries(picture.modules).map(([role, module]) => {
    const line = element(
      "li", "module",
      element("span", "dot"),
      element("strong", "", role),
      element("span", "", say(`name_${role}`)),
      element("span", "muted", say(`module_${module.state}`, { time: module.heard_at ? time(module.heard_at) : "" })),
    );
    line.dataset.state = module.state;
    return line;
  });
  document.getElementById("modules").replaceChildren(...lines);
}

function drawFeed() {
  const key = `${picture.feed[0]?.number} ${picture.feed[0]?.at} ${document.documentElement.lang}`;
  if (key === feedDrawn) return;
  feedDrawn = key;
  const lines = picture.feed.map(feedLine);
  document.getElementById("feed").replaceChildren(...(lines.length ? lines : [element("li", "muted", say("no_feed"))]));
}

function feedLine(event) {
  const beside = [event.reason, event.by].filter(Boolean).join(" · ");
  const line = element(
    "li", event.problem ? "event rejected" : "event",
    element("time", "muted", time(event.at)),
    element("bdi", "topic", event.topic),
    element("bdi", "payload", event.text || say("feed_empty")),
    beside ? element("bdi", "muted", beside) : null,
    event.problem ? element("span", "why-rejected", say("feed_rejected", { problem: event.problem })) : null,
  );
  line.firstChild.dateTime = event.at;
  return line;
}

function relabel() {
  label();
  drawSoon();
}

document.getElementById("language").addEventListener("click", () => { switchLanguage(); relabel(); });
document.getElementById("theme").addEventListener("click", () => {
  const isDark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = isDark ? "light" : "dark";
  remember("theme", document.documentElement.dataset.theme);
});
wireOrders(drawSoon);
relabel();
follow((next, nextCutOff) => {
  picture = next;
  cutOff = nextCutOff;
  const before = last;
  last = connection();
  if (before !== last && last === "broker_gone") brokerGoneSince = new Date();
  if (before !== last && last === "live") askWhetherOffered().then(drawSoon);
  drawSoon();
});
