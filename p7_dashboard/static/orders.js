// The operator's orders: asked for, confirmed, requested, and then achieved or not.
import { reasonText } from "./barrier.js";
import { element, setText } from "./element.js";
import { say, time } from "./language.js";

const dialog = document.getElementById("confirm");
const buttons = { FORCE_OPEN: document.getElementById("force-open"), RELEASE: document.getElementById("release") };

let asked = null;
let refused = null;
let drawn = "";
let offer = { offered: true, problem: null };

export function wireOrders(changed) {
  for (const [cmd, button] of Object.entries(buttons)) button.addEventListener("click", () => ask(cmd));
  document.getElementById("confirm-no").addEventListener("click", () => dialog.close());
  document.getElementById("confirm-yes").addEventListener("click", async () => {
    dialog.close();
    await give(asked);
    changed();
  });
}

// Whether this browser may give orders here; asked again at each return.
export async function askWhetherOffered() {
  try {
    offer = await (await fetch("/api/v1/override")).json();
  } catch { /* cut off: the page says so */ }
}

export function drawOrders(orders, isCutOff) {
  const isOffered = offer.offered || offer.problem === "broker gone";
  for (const button of Object.values(buttons)) button.disabled = isCutOff || !isOffered;
  if (isCutOff && dialog.open) dialog.close();
  setText("orders-note", note(isCutOff, isOffered));
  drawLines(orders);
}

function drawLines(orders) {
  const key = JSON.stringify([orders, document.documentElement.lang]);
  // What is announced aloud is announced once.
  if (key === drawn) return;
  drawn = key;
  const lines = orders.length ? orders.map(line) : [element("li", "muted", say("no_orders"))];
  document.getElementById("orders").replaceChildren(...lines);
}

function note(isCutOff, isOffered) {
  if (isCutOff) return say("orders_away");
  if (!isOffered) return say(offer.problem === "nobody hears it" ? "orders_nobody_hears_it" : "orders_not_offered");
  return refused ? say("order_refused", { reason: refused }) : "";
}

function ask(cmd) {
  asked = cmd;
  const name = cmd.toLowerCase();
  setText("confirm-title", say(`confirm_${name}`));
  setText("confirm-text", say(`confirm_${name}_text`));
  setText("confirm-yes", say(name));
  dialog.showModal();
}

async function give(cmd) {
  refused = null;
  try {
    const answer = await fetch("/api/v1/override", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ cmd }),
    });
    if (!answer.ok) refused = (await answer.json()).detail;
  } catch (error) {
    refused = error.message;
  }
}

function line(order) {
  const answer = { state: say(`state_${order.answer}`), reason: reasonText(order.reason) };
  const fate = say(`fate_${order.fate}`, answer).replace(/, $/, "");
  const times = order.answered_at ? `${time(order.at)} → ${time(order.answered_at)}` : time(order.at);
  const made = element(
    "li", "order",
    element("strong", "", say(`order_${order.cmd}`)),
    element("span", "fate", fate),
    element("span", "muted small", `${times} · ${say("by", { who: order.by })}`),
  );
  made.dataset.fate = order.fate;
  return made;
}
