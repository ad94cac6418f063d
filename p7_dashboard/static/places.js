// The places: a row for each letter, in the order of the numbers.
import { element, symbol } from "./element.js";
import { say, time } from "./language.js";

// A browser that draws more becomes slow; nobody could look at them either.
const MAX_DRAWN = 2000;
const SYMBOLS = { FREE: "free", OCCUPIED: "car", UNKNOWN: "unknown" };

const cells = new Map();
let drawnIds = "";
let drawnLanguage = "";

export function drawPlaces(spots) {
  const target = document.getElementById("places");
  const ids = Object.keys(spots).sort(byLetterAndNumber);
  const drawn = ids.slice(0, MAX_DRAWN);
  const key = JSON.stringify([drawn, ids.length]);
  if (key !== drawnIds || drawnLanguage !== document.documentElement.lang) {
    drawnIds = key;
    drawnLanguage = document.documentElement.lang;
    layOut(target, drawn, ids.length - drawn.length);
  }
  for (const id of drawn) fill(cells.get(id), spots[id]);
}

function layOut(target, ids, more) {
  cells.clear();
  target.replaceChildren();
  if (!ids.length) target.append(element("p", "muted", say("no_places")));
  for (const [row, members] of rows(ids)) {
    const list = element("ul", "row");
    for (const id of members) list.append(cell(id));
    target.append(element("h3", "row-name", row || say("other_places")), list);
  }
  if (more) target.append(element("p", "muted", say("more_places", { n: more })));
}

function rows(ids) {
  const found = new Map();
  for (const id of ids) {
    const row = split(id)[0];
    if (!found.has(row)) found.set(row, []);
    found.get(row).push(id);
  }
  return found;
}

function cell(id) {
  const made = element("li", "place", element("span", "place-id", id), element("span", "place-symbol"), element("span", "place-word"));
  cells.set(id, made);
  return made;
}

function fill(cell, spot) {
  const word = say(spot.silent ? "spot_silent" : `spot_${spot.status}`);
  cell.title = spot.since ? `${word}, ${say("since", { time: time(spot.since) })}` : word;
  if (cell.dataset.status === spot.status && cell.lastChild.textContent === word) return;
  cell.dataset.status = spot.status;
  cell.children[1].replaceChildren(symbol(SYMBOLS[spot.status]));
  cell.lastChild.textContent = word;
}

// "A12" is number 12 of row A; what has another form comes last.
function split(id) {
  const found = /^([A-Za-z]+)[-_]?(\d+)$/.exec(id);
  return found ? [found[1], Number(found[2])] : ["", 0];
}

function byLetterAndNumber(one, other) {
  const [a, b] = [split(one), split(other)];
  if (!a[0] !== !b[0]) return a[0] ? -1 : 1;
  return a[0].localeCompare(b[0]) || a[1] - b[1] || one.localeCompare(other);
}
