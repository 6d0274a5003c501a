/* A presentation begins in full screen with the click that asks for it. A browser lets no page that opens later do so;
   so the slides come in a frame over this page, which that click may enlarge. The address is that of the slides: reload
   it and they stand alone, go back and the page is there again. Without this, the link opens them as any other. */
const LINK = 'a[href*="/presentatie"]';

const present = (link) => {
  const page = document.getElementById("root");
  const frame = document.createElement("iframe");
  const title = document.title;
  const leave = () => {
    removeEventListener("popstate", leave);
    frame.remove();
    page.inert = false;
    document.title = title;
    link.focus();
  };
  frame.src = link.href;
  frame.title = link.textContent;
  frame.allow = "fullscreen";
  frame.style.cssText = "position:fixed;inset:0;z-index:2147483647;width:100%;height:100%;border:0;background:Canvas";
  frame.onload = () => {
    const shown = frame.contentDocument;
    // A sentence that there is nothing to present, or where a link led from a slide: for the window itself.
    if (!shown?.querySelector(".slide")) return location.replace(frame.contentWindow.location.href);
    document.title = shown.title;
    frame.contentWindow.focus();
  };
  document.body.append(frame);
  page.inert = true;
  // Refused, they fill the window.
  frame.requestFullscreen().catch(() => {});
  history.pushState(null, "", link.href);
  addEventListener("popstate", leave);
};

let listening = false;

export default function listen() {
  if (listening) return;
  listening = true;
  addEventListener("click", (event) => {
    const link = event.target.closest?.(LINK);
    const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || elsewhere || !document.fullscreenEnabled) return;
    event.preventDefault();
    present(link);
  });
}
