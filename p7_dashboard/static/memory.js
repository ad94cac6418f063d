// What the browser remembers. Storage may be forbidden: then it lasts as long as the page.
export function recall(name) {
  try { return localStorage.getItem(name); } catch { return null; }
}

export function remember(name, value) {
  try { localStorage.setItem(name, value); } catch { /* as long as the page */ }
}
