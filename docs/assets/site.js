// What a reader's hand needs and HTML alone lacks. The words come with the page, from the theme's languages.
const all = (selector, root = document) => [...root.querySelectorAll(selector)], one = selector => document.querySelector(selector)
const words = document.currentScript.dataset, assets = document.currentScript.src.replace(/[^/]*$/, "")

function make(tag, facts = {}, ...inside) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(facts)) element.setAttribute(name, value)
  element.append(...inside)
  return element
}

function fetchScript(name) {
  const script = make("script", { src: assets + name })
  script.async = false // in the order in which they were asked for
  document.head.append(script)
}

// Copying to the letter, and saying so: a formula or a block of code from the page; a card's file, and the page as Markdown, from beside it.
// Where they cannot be fetched, the link leads there; a copy of the site for a folder has the whole file on its cards.
const box = one(".md-dialog")
box.setAttribute("role", "status")
function say(text) {
  box.firstElementChild.textContent = text
  box.classList.add("md-dialog--active")
  clearTimeout(say.timer)
  say.timer = setTimeout(() => { box.classList.remove("md-dialog--active"); box.firstElementChild.textContent = "" }, 2000)
}
for (const pre of all(".highlight > pre")) if (!pre.closest(".exhibit")) {
  pre.querySelector("code").tabIndex = 0 // it may scroll
  pre.append(make("div", { class: "md-code__nav" }, make("button", { class: "md-code__button", type: "button", title: words.copy, "aria-label": words.copy, "data-md-type": "copy" })))
}
addEventListener("click", async event => {
  const button = event.target.closest(".exhibit-copy, .exhibit-tex, .md-code__button, .page-markdown")
  if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  const source = button.parentElement.querySelector("annotation") ?? button.closest(".exhibit-code, pre")?.querySelector("code")
  const link = button.matches("a") ? button : !source.querySelector("[hidden]") && button.parentElement.querySelector("[download]")
  const fetched = () => fetch(link.href).then(async found => found.ok ? new Blob([await found.text()], { type: "text/plain" }) : Promise.reject(found))
  try {
    if (link) await navigator.clipboard.write([new ClipboardItem({ "text/plain": fetched() })]) // Safari wants the promise, not its text
    else await navigator.clipboard.writeText(source.textContent)
    say(words.copied)
  } catch {
    if (link) location.assign(link.href)
  }
})

// On a wide screen each sentence stands at the height of its marked line; two that would overlap follow one another.
const wide = matchMedia("(min-width: 76.25em)")
function align(list) {
  const lines = all(".hll", list.parentElement), top = list.getBoundingClientRect().top
  const lineOf = item => lines.findIndex(line => line.textContent.includes(`# ${item.dataset.formula}`))
  let free = 0
  for (const item of all("li", list).sort((first, second) => lineOf(first) - lineOf(second))) {
    item.classList.toggle("placed", wide.matches)
    const at = wide.matches && Math.max(free, lines[lineOf(item)].getBoundingClientRect().top - top)
    item.style.top = wide.matches ? `${at}px` : ""
    free = at + item.offsetHeight + 8
  }
  list.style.minHeight = wide.matches ? `${free}px` : ""
}

// What is near the screen: a card's sentences find their lines, an explorable gets its scripts.
const notes = new Set()
function arrive(element) {
  if (!element.dataset.explore) for (const list of all(".exhibit-notes", element)) { notes.add(list); if (wide.matches) align(list) }
  else for (const name of ["explore", element.dataset.explore]) if (!one(`script[src$="explore/${name}.js"]`)) fetchScript(`explore/${name}.js`)
}
const near = new IntersectionObserver(entries => {
  for (const { target } of entries.filter(entry => entry.isIntersecting)) { near.unobserve(target); arrive(target) }
}, { rootMargin: "60% 0px" })
for (const element of all(".exhibit, [data-explore]")) near.observe(element)
const realign = () => notes.forEach(align)
addEventListener("resize", realign)
document.fonts.ready.then(() => wide.matches && realign())

// The contents follow the scroll, the header names the page, and a way back to the top shows on the way up.
const links = new Map(), above = new Set()
for (const link of all(".md-nav--secondary a")) links.set(document.getElementById(decodeURIComponent(link.hash.slice(1))), link)
const follow = new IntersectionObserver(entries => {
  for (const { target, boundingClientRect } of entries) boundingClientRect.top < 80 ? above.add(target) : above.delete(target)
  const passed = [...links.keys()].filter(heading => above.has(heading)), last = passed.pop()
  for (const [heading, link] of links) {
    link.classList.toggle("md-nav__link--passed", passed.includes(heading))
    link.classList.toggle("md-nav__link--active", heading === last)
  }
}, { rootMargin: "-80px 0px 99999px", threshold: [0, 1] })
for (const heading of links.keys()) if (heading) follow.observe(heading)
new IntersectionObserver(([entry]) => one(".md-header__title").classList.toggle("md-header__title--active", !entry.isIntersecting), { rootMargin: "-48px 0px 99999px" }).observe(one("h1"))

