/* A presentation begins in full screen with the click that asks for it. A browser lets no page that opens later do so;
   so the slides come in a frame over this page, which that click may enlarge. The address is that of the slides: reload
   it and they stand alone, go back and the page is there again. Without this, the link opens them as any other. */
const LINK = 'a[href*="/presentatie"]';
const SLIDES = /\/gesprek\/[^/]+\/presentatie$/;
const WHOLE = "position:fixed;inset:0;z-index:2147483647;width:100%;height:100%;";

let texts = {};
let stage = null;

const made = (tag, text = "") => Object.assign(document.createElement(tag), { textContent: text });

const button = (text, act) => {
  const drawn = made("button", text);
  drawn.style.cssText = "font:inherit;min-height:44px;margin:0 8px;padding:8px 20px;cursor:pointer";
  drawn.onclick = act;
  return drawn;
};

/* What a room sees until there are slides: that they are being made, or that there is no connection. Never an error. */
const waiting = (again) => {
  const [text, retry] = [made("p", texts.making), button(texts.retry, again)];
  text.setAttribute("role", "status");
  text.tabIndex = -1;
  text.style.cssText = "font-size:clamp(20px,3vmin,44px);margin:0;outline:none";
  const buttons = made("div");
  buttons.append(retry, button(texts.stop, () => history.back()));
  const drawn = made("div");
  drawn.style.cssText = "position:absolute;inset:0;display:flex;flex-direction:column;gap:32px;align-items:center;"
    + "justify-content:center;padding:24px;text-align:center";
  drawn.append(text, buttons);
  const say = (lost) => {
    text.textContent = lost ? texts.lost_connection : texts.making;
    retry.hidden = !lost;
    (lost ? retry : text).focus();
  };
  return [drawn, say];
};

const present = (link) => {
  const [title, address] = [document.title, link.href];
  stage = made("div");
  stage.style.cssText = `${WHOLE}background:Canvas;color:CanvasText`;
  const frame = made("iframe");
  frame.title = link.textContent;
  frame.allow = "fullscreen";
  frame.style.cssText = `${WHOLE}position:absolute;border:0;background:Canvas;visibility:hidden`;
  const [wait, say] = waiting(() => {
    say(false);
    frame.contentWindow.location.replace(address);
  });
  /* Nothing beside the slides may take the keys from them: not this page, nor what it says of a lost connection. */
  const aside = () => [...document.body.children].forEach((part) => { part.inert ||= part !== stage; });
  const came = new MutationObserver(aside);
  const key = (event) => {
    if (!frame.contentDocument || stage.contains(event.target) && event.target !== stage) return;
    frame.contentWindow.focus();
    frame.contentDocument.dispatchEvent(new KeyboardEvent("keydown", event));
  };
  const leave = () => {
    if (SLIDES.test(location.pathname)) return;
    removeEventListener("popstate", leave);
    removeEventListener("keydown", key);
    came.disconnect();
    stage.remove();
    stage = null;
    for (const part of document.body.children) part.inert = false;
    document.title = title;
    link.focus();
  };
  frame.onload = () => {
    const shown = frame.contentDocument;
    if (!shown) return say(true);
    // A sentence that there is nothing to present: for the window itself.
    if (!shown.querySelector(".slide")) return location.replace(frame.contentWindow.location.href);
    frame.style.visibility = "visible";
    wait.remove();
    document.title = shown.title;
    frame.contentWindow.focus();
  };
  frame.src = address;
  stage.append(wait, frame);
  document.body.append(stage);
  aside();
  came.observe(document.body, { childList: true });
  // Refused, they fill the window.
  stage.requestFullscreen().catch(() => {});
  say(false);
  history.pushState(null, "", address);
  addEventListener("popstate", leave);
  addEventListener("keydown", key);
};

let listening = false;

export default function listen(given) {
  texts = given;
  if (listening) return;
  listening = true;
  // Forward again to slides that were left: this page has nothing at their address.
  addEventListener("popstate", () => { if (!stage && SLIDES.test(location.pathname)) location.reload(); });
  addEventListener("click", (event) => {
    const link = event.target.closest?.(LINK);
    const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || elsewhere || !document.fullscreenEnabled) return;
    event.preventDefault();
    present(link);
  });
}
