// The search box: suggestions while one types (an editable combobox with a list, as the WAI-ARIA
// Authoring Practices have it). Without this script it is the form that it is. All words that
// people read stand in the page, as data attributes of the form. A field that is marked by
// `data-suggested` takes the name of what is chosen; others lead to its page. `data-types` of the
// form are the only kinds that are suggested.

const WAIT = 90; // milliseconds without another letter

for (const form of document.querySelectorAll("form[data-suggest]")) suggestions(form);

function suggestions(form) {
  const input = form.querySelector("input[data-suggested], input[name=q]");
  if (!input) return;
  const texts = form.dataset;
  const list = made("div", "suggestions", { role: "listbox", id: input.id + "-list", "aria-label": texts.list });
  const told = made("div", "hidden", { role: "status" });
  let active = null; // the option that Enter chooses
  let timer = 0;
  let asking = null; // the request under way

  list.hidden = true;
  form.append(list, told);
  set(input, {
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": list.id, autocomplete: "off", autocapitalize: "none", spellcheck: "false",
  });

  input.addEventListener("input", () => {
    stop();
    move(null); // the list is that of an older text: nothing of it can be chosen by Enter
    if (input.value.trim()) timer = setTimeout(ask, WAIT);
    else close();
  });
  input.addEventListener("keydown", pressed);
  input.addEventListener("blur", () => { stop(); close(); });
  form.addEventListener("submit", () => { stop(); close(); });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus

  function stop() {
    clearTimeout(timer);
    asking?.abort();
    asking = null;
  }

  async function ask() {
    const typed = input.value.trim();
    const mine = (asking = new AbortController());
    const query = new URLSearchParams({ q: typed, lang: document.documentElement.lang || "en" });
    let found = [];
    try {
      const answer = await fetch(texts.suggest + "?" + query, { signal: mine.signal });
      if (answer.ok) found = (await answer.json()).suggestions.filter(wanted);
    } catch { /* without suggestions the box still searches */ }
    if (asking !== mine || input.value.trim() !== typed) return; // an answer to an older text
    asking = null;
    if (document.activeElement === input) show(found);
  }

  function wanted(one) {
    return !texts.types || texts.types.split(" ").includes(one.type);
  }

  function show(found) {
    const groups = new Map();
    for (const one of found) {
      const section = one.url.split("/")[1];
      const kind = section in texts ? section : "entity";
      if (!groups.has(kind)) groups.set(kind, group(kind));
      groups.get(kind).append(option(one));
    }
    list.replaceChildren(...groups.values());
    move(null);
    open(found.length > 0);
    say(found.length);
  }

  function group(kind) {
    const heading = made("div", "", { id: `${list.id}-${kind}`, role: "presentation" }, texts[kind]);
    const found = made("div", "", { role: "group", "aria-labelledby": heading.id });
    found.append(heading);
    return found;
  }

  function option(one) {
    const id = `${list.id}-${list.dataset.last = +(list.dataset.last || 0) + 1}`;
    const found = made("a", "", { role: "option", id, href: texts.prefix + one.url, tabindex: "-1", "aria-selected": "false" });
    found.append(made("span", "", {}, one.name));
    if ("suggested" in input.dataset) found.addEventListener("click", (event) => { event.preventDefault(); take(one); });
    if (one.matched.toLowerCase() !== one.name.toLowerCase()) found.append(" ", made("small", "", {}, one.matched));
    return found;
  }

  function take(one) {
    input.value = `${one.name} (${one.id})`;
    stop();
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function say(number) {
    const words = number === 1 ? texts.one : number ? texts.many : texts.none;
    told.textContent = words.replace("{}", number);
  }

  function open(shown) {
    list.hidden = !shown;
    input.setAttribute("aria-expanded", shown);
    if (!shown) return;
    const room = (window.visualViewport?.height ?? innerHeight) - list.getBoundingClientRect().top - 8;
    list.style.maxHeight = Math.max(room, 180) + "px"; // what a keyboard on the screen leaves
  }

  function close() {
    move(null);
    open(false);
    told.textContent = "";
  }

  function move(to) {
    active?.setAttribute("aria-selected", "false");
    active = to;
    if (!to) return input.removeAttribute("aria-activedescendant");
    to.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", to.id);
    to.scrollIntoView({ block: "nearest" });
  }

  function pressed(event) {
    if (event.isComposing) return; // the keys are those of the input method
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (event.altKey && step < 0) close();
      else if (list.hidden) { stop(); if (input.value.trim()) ask(); }
      else if (!event.altKey) next(step);
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      active.click();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // what was typed stays
      stop();
      close();
    } else if (/^(Home|End|Arrow)/.test(event.key)) move(null); // back to the text
  }

  function next(step) {
    const options = [...list.querySelectorAll("[role=option]")];
    const at = options.indexOf(active);
    move(options[at < 0 ? (step > 0 ? 0 : options.length - 1) : (at + step + options.length) % options.length]);
  }
}

function made(tag, name, attributes, text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.textContent = text;
  set(element, attributes);
  return element;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}
