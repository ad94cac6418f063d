// Before the first paint, so that a dark room is not lit up. Storage may be forbidden: then the system decides.
(() => {
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch { /* the system decides */ }
})();
