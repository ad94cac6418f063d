// The stream of events: keeps a picture up to date, notices silence, and comes back by itself.

// The server says something every 5 s; this much silence means that it is gone.
const SILENCE_MS = 12_000;
const AGAIN_MS = 1_000;
const FEED_LENGTH = 200;

// Calls `tell` with `{ cutOff, picture }` or `{ cutOff, change }`; `cutOff`: since when nothing is heard (null: it is).
export class Source {
  picture = null;
  cutOff = null;
  #tell;
  #events = null;
  #heardAt = null;
  #silence;
  #again;

  constructor(tell) {
    this.#tell = tell;
  }

  open() {
    this.close();
    // Nobody looked for a while: what is on the screens is old until the stream is back.
    if (this.#heardAt && new Date() - this.#heardAt > SILENCE_MS) this.#cutOff();
    this.#events = new EventSource("/api/v1/stream");
    this.#events.addEventListener("snapshot", (event) => {
      this.picture = JSON.parse(event.data);
      this.#heard({ picture: this.picture });
    });
    this.#events.addEventListener("change", (event) => {
      const change = JSON.parse(event.data);
      apply(this.picture, change);
      this.#heard({ change });
    });
    this.#events.addEventListener("ping", () => this.#heard(null));
    this.#events.addEventListener("error", () => this.#lost());
    this.#silence = setTimeout(() => this.#lost(), SILENCE_MS);
  }

  close() {
    this.#events?.close();
    this.#events = null;
    clearTimeout(this.#silence);
    clearTimeout(this.#again);
  }

  #heard(news) {
    const isBack = this.cutOff !== null;
    this.#heardAt = new Date();
    this.cutOff = null;
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lost(), SILENCE_MS);
    if (news || isBack) this.#tell({ cutOff: null, ...news });
  }

  #lost() {
    this.close();
    this.#cutOff();
    this.#again = setTimeout(() => this.open(), AGAIN_MS);
  }

  #cutOff() {
    this.cutOff ??= this.#heardAt ?? new Date();
    this.#tell({ cutOff: this.cutOff });
  }
}

export function apply(picture, change) {
  for (const [name, value] of Object.entries(change)) {
    if (name === "spots" || name === "detectors") merge(picture[name], value);
    else if (name === "feed") picture.feed = [...value, ...picture.feed].slice(0, FEED_LENGTH);
    else picture[name] = value;
  }
}

function merge(spots, changed) {
  for (const [id, spot] of Object.entries(changed)) {
    if (spot === null) delete spots[id];
    else spots[id] = spot;
  }
}
