// Search: a button in the header, a dialog, and Pagefind's index of this language, all loaded when a reader first asks.
const vietnamese = document.documentElement.lang === "vi"
const said = vietnamese
  ? { open: "Tìm kiếm", close: "Đóng", hint: "Gõ có dấu hay không dấu đều được", none: "Không tìm thấy phần nào", found: count => `Tìm thấy ${count} phần` }
  : { open: "Search", close: "Close", hint: "A word or two", none: "Nothing found", found: count => count === 1 ? "1 section found" : `${count} sections found` }
const root = new URL(JSON.parse(document.getElementById("__config").textContent).base + "/", location)

const make = (tag, attributes = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), attributes)
  element.append(...children)
  return element
}
const icon = (path, label) => {
  const button = make("button", { type: "button", className: "md-header__button md-icon", title: label, innerHTML: `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${path}"/></svg>` })
  button.setAttribute("aria-label", label)
  return button
}

const opener = icon("M10 3a7 7 0 0 1 5.6 11.2l5 5-1.4 1.4-5-5A7 7 0 1 1 10 3m0 2a5 5 0 1 0 0 10 5 5 0 0 0 0-10", said.open)
const closer = icon("M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6 10.6 12 5 6.4z", said.close)
const field = make("input", { type: "text", inputMode: "search", enterKeyHint: "search", autocomplete: "off", spellcheck: false, placeholder: said.hint })
const status = make("p", { role: "status" }), list = make("ol")
const dialog = make("dialog", { className: "find" }, make("div", { role: "search" }, field, closer), status, list)
field.setAttribute("aria-label", said.open)
dialog.setAttribute("aria-label", said.open)
opener.setAttribute("aria-keyshortcuts", "/ Control+K")
document.querySelector(".md-header__inner").append(opener)
document.body.append(dialog)

let pagefind
const load = () => pagefind ??= import(new URL("pagefind/pagefind.js", root)).then(async loaded => {
  await loaded.options({ baseUrl: root.pathname, excerptLength: 18 })
  await loaded.init()
  return loaded
})

// A page's sections that fit, best first; a page without sections that fit stands for itself.
const sections = page => page.sub_results.length ? page.sub_results.slice(0, 3) : [page]

async function search() {
  const text = field.value.trim(), found = await (await load()).debouncedSearch(text, {}, 120)
  if (!found || text !== field.value.trim()) return
  const pages = await Promise.all(found.results.slice(0, 8).map(one => one.data()))
  const hits = pages.flatMap(page => sections(page).map(one => ({ url: one.url, title: one.title ?? page.meta.title, page: page.meta.title, excerpt: one.excerpt })))
  status.textContent = !text ? "" : hits.length ? said.found(hits.length) : said.none
  list.replaceChildren(...hits.map(hit => make("li", {}, make("a", { href: hit.url },
    make("b", { textContent: hit.title }), hit.title === hit.page ? "" : make("small", { textContent: hit.page }), make("span", { innerHTML: hit.excerpt })))))
}

function open() {
  load()
  if (!dialog.open) dialog.showModal()
  field.select()
}

opener.addEventListener("click", open)
closer.addEventListener("click", () => dialog.close())
dialog.addEventListener("click", event => { if (event.target === dialog || event.target.closest("a")) dialog.close() })
field.addEventListener("input", search)
addEventListener("keydown", event => {
  const typing = event.target.matches?.("input, textarea, select, [contenteditable]")
  if (event.key === "k" && (event.ctrlKey || event.metaKey) || event.key === "/" && !typing) {
    event.preventDefault()
    open()
  }
})
dialog.addEventListener("keydown", event => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], links = [...list.querySelectorAll("a")]
  if (event.key === "Enter" && event.target === field) links[0]?.click()
  if (!step) return
  event.preventDefault();
  (links[links.indexOf(document.activeElement) + step] ?? field).focus()
})
