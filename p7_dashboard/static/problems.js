// What is wrong, in one look, the worst first.
import { reasonText } from "./barrier.js";
import { element } from "./element.js";
import { say, time } from "./language.js";

let drawn = "";

export function drawProblems(picture, cutOff, brokerGoneSince) {
  const problems = found(picture, cutOff, brokerGoneSince);
  const key = JSON.stringify([problems, picture !== null, document.documentElement.lang]);
  // What is announced aloud is announced once.
  if (key === drawn) return;
  drawn = key;
  const lines = problems.map(([kind, text]) => element("li", `problem ${kind}`, text));
  if (!lines.length && picture) lines.push(element("li", "problem good", say("all_well")));
  document.getElementById("problems").replaceChildren(...lines);
}

function found(picture, cutOff, brokerGoneSince) {
  if (cutOff) return [["bad", say("problem_cut_off", { time: time(cutOff) })]];
  if (!picture) return [];
  if (!picture.broker.connected) return [["bad", say("problem_broker", { time: time(brokerGoneSince) })]];
  return [...ofTheBarrier(picture.barrier), ...ofTheModules(picture.modules), ...ofTheLot(picture)];
}

function ofTheBarrier(barrier) {
  if (barrier.state === "FAULT") return [["bad", say("problem_fault", { reason: reasonText(barrier.reason) || "?" })]];
  return barrier.reason === "forced" ? [["warn", say("problem_forced")]] : [];
}

function ofTheModules(modules) {
  return Object.entries(modules)
    .filter(([, module]) => module.state === "gone" || module.state === "missing")
    .map(([role]) => ["bad", say("problem_module", { role, name: say(`name_${role}`) })]);
}

function ofTheLot({ spots, detectors, count }) {
  const problems = Object.keys(spots).length ? [] : [["warn", say("no_places")]];
  const unknown = Object.keys(spots).filter((id) => spots[id].status === "UNKNOWN");
  if (Object.keys(spots).length && count.value === null) problems.push(["warn", say("problem_count")]);
  if (unknown.length === 1) problems.push(["warn", say("problem_unknown_one", { id: unknown[0] })]);
  if (unknown.length > 1) problems.push(["warn", say("problem_unknown", { n: unknown.length })]);
  for (const id of Object.keys(detectors).sort()) {
    if (detectors[id].status === "UNKNOWN") problems.push(["warn", say("problem_detector", { id })]);
  }
  return problems;
}
