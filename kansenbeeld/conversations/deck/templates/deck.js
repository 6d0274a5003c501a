"use strict";
(() => {
  const root = document.documentElement;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const texts = JSON.parse(one("#texts").textContent);
  const write = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const slides = all(".slide");
  const [bar, black, tip, message, said, help] = ["bar", "black", "tip", "message", "said", "help"].map((id) => one("#" + id));
  const marks = ".mark[data-hover], path[data-code]";
  let current = 0, table = false, digits = "", desk = null, away = 0, quiet = 0, digitsEnd = 0;

  root.classList.add("js");
  // Of this window only; a browser may refuse it to a file, and then a reload begins light.
  const kept = (key, value) => {
    try {
      if (value === undefined) return sessionStorage.getItem(key);
      sessionStorage.setItem(key, value);
    } catch { /* see above */ }
    return null;
  };

  /* The stage */
  const scale = () => root.style.setProperty("--k", Math.min(innerWidth / 1920, innerHeight / 1080));
  const fit = (slide) => {
    slide.style.setProperty("--fit", 1);
    const tooLong = () => all(".fit", slide).some((part) => part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1);
    for (let size = 1; size > 0.55 && tooLong(); size -= 0.04) slide.style.setProperty("--fit", size);
  };
  const announce = () => {
    const slide = slides[current];
    said.textContent = write(texts.announce, { number: current + 1, total: slides.length, title: title(slide) })
      + (table && one(".numbers", slide) ? " " + texts.table_shown : "");
  };
  const title = (slide) => slide ? one("h1, h2", slide).textContent : texts.end;
  const show = (number, quietly = false) => {
    current = Math.max(0, Math.min(slides.length - 1, number));
    slides.forEach((slide, index) => {
      slide.hidden = index !== current;
      slide.classList.toggle("table", index === current && table && !!one(".numbers", slide));
    });
    hideTip();
    one("#place").textContent = `${current + 1} / ${slides.length}`;
    one("[data-do=table]").setAttribute("aria-pressed", table);
    one("[data-do=table]").disabled = !one(".numbers", slides[current]);
    if (location.hash !== "#" + (current + 1)) history.replaceState(null, "", "#" + (current + 1));
    // The dashboard shows its slides in a frame: a reload begins where the frame was.
    if (window.frameElement) parent.history.replaceState(parent.history.state, "", location.href);
    fit(slides[current]);
    if (!quietly) announce();
    fillDesk();
  };
  const go = (number) => {
    black.hidden = true;
    table = false;
    if (help.open) help.close();
    if (document.activeElement === back) back.blur();
    show(number);
  };

  /* Marks of charts: their numbers on hover and on the keyboard; one tab stop a chart, up and down walk through it. */
  const hoverOf = (mark) => mark.dataset.hover || mark.getAttribute("aria-label");
  const prepare = (chart) => {
    const found = all(marks, chart);
    const svg = one("svg", chart);
    if (!svg || !found.length) return;
    if (!svg.hasAttribute("aria-label")) svg.setAttribute("aria-label", one("title", svg)?.textContent ?? "");
    svg.removeAttribute("aria-labelledby");
    svg.setAttribute("role", "group");
    svg.querySelector(":scope > title")?.remove();
    found.forEach((mark, index) => {
      const name = one("title", mark);
      mark.setAttribute("aria-label", (mark.dataset.hover || name?.textContent || "").replace(/<[^>]*>/g, " "));
      name?.remove();
      mark.setAttribute("role", "img");
      mark.setAttribute("tabindex", index ? -1 : 0);
    });
  };
  const showTip = (mark) => {
    tip.textContent = hoverOf(mark).replace(/<br\s*\/?>/g, " · ").replace(/<[^>]*>/g, "");
    tip.hidden = false;
    const at = mark.getBoundingClientRect(), own = tip.getBoundingClientRect();
    const left = at.left + at.width / 2 - own.width / 2;
    const above = at.top - own.height - 8;
    tip.style.left = Math.max(4, Math.min(innerWidth - own.width - 4, left)) + "px";
    tip.style.top = (above > 4 ? above : Math.min(innerHeight - own.height - 4, at.bottom + 8)) + "px";
  };
  const hideTip = () => { tip.hidden = true; };
  const walk = (mark, step) => {
    const found = all(marks, mark.closest("svg"));
    const next = found[(found.indexOf(mark) + step + found.length) % found.length];
    mark.setAttribute("tabindex", -1);
    next.setAttribute("tabindex", 0);
    next.focus();
  };
  all(".chart").forEach(prepare);
  document.addEventListener("pointerover", (event) => {
    const mark = event.target.closest?.(marks);
    mark ? showTip(mark) : hideTip();
  });
  document.addEventListener("focusin", (event) => { if (event.target.matches(marks)) showTip(event.target); });
  document.addEventListener("focusout", hideTip);

  /* What only a deck has that the dashboard serves: the way back to it. */
  const back = one(".back");
  if (location.protocol.startsWith("http")) all(".served").forEach((part) => { part.hidden = false; });
  const choices = new URLSearchParams(location.search);
  for (const name of ["theme", "district"]) {
    if (choices.has(name)) back.search += `&${new URLSearchParams([[name, choices.get(name)]])}`;
  }
  back.addEventListener("click", (event) => {
    if (!window.frameElement) return;
    event.preventDefault();
    parent.history.back();
  });

  // Reloaded in the place of the page that opened them, the slides share its history: back from here is that page.
  const here = location.pathname;
  addEventListener("popstate", () => { if (location.pathname !== here) location.reload(); });

  /* What keys and buttons do */
  const tell = (text, seconds = 6) => {
    message.textContent = text;
    message.hidden = !text;
    clearTimeout(quiet);
    quiet = setTimeout(() => { message.hidden = true; }, seconds * 1000);
  };
  const room = (dark) => {
    root.dataset.room = dark ? "dark" : "light";
    one("[data-do=dark]").setAttribute("aria-pressed", dark);
    kept("room", root.dataset.room);
    if (desk && !desk.closed) desk.document.documentElement.dataset.room = root.dataset.room;
  };
  const close = () => {
    if (help.open) help.close();
    else if (!black.hidden) black.hidden = true;
    else if (table) { table = false; show(current); }
    // Nothing left to close: the way out, which takes an Enter more, for an Escape too many ends no presentation.
    else if (!back.hidden) { buttons(); back.focus(); }
    tell("");
    hideTip();
  };
  const actions = {
    previous: () => go(current - 1),
    next: () => black.hidden ? go(current + 1) : (black.hidden = true),
    first: () => go(0),
    last: () => go(slides.length - 1),
    table: () => { if (one(".numbers", slides[current])) { table = !table; show(current); } },
    dark: () => room(root.dataset.room !== "dark"),
    black: () => { black.hidden = !black.hidden; },
    help: () => help.open ? help.close() : help.showModal(),
    full: () => {
      // In a frame of the dashboard it is the frame that fills the screen.
      const whole = window.frameElement ?? root;
      if (whole.ownerDocument.fullscreenElement) whole.ownerDocument.exitFullscreen();
      else whole.requestFullscreen?.().catch(() => tell(texts.no_full_screen));
    },
    speaker: () => openDesk(),
    close,
  };
  const keys = {
    ArrowRight: "next", PageDown: "next", " ": "next", ArrowDown: "next", Enter: "next", n: "next",
    ArrowLeft: "previous", PageUp: "previous", ArrowUp: "previous", Backspace: "previous", p: "previous",
    Home: "first", End: "last", f: "full", d: "dark", t: "table", s: "speaker",
    b: "black", ".": "black", "?": "help", h: "help", Escape: "close",
  };
  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    if (/^\d$/.test(event.key)) {
      digits = (digits + event.key).slice(-3);
      tell(write(texts.going, { number: digits }), 3);
      clearTimeout(digitsEnd);
      digitsEnd = setTimeout(() => { digits = ""; }, 3000);
      return;
    }
    if (event.key === "Enter" && digits) {
      const number = Number(digits);
      digits = "";
      tell("");
      event.preventDefault();
      go(number - 1);
      return;
    }
    if ((event.key === "Enter" || event.key === " ") && target.closest?.("button, a[href]")) return;
    if ((event.key === "ArrowUp" || event.key === "ArrowDown") && target.matches?.(marks)) {
      event.preventDefault();
      walk(target, event.key === "ArrowDown" ? 1 : -1);
      return;
    }
    const name = event.key === " " && event.shiftKey ? "previous" : keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!name || (help.open && !["help", "close"].includes(name) && /^Arrow|^ $/.test(event.key))) return;
    if (event.key !== "Escape") event.preventDefault();
    actions[name]();
  };
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    const name = event.target.closest?.("[data-do]")?.dataset.do;
    if (name) actions[name]();
    else if (event.target === black) black.hidden = true;
  });

  /* A finger swipes; a pointer that moves brings the buttons. */
  let began = null;
  document.addEventListener("touchstart", (event) => {
    began = event.touches.length === 1 ? [event.touches[0].clientX, event.touches[0].clientY] : null;
  }, { passive: true });
  document.addEventListener("touchend", (event) => {
    if (!began) return;
    const dx = event.changedTouches[0].clientX - began[0], dy = event.changedTouches[0].clientY - began[1];
    began = null;
    if (Math.abs(dx) > 50 && Math.abs(dx) > 2 * Math.abs(dy)) {
      bar.classList.add("away");
      dx < 0 ? actions.next() : actions.previous();
    } else buttons();
  });
  const buttons = () => {
    bar.classList.remove("away");
    clearTimeout(away);
    away = setTimeout(() => { if (!bar.matches(":hover")) bar.classList.add("away"); else buttons(); }, 2500);
  };
  document.addEventListener("pointermove", (event) => { if (event.pointerType !== "touch") buttons(); });
  document.addEventListener("keydown", (event) => { if (event.key !== "Tab") bar.classList.add("away"); });

  /* The speaker's window: made and kept up to date from here, so that it needs no file and no network. */
  const openDesk = () => {
    if (desk && !desk.closed) { desk.focus(); return; }
    desk = window.open("", "kansenbeeld-speaker", "popup,width=1180,height=760");
    if (!desk) { tell(texts.popup_blocked, 12); return; }
    const page = desk.document;
    page.documentElement.lang = root.lang;
    page.documentElement.className = "js";
    page.documentElement.dataset.room = root.dataset.room;
    page.title = write(texts.speaker_title, { title: title(slides[0]) });
    page.head.replaceChildren(page.head.querySelector("title"), page.importNode(one("style"), true));
    page.body.replaceChildren(page.importNode(one("#speaker").content, true));
    page.documentElement.style.overflow = page.body.style.overflow = "auto";
    desk.onkeydown = onKey;
    one("#back", page).onclick = actions.previous;
    one("#on", page).onclick = actions.next;
    one("#reset", page).onclick = () => { desk.began = Date.now(); tick(); };
    desk.began ??= Date.now();
    clearInterval(desk.ticking);
    desk.ticking = desk.setInterval(() => tick(), 500);
    fillDesk();
    tick();
  };
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  const tick = () => {
    if (!desk || desk.closed) return;
    const now = new Date(), seconds = (now - desk.began) / 1000;
    one("#clock", desk.document).textContent = `${two(now.getHours())}:${two(now.getMinutes())}`;
    const hours = Math.floor(seconds / 3600);
    one("#elapsed", desk.document).textContent = `${hours ? hours + ":" : ""}${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
  };
  const fillDesk = () => {
    if (!desk || desk.closed) return;
    const put = (id, text) => { one("#" + id, desk.document).textContent = text; };
    put("count", write(texts.count, { number: current + 1, total: slides.length }));
    put("now", title(slides[current]));
    put("notes", one("template.notes", slides[current]).content.textContent);
    put("after", title(slides[current + 1]));
  };
  addEventListener("pagehide", () => {
    if (!desk || desk.closed) return;
    desk.clearInterval(desk.ticking);
    one("#count", desk.document).textContent = texts.lost;
  });

  /* Begin where the address says. */
  const asked = () => (Number(location.hash.slice(1)) || 1) - 1;
  addEventListener("resize", () => {
    scale();
    // A full screen that began or ended: how to go on, and out.
    if (window.frameElement) buttons();
  });
  addEventListener("hashchange", () => { if (asked() !== current) go(asked()); });
  addEventListener("beforeprint", () => {
    slides.forEach((slide) => { slide.hidden = false; slide.classList.remove("table"); fit(slide); });
  });
  addEventListener("afterprint", () => show(current, true));
  scale();
  room(kept("room") === "dark");
  show(asked(), true);
})();
