// The district map in the browser: draws what map_component.py sends over outlines that are fetched once.
// Everything is built with createElement and textContent: no text from the data is ever read as markup.

const SVG = "http://www.w3.org/2000/svg";
// Above this number of areas, or below this width in pixels, a label is the value alone (as in charts/map).
const MAX_NAMED = 12;
const NARROW = 330;
const LETTER = 0.6;
// Of a mark, in pixels (as in charts/map).
const RADIUS = { known: 6, uncertain: 5, empty: 3 };

// The module outlives redraws and pages, so each geometry is fetched once for a visit.
const geometries = new Map();
const maps = new WeakMap();

function appRoot() {
  // Streamlit loads its bundle from <root>/static/js/, whatever page is open and whatever path a proxy adds.
  for (const mark of document.querySelectorAll("script[src], link[rel=modulepreload]")) {
    const address = mark.src || mark.href;
    const end = address.lastIndexOf("/static/js/");
    if (end > 0) return address.slice(0, end + 1);
  }
  return document.baseURI;
}

function loadGeometry(address) {
  const url = new URL(address, appRoot()).href;
  if (!geometries.has(url)) {
    const loading = fetch(url).then((answer) => {
      if (!answer.ok) throw new Error(`${answer.status} for ${url}`);
      return answer.json();
    });
    // A failure is not kept: the next redraw tries again.
    loading.catch(() => geometries.delete(url));
    geometries.set(url, loading);
  }
  return geometries.get(url);
}

function make(parent, tag, className, attributes = {}) {
  const svg = parent.namespaceURI === SVG || tag === "svg";
  const node = svg ? document.createElementNS(SVG, tag) : document.createElement(tag);
  if (className) node.setAttribute("class", className);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  parent.append(node);
  return node;
}

function text(parent, tag, words, className) {
  make(parent, tag, className).textContent = words;
}

function hatch(svg, id) {
  const pattern = make(make(svg, "defs"), "pattern", "", { id, patternUnits: "userSpaceOnUse" });
  const light = make(pattern, "path", "", { stroke: "var(--map-paper)", "stroke-opacity": 0.75 });
  const dark = make(pattern, "path", "", { stroke: "var(--map-hatch)" });
  // Lines inside a pattern scale with the map; sized for the scale, they look the same at every width.
  return (scale) => {
    const step = 9 * scale;
    pattern.setAttribute("width", step);
    pattern.setAttribute("height", step);
    pattern.setAttribute("patternTransform", "rotate(45)");
    for (const [line, width] of [[light, 5.4], [dark, 1.8]]) {
      line.setAttribute("d", `M0 0V${step}`);
      line.setAttribute("style", `vector-effect:none;stroke-width:${width * scale}`);
    }
  };
}

function build(root) {
  const frame = make(root, "div", "frame");
  const svg = make(frame, "svg", "", { preserveAspectRatio: "xMidYMid meet" });
  const map = { root, frame, svg, scaleHatch: hatch(svg, "hatch"), data: null, geometry: null, drawn: null };
  map.below = make(svg, "g", "", { "aria-hidden": "true" });
  map.list = make(svg, "g", "", { role: "listbox" });
  map.above = make(svg, "g", "", { "aria-hidden": "true" });
  map.rings = {};
  // Rings are copies on top, so that no area has to move in the document: moving it would lose the focus.
  map.over = make(map.above, "g");
  for (const kind of ["hover", "selected", "focus"]) {
    map.rings[kind] = ["halo", "line"].map((layer) => make(map.above, "path", `ring ${kind} ${layer}`));
  }
  map.labels = make(map.above, "g");
  map.marks = make(map.above, "g");
  map.tip = make(frame, "div", "tip", { "aria-hidden": "true" });
  map.legend = make(root, "div", "legend");
  map.undrawn = make(root, "ul", "undrawn");
  map.nodes = new Map();
  map.observer = new ResizeObserver(() => layout(map));
  map.observer.observe(frame);

  map.list.onclick = (event) => {
    choose(map, codeAt(event));
    // A finger does not hover: after a tap the name stays in sight until the map is left.
    if (map.touch) hover(map, codeAt(event));
  };
  map.list.onpointerdown = (event) => {
    map.touch = event.pointerType === "touch";
  };
  map.list.onkeydown = (event) => press(map, event);
  map.list.onpointermove = (event) => {
    if (event.pointerType !== "touch") hover(map, codeAt(event));
  };
  map.list.onpointerleave = () => hover(map, null);
  // On the frame and not on the drawing: Chromium makes an SVG element with a listener for focus a tab stop.
  frame.addEventListener("focusin", (event) => {
    focus(map, codeAt(event), event.target.matches(":focus-visible"));
  });
  frame.addEventListener("focusout", () => {
    if (map.touch) hover(map, null);
    focus(map, null, false);
  });
  return map;
}

