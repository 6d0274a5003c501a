/* A tap tells what a mark stands for; the table below has the same numbers. */
(() => {
  "use strict";
  const tip = document.getElementById("tip");
  const marks = [...document.querySelectorAll(".mark[data-hover]")];
  const reach = 28;
  let told = null;

  const tell = (mark) => {
    if (told) told.classList.remove("told");
    told = mark;
    tip.hidden = !mark;
    if (!mark) return;
    mark.classList.add("told");
    tip.textContent = mark.getAttribute("data-hover");
  };
  const distance = (mark, x, y) => {
    const box = mark.getBoundingClientRect();
    return Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
  };
  /* A finger is wider than a point: take the mark under it, or else the nearest within reach. */
  const at = (event) => {
    const exact = event.target.closest(".mark[data-hover]");
    if (exact || !event.target.closest(".chart")) return exact;
    const [mark, far] = marks.map((one) => [one, distance(one, event.clientX, event.clientY)])
      .reduce((near, one) => (one[1] < near[1] ? one : near), [null, Infinity]);
    return far <= reach ? mark : null;
  };
  document.addEventListener("click", (event) => tell(at(event)));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") tell(null); });
})();
