// /sparql: what script adds to a page that works without it. The form becomes an editor that
// completes (where the editor was built), answers come without leaving the page, rows can be
// filtered and sorted, examples are found as one types. Nothing is asked of any other server, and
// nothing is kept in the browser.

const MOST = 30; // completions at a time
const form = document.getElementById("ask");
const area = document.getElementById("query");
const outcome = document.getElementById("outcome");
const told = document.getElementById("told"); // read out by screen readers

// --- what the endpoint says of itself --------------------------------------------------------

const VOID = `PREFIX void: <http://rdfs.org/ns/void#>
SELECT ?class ?property (SUM(?number) AS ?triples) WHERE {
  ?part void:class ?class ; void:propertyPartition ?use .
  ?use void:property ?property ; void:triples ?number .
} GROUP BY ?class ?property`;
const ALL_CLASSES = "SELECT ?class (COUNT(?s) AS ?triples) WHERE { ?s a ?class } GROUP BY ?class";
const ALL_PROPERTIES =
  "SELECT ?property (COUNT(?s) AS ?triples) WHERE { ?s ?property ?o } GROUP BY ?property";
const LABELS = `PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT ?term ?label WHERE {
  VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }
  ?term a ?kind ; rdfs:label ?label . FILTER(LANG(?label) = "en")
}`;
const PREFIXES = `PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:prefix ?prefix ; sh:namespace ?namespace }`;

async function rows(query) {
  const answer = await fetch("/sparql?" + new URLSearchParams({ query }), {
    headers: { Accept: "application/sparql-results+json" },
  });
  if (!answer.ok) return [];
  const { results } = await answer.json();
  return results.bindings;
}

// Prefixes, classes and properties with their numbers, and the properties of each class.
const known = { prefixes: {}, classes: new Map(), properties: new Map(), of: new Map(), labels: new Map() };
let learning = null;

function learn() {
  learning ??= Promise.all([prefixes(), terms(), labels()]);
  return learning;
}

async function prefixes() {
  for (const { prefix, namespace } of await rows(PREFIXES)) {
    known.prefixes[prefix.value] = namespace.value;
  }
}

async function labels() {
  for (const { term, label } of await rows(LABELS)) known.labels.set(term.value, label.value);
}

async function terms() {
  const parts = await rows(VOID);
  for (const { class: kind, property, triples } of parts) {
    const number = Number(triples.value);
    if (!known.of.has(kind.value)) known.of.set(kind.value, new Map());
    known.of.get(kind.value).set(property.value, number);
    known.properties.set(property.value, (known.properties.get(property.value) ?? 0) + number);
    known.classes.set(kind.value, Math.max(known.classes.get(kind.value) ?? 0, number));
  }
  if (parts.length) return; // else an older release, which does not describe itself so far
  for (const row of await rows(ALL_CLASSES)) known.classes.set(row.class.value, Number(row.triples.value));
  for (const row of await rows(ALL_PROPERTIES)) known.properties.set(row.property.value, Number(row.triples.value));
}

// --- completion ------------------------------------------------------------------------------

// A term as one writes it: with its prefix where there is one, of the longest namespace.
function written(iri) {
  let best = "";
  for (const [prefix, namespace] of Object.entries(known.prefixes)) {
    const local = iri.slice(namespace.length);
    const fits = iri.startsWith(namespace) && /^[A-Za-z0-9_][A-Za-z0-9_-]*$/.test(local);
    if (fits && (!best || namespace.length > known.prefixes[best].length)) best = prefix;
  }
  return best ? `${best}:${iri.slice(known.prefixes[best].length)}` : `<${iri}>`;
}