function codeAt(event) {
  return event.target.dataset?.code ?? null;
}

function ring(map, kind, code) {
  const shape = code && map.geometry?.areas[code];
  for (const path of map.rings[kind]) {
    path.classList.toggle("shown", Boolean(shape));
    if (shape) path.setAttribute("d", shape.d);
  }
}

function hover(map, code) {
  if (map.hovered === code) return;
  map.hovered = code;
  ring(map, "hover", code);
  showTip(map, code ?? map.focused);
}

function focus(map, code, visible) {
  map.focused = visible ? code : null;
  ring(map, "focus", map.focused);
  if (code) rove(map, code);
  showTip(map, map.focused ?? map.hovered);
}

function rove(map, code) {
  // One tab stop for the whole map: the area that was last reached.
  map.current = code;
  for (const [key, node] of map.nodes) node.setAttribute("tabindex", key === code ? 0 : -1);
}

function choose(map, code) {
  if (!code) return;
  map.nodes.get(code)?.focus({ preventScroll: true });
  map.send("picked", code === map.data.selected ? "" : code);
}

const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

function press(map, event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const codes = [...map.nodes.keys()];
  const from = codeAt(event);
  let to = null;
  if (event.key in ARROWS) to = neighbour(map, from, ...ARROWS[event.key]);
  else if (event.key === "Home") to = codes[0];
  else if (event.key === "End") to = codes.at(-1);
  else if (event.key === "Enter" || event.key === " ") choose(map, from);
  else if (event.key === "Escape") {
    showTip(map, null);
    if (map.data.selected) map.send("picked", "");
  } else return;
  event.preventDefault();
  event.stopPropagation();
  if (to) map.nodes.get(to).focus();
}

function neighbour(map, from, right, down) {
  // Nearest label point in that direction; a step aside counts double, and a mostly sideways one only if need be.
  const start = map.geometry.areas[from];
  let best = null;
  for (const code of map.nodes.keys()) {
    if (code === from) continue;
    const { x, y } = map.geometry.areas[code];
    const ahead = (x - start.x) * right + (y - start.y) * down;
    const aside = Math.abs((x - start.x) * down) + Math.abs((y - start.y) * right);
    if (ahead <= 0) continue;
    const cost = ahead + 2 * aside + (aside > 2 * ahead ? 1e6 : 0);
    if (!best || cost < best.cost) best = { code, cost };
  }
  return best?.code ?? null;
}