const up = one(".md-top")
let last = scrollY
addEventListener("scroll", () => {
  up.hidden = scrollY >= last || scrollY < innerHeight / 2
  last = scrollY
}, { passive: true })
up.addEventListener("click", () => { scrollTo(0, 0); up.hidden = true })

// The drawer of a narrow screen: what lies under it, or lies in it while it is shut, is out of reach.
const drawer = one("#__drawer"), bar = one(".md-sidebar"), current = one(".md-sidebar .md-nav__link--active:not(label)")
function reach() {
  bar.inert = !wide.matches && !drawer.checked
  for (const element of all(".md-header, .md-content, .md-footer, .md-skip")) element.inert = !wide.matches && drawer.checked
}
for (const [name, value] of [["role", "img"], ["aria-label", words.nav]]) one(".md-header [for=__drawer] svg").setAttribute(name, value)
drawer.addEventListener("change", reach)
wide.addEventListener("change", reach)
reach()
if (wide.matches && current) bar.firstElementChild.scrollTop = current.offsetTop - bar.firstElementChild.clientHeight / 2

// Escape shuts what is open; a box to tick is ticked by Enter too.
addEventListener("keydown", ({ key, target }) => {
  if (key === "Enter" && target.matches?.(".md-toggle")) target.click()
  if (key !== "Escape") return
  if (document.activeElement.matches(".term")) document.activeElement.blur()
  if (drawer.checked) { drawer.click(); drawer.focus() }
})

// An address that points into something folded unfolds it.
function unfold() {
  for (let fold = document.getElementById(location.hash.slice(1))?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true
}
addEventListener("hashchange", unfold)
unfold()

// The other language at the same place: the last anchor above the upper third of the screen, and how far below it the reader is.
// A page that `mkdocs serve` loads again because it has changed does so too; otherwise the browser knows the place.
const anchors = () => all("article :is(h1, h2, h3)[id], article section[id]")
const third = () => innerHeight / 3
const edges = (list, index) => [list[index].getBoundingClientRect().top, (list[index + 1] ?? one("footer")).getBoundingClientRect().top]
function place() {
  const list = anchors(), index = list.findLastIndex(anchor => anchor.getBoundingClientRect().top <= third())
  if (index < 0) return "[]"
  const [top, next] = edges(list, index)
  return JSON.stringify([list[index].id, (third() - top) / (next - top)])
}
for (const link of all(".md-header__language")) link.addEventListener("click", () => { sessionStorage.place = place() })
addEventListener("pagehide", () => { sessionStorage.left = place(); history.scrollRestoration = "auto" }) // while serving
if (performance.getEntriesByType("navigation")[0].type === "reload") sessionStorage.place = sessionStorage.left ?? "[]" // while serving
const [id, part] = JSON.parse(sessionStorage.place ?? "[]")
delete sessionStorage.place
function back(frames) { // cards take their height when they come near
  const list = anchors(), index = list.findIndex(anchor => anchor.id === id)
  if (index < 0) return
  const [top, next] = edges(list, index)
  scrollBy({ top: top + part * (next - top) - third(), behavior: "instant" })
  if (frames) requestAnimationFrame(() => back(frames - 1))
}
if (id) history.scrollRestoration = "manual" // while serving
if (id) back(5)

// Search: a button, Ctrl-K and / open a field that takes what is typed at once; search.js, which finds, comes with its first opening, as do its styles.
const opener = make("button", { type: "button", class: "md-header__button md-icon", title: words.search, "aria-label": words.search, "aria-keyshortcuts": "/ Control+K Meta+K" })
opener.innerHTML = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M10 3a7 7 0 0 1 5.6 11.2l5 5-1.4 1.4-5-5A7 7 0 1 1 10 3m0 2a5 5 0 1 0 0 10 5 5 0 0 0 0-10"/></svg>'
const field = make("input", { type: "text", inputmode: "search", enterkeyhint: "search", autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-label": words.search })
// Who is quick presses Enter before search.js has come.
field.onkeydown = ({ key }) => { if (key === "Enter") field.dataset.asked = field.value }
const dialog = make("dialog", { class: "find", "aria-label": words.search }, make("div", { role: "search" }, field))
one(".md-header__inner").append(opener)
document.body.append(dialog)
opener.addEventListener("click", () => { document.head.append(make("link", { rel: "stylesheet", href: assets + "search.css" })); fetchScript("search.js") }, { once: true })
opener.addEventListener("click", () => { if (!dialog.open) dialog.showModal(); field.select() })
addEventListener("keydown", event => {
  const typing = event.target.matches?.("input, textarea, select, [contenteditable]")
  if (!(event.key === "k" && (event.ctrlKey || event.metaKey) || event.key === "/" && !typing)) return
  event.preventDefault()
  opener.click()
})
