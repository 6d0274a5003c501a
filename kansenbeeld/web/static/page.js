/* What Streamlit leaves out for who cannot see the page or use a mouse; told of each redraw by page_language.py. */
/* Names with a part that differs, and the key of our words for them. */
const NAMED = [[/^Help for (.+)$/, "help"], [/^(.+) more$/, "more"], [/^Remove (.+)$/, "remove"],
  [/^(.+) per file$/, "drop"], [/^(?:Error: )?File must be (.+) or smaller\.$/, "large"]];
const LABELLED = `[aria-label], [data-testid="stSkipToContent"], [data-testid="stTopNavSection"] p,
  [data-testid="stFileUploaderDropzone"] button p, [data-testid="stFileUploaderDropzoneInstructions"] span,
  [data-testid="stFileChip"] [role="alert"], [role="tooltip"] :not(:has(*)), [data-testid="stDialog"] h2, [data-testid="stDialog"] div:not(:has(*))`;
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
    let said = words.parts[given];
    for (const [named, key] of NAMED) {
      const found = named.exec(given);
      if (found) said = words.named[key].replace("{}", found[1]);
    }
    if (!said || said === seen) continue;
    part.dataset.given = given;
    part.dataset.put = said;
    if (part.hasAttribute("aria-label")) part.setAttribute("aria-label", said);
    else part.textContent = said;
  }
};

/* A term in a sentence is a link to the glossary with its meaning as title. Here it becomes a button that shows the
   meaning where it stands: on hover, on focus, on a click or a tap; Escape and a click elsewhere put it away. */
const TERM = 'a[href*="#begrip-"]';
const LEAVES = 200;
let term = null;
let held = false;
let leaving = 0;

const meaning = () => {
  let box = document.getElementById("term-meaning");
  if (box) return box;
  box = document.createElement("div");
  box.id = "term-meaning";
  box.popover = "manual";
  box.setAttribute("role", "status");
  box.addEventListener("pointerenter", () => clearTimeout(leaving));
  box.addEventListener("pointerleave", leave);
  document.body.append(box);
  return box;
};

/* What a screen reader adds to the word: hidden, one for each meaning that stands on the page. */
const described = (link) => {
  const id = `${link.hash.slice(1)}-${new URLSearchParams(link.search).get("lang")}`;
  if (!document.getElementById(id)) {
    const text = document.createElement("span");
    text.id = id;
    text.hidden = true;
    text.textContent = link.dataset.meaning;
    document.body.append(text);
  }
  return id;
};

/* Once the page is in another language, nobody refers to what was said in this one. */
const forgetMeanings = () => {
  for (const text of document.querySelectorAll('body > span[id^="begrip-"]')) {
    if (!document.querySelector(`[aria-describedby="${text.id}"]`)) text.remove();
  }
};

const readyTerm = (link) => {
  if (!link.title) return;
  link.dataset.meaning = link.title;
  link.removeAttribute("title");
  link.setAttribute("role", "button");
  link.setAttribute("aria-expanded", String(link === term));
  link.setAttribute("aria-describedby", described(link));
};

const beside = () => {
  const box = meaning();
  const word = [...term.getClientRects()].pop();
  if (!word) return hideMeaning();
  const { width, height } = box.getBoundingClientRect();
  const below = word.bottom + 6;
  const fits = below + height <= innerHeight - 8;
  box.style.top = `${Math.max(8, fits ? below : word.top - 6 - height)}px`;
  box.style.left = `${Math.max(8, Math.min(word.left, document.documentElement.clientWidth - width - 8))}px`;
};

const showMeaning = (link) => {
  clearTimeout(leaving);
  if (term === link) return;
  hideMeaning();
  readyTerm(link);
  term = link;
  link.setAttribute("aria-expanded", "true");
  const box = meaning();
  box.textContent = link.dataset.meaning;
  box.showPopover();
  beside();
};

function hideMeaning() {
  clearTimeout(leaving);
  held = false;
  if (!term) return;
  term.setAttribute("aria-expanded", "false");
  term = null;
  meaning().hidePopover();
}

function leave() {
  clearTimeout(leaving);
  leaving = setTimeout(() => {
    if (!held && term !== document.activeElement) hideMeaning();
  }, LEAVES);
}

const termAt = (event) => event.target.closest?.(TERM) ?? null;

const watchTerms = () => {
  addEventListener("pointerover", (event) => {
    const link = event.pointerType === "mouse" ? termAt(event) : null;
    if (link) showMeaning(link);
    else if (term && !event.target.closest?.("#term-meaning")) leave();
  });
  addEventListener("focusin", (event) => (termAt(event) ? showMeaning(termAt(event)) : hideMeaning()));
  addEventListener("pointerdown", (event) => {
    if (term && !termAt(event) && !event.target.closest?.("#term-meaning")) hideMeaning();
  });
  addEventListener("click", (event) => {
    const link = termAt(event);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (held && term === link) return hideMeaning();
    showMeaning(link);
    held = true;
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && term) {
      event.stopPropagation();
      hideMeaning();
    } else if (event.key === " " && termAt(event)) {
      event.preventDefault();
      termAt(event).click();
    }
  }, true);
  addEventListener("scroll", () => term && beside(), { capture: true, passive: true });
  addEventListener("resize", () => term && beside());
};

const readyTerms = () => {
  for (const link of document.querySelectorAll(`${TERM}[title]`)) readyTerm(link);
  forgetMeanings();
  if (term && !term.isConnected) hideMeaning();
};

let asked = 0;
const soon = () => {
  if (asked) return;
  asked = requestAnimationFrame(() => {
    asked = 0;
    reachTables();
    nameUploads();
    readyTerms();
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
    watchTerms();
    // Who follows a term to the glossary in a tab of its own begins at it. Streamlit has cut the end off the address.
    const { hash } = new URL(performance.getEntriesByType("navigation")[0].name);
    if (hash.startsWith("#begrip-")) startAt(headingOf(hash.slice(1)), "start");
  }
  soon();
}
