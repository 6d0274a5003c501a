// Runs in the page before anything else: says when drawings appear and change, by the browser's own clock.
// A drawing is a Plotly chart, or the district map inside its shadow root.
(() => {
  const PATIENCE = 30000;
  const QUIET = 700;
  const EVERYTHING = { subtree: true, childList: true, attributes: true, characterData: true };
  const CHART = ".js-plotly-plot";
  const CHART_MARKS = ".trace path";
  const MAP_MARKS = "svg [role=option], svg text";
  const roots = new Set();
  const waiting = new Set();
  let armed = null;

  function drawings() {
    const maps = [...roots].filter((root) => root.host.isConnected);
    return [
      ...[...document.querySelectorAll(CHART)].map((chart) => [chart, CHART_MARKS]),
      ...maps.map((root) => [root, MAP_MARKS]),
    ];
  }

  function fingerprint([drawing, marks]) {
    const parts = [...drawing.querySelectorAll(marks)].map((mark) =>
      ["d", "class", "style", "transform"].map((name) => mark.getAttribute(name)).join() + mark.textContent);
    return parts.join("|");
  }

  const targets = {
    chart: () => drawings().some(([drawing, marks]) => drawing.querySelector(marks)),
    table: () => document.querySelector("[data-testid=stTable] td"),
  };

  // A drawing may pass through states on its way, so what counts is when its final state was first seen.
  function look(records) {
    if (!records.some(({ target }) => target.getRootNode() instanceof ShadowRoot || target.closest?.(CHART))) return;
    const now = performance.now();
    for (const print of drawings().map(fingerprint)) if (!armed.seen.has(print)) armed.seen.set(print, now);
    clearTimeout(armed.timer);
    armed.timer = setTimeout(armed.settle, QUIET);
  }

  const observer = new MutationObserver((records) => {
    for (const wait of waiting) if (wait()) waiting.delete(wait);
    if (armed?.start) look(records);
  });
  observer.observe(document, EVERYTHING);

  // Observers do not look into shadow roots, so each gets watched as it is made.
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    roots.add(root);
    observer.observe(root, EVERYTHING);
    return root;
  };

  window.bench = {
    // Milliseconds from the start of the navigation until the first chart (or table) is in the page.
    first: Object.fromEntries(Object.entries(targets).map(([name, found]) => [name, new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`no ${name} was drawn`)), PATIENCE);
      waiting.add(() => found() && (resolve(performance.now()), true));
    })])),

    // Get ready for one click; `changes` then gives milliseconds until the first and the last drawing has changed.
    arm() {
      const run = { seen: new Map(drawings().map((drawing) => [fingerprint(drawing), 0])) };
      window.bench.changes = new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error("no chart was redrawn")), PATIENCE);
        run.settle = () => {
          const times = drawings().map((drawing) => run.seen.get(fingerprint(drawing))).filter((time) => time > 0);
          if (!times.length) return;
          armed = null;
          resolve({ first: Math.min(...times) - run.start, last: Math.max(...times) - run.start, changed: times.length });
        };
      });
      addEventListener("pointerup", (event) => { run.start = event.timeStamp; }, { capture: true, once: true });
      armed = run;
    },
  };
  Object.values(window.bench.first).forEach((promise) => promise.catch(() => {}));
})();