// What the terms of a list are that the word at the cursor may begin: by their written form first,
// then by their label.
function matching(numbers, word) {
  const sought = word.replace(/[<>]/g, "").toLowerCase();
  const bare = sought.includes(":") && !sought.includes("//") ? sought.slice(sought.indexOf(":") + 1) : sought;
  const prefix = bare === sought ? "" : sought.slice(0, sought.length - bare.length);
  const found = [];
  for (const [iri, number] of numbers) {
    const text = written(iri);
    const lower = text.toLowerCase();
    const label = known.labels.get(iri) ?? "";
    if (prefix && !lower.startsWith(prefix)) continue;
    const local = lower.slice(lower.indexOf(":") + 1);
    if (local.includes(bare) || iri.toLowerCase().startsWith(sought) || label.toLowerCase().includes(bare)) {
      found.push({ text, note: label, rank: local.startsWith(bare) ? 0 : 1, number });
    }
  }
  found.sort((a, b) => a.rank - b.rank || b.number - a.number || a.text.localeCompare(b.text));
  return found.slice(0, MOST);
}

const TOKEN = /#[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|[?$]\w+|[\w-]*:[\w-]*(?:\.[\w-]+)*|[{}().;,[\]]|[^\s{}().;,[\]]+/g;

function tokens(text) {
  return (text.match(TOKEN) ?? []).filter((token) => token[0] !== "#");
}

// The subject of the triple at the end of a text: what stands first after the last full stop or brace.
function subjectAt(text) {
  const seen = tokens(text);
  const start = Math.max(...[".", "{", "}"].map((mark) => seen.lastIndexOf(mark)));
  return seen[start + 1] ?? "";
}

// The classes that a query gives to a subject, as addresses.
function classesOf(query, subject) {
  const seen = tokens(query);
  const declared = { ...known.prefixes };
  for (const [, prefix, namespace] of query.matchAll(/PREFIX\s+([\w.-]*):\s*<([^>]*)>/gi)) declared[prefix] = namespace;
  const classes = [];
  let current = "";
  let fresh = true;
  seen.forEach((token, index) => {
    if ("{}.".includes(token)) fresh = true;
    else if (fresh) [current, fresh] = [token, false];
    else if (current === subject && /^(a|rdf:type)$/.test(token)) classes.push(seen[index + 1] ?? "");
  });
  return classes.map((name) => {
    if (name.startsWith("<")) return name.slice(1, -1);
    const [prefix, local] = name.split(":");
    return (declared[prefix] ?? "") + (local ?? "");
  });
}

function propertiesFor(query, before) {
  const classes = classesOf(query, subjectAt(before)).filter((kind) => known.of.has(kind));
  if (!classes.length) return known.properties;
  return new Map(classes.flatMap((kind) => [...known.of.get(kind)]));
}

async function entities(word) {
  const answer = await fetch("/api/v1/suggest?" + new URLSearchParams({ q: word }));
  if (!answer.ok) return [];
  const { suggestions } = await answer.json();
  return suggestions.map(({ id, name, type }) => ({ text: id, note: `${name} (${type})` }));
}

function textBefore(yasqe) {
  return yasqe.getDoc().getRange({ line: 0, ch: 0 }, yasqe.getDoc().getCursor());
}

// A completer of YASQE from a function that finds { text, note }: the note is shown, the text is put in.
function completer(name, applies, find, preProcessToken) {
  let notes = new Map();
  return {
    name,
    bulk: false,
    autoShow: true,
    isValidCompletionPosition: applies,
    preProcessToken,
    get: async (yasqe, token) => {
      await learn();
      const found = await find(yasqe, (token?.string ?? "").trim());
      notes = new Map(found.map(({ text, note }) => [text, note]));
      return found.map(({ text }) => text);
    },
    postprocessHints: (_, hints) =>
      hints.map((hint) => ({
        ...hint,
        render: (element) => {
          element.append(hint.text);
          const note = notes.get(hint.text);
          if (note) element.append(Object.assign(document.createElement("small"), { textContent: note }));
        },
      })),
  };
}

