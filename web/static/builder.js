// The builder of widgets: what is shown follows what is chosen, and code is copied by a button. The
// server makes all of it: this script asks for the same page and puts its parts in place. Without
// it the form has a button, and code is copied by hand.

const WAIT = 350; // milliseconds without another change
const PARTS = ["kinds", "which", "parts", "made"]; // what depends on the form, by id
const form = document.getElementById("options");
const told = document.getElementById("told");
let timer = 0;
let asking = null; // the request under way

form.addEventListener("input", (event) => {
  if (event.target.name === "ref") return; // when it is complete: below
  later(WAIT);
});
form.addEventListener("change", () => later(0));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  later(0);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(document.getElementById(button.dataset.copy), button.nextElementSibling);
});

const pick = document.getElementById("pick");
pick.hidden = false;
pick.addEventListener("input", () => { form.accent.value = pick.value; });
form.accent.addEventListener("input", () => {
  if (/^#[0-9a-f]{6}$/i.test(form.accent.value)) pick.value = form.accent.value;
});
ready();

function later(wait) {
  clearTimeout(timer);
  asking?.abort();
  timer = setTimeout(show, wait);
}

async function show() {
  const mine = (asking = new AbortController());
  const said = [...new FormData(form)].filter(([name, value]) => value && !(name in { q: 1 }));
  const address = form.action + "?" + new URLSearchParams(said);
  let page;
  try {
    const answer = await fetch(address, { signal: mine.signal });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return; // another change came, or the server is away: what is shown stays
  }
  if (asking !== mine) return;
  for (const id of PARTS) replace(document.getElementById(id), page.getElementById(id));
  history.replaceState(null, "", address);
  ready();
  told.textContent = form.dataset.shown;
}

function replace(old, made) {
  if (!old || !made || old.contains(document.activeElement)) return; // nobody loses their place
  for (const script of made.querySelectorAll("script")) script.remove(); // it runs already
  old.replaceChildren(...made.childNodes);
}

function ready() {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
}

async function copy(area, status) {
  try {
    await navigator.clipboard.writeText(area.value);
  } catch { // not allowed, or no secure connection: the old way
    area.select();
    if (!document.execCommand("copy")) return;
  }
  for (const other of document.querySelectorAll(".copy [role=status]")) other.textContent = "";
  requestAnimationFrame(() => { status.textContent = form.dataset.copied; });
}
