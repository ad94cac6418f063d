// One stream for all tabs of a browser: it allows six connections to a host, and the seventh tab would hang.
import { Source } from "./source.js";

const looking = new Set();
const source = new Source((message) => {
  for (const port of looking) port.postMessage(message);
});

addEventListener("connect", ({ ports: [port] }) => {
  port.onmessage = ({ data }) => (data === "look" ? look(port) : leave(port));
});

function look(port) {
  if (looking.has(port)) return;
  looking.add(port);
  if (looking.size === 1) source.open();
  else port.postMessage({ cutOff: source.cutOff, picture: source.picture });
}

// A tab that nobody sees lets go; after the last one nobody needs the stream.
function leave(port) {
  looking.delete(port);
  if (!looking.size) source.close();
}
