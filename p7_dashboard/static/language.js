// The words of the page, in the reader's language.
import { recall, remember } from "./memory.js";

const words = await (await fetch("/words.json")).json();
let language = recall("language") ?? navigator.languages.find((name) => /^(fr|en)/.test(name))?.slice(0, 2) ?? "fr";
if (!(language in words)) language = "fr";

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
