/* What Streamlit leaves out for who cannot see the page or use a mouse; told of each redraw by page_language.py. */
const HELP = "Help for ";
const LABELLED = '[aria-label], [data-testid="stSkipToContent"]';
let page = null;
let words = {};

/* A table that is wider than its box scrolls in it, also by keyboard: Safari makes no tab stop of such a box. */
const reachTables = () => {
  for (const box of document.querySelectorAll('[data-testid="stTable"] > div')) {
    const scrolls = box.scrollWidth > box.clientWidth;
    if (scrolls && box.getAttribute("aria-label") !== words.table) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", words.table);
    } else if (!scrolls && box.hasAttribute("tabindex")) {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  }
};

/* A box that has a name and is said to be nothing but looks. */
const nameUploads = () => {
  for (const box of document.querySelectorAll('section[role="presentation"][aria-label]')) box.setAttribute("role", "group");
};

/* Streamlit names its own parts in English, whatever the language of the page. */
const translate = () => {
  for (const part of document.querySelectorAll(LABELLED)) {
    const seen = part.hasAttribute("aria-label") ? part.getAttribute("aria-label") : part.textContent;
    const given = seen === part.dataset.put ? part.dataset.given : seen;
    const help = given.startsWith(HELP);
    const said = help ? words.help.replace("{}", given.slice(HELP.length)) : words.parts[given];
    if (!said || said === seen) continue;
    part.dataset.given = given;
    part.dataset.put = said;
    if (part.hasAttribute("aria-label")) part.setAttribute("aria-label", said);
    else part.textContent = said;
  }
};

let asked = 0;
const soon = () => {
  if (asked) return;
  asked = requestAnimationFrame(() => {
    asked = 0;
    reachTables();
    nameUploads();
    translate();
  });
};

/* On another page the keyboard, and a screen reader, start at its title, as after a document of its own. */
const startAtTitle = () => {
  const title = document.querySelector("h1");
  if (!title) return;
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
};

/* Streamlit scrolls to the top of a page that it opens, and charts that come later push the rest down, so that a place
   in it is tried for two seconds. */
const startAt = (find, block) => {
  let left = 20;
  const wait = setInterval(() => {
    const place = find();
    place?.focus({ preventScroll: true });
    place?.scrollIntoView({ block });
    if (place || --left === 0) clearInterval(wait);
  }, 100);
};

/* Who looked for a question begins at it. */
const headingOf = (anchor) => () => {
  const heading = document.getElementById(anchor);
  if (heading) heading.tabIndex = -1;
  return heading;
};

/* Who came to write begins in the field. */
const fieldOf = (key) => () => document.querySelector(`.st-key-${CSS.escape(key)} textarea`);

let watching = null;
let visited = 0;

export default function tell({ language, address, said, anchor, visit, field }) {
  document.documentElement.lang = language;
  words = said;
  const looked = visit !== visited;
  visited = visit;
  if (looked && anchor) startAt(headingOf(anchor), "start");
  else if (field && page !== address) startAt(fieldOf(field), "center");
  else if (looked || (page !== null && page !== address)) startAtTitle();
  page = address;
  if (!watching) {
    watching = new MutationObserver(soon);
    watching.observe(document.body, { childList: true, subtree: true });
    addEventListener("resize", soon);
  }
  soon();
}