function showTip(map, code) {
  const area = code && map.areas?.get(code);
  map.tip.classList.toggle("shown", Boolean(area));
  if (!area) return;
  map.tip.replaceChildren();
  text(map.tip, "b", area.name);
  text(map.tip, "span", area.value);
  const { width, height } = map.frame.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = map.tip;
  const shape = map.geometry.areas[code];
  const [x, y] = toPixels(map, shape.x, shape.y);
  const gap = 26;
  // Above the label, or below it near the top; always inside the frame.
  const above = y - gap - offsetHeight;
  const top = above >= 2 ? above : Math.min(y + gap, height - offsetHeight - 2);
  const left = Math.max(2, Math.min(x - offsetWidth / 2, width - offsetWidth - 2));
  map.tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(Math.max(2, top))}px)`;
}

function scaleOf(map) {
  const [, , width, height] = map.geometry.viewBox;
  return Math.max(width / map.frame.clientWidth, height / map.frame.clientHeight);
}

function toPixels(map, x, y) {
  const [left, top, width, height] = map.geometry.viewBox;
  const scale = scaleOf(map);
  return [
    (x - left - width / 2) / scale + map.frame.clientWidth / 2,
    (y - top - height / 2) / scale + map.frame.clientHeight / 2,
  ];
}

function drawAreas(map) {
  // Shapes are built once for each set of outlines and then only recoloured: focus and transitions survive.
  const { geometry, data } = map;
  const known = [...map.areas.values()].filter((area) => geometry.areas[area.code]);
  const drawn = `${data.geometry} ${known.map((area) => area.code)}`;
  if (map.drawn !== drawn) {
    map.drawn = drawn;
    map.svg.setAttribute("viewBox", geometry.viewBox.join(" "));
    map.list.replaceChildren();
    map.below.replaceChildren();
    map.nodes.clear();
    for (const [code, shape] of Object.entries(geometry.areas)) {
      if (!map.areas.has(code)) make(map.below, "path", "context", { d: shape.d });
    }
    map.seam = make(map.below, "path", "seam");
    for (const { code } of known) {
      const path = make(map.list, "path", "area", { d: geometry.areas[code].d, role: "option", tabindex: -1 });
      path.dataset.code = code;
      map.nodes.set(code, path);
    }
    const current = map.nodes.has(data.selected) ? data.selected : known[0]?.code;
    if (current) rove(map, current);
  }
  map.over.replaceChildren();
  const shapeOf = (area) => geometry.areas[area.code].d;
  map.seam.setAttribute("d", known.filter((area) => area.fill).map(shapeOf).join(""));
  for (const area of known) {
    const path = map.nodes.get(area.code);
    path.setAttribute("aria-label", area.description);
    path.setAttribute("aria-selected", String(area.code === data.selected));
    path.style.fill = area.fill ?? "none";
    path.style.stroke = area.fill ? "" : "none";
    // Dotted edges and hatching lie above all fills: a neighbour's light edge would cover half of each dot.
    if (!area.fill) make(map.over, "path", "sign missing", { d: shapeOf(area) });
    else if (area.hatched) make(map.over, "path", "sign", { d: shapeOf(area), fill: "url(#hatch)" });
  }
  map.marks.replaceChildren();
  for (const [name, value, x, y, group, uncertain] of data.marks) {
    const kind = group >= 0 ? "known" : uncertain ? "uncertain" : "empty";
    const circle = make(map.marks, "circle", `mark ${kind}`, { cx: x, cy: y });
    if (group >= 0) circle.style.fill = data.legend[group][0];
    text(circle, "title", `${name}: ${value}`);
  }
  ring(map, "selected", data.selected);
  map.undrawn.replaceChildren();
  for (const area of map.areas.values()) if (!geometry.areas[area.code]) text(map.undrawn, "li", area.description);
}

function layout(map) {
  if (!map.geometry || !map.drawn || !map.frame.clientWidth) return;
  const scale = scaleOf(map);
  map.scaleHatch(scale);
  drawLabels(map, scale);
  const size = Math.max(0.6, Math.min(1, map.frame.clientWidth / 700)) * scale;
  for (const circle of map.marks.children) circle.setAttribute("r", RADIUS[circle.classList[1]] * size);
  showTip(map, map.focused ?? map.hovered);
}

function drawLabels(map, scale) {
  // As in charts/map: each label starts as its value and grows by name and unit where there is room.
  const areas = [...map.areas.values()].filter((area) => map.geometry.areas[area.code]);
  const wide = map.geometry.viewBox[2] / scale;
  const size = Math.max(11.5, Math.min(16, wide / 46));
  const boxOf = (area, lines) => ({
    area,
    lines,
    at: toPixels(map, map.geometry.areas[area.code].x, map.geometry.areas[area.code].y),
    width: Math.max(...lines.map((line) => line.length)) * size * LETTER,
    height: lines.length * size * 1.15,
  });
  const hits = (a, b) =>
    Math.abs(a.at[0] - b.at[0]) * 2 < a.width + b.width && Math.abs(a.at[1] - b.at[1]) * 2 < a.height + b.height;
  const ground = map.data.marks.length > 0;
  const bare = areas.map((area) => boxOf(area, [ground ? area.name : area.label]));
  const grow = (withUnits) => {
    const labels = [...bare];
    let complete = true;
    areas.forEach((area, index) => {
      const own = map.geometry.areas[area.code].w / scale;
      const fits = (label) =>
        label.width <= own * 1.25 &&
        label.at[0] - label.width / 2 >= 0 &&
        label.at[0] + label.width / 2 <= map.frame.clientWidth &&
        !labels.some((other, place) => place !== index && hits(label, other));
      const values = withUnits ? [area.value] : area.fill ? [area.label] : [area.value, area.label];
      const grown = values.map((value) => boxOf(area, [area.name, value])).find(fits);
      if (grown) labels[index] = grown;
      else if (area.fill) complete = false;
    });
    return { labels, complete };
  };
  let labels = bare;
  if (ground) {
    labels = bare.filter((label, place) => !bare.slice(0, place).some((other) => hits(label, other)));
  } else if (areas.length <= MAX_NAMED && wide >= NARROW) {
    const full = grow(true);
    labels = full.complete ? full.labels : grow(false).labels;
  }
  map.labels.replaceChildren();
  for (const { area, lines, height } of labels) {
    const { x, y } = map.geometry.areas[area.code];
    const look = area.fill ? "label" : "label bare";
    const label = make(map.labels, "text", look, { "font-size": size * scale, "stroke-width": size * scale * 0.28 });
    lines.forEach((line, row) => {
      const dy = (-height / 2 + size * 0.9 + row * size * 1.15) * scale;
      const span = make(label, "tspan", row === lines.length - 1 && !ground ? "value" : "", { x, y: y + dy });
      span.textContent = line;
    });
    if (area.note) drawNote(map, area.note, x, y - (height / 2 + size * 0.85) * scale, size * scale);
  }
}

function drawNote(map, numbers, x, y, size) {
  const width = Math.max(1.5, 0.7 + LETTER * numbers.length) * size;
  const box = { x: x - width / 2, y: y - size * 0.75, width, height: size * 1.5, rx: size * 0.75 };
  make(map.labels, "rect", "note", box);
  const number = make(map.labels, "text", "note", { x, y: y + size * 0.34, "font-size": size * 0.95 });
  number.textContent = numbers;
}

function drawLegend(map) {
  const { data, legend } = map;
  legend.replaceChildren();
  text(legend, "strong", data.legendTitle);
  const entry = (list, label, style, hatched) => {
    const item = make(list, "li");
    const svg = make(item, "svg", "", { viewBox: "0 0 28 16", "aria-hidden": "true" });
    const box = { x: 1, y: 1, width: 26, height: 14 };
    const filled = style.fill ? { style: `fill:${style.fill}` } : {};
    if (style.radius) {
      make(svg, "circle", style.className, { cx: 14, cy: 8, r: style.radius, ...filled });
      text(item, "span", label);
      return;
    }
    make(svg, "rect", style.className, { ...box, ...filled });
    if (hatched) {
      hatch(svg, "hatch-legend")(1);
      make(svg, "rect", "", { ...box, fill: "url(#hatch-legend)" });
    }
    text(item, "span", label);
  };
  const classes = make(legend, "ul", "", { "aria-label": data.legendTitle });
  const ground = data.marks.length > 0;
  const known = ground ? { className: "mark known", radius: RADIUS.known } : { className: "edged" };
  for (const [fill, label] of data.legend) entry(classes, label, { ...known, fill });
  const signs = make(legend, "ul");
  if (ground) {
    if (data.hatched) entry(signs, data.hatched, { className: "mark uncertain", radius: RADIUS.uncertain });
    entry(signs, data.missing, { className: "mark empty", radius: RADIUS.empty });
    return;
  }
  const middle = data.legend[Math.floor(data.legend.length / 2)][0];
  if (data.hatched) entry(signs, data.hatched, { className: "edged", fill: middle }, true);
  entry(signs, data.missing, { className: "missing" });
}

function read(data) {
  const areas = new Map();
  const ground = data.marks.length > 0;
  for (const [code, name, value, label, description, group, hatched, note] of data.areas) {
    // Under marks the areas are only the ground.
    const fill = ground ? "var(--map-context)" : group < 0 ? null : data.legend[group][0];
    areas.set(code, { code, name, value, label, description, fill, hatched: hatched === 1 && group >= 0, note });
  }
  return areas;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".map");
  if (!root || !data) return;
  if (!maps.has(root)) maps.set(root, build(root));
  const map = maps.get(root);
  map.data = data;
  map.areas = read(data);
  map.send = setTriggerValue;
  map.list.setAttribute("aria-label", data.title);
  drawLegend(map);
  loadGeometry(data.geometry).then(
    (geometry) => {
      // An older answer that comes late is not drawn over a newer question.
      if (map.data !== data) return;
      map.geometry = geometry;
      drawAreas(map);
      layout(map);
    },
    () => {
      if (map.data !== data || map.drawn) return;
      map.undrawn.replaceChildren();
      for (const area of map.areas.values()) text(map.undrawn, "li", area.description);
    },
  );
  return () => {
    map.observer.disconnect();
    map.data = null;
    maps.delete(root);
    root.replaceChildren();
  };
}
