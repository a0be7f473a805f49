/*! rarekg widgets 1.0.0 (Apache-2.0): docs/widgets.md. Asks nobody but its own server, keeps nothing. */
(() => {
"use strict";
const script = document.currentScript || document.querySelector('script[src*="/widgets/"][src*="rarekg.js"]');
if (!script) return; // built into another script, nobody knows where the data is
const SITE = new URL("../../", script.src);
const WIDGETS = "disease treatments signs trials centres organisations money figure search fact today";
const PARAMETERS = ["mode", "layout", "sections", "items", "country", "q", "results"]; // of the data
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

/* Looks. Of the page around, only `--rarekg-…` comes in. */

const COLOURS = `
--paper:var(--rarekg-paper,light-dark(#fffdf9,#1b2223));--ink:var(--rarekg-ink,light-dark(#22292b,#e8e6e0));
--muted:var(--rarekg-muted,light-dark(#535e63,#adb7b8));--line:var(--rarekg-line,light-dark(#e0dcd1,#35403f));
--accent:var(--rarekg-accent,light-dark(#0f5e66,#86cfcb));--edge:light-dark(#7b8488,#7f8b8b);
--warm:light-dark(#94410f,#eea873);--not:light-dark(#9b2727,#f2a29a);--soft:light-dark(#e2eeea,#1f3435);`;
const TONES = /light-dark\((#\w+),#\w+\)/g; // browsers that do not know it show the light card
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host{display:block;height:auto!important;max-height:none!important;
overflow:visible!important;columns:auto!important;writing-mode:horizontal-tb!important}
:host([hidden]),[hidden]{display:none!important}
.card,.sorry{all:initial;display:block;visibility:inherit}
.card{pointer-events:inherit;color-scheme:inherit;${CSS.supports("color", "light-dark(red,red)") ? COLOURS : COLOURS.replace(TONES, "$1")}
--serif:var(--rarekg-font,"Iowan Old Style","Palatino Linotype",Palatino,"Noto Serif","DejaVu Serif",Georgia,serif);
padding:1.15em;border:1px solid var(--line);border-top:4px solid var(--given,var(--accent));
border-radius:var(--rarekg-radius,12px);background:var(--paper);color:var(--ink);overflow-wrap:break-word;
font:var(--rarekg-size,medium)/1.55 var(--rarekg-font,system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif)}
.sorry{color:inherit;font:14px/1.4 system-ui,sans-serif;padding:4px 0}
:host([theme=light]) .card{color-scheme:light}
:host([theme=dark]) .card{color-scheme:dark}
.card[data-layout=compact]{padding:.85em}
@supports(color:oklch(from red l c h)){.card[style]{--accent:light-dark(oklch(from var(--given) min(l,.5) c h),oklch(from var(--given) max(l,.73) c h))}}
.card,.card *{box-sizing:border-box}
.card *{margin:0;padding:0;font:inherit;min-width:0}
ul{list-style:none}
a{color:var(--accent);text-underline-offset:.18em}
:focus-visible{outline:3px solid var(--warm);outline-offset:2px}
.card .label,.kind,.note,.hint,.group,.foot,.code,.error{font-size:.86em;color:var(--muted)}
.card .label,.heading,.group,.more,.named,.page,.value,.negated,button{font-weight:600}
.title{font:600 1.45em/1.22 var(--serif);text-wrap:balance}
.title a{color:inherit;text-decoration:none}
.title a:hover{text-decoration:underline}
.section{margin-top:1.1em}
.heading,.hint{margin-bottom:.35em}
.group{margin:.8em 0 .2em}
.error{color:var(--warm)}
.note{display:block}
.code{font-family:ui-monospace,monospace}
.negated{color:var(--not)}
p{max-width:66ch}
p+p.item,.more{margin-top:.5em}
li.item{padding:.32em 0;border-top:1px solid var(--line)}
li.item:first-child{border:0}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(11em,100%),1fr));gap:.6em}
.figures .item:nth-child(n){border:1px solid var(--line);border-radius:7px;padding:.55em .75em}
.figures .value{font:600 1.2em/1.3 var(--serif)}
.figures .text{display:block}
.bars .item{display:flex;flex-wrap:wrap;gap:.1em .8em}
.bars .value{margin-inline-start:auto}
.bars .note,.bar{flex:0 0 100%}
.bar{height:.5em;border-radius:3px;background:var(--soft)}
.bar span{display:block;height:100%;border-radius:3px;background:var(--accent)}
.reference{font-size:.72em;line-height:1;vertical-align:.35em}
.reference *{display:inline-block;min-width:24px;padding:.6em .25em;margin:-.6em 0;text-align:center;text-decoration:none}
.reference a:hover{background:var(--accent);color:var(--paper)}
svg{display:block;width:100%;max-width:30em;direction:ltr;font-size:12px;fill:var(--accent)}
.shape-land{fill:var(--soft);stroke:var(--paper)}
.shape-axis,.shape-grid{fill:none;stroke:var(--line)}
text{fill:var(--muted)}
.foot{margin-top:1em;padding-top:.7em;border-top:1px solid var(--line)}
summary{cursor:pointer;min-height:24px}
.foot li{line-height:1.8}
.references,.licences{margin:.4em 0}
.references{padding-inline-start:1.8em}
.end{margin-top:.3em;display:flex;flex-wrap:wrap;justify-content:space-between;gap:.2em 1em}
.release a{color:inherit}
.withdrawn{margin-top:.8em;padding:.7em .9em;border-radius:7px;background:var(--soft)}
.search{position:relative;display:flex;flex-wrap:wrap;gap:.5em}
.search input,.search button{padding:.42em .8em;min-height:44px;border:1.5px solid var(--edge);border-radius:12px;background:var(--paper);color:inherit}
.search input{flex:1 1 9em}
.search button{background:var(--accent);color:var(--paper);cursor:pointer}
.found{position:absolute;z-index:9;top:48px;inset-inline:0;max-height:20em;overflow:auto;border:1px solid var(--edge);background:var(--paper)}
.found a{display:block;padding:.6em .8em;min-height:44px;color:inherit;text-decoration:none}
.found a:hover,[aria-selected=true]{background:var(--soft)}
[aria-selected=true]{outline:2px solid var(--accent);outline-offset:-2px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}`);

const HEX = /^#?([\da-f]{3}){1,2}$/i;

/* Requests. An address is asked once, for elements that come later, too. */

const answers = new Map();

async function fetched(address, signal, again = 1) {
  try {
    const answer = await fetch(address, { signal, credentials: "omit", referrerPolicy: "no-referrer" });
    if (answer.ok) return await answer.json();
    throw Object.assign(Error(address + ": " + answer.status), { status: answer.status });
  } catch (error) { // who says no, or "too much" (429, 503), is not asked again
    if (!again || signal.aborted || !(error instanceof TypeError || /^50[024]/.test(error.status))) throw error;
    await new Promise((done) => setTimeout(done, PAUSE));
    return fetched(address, signal, 0);
  }
}

function asked(address) {
  let one = answers.get(address);
  if (!one) {
    const stop = new AbortController();
    const drop = () => { answers.delete(address); stop.abort(); };
    const timer = setTimeout(drop, PATIENCE);
    one = { users: 0, data: fetched(address, stop.signal), leave: () => --one.users || one.done || drop() };
    one.data.then(() => { one.done = true; }, drop).then(() => clearTimeout(timer));
    answers.set(address, one);
  }
  one.users++;
  return one;
}

/* Nodes. Texts become text, never markup; what is no web address, no link. */

function given(node, attributes) {
  for (const name in attributes) if ((attributes[name] ?? "") !== "") node.setAttribute(name, attributes[name]);
  return node;
}

// An element with its part; of the rest, plain objects are attributes.
function filled(node, part, rest) {
  for (const one of [{ class: part, part }, ...rest.flat(9)]) one?.constructor === Object ? given(node, one) : one && node.append(one);
  return node;
}

const h = (tag, part, ...rest) => filled(document.createElement(tag), part, rest);
const s = (tag, part, ...rest) => filled(document.createElementNS("http://www.w3.org/2000/svg", tag), part, rest);

const web = (url) => /^https?:\/\//i.test(url);
const leading = (url) => web(url) && { href: url, target: "_blank", rel: "noreferrer" };
const link = (url, part, ...children) => h(web(url) ? "a" : "span", part, leading(url), children);
const foreign = (language) => language && { lang: language, dir: "auto" };

class Widget extends HTMLElement {
  static observedAttributes = ["ref", "data-ref", "lang", "theme", "accent", ...PARAMETERS];
  static #near = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) if (isIntersecting) {
      Widget.#near.unobserve(target);
      target.#seen = true;
      target.#load();
    }
  }, { rootMargin: "500px" });
  #root = this.attachShadow({ mode: "open" });
  #fallback = h("slot");
  #seen;
  #address; // of what is shown, or under way
  #request;
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
    if (!this.#seen || this.#changed) return;
    this.#changed = true;
    queueMicrotask(() => { // several at once
      this.#changed = false;
      this.#paint();
      if (this.isConnected) this.#load();
    });
  }

  #said(name) {
    return (this.getAttribute(name) || "").trim();
  }

  #language() {
    const own = this.lang || this.closest("[lang]")?.lang || document.documentElement.lang;
    const short = own.split("-")[0].toLowerCase();
    return short in SORRY ? short : this.lang || "en"; // the server says that it is none of ours
  }

  #wanted() {
    const ref = (this.#said("ref") || this.#said("data-ref")).split("/statement/").pop();
    const url = new URL("api/v1/widget/" + this.localName.slice(7) + (ref && "/" + encodeURIComponent(ref)), SITE);
    const put = (name, value) => value && url.searchParams.set(name, value);
    const language = this.#language();
    if (language !== "en") put("lang", language);
    for (const name of PARAMETERS) put(name, this.#said(name));
    put("q", this.#query);
    // Looks change no data: the server is told only those that it is to complain of.
    if (!/^(auto|light|dark)$/.test(this.#said("theme"))) put("theme", this.#said("theme"));
    if (!HEX.test(this.#said("accent"))) put("accent", this.#said("accent"));
    return url.href;
  }

  #stop() {
    this.#request?.leave();
    if (!this.#request?.done) this.#address = undefined;
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
    detail.widget = this.localName.slice(7);
    this.dispatchEvent(new CustomEvent("rarekg-" + event, { bubbles: true, composed: true, detail }));
  }

  #fail({ status = 0, message }) {
    this.#address = undefined; // the next change asks anew
    const lang = this.#language();
    this.#root.replaceChildren(this.#fallback,
      h("p", "sorry", { part: "error", lang, dir: "auto" }, SORRY[lang] || SORRY.en));
    this.#tell("error", { ref: this.#said("ref") || this.#said("data-ref"), status, message });
  }

  #show(data) {
    const here = this.#query !== undefined && this.#root.querySelector("form");
    const card = made(data, {
      query: this.#query ?? this.#said("q"),
      search: this.#said("results") === "here" && ((query) => { this.#query = query; this.#load(); }),
    });
    if (here) { // the box stays, for it has the focus
      const results = (from) => from.querySelectorAll(".section~.section");
      results(this.#root).forEach((old) => old.remove());
      here.parentNode.after(...results(card));
      here.lastChild.textContent = results(this.#root)[0]?.firstChild.textContent;
    } else this.#root.replaceChildren(card);
    this.#paint();
    this.#tell("load", { ref: data.ref, title: data.title, release: data.release.id });
  }

  #paint() {
    const accent = this.#said("accent"), card = this.#root.querySelector(".card");
    card?.removeAttribute("style");
    if (HEX.test(accent)) card?.style.setProperty("--given", accent.replace(/^#?/, "#"));
  }
}

function made(data, asks) {
  const { words, title, label, sources } = data;
  const linked = (one) => h("li", "", link(one.url, "", one.title || one.text),
    one.licence && [" · ", link(one.licence_url, "", one.licence)]);
  return h("section", "card", { "aria-label": title && title !== label ? `${label}: ${title}` : label, lang: data.language, dir: data.direction,
    "data-layout": data.layout },
    h("div", "head",
      title && title !== label && h("p", "label", label),
      h("h2", "title", foreign(data.title_language), link(data.url, "", title || label)),
      data.kind && h("p", "kind", data.kind)),
    data.errors.map((error) => h("p", "error", error)),
    data.withdrawn && h("div", "withdrawn", data.withdrawn.text, h("ul", "", data.withdrawn.successors.map(linked))),
    data.sections.map((one) => section(one, data, asks)),
    !data.sections.length && !data.withdrawn && h("p", "note", words.nothing),
    h("div", "foot",
      sources.length && h("details", "sources",
        h("summary", "", h("span", "named", words.sources), " ",
          sources.slice(0, 4).map((one) => one.title).join(" · "), sources.length > 4 && ` … +${sources.length - 4}`),
        h("ol", "references", data.references.map((one) => given(linked(one), { value: one.number }))),
        h("ul", "licences", sources.map(linked))),
      h("div", "end", h("p", "page", link(data.url, "", words.page)),
        h("p", "release", link(data.release.url, "", data.release.text)))));
}

function section(one, data, asks) {
  const lists = [];
  let list;
  for (const item of one.items) {
    const group = item.group || "";
    if (list?.group !== group) {
      list = h(one.kind === "text" ? "div" : "ul", "list " + one.kind);
      list.group = group;
      lists.push(group && h("h4", "group", group), list);
    }
    list.append(line(item, one.kind, data));
  }
  return h("div", "section section-" + one.id,
    one.heading && h("h3", "heading", one.heading),
    one.hint && h("p", "hint", one.hint),
    one.kind === "search" && box(one, data, asks),
    one.drawing && drawing(one.drawing),
    lists,
    one.more && h("p", "more", link(one.url, "", one.more)));
}

function line(item, kind, data) {
  const numbers = item.references || [], many = numbers.join(", ");
  const figures = kind === "figures", share = kind === "bars" && item.share >= 0 && h("span");
  if (share) share.style.width = Math.min(item.share, 1) * 100 + "%";
  const text = link(item.url, figures && !item.value ? "value" : "text", foreign(item.language), item.text);
  const value = item.value && h("span", "value", item.value);
  const marks = many && h("sup", "reference", item.statement
    ? link(item.statement, "", { "aria-label": `${data.words.cite}: ${many}` }, many)
    : numbers.map((n) => {
      const one = data.references.find((reference) => reference.number === n);
      return link(one?.url, "", { title: one?.text }, `${n} `);
    }));
  return h(kind === "text" ? "p" : "li", "item",
    item.negated && h("span", "negated", data.words.negated + " "),
    figures && value && [value, marks, " "], text, " ", item.code && [h("code", "code", item.code), " "],
    figures ? !value && marks : kind === "bars" ? [marks, value] : [value, marks],
    share && h("div", "bar", share),
    item.note && h("span", "note", item.note));
}

/* Drawings: shapes that are known, and of their attributes those that say where they are. */

const SHAPES = /^(path|line|rect|circle|text)$/;
const PLACES = /^(d|[xy][12]?|c[xy]|r[xy]?|width|height|text-anchor|transform)$/;

function drawing({ width, height, label, shapes }) {
  const drawn = shapes.filter(({ shape }) => SHAPES.test(shape)).map((one) => {
    const places = Object.entries(one.attributes).filter(([name]) => PLACES.test(name));
    const node = s(one.shape, "shape-" + one.part, Object.fromEntries(places), one.text, one.title && s("title", "", one.title));
    return web(one.url) ? s("a", "", leading(one.url), { tabindex: -1 }, node) : node;
  });
  // The list says all of it: who does not see it is told what it is.
  return [s("svg", "drawing", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": true }, drawn),
    h("p", "unseen", label)];
}

/* The search box: a combobox with a list (WAI-ARIA Authoring Practices). */

function box({ url, heading }, { words, language }, { query, search }) {
  const input = h("input", "", { name: "q", type: "search", role: "combobox", "aria-autocomplete": "list", "aria-expanded": false,
    "aria-controls": "found", "aria-label": heading || words.search, autocomplete: "off", spellcheck: false, value: query });
  const list = h("div", "found", { id: "found", role: "listbox", "aria-label": words.suggestions || words.search, hidden: true });
  const told = h("p", "unseen", { role: "status" });
  const form = h("form", "search", input, h("button", "", words.search), list, told);
  let active, timer, asking;
  const move = (to) => {
    active?.setAttribute("aria-selected", false);
    active = to;
    to?.setAttribute("aria-selected", true);
    to?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", to ? to.id : "");
  };
  const open = (shown) => { list.hidden = !shown; input.setAttribute("aria-expanded", !!shown); };
  const close = () => { clearTimeout(timer); asking?.leave(); asking = undefined; move(); open(false); };
  const suggest = async () => {
    const typed = new URLSearchParams({ q: input.value.trim(), lang: language });
    const mine = asking = asked(new URL("api/v1/suggest?" + typed, SITE).href);
    const { suggestions } = await mine.data.catch(() => ({ suggestions: [] })); // it still searches
    if (asking !== mine) return; // an answer to older words
    const { length } = suggestions;
    list.replaceChildren(...suggestions.map(({ url: path, name, matched }, at) => link(new URL("." + path, url).href, "",
      { role: "option", id: "found" + at, tabindex: -1 }, name, matched !== name && h("span", "note", matched))));
    open(length);
    told.textContent = (words[length > 1 ? "suggested_many" : length ? "suggested_one" : "suggested_none"] || "").replace("{}", length);
  };
  input.addEventListener("input", () => {
    close();
    if (input.value.trim()) timer = setTimeout(suggest, TYPING);
  });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  form.addEventListener("submit", (event) => {
    event.preventDefault(); // no form is sent: the page's policy may forbid that
    const q = input.value.trim();
    close();
    if (search) search(q);
    else window.open(url + "?" + new URLSearchParams({ q }), "_blank", "noreferrer");
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], options = [...list.children];
    if (event.isComposing) return; // keys of the input method
    if (step && list.hidden) input.value.trim() && suggest();
    else if (step) move(options.at(active ? (options.indexOf(active) + step) % options.length : Math.min(step, 0)));
    else if (event.key === "Enter" && active) active.click(), close();
    else if (event.key === "Escape" && !list.hidden) close(); // what was typed stays
    else return /^(Home|End|ArrowL|ArrowR)/.test(event.key) && move();
    event.preventDefault();
  });
  return form;
}

for (const name of WIDGETS.split(" ")) {
  if (!customElements.get("rarekg-" + name)) customElements.define("rarekg-" + name, class extends Widget {});
}
})();
