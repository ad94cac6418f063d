// Makes elements. What came over the network only ever becomes text.
const SVG = "http://www.w3.org/2000/svg";

export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null));
  return made;
}

export function symbol(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#${name}`);
  svg.append(use);
  return svg;
}

export function setText(id, text) {
  const target = document.getElementById(id);
  // What is announced aloud is announced once.
  if (target.textContent !== text) target.textContent = text;
}
