/* A tour in four steps for who reads a page with findings for the first time; told of each redraw by first_visit.py.
   It lies beside the page and holds nobody up: it takes no keyboard and moves nothing before a reader asks it to. */
const CHART = '[class*="st-key-chart_"], [class*="st-key-map"]';
const BEHIND = '[data-testid="stExpander"], [data-testid="stPopover"]';
const MARK = "data-tour";

const findingWithAll = () =>
  [...document.querySelectorAll('[class*="st-key-finding_"]')].find(
    (one) => one.querySelector(CHART) && one.querySelector(BEHIND),
  );

/* What each step is about, found anew each time: Streamlit replaces parts of a page as it likes. */
const PARTS = {
  answer: () => [document.querySelector(".st-key-lead") ?? document.querySelector("h1")],
  chart: () => [...(findingWithAll()?.querySelectorAll(CHART) ?? [])],
  choices: () => [document.querySelector(".st-key-controls")],
  behind: () => [...(findingWithAll()?.querySelectorAll(BEHIND) ?? [])],
};

const found = (name) => PARTS[name]().filter(Boolean);

let told = null;
let panel = null;
let step = 0;
let began = "";

/* Where a browser keeps nothing, the tour is shown once until the page is loaded anew. */
let seen = false;
const wasHere = () => {
  try {
    return seen || localStorage.getItem(told.key) !== null;
  } catch {
    return seen;
  }
};
const remember = () => {
  seen = true;
  try {
    localStorage.setItem(told.key, "1");
  } catch {
    /* It is remembered as long as this page is. */
  }
};

const current = () => told.steps[step].name;

const mark = () => {
  const parts = panel ? found(current()) : [];
  for (const part of document.querySelectorAll(`[${MARK}]`)) if (!parts.includes(part)) part.removeAttribute(MARK);
  for (const part of parts) part.setAttribute(MARK, "");
};

const make = (tag, name, text = "") => {
  const part = document.createElement(tag);
  part.className = `tour-${name}`;
  part.textContent = text;
  return part;
};

const button = (name, act) => {
  const part = make("button", name, told.words[name]);
  part.type = "button";
  part.addEventListener("click", act);
  return part;
};

const draw = () => {
  const { count, title, text } = told.steps[step];
  panel.setAttribute("aria-label", told.words.name);
  panel.querySelector(".tour-count").textContent = count;
  panel.querySelector("h2").textContent = title;
  const said = panel.querySelector(".tour-text");
  if (said.textContent !== text) said.textContent = text;
  const last = step === told.steps.length - 1;
  panel.querySelector(".tour-row").replaceChildren(
    ...(last ? [] : [button("skip", close)]),
    make("span", "room"),
    ...(step ? [button("back", () => go(step - 1))] : []),
    last ? button("done", close) : button("next", () => go(step + 1)),
  );
  mark();
};

const go = (to) => {
  step = to;
  draw();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  found(current())[0]?.scrollIntoView({ block: "start", behavior: still ? "instant" : "smooth" });
  panel.querySelector("h2").focus({ preventScroll: true });
};

/* The keyboard goes on at what the tour showed last, if the tour had it. */
const close = () => {
  const part = panel.contains(document.activeElement) ? found(current())[0] : null;
  remember();
  panel.remove();
  panel = null;
  document.documentElement.removeAttribute("data-tour-open");
  mark();
  if (!part) return;
  part.tabIndex = -1;
  part.focus({ preventScroll: true });
};

/* Escape has other work where a list is open or the map has the keyboard. */
const onKey = (event) => {
  if (!panel || event.key !== "Escape" || event.defaultPrevented) return;
  const active = document.activeElement;
  if (panel.contains(active) || active === document.body || active?.tabIndex < 0) close();
};

/* What gets the keyboard is never behind the tour. */
const onFocus = ({ target }) => {
  if (!panel || panel.contains(target)) return;
  const [part, over] = [target.getBoundingClientRect(), panel.getBoundingClientRect()];
  const hidden = part.bottom > over.top && part.top < over.bottom && part.right > over.left && part.left < over.right;
  if (hidden) target.scrollIntoView({ block: "center", behavior: "instant" });
};

const open = () => {
  step = 0;
  began = told.address;
  if (!panel) {
    panel = make("section", "panel");
    panel.append(make("p", "count"), make("h2", "title"), make("p", "text"), make("div", "row"));
    panel.querySelector("h2").tabIndex = -1;
    panel.querySelector(".tour-text").setAttribute("aria-live", "polite");
    // Before the page, as its first stop: who comes by keyboard or hears the page would find it last otherwise.
    document.body.prepend(panel);
    document.documentElement.setAttribute("data-tour-open", "");
  }
  // A screen reader says what changes in a part that it knows already.
  requestAnimationFrame(() => panel && draw());
};

let waiting = 0;
const whenThere = (act, ready) => {
  clearInterval(waiting);
  let left = 100;
  waiting = setInterval(() => {
    if (ready()) act();
    else if (--left) return;
    clearInterval(waiting);
  }, 100);
};

const allThere = () => told.steps.every(({ name }) => found(name).length > 0);
/* In a frame of another page, and at a question that an address or the search led to, nobody asked for a tour. */
const mayBegin = () => window.top === window && !told.led && !location.hash && !wasHere();

let marking = 0;
const soon = () => {
  if (!panel || marking) return;
  marking = requestAnimationFrame(() => {
    marking = 0;
    mark();
  });
};

let asked = null;

export default function tell(data) {
  const first = told === null;
  told = data;
  if (first) {
    addEventListener("keydown", onKey);
    addEventListener("focusin", onFocus);
    new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  }
  const again = !first && data.asked !== asked;
  asked = data.asked;
  // Who goes on to another page has left the tour.
  if (panel && data.address !== began) close();
  if (again) {
    whenThere(() => {
      open();
      requestAnimationFrame(() => panel && go(0));
    }, () => found(told.steps[0].name).length > 0);
  } else if (panel) draw();
  else if (data.findings && mayBegin()) whenThere(() => mayBegin() && open(), allThere);
}