// The word that ends at the cursor. Not the editor's token: it takes the a of "atax" for rdf:type.
function wordAt(yasqe) {
  const { line, ch } = yasqe.getDoc().getCursor();
  return /(?:^|[\s(=,])([A-Za-zÀ-ž][\wÀ-ž'-]{2,})$/.exec(yasqe.getLine(line).slice(0, ch))?.[1] ?? "";
}

function wordToken(yasqe, token) {
  const word = wordAt(yasqe);
  return { ...token, string: word, from: { ch: yasqe.getDoc().getCursor().ch - word.length } };
}

// Nothing is there yet: what is picked goes in at the cursor, and does not take the space before it.
function emptyToken(yasqe, token) {
  if (token.string.trim()) return token;
  const { ch } = yasqe.getDoc().getCursor();
  return { ...token, string: "", from: { ch }, to: { ch } };
}

let asked = false; // by Ctrl+Space, not by what is typed

function askCompletion(yasqe) {
  asked = true;
  yasqe.autocomplete();
  asked = false;
}

// Before the first letter of a property. All of them are offered only to who asks.
function beforeProperty(yasqe) {
  const { type, state } = yasqe.getTokenAt(yasqe.getDoc().getCursor());
  return asked && type === "ws" && state.possibleCurrent.includes("a");
}

const KEYWORD = /^(select|ask|construct|describe|where|filter|optional|union|minus|graph|service|values|bind|prefix|base|order|group|having|limit|offset|distinct|reduced|from|named|exists|not|asc|desc|count|sum|min|max|avg|sample|lang|str|concat|contains|lcase|ucase|coalesce|bound|iri|datatype|year|strstarts|strafter|regex|true|false|undef|silent)$/i;

function registerCompleters(Yasqe) {
  const { prefixes: given, property, class: kind } = Yasqe.Autocompleters;
  // Prefixes are those of this endpoint, not the list that comes with the editor.
  given.bulk = false;
  given.get = async (_, token) => {
    await learn();
    const begun = token?.autocompletionString ?? token?.string ?? "";
    const all = Object.entries(known.prefixes).map(([prefix, namespace]) => `${prefix}: <${namespace}>`);
    return all.filter((each) => each.startsWith(begun.trim())).sort();
  };
  const inProperty = (yasqe) =>
    beforeProperty(yasqe) || (!KEYWORD.test(wordAt(yasqe)) && property.isValidCompletionPosition(yasqe));
  const inClass = kind.isValidCompletionPosition;
  const inEntity = (yasqe) => {
    if (!textBefore(yasqe).includes("{")) return false; // SELECT, PREFIX, …
    const word = wordAt(yasqe);
    if (!word || KEYWORD.test(word)) return false;
    const { type } = yasqe.getCompleteToken();
    return !["string", "comment"].includes(type) && !inClass(yasqe) && !inProperty(yasqe);
  };
  for (const each of [
    completer("rarekg-class", inClass, (_, word) => matching(known.classes, word), emptyToken),
    completer("rarekg-property", inProperty, (yasqe, word) => {
      const before = textBefore(yasqe);
      return matching(propertiesFor(yasqe.getValue(), before.slice(0, before.length - word.length)), word);
    }, emptyToken),
    completer("rarekg-entity", inEntity, (_, word) => entities(word), wordToken),
  ]) {
    Yasqe.registerAutocompleter(each, false);
  }
}

// --- the editor ------------------------------------------------------------------------------

function editor() {
  const { Yasqe } = window;
  if (!Yasqe) return null;
  registerCompleters(Yasqe);
  const host = document.createElement("div");
  host.id = "editor";
  area.before(host);
  const yasqe = new Yasqe(host, {
    value: area.value,
    autocompleters: ["prefixes", "variables", "rarekg-class", "rarekg-property", "rarekg-entity"],
    persistenceId: null,
    consumeShareLink: null,
    createShareableLink: undefined,
    showQueryButton: false,
    resizeable: false,
    editorHeight: "auto",
    screenReaderLabel: form.dataset.query,
    inputStyle: "textarea",
    viewportMargin: Infinity,
    lineWrapping: true,
    requestConfig: { endpoint: "/sparql" },
    extraKeys: {
      ...Yasqe.defaults.extraKeys,
      "Ctrl-Space": askCompletion,
      "Ctrl-Enter": () => form.requestSubmit(),
      "Cmd-Enter": () => form.requestSubmit(),
      "Ctrl-S": false,
      Tab: false, // the key leaves the field, as in any form
      "Shift-Tab": false,
    },
  });
  area.hidden = true;
  area.required = false;
  yasqe.on("change", () => {
    area.value = yasqe.getValue();
  });
  document.querySelector('label[for="query"]').addEventListener("click", () => yasqe.focus());
  document.getElementById("keys").hidden = false;
  yasqe.on("focus", learn);
  return yasqe;
}

let wrong = null;

// Leads to the place of an error: a line and a column, from 1.
function showPlace(yasqe, line, column) {
  if (wrong !== null) yasqe.getDoc().removeLineClass(wrong, "background", "wrong-line");
  wrong = null;
  if (!line) return;
  wrong = yasqe.getDoc().addLineClass(line - 1, "background", "wrong-line");
  yasqe.getDoc().setCursor({ line: line - 1, ch: column - 1 });
  yasqe.focus();
}

// --- answers ---------------------------------------------------------------------------------

async function ask(yasqe) {
  outcome.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "text/html" },
      body: new URLSearchParams({ query: area.value }),
    });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const there = page.getElementById("outcome");
    if (!there) throw new Error(answer.status);
    outcome.replaceChildren(...document.importNode(there, true).childNodes);
    const { line, column } = page.getElementById("query").dataset;
    if (yasqe) showPlace(yasqe, Number(line), Number(column));
    const link = outcome.querySelector(".take a");
    if (link) history.replaceState(null, "", link.href);
    tables();
    told.textContent = outcome.querySelector("section > p")?.textContent ?? "";
    outcome.scrollIntoView({ block: "nearest" });
  } catch (error) {
    const failed = Object.assign(document.createElement("p"), { className: "error" });
    failed.textContent = form.dataset.failed.replace("{}", error.message);
    outcome.replaceChildren(failed);
    told.textContent = failed.textContent;
  } finally {
    outcome.removeAttribute("aria-busy");
  }
}

