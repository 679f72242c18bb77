// The page keeps its switches in its address, asks the server what to show, and asks again after each change of a file.
"use strict";

const $ = (id) => document.getElementById(id);
const form = $("switches");
const frame = $("mail");
const drawing = ["edition", "as", "theme"]; // what the digest is drawn for; the rest is how it is shown
let version = 0;
let asked = 0;

// start sets the switches as the address says.
function start() {
  const q = new URLSearchParams(location.search);
  for (const name of drawing) {
    const value = q.get(name) || "";
    form.elements[name].add(new Option(value, value, true, true));
  }
  for (const name of ["part", "width", "dark", "images"]) {
    for (const radio of form.elements[name]) {
      if (q.has(name)) radio.checked = radio.value === q.get(name);
    }
  }
}

function query(names) {
  const q = new URLSearchParams();
  for (const name of names) {
    if (form.elements[name].value) q.set(name, form.elements[name].value);
  }
  return q;
}

// fill gives a switch its positions, and keeps the one it is in.
function fill(select, options, more) {
  const value = select.value;
  const all = options.map((o) => new Option(o.label, o.value));
  if (!options.some((o) => o.value === value)) all.push(new Option(value, value));
  if (more) {
    const rest = new Option(`… and ${more} more: preview --watch --as ADDRESS`, "");
    rest.disabled = true;
    all.push(rest);
  }
  select.replaceChildren(...all);
  select.value = value;
}

function element(name, className, text) {
  const e = document.createElement(name);
  e.className = className;
  e.textContent = text;
  return e;
}

function showFaults(faults, stale) {
  const box = $("faults");
  box.hidden = faults.length === 0;
  box.replaceChildren(...faults.map((f) => {
    const one = document.createElement("div");
    if (f.where) one.append(element("div", "where", f.where));
    one.append(element("div", "text", f.text));
    if (f.excerpt) one.append(element("pre", "", f.excerpt));
    if (f.hint) one.append(element("div", "hint", f.hint));
    return one;
  }));
  if (stale) box.append(element("div", "last", "Below is the last digest that could be drawn."));
}

function showSize(s) {
  $("size").hidden = s.blank;
  const kb = (n) => (n / 1024).toFixed(1);
  $("bytes").textContent = `${kb(s.size)} KB`;
  $("budget").textContent = `of ${kb(s.budget)} KB, encoded`;
  $("meter").max = s.budget || 1;
  $("meter").value = s.size;
  $("meter").className = s.size > 0.9 * s.budget ? "near" : "";
  $("facts").textContent = (s.facts || []).map((f) => f.replaceAll(" ", "\u00a0")).join("\u00a0· ");
}

function say(kind, text) {
  $("live").className = kind;
  $("live").textContent = text;
}

// showMail draws the frame, at the place where it was.
function showMail(s) {
  $("stage").hidden = s.blank;
  $("stage").className = s.stale ? "stale" : "";
  for (const name of ["width", "part"]) $("stage").dataset[name] = form.elements[name].value;
  if (s.blank) return;
  const q = query([...drawing, "part", "dark", "images"]);
  q.set("v", `${s.version}${s.stale ? "-" : ""}`);
  const src = `mail?${q}`;
  if (frame.getAttribute("src") === src) return;
  const top = frame.contentWindow ? frame.contentWindow.scrollY : 0;
  frame.onload = () => frame.contentWindow.scrollTo(0, top);
  frame.setAttribute("src", src);
}

async function refresh() {
  const turn = ++asked;
  const waiting = setTimeout(() => say("busy", "Drawing …"), 150);
  try {
    const answer = await fetch(`state?${query(drawing)}`);
    const s = await answer.json();
    if (turn !== asked) return;
    version = s.version;
    show(s);
  } catch {
    if (turn === asked) say("", "The program has ended. Start it again, and this page goes on.");
  } finally {
    clearTimeout(waiting);
  }
}

function show(s) {
  for (const [name, key] of [["edition", "editions"], ["as", "readers"], ["theme", "themes"]]) {
    fill(form.elements[name], s.menu[key] || [], name === "as" ? s.menu.more : 0);
  }
  const faults = s.faults || [];
  showFaults(faults, s.stale);
  $("subject").textContent = s.subject || "";
  document.title = s.subject ? `${s.subject} – preview` : "Preview";
  $("nothing").textContent = s.nothing || "";
  $("nothing").hidden = !s.nothing;
  const noHTML = !s.html && !s.blank;
  form.elements.part[0].disabled = noHTML;
  if (noHTML && form.elements.part.value === "html") form.elements.part.value = "text";
  showSize(s);
  showMail(s);
  history.replaceState(null, "", `?${query([...drawing, "part", "width", "dark", "images"])}`);
  const at = new Date().toLocaleTimeString([], { hour12: false });
  if (faults.length) say("bad", `Could not be drawn at ${at}`);
  else say("on", `Live · drawn at ${at}`);
}

start();
form.addEventListener("change", refresh);
form.addEventListener("submit", (e) => e.preventDefault());
const changes = new EventSource("events");
changes.onmessage = (e) => { if (Number(e.data) !== version) refresh(); };
changes.onerror = () => say("", "The program has ended. Start it again, and this page goes on.");
