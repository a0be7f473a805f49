/*! rarekg widgets 1.0.0, Apache-2.0. One element for each widget; what it may rely on: docs/widgets.md.
    It asks nobody but the server that it came from, and keeps nothing. */
(() => {
"use strict";
const script = document.currentScript || document.querySelector('script[src*="/widgets/"][src*="rarekg.js"]');
if (!script) return; // built into another script: nobody knows where the data is
const SITE = new URL("../../", script.src);
const WIDGETS = "disease treatments signs trials centres organisations money figure search fact today";
// What changes the data; `theme` and `accent` change only how it looks.
const PARAMETERS = ["mode", "layout", "sections", "items", "country", "q", "results"];
const SORRY = {
  en: "The data could not be loaded just now.",
  fr: "Les données n’ont pas pu être chargées pour le moment.",
  de: "Die Daten konnten gerade nicht geladen werden.",
  es: "Por ahora no se han podido cargar los datos.",
  it: "Al momento non è stato possibile caricare i dati.",
  pt: "De momento não foi possível carregar os dados.",
  nl: "De gegevens konden nu niet worden geladen.",
  pl: "Nie udało się teraz wczytać danych.",
  cs: "Data se teď nepodařilo načíst.",
  ja: "現在、データを読み込めません。",
};
const PATIENCE = 10000, PAUSE = 1500, TYPING = 90; // milliseconds
const PAPERS = [[255, 253, 249], [27, 34, 35]]; // light, dark

/* Looks. Nothing of the page comes in but what `--rarekg-…` says: `all` stops what is inherited. */

const COLOURS = `
--paper:var(--rarekg-paper,light-dark(#fffdf9,#1b2223));--ink:var(--rarekg-ink,light-dark(#22292b,#e8e6e0));
--muted:var(--rarekg-muted,light-dark(#535e63,#adb7b8));--line:var(--rarekg-line,light-dark(#e0dcd1,#35403f));
--accent:var(--own,var(--rarekg-accent,light-dark(#0f5e66,#86cfcb)));--edge:light-dark(#7b8488,#7f8b8b);
--warm:light-dark(#94410f,#eea873);--not:light-dark(#9b2727,#f2a29a);--soft:light-dark(#e2eeea,#1f3435);`;
const TWO_TONES = CSS.supports("color", "light-dark(red,red)");
const toned = (which) => COLOURS.replace(/light-dark\((#\w+),(#\w+)\)/g, which);
const STYLE = `
:host{display:block!important;height:auto!important;max-height:none!important;min-width:0!important;
overflow:visible!important;columns:auto!important;writing-mode:horizontal-tb!important}
:host([hidden]){display:none!important}
.card{all:initial;visibility:inherit;pointer-events:inherit;color-scheme:inherit;display:block;
${TWO_TONES ? COLOURS : toned("$1")}
--serif:var(--rarekg-font,"Iowan Old Style","Palatino Linotype",Palatino,"Noto Serif","DejaVu Serif",Georgia,serif);
padding:1.15em;border:1px solid var(--line);border-block-start:4px solid var(--given,var(--accent));
border-radius:var(--rarekg-radius,12px);background:var(--paper);color:var(--ink);overflow-wrap:anywhere;
font:var(--rarekg-size,medium)/1.55 var(--rarekg-font,system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif)}
:host([theme=light]) .card{color-scheme:light}
:host([theme=dark]) .card{color-scheme:dark;${TWO_TONES ? "" : toned("$2")}}
.card[data-layout=compact]{padding:.85em}
.card,.card *{box-sizing:border-box;-webkit-text-size-adjust:100%}
.card *{margin:0;padding:0;font:inherit;min-width:0}
[hidden]{display:none!important}
:lang(ja){line-break:strict;word-break:auto-phrase}
ul{list-style:none}
a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:.18em}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:3px solid var(--warm);outline-offset:2px;border-radius:3px}
.card .label,.kind,.note,.group,.foot,.code,.error{font-size:.86em;color:var(--muted)}
.card .label,.heading,.group,.more,.named,.page,.value,button{font-weight:600}
.title{font:600 1.45em/1.22 var(--serif);text-wrap:balance}
.title a{color:inherit;text-decoration:none}
.title a:hover{color:var(--accent);text-decoration:underline}
.section{margin-top:1.1em}
.heading{margin-bottom:.35em}
.group{margin:.8em 0 .2em}
.error{color:var(--warm)}
.note{display:block}
.code{font-family:ui-monospace,Menlo,Consolas,monospace}
.negated{color:var(--not);font-weight:600}
p.item{max-width:66ch;text-wrap:pretty}
p.item+p.item,.more{margin-top:.5em}
li.item{padding:.32em 0;border-top:1px solid var(--line)}
li.item:first-child{border:0}
.value{font-variant-numeric:tabular-nums}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(11em,100%),1fr));gap:.6em}
.figures .item,.figures .item:first-child{border:1px solid var(--line);border-radius:7px;padding:.55em .75em}
.figures .value{font:600 1.2em/1.3 var(--serif)}
.figures .text{display:block}
.bars .item{display:flex;flex-wrap:wrap;gap:.1em .8em}
.bars .text{flex:1}
.bars .note,.bar{flex:0 0 100%}
div.bar{height:.5em;border-radius:3px;background:var(--soft);overflow:hidden}
div.bar span{display:block;height:100%;background:var(--accent)}
.reference{font-size:.72em;line-height:1;vertical-align:.35em;white-space:nowrap}
.reference a{display:inline-block;min-width:24px;padding:.6em .25em;margin:-.6em 0;text-align:center;text-decoration:none;border-radius:5px}
.reference a:hover{background:var(--accent);color:var(--paper)}
svg{display:block;width:100%;height:auto;max-height:26em;direction:ltr;font-size:12px;fill:var(--ink)}
.foot{margin-top:1em;padding-top:.7em;border-top:1px solid var(--line)}
summary{cursor:pointer;min-height:24px}
.references,.licences{margin:.4em 0 .6em}
.references{padding-inline-start:1.8em}
.end{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.2em 1em}
.release a{color:inherit}
.withdrawn{margin-top:.8em;padding:.7em .9em;border-radius:7px;background:var(--soft)}
.search{position:relative;display:flex;flex-wrap:wrap;gap:.5em}
.search input,button{padding:.42em .8em;min-height:44px;border:1.5px solid var(--edge);border-radius:12px;background:var(--paper);color:inherit}
.search input{flex:1 1 9em}
.card button{background:var(--accent);border-color:transparent;color:var(--paper);cursor:pointer}
[role=listbox]{position:absolute;z-index:9;top:48px;inset-inline:0;max-height:20em;overflow:auto;border:1px solid var(--edge);
border-radius:7px;background:var(--paper)}
[role=option]{display:block;padding:.6em .8em;min-height:44px;color:inherit;text-decoration:none}
[role=option]:hover,[aria-selected=true]{background:var(--soft)}
[aria-selected=true]{outline:2px solid var(--accent);outline-offset:-2px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.sorry{all:initial;display:block;visibility:inherit;color:inherit;font:14px/1.4 system-ui,sans-serif;padding:4px 0}`;
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

/* The contrast of WCAG 2.2: a colour is mixed with black or white until words in it can be read. */

const luminance = (colour) => colour.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);

function readable(colour, paper) {
  const ground = luminance(paper), end = ground > 0.5 ? 0 : 255;
  for (let part = 0; ; part += 0.05) {
    const mixed = colour.map((v) => Math.round(v + (end - v) * part));
    const [low, high] = [luminance(mixed), ground].sort((a, b) => a - b);
    if ((high + 0.05) / (low + 0.05) >= 4.5 || part >= 1) return `rgb(${mixed})`;
  }
}

const HEX = /^#?([\da-f]{3}|[\da-f]{6})$/i;

function accent(text, dark) {
  const digits = text.match(HEX)[1].replace(/^(.)(.)(.)$/, "$1$1$2$2$3$3");
  const colour = digits.match(/../g).map((two) => parseInt(two, 16));
  const [light, night] = PAPERS.map((paper) => readable(colour, paper));
  return TWO_TONES ? `light-dark(${light},${night})` : dark ? night : light;
}

/* Requests: one address is asked once, for elements that come later, too. */

const answers = new Map();

async function fetched(address, signal, again = 1) {
  try {
    const answer = await fetch(address, { signal, credentials: "omit", referrerPolicy: "no-referrer" });
    if (answer.ok) return await answer.json();
    throw Object.assign(Error(address + ": " + answer.status), { status: answer.status });
  } catch (error) { // who says "too much" (429, 503) or "no" is not asked again
    if (!again || signal.aborted || !(error instanceof TypeError || /^50[024]/.test(error.status))) throw error;
    await new Promise((done) => setTimeout(done, PAUSE));
    return fetched(address, signal, 0);
  }
}

function asked(address) {
  let one = answers.get(address);
  if (!one) {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE);
    one = { users: 0, data: fetched(address, stop.signal) };
    const drop = () => answers.get(address) === one && answers.delete(address);
    one.leave = () => --one.users || one.done || (drop(), stop.abort());
    answers.set(address, one);
    one.data.then(() => { one.done = true; }, drop).then(() => clearTimeout(timer));
  }
  one.users++;
  return one;
}

/* Nodes. Texts become text, never markup; what is no web address becomes no link. */

function attributes(node, given) {
  for (const name in given) if (given[name] != null && given[name] !== "") node.setAttribute(name, given[name]);
  return node;
}

function h(tag, part, given, ...children) {
  const node = attributes(document.createElement(tag), given);
  if (part) node.className = part, node.setAttribute("part", part);
  node.append(...children.flat(9).filter((child) => child || child === 0));
  return node;
}

const web = (url) => /^https?:\/\//i.test(url);
const link = (url, part, given, ...children) => h(web(url) ? "a" : "span", part,
  { ...(web(url) && { href: url, target: "_blank", rel: "noreferrer" }), ...given }, children);
const foreign = (language) => language && { lang: language, dir: "auto" };

/* A widget. */

class Widget extends HTMLElement {
  static observedAttributes = ["ref", "data-ref", "lang", "theme", "accent", ...PARAMETERS];
  static #near = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) if (isIntersecting) Widget.#near.unobserve(target), target.#load();
  }, { rootMargin: "500px" });
  #root = this.attachShadow({ mode: "open" });
  #fallback = h("slot");
  #address; // what is shown, or asked for
  #request; // what is under way
  #query; // what was searched here
  #changed;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(this.#fallback);
  }

  connectedCallback() {
    Widget.#near.observe(this);
  }

  disconnectedCallback() {
    Widget.#near.unobserve(this);
    this.#stop();
  }

  attributeChangedCallback(name) {
    if (name === "q") this.#query = undefined;
    if (!this.#address || this.#changed) return; // not seen yet, or heard already
    this.#changed = true;
    queueMicrotask(() => {
      this.#changed = false;
      this.#paint();
      if (this.isConnected) this.#load();
    });
  }

  get #name() {
    return this.localName.slice(7);
  }

  #language() {
    const own = this.lang || this.closest("[lang]")?.lang || document.documentElement.lang;
    const short = own.split("-")[0].toLowerCase();
    return short in SORRY ? short : this.lang ? own : "en"; // ours, or told to be unknown
  }

  #wanted() {
    const said = (name) => (this.getAttribute(name) || "").trim();
    const ref = (said("ref") || said("data-ref")).split("/statement/").pop();
    const url = new URL("api/v1/widget/" + this.#name + (ref && "/" + encodeURIComponent(ref)), SITE);
    const put = (name, value) => value && url.searchParams.set(name, value);
    const language = this.#language();
    if (language !== "en") put("lang", language);
    for (const name of PARAMETERS) put(name, said(name));
    if (this.#query !== undefined) put("q", this.#query);
    if (!/^(auto|light|dark)?$/.test(said("theme"))) put("theme", said("theme")); // the server says what is wrong
    if (!HEX.test(said("accent"))) put("accent", said("accent"));
    return url.href;
  }

  #stop() {
    this.#request?.leave();
    if (this.#request && !this.#request.done) this.#address = undefined;
    this.#request = undefined;
  }

  async #load() {
    const address = this.#wanted();
    if (address === this.#address) return;
    this.#stop();
    this.#address = address;
    const mine = this.#request = asked(address);
    try {
      const data = await mine.data;
      if (mine === this.#request) this.#show(data);
    } catch (error) {
      if (mine === this.#request) this.#fail(error);
    }
  }

  #tell(event, detail) {
    this.dispatchEvent(new CustomEvent("rarekg-" + event, { bubbles: true, composed: true,
      detail: { widget: this.#name, ...detail } }));
  }

  #fail(error) {
    this.#address = undefined; // the next change asks anew
    const language = this.#language();
    this.#root.replaceChildren(this.#fallback,
      h("p", "sorry", { part: "error", lang: language, dir: "auto" }, SORRY[language] || SORRY.en));
    this.#tell("error", { ref: this.getAttribute("ref") || "", status: error.status || 0, message: error.message });
  }

  #show(data) {
    const here = this.#query !== undefined && this.#root.querySelector("form");
    const card = made(data, (query) => { this.#query = query; this.#load(); });
    if (here) { // the box stays as it is, for it has the focus
      const sections = [...this.#root.querySelectorAll(".section")].slice(1);
      sections.forEach((old) => old.remove());
      here.parentNode.after(...[...card.querySelectorAll(".section")].slice(1));
    } else this.#root.replaceChildren(card);
    this.#paint();
    this.#tell("load", { ref: data.ref, title: data.title, release: data.release.id });
  }

  #paint() {
    const own = this.getAttribute("accent") || "";
    const style = this.#root.querySelector(".card")?.style, fits = HEX.test(own);
    style?.setProperty("--own", fits ? accent(own, this.getAttribute("theme") === "dark") : "");
    style?.setProperty("--given", fits ? "#" + own.replace("#", "") : "");
  }
}

function made(data, search) {
  const { words, title, label } = data;
  const named = data.sources.slice(0, 3).map((one) => one.title).join(" · ");
  return h("section", "card", { "aria-label": title ? `${label}: ${title}` : label, lang: data.language, dir: data.direction,
    "data-layout": data.layout, "data-mode": data.mode },
    h("div", "head", {},
      title && h("p", "label", {}, label),
      h("h2", "title", foreign(data.title_language), link(data.url, "", {}, title || label)),
      data.kind && h("p", "kind", {}, data.kind)),
    data.errors.map((error) => h("p", "error", {}, error)),
    data.withdrawn && h("div", "withdrawn", {}, h("p", "", {}, data.withdrawn.text),
      h("ul", "", {}, data.withdrawn.successors.map((one) => h("li", "", {}, link(one.url, "", {}, one.text))))),
    data.sections.map((one) => section(one, data, search)),
    data.sections.length || data.withdrawn ? "" : h("p", "note", {}, words.nothing),
    h("div", "foot", {},
      named && h("details", "sources", {},
        h("summary", "", {}, h("span", "named", {}, words.sources + ":"), " " + named,
          data.sources.length > 3 && ` … +${data.sources.length - 3}`),
        h("ol", "references", {}, data.references.map((one) => h("li", "", { value: one.number }, link(one.url, "", {}, one.text)))),
        h("ul", "licences", {}, data.sources.map((one) => h("li", "", {}, link(one.url, "", {}, one.title),
          one.licence && [" · ", link(one.licence_url, "", {}, one.licence)])))),
      h("div", "end", {}, h("p", "page", {}, link(data.url, "", {}, words.page)),
        h("p", "release", {}, link(data.release.url, "", {}, data.release.text)))));
}

function section(one, data, search) {
  const parts = [];
  let list;
  for (const item of one.items) {
    const group = item.group || "";
    if (!list || list.group !== group) {
      list = h(one.kind === "text" ? "div" : "ul", "list " + one.kind);
      list.group = group;
      parts.push(group && h("h4", "group", {}, group), list);
    }
    list.append(line(item, one.kind, data));
  }
  return h("div", "section section-" + one.id, {},
    one.heading && h("h3", "heading", {}, one.heading),
    one.kind === "search" && box(one, data, search),
    one.drawing && drawing(one.drawing),
    parts,
    one.url && one.more && h("p", "more", {}, link(one.url, "", {}, one.more)));
}

function line(item, kind, data) {
  const numbers = item.references || [], many = numbers.join(", ");
  const figures = kind === "figures", share = kind === "bars" && item.share >= 0 && h("span");
  if (share) share.style.width = Math.min(item.share, 1) * 100 + "%"; // the object model: no policy forbids it
  const text = link(item.url, figures && !item.value ? "value" : "text", foreign(item.language), item.text);
  const value = item.value && h("span", "value", {}, item.value);
  const marks = many && h("sup", "reference", {}, item.statement
    ? link(item.statement, "", { "aria-label": `${data.words.cite}: ${many}` }, many)
    : numbers.map((n) => link(data.references.find((one) => one.number === n)?.url, "", {}, n + " ")));
  return h(kind === "text" ? "p" : "li", "item", {},
    item.negated && h("strong", "negated", {}, data.words.negated + " "),
    figures && [value, " "], text, " ", item.code && [h("code", "code", {}, item.code), " "],
    !figures && value, marks,
    share && h("div", "bar", { "aria-hidden": true }, share),
    item.note && h("span", "note", {}, item.note));
}

/* Drawings. Only shapes that are known, and of their attributes those that say where they are. */

const SHAPES = /^(path|line|rect|circle|text)$/;
const PLACES = /^(d|[xy][12]?|d[xy]|c[xy]|r[xy]?|width|height|text-anchor|font-size|transform)$/;
const s = (tag, given, ...children) => {
  const node = attributes(document.createElementNS("http://www.w3.org/2000/svg", tag), given);
  node.append(...children.filter(Boolean));
  return node;
};

function drawing(one) {
  const shapes = one.shapes.filter((each) => SHAPES.test(each.shape)).map((each) => {
    const places = Object.fromEntries(Object.entries(each.attributes).filter(([name]) => PLACES.test(name)));
    const shape = s(each.shape, { ...places, class: "shape-" + each.part, part: "shape-" + each.part },
      each.text, each.title && s("title", {}, each.title));
    return web(each.url) ? s("a", { href: each.url, target: "_blank", rel: "noreferrer", tabindex: -1 }, shape) : shape;
  });
  // Its figures stand in the list as well: whoever does not see it is told what it shows.
  return [s("svg", { viewBox: `0 0 ${one.width} ${one.height}`, "aria-hidden": true, class: "drawing", part: "drawing" }, ...shapes),
    h("p", "unseen", {}, one.label)];
}

/* The search box: a combobox with a list (WAI-ARIA Authoring Practices), a form without answers. */

function box(one, { words, language, title }, search) {
  const input = h("input", "", { name: "q", type: "search", role: "combobox", "aria-autocomplete": "list",
    "aria-expanded": false, "aria-controls": "found", "aria-label": one.heading || title || words.search, autocomplete: "off",
    autocapitalize: "none", spellcheck: false, value: one.query });
  const list = h("div", "", { role: "listbox", id: "found", "aria-label": words.suggestions || words.search, hidden: "hidden" });
  const told = h("p", "unseen", { role: "status" });
  const form = h("form", "search", { role: "search", action: one.url, target: "_blank" }, input, h("button", "", {}, words.search), list, told);
  let active, timer, asking;
  const go = (url) => attributes(h("a"), { href: url, target: "_blank", rel: "noreferrer" }).click();
  const move = (to) => {
    active?.setAttribute("aria-selected", "false");
    active = to;
    to?.setAttribute("aria-selected", "true");
    to?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", to ? to.id : "");
  };
  const open = (shown) => { list.hidden = !shown; input.setAttribute("aria-expanded", shown); };
  const close = () => { clearTimeout(timer); asking?.leave(); asking = undefined; move(); open(false); };
  const suggest = async () => {
    const query = new URLSearchParams({ q: input.value.trim(), lang: language });
    const mine = asking = asked(new URL("api/v1/suggest?" + query, SITE).href);
    const { suggestions } = await mine.data.catch(() => ({ suggestions: [] })); // the form still works
    if (asking !== mine) return; // an answer to an older text
    list.replaceChildren(...suggestions.map((found, at) => link(new URL("." + found.url, one.url).href, "",
      { role: "option", id: "found-" + at, tabindex: -1, target: "_blank", "aria-selected": false }, found.name,
      found.matched.toLowerCase() !== found.name.toLowerCase() && h("span", "note", {}, " " + found.matched))));
    const n = suggestions.length;
    open(n > 0);
    told.textContent = ((n ? n > 1 ? words.suggested_many : words.suggested_one : words.suggested_none) || "").replace("{}", n);
  };
  input.addEventListener("input", () => {
    close();
    if (input.value.trim()) timer = setTimeout(suggest, TYPING);
  });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  form.addEventListener("submit", (event) => {
    event.preventDefault(); // not by the form: a page's form-action would forbid it
    const query = input.value.trim();
    close();
    if (one.here) search(query);
    else go(one.url + (one.url.includes("?") ? "&" : "?") + new URLSearchParams({ q: query }));
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return; // the keys are those of the input method
    if (step) {
      event.preventDefault();
      const options = [...list.children], at = options.indexOf(active);
      if (list.hidden) input.value.trim() && suggest();
      else move(options[at < 0 && step < 0 ? options.length - 1 : (at + step + options.length) % options.length]);
    } else if (event.key === "Enter" && active) {
      event.preventDefault();
      active.click();
      close();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // what was typed stays
      close();
    } else if (/^(Home|End|ArrowL|ArrowR)/.test(event.key)) move();
  });
  return form;
}

for (const name of WIDGETS.split(" ")) {
  if (!customElements.get("rarekg-" + name)) customElements.define("rarekg-" + name, class extends Widget {});
}
})();
