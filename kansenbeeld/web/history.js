// One entry in the browser's history for each page that a reader visits, with the choices that he made there.
// Streamlit makes up to three of a step to another page: it clears the query of the old page, goes to the new one, and
// adds the query of the new one. Going back would stop at each of them, and show pages without the choices.
{
  const push = history.pushState.bind(history)
  const replace = history.replaceState.bind(history)
  let left = null
  const leave = (milliseconds) => {
    if (left) return
    const now = { state: history.state, href: location.href }
    left = now
    setTimeout(() => { if (left === now) left = null }, milliseconds)
  }
  // A link to another page: what stands in the address now is where the reader wants to come back to.
  addEventListener("click", (event) => {
    if (event.target.closest?.('a[data-testid*="NavLink"], a[data-testid*="PageLink"]')) leave(10000)
  }, true)
  history.pushState = (state, unused, url) => {
    const to = new URL(url ?? location.href, location.href)
    if (to.origin === location.origin && to.pathname === location.pathname) {
      // A choice, or the first part of a step that the server takes.
      leave(1000)
      replace(state, unused, url)
      return
    }
    if (left) replace(left.state, "", left.href)
    left = null
    push(state, unused, url)
  }
}