// Columns that sort, and a field that keeps the rows with all its words.
function tables() {
  const table = outcome.querySelector("table");
  if (!table) return;
  const body = table.tBodies[0];
  const all = [...body.rows];
  table.querySelectorAll("th").forEach((head, column) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: head.textContent });
    button.title = form.dataset.sort;
    button.addEventListener("click", () => sortBy(table, body, head, column));
    head.replaceChildren(button);
  });
  const label = Object.assign(document.createElement("label"), { textContent: form.dataset.keep + " " });
  const field = Object.assign(document.createElement("input"), { type: "search" });
  label.append(field);
  label.className = "keep";
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/);
    for (const row of all) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
  });
  table.parentElement.before(label);
}

function sortBy(table, body, head, column) {
  const down = head.getAttribute("aria-sort") === "ascending";
  table.querySelectorAll("th").forEach((each) => each.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const collator = new Intl.Collator(undefined, { numeric: true });
  const text = (row) => row.cells[column].textContent.trim();
  const sorted = [...body.rows].sort((a, b) => collator.compare(text(a), text(b)) * (down ? -1 : 1));
  body.append(...sorted);
}

// --- examples --------------------------------------------------------------------------------

function findExamples() {
  const field = document.getElementById("wanted");
  const all = [...document.querySelectorAll(".examples li")];
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/);
    for (const each of all) each.hidden = !words.every((word) => each.textContent.toLowerCase().includes(word));
    for (const topic of document.querySelectorAll(".topic")) topic.hidden = !topic.querySelector("li:not([hidden])");
    const left = all.filter((each) => !each.hidden).length;
    const found = document.getElementById("found");
    found.textContent = found.dataset.found.replace("{}", left);
  });
  field.form.addEventListener("submit", (event) => event.preventDefault());
}

const yasqe = editor();
if (yasqe && area.dataset.line) showPlace(yasqe, Number(area.dataset.line), Number(area.dataset.column));
form.addEventListener("submit", (event) => {
  if (document.getElementById("format").value) return; // a file: the browser's own way
  event.preventDefault();
  ask(yasqe);
});
tables();
findExamples();
