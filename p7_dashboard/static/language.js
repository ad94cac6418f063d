// The words of the page, in the reader's language.
import { recall, remember } from "./memory.js";

const AGAIN_MS = 1_000;
const PATIENCE_MS = 10_000;

const words = await loaded();
let language = recall("language") ?? navigator.languages.find((name) => /^(fr|en)/.test(name))?.slice(0, 2) ?? "fr";
if (!(language in words)) language = "fr";

// Without its words no page begins: they are asked for until they come.
async function loaded() {
  for (;;) {
    try {
      const answer = await fetch("/words.json", { signal: AbortSignal.timeout(PATIENCE_MS) });
      if (answer.ok) return await answer.json();
    } catch { /* cut off, perhaps not for long */ }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

// A word with what stands in its braces.
export function say(name, values = {}) {
  const text = words[language][name] ?? name;
  return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
}

export function knows(name) {
  return name in words[language];
}

// A time of day as the reader writes it; with its date where it was not today.
export function time(at) {
  const date = new Date(at);
  const today = date.toDateString() === new Date().toDateString();
  const style = today ? { timeStyle: "medium" } : { dateStyle: "short", timeStyle: "short" };
  return new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", style).format(date);
}

export function label() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = say(element.dataset.word);
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
    element.title = say(element.dataset.label);
  }
}

export function switchLanguage() {
  language = language === "fr" ? "en" : "fr";
  remember("language", language);
}
