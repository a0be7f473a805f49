// Names while one types, for forms that take the name of a thing: an <input list> and its list.
// Without this script the fields take names and codes as they are.

const WAIT = 120; // milliseconds without another letter

for (const form of document.querySelectorAll("form[data-suggest-names]")) {
  for (const input of form.querySelectorAll("input[list]")) named(input, form.dataset.suggestNames);
}

function named(input, address) {
  let timer = 0;
  let asking = null; // the request under way
  input.addEventListener("input", () => {
    clearTimeout(timer);
    asking?.abort();
    if (input.value.trim().length > 1 && !input.value.endsWith(")")) timer = setTimeout(ask, WAIT);
  });

  async function ask() {
    const mine = (asking = new AbortController());
    const query = new URLSearchParams({ q: input.value.trim(), lang: document.documentElement.lang || "en" });
    try {
      const answer = await fetch(address + "?" + query, { signal: mine.signal });
      if (answer.ok && asking === mine) input.list.replaceChildren(...(await answer.json()).suggestions.map(option));
    } catch { /* without suggestions the form still works */ }
  }
}

function option(one) {
  const found = document.createElement("option");
  found.value = `${one.name} (${one.id})`;
  return found;
}
