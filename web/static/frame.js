// What the frame of the pages remembers: light or dark, if somebody chose. One word in the browser's
// own store, never sent; "automatic" forgets it. Loaded first and async: it runs before the first
// paint, and nothing waits for it. Without it the switch works by CSS, for the page at hand.

const root = document.documentElement;
const KEY = "theme";

function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // the reader keeps nothing
  }
}

function keep(choice) {
  try {
    if (choice === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch { /* for this page only */ }
}

function show(choice) {
  if (choice === "light" || choice === "dark") root.dataset.theme = choice;
  else delete root.dataset.theme;
}

// The switch shows what is kept, and what is chosen there is kept.
function switched() {
  const choice = kept() ?? "auto";
  const radio = document.getElementById("theme-" + choice);
  if (radio) radio.checked = true;
  for (const one of document.querySelectorAll(".theme input")) {
    one.addEventListener("change", () => {
      keep(one.value);
      show(one.value);
    });
  }
}

// A link to something within a fold opens it, where the browser does not do so itself.
function unfold() {
  const target = document.querySelector(":target");
  const fold = target?.closest("details:not([open])");
  if (!fold) return;
  for (let one = fold; one; one = one.parentElement.closest("details:not([open])")) one.open = true;
  target.scrollIntoView();
}

function ready() {
  switched();
  unfold();
}

show(kept());
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
else ready();
addEventListener("hashchange", unfold);
addEventListener("pageshow", (event) => {
  if (event.persisted) { // a page from the browser's own store, as it was when it was left
    show(kept());
    const radio = document.getElementById("theme-" + (kept() ?? "auto"));
    if (radio) radio.checked = true;
  }
});
