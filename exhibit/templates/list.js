// What the dialog of the search holds in a copy on disk, where a browser lets no script read an index: all places, and a filter.
const vietnamese = document.documentElement.lang === "vi"
const said = vietnamese
  ? { close: "Đóng", hint: "Lọc các trang, phần, thẻ và thuật ngữ; có dấu hay không dấu đều được", found: count => `${count} mục` }
  : { close: "Close", hint: "Filters pages, sections, cards and terms", found: count => count === 1 ? "1 place" : `${count} places` }
const root = new URL("..", document.currentScript.src)
const plain = text => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d")

const closer = make("button", { type: "button", class: "md-icon", title: said.close, "aria-label": said.close })
closer.innerHTML = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6 10.6 12 5 6.4z"/></svg>'
const status = make("p", { role: "status" }), list = make("ol")
field.placeholder = said.hint
field.after(closer)
dialog.append(make("div", { class: "find-body" }, status, list))

const text = html => new DOMParser().parseFromString(html, "text/html").body.textContent
const all = places[vietnamese ? "vi" : "en"].map(([address, title, page, also]) => {
  const shown = text(title), beside = text(page)
  const link = make("a", { href: new URL(address, root) }, make("b", {}, shown), shown === beside ? "" : make("small", {}, beside))
  return { item: make("li", {}, link), title: plain(shown), words: plain(`${shown} ${beside} ${also}`) }
})

// Every word has to stand somewhere; those whose title holds all that was typed come first.
function filter() {
  const typed = plain(field.value.trim()), parts = typed.split(/\s+/)
  const found = all.filter(one => parts.every(part => one.words.includes(part)))
  const [first, others] = [true, false].map(wanted => found.filter(one => one.title.includes(typed) === wanted))
  list.replaceChildren(...[...first, ...others].map(one => one.item))
  status.textContent = said.found(found.length)
}
filter()
field.addEventListener("input", filter)
closer.addEventListener("click", () => dialog.close())
dialog.addEventListener("click", event => { if (event.target === dialog || event.target.closest("a")) dialog.close() })
dialog.addEventListener("keydown", event => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], links = [...list.querySelectorAll("a")]
  if (event.key === "Enter" && event.target === field) links[0]?.click()
  if (!step) return
  event.preventDefault();
  (links[links.indexOf(document.activeElement) + step] ?? field).focus()
})
