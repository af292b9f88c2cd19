// In the dialog of site.js: Pagefind and its index of this language, loaded when a reader first asks.
// What the dialog holds, and what finds. A copy of the site without a server puts a list in the place of this part.
{
const said = document.documentElement.lang === "vi" ? {
  own: "", close: "Đóng", hint: "Một từ, mã một công thức hay tên một hàm; có dấu hay không dấu đều được. Chẳng hạn:", examples: ["chuan hoa", "F16", "layer_norm"],
  card: "Thẻ", term: "Thuật ngữ", page: "Cả trang", more: "Xem thêm",
  found: (count, text) => `${count} kết quả${text}`, instead: text => ` cho “${text}”`,
  none: text => `Không có kết quả nào cho “${text}”. Bạn thử ít từ hơn, hoặc tìm trong:`,
  failed: "Không tải được phần tìm kiếm, có lẽ vì mất mạng. Trong lúc chờ, bạn có thể xem:",
  lists: { formulas: "Danh mục công thức", glossary: "Bảng thuật ngữ" },
} : {
  own: "en/", close: "Close", hint: "A word, the id of a formula or the name of a function; unfinished words will do. For example:", examples: ["cosine", "F16", "layer_norm"],
  card: "Card", term: "Term", page: "Whole page", more: "Show more",
  found: (count, text) => `${count} ${count === 1 ? "result" : "results"}${text}`, instead: text => ` for “${text}”`,
  none: text => `Nothing found for “${text}”. Try fewer words, or look through:`,
  failed: "The search could not be loaded; perhaps there is no connection. Meanwhile, look through:",
  lists: { formulas: "All formulas", glossary: "Glossary" },
}
const root = new URL("..", document.currentScript.src), STEP = 10

const closer = make("button", { type: "button", class: "md-icon", title: said.close, "aria-label": said.close })
closer.innerHTML = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6 10.6 12 5 6.4z"/></svg>'
const status = make("p", { role: "status" }), help = make("p", { class: "find-help" }), list = make("ol")
const more = make("button", { type: "button", class: "find-more" }, said.more)
field.placeholder = words.search
field.after(closer)
dialog.append(make("div", { class: "find-body" }, status, help, list, more))

// Pagefind folds all diacritics but that of đ, which its index holds as d with a stroke laid over it (exhibit/search.py).
const inner = text => text.replaceAll("đ", "d\u0335").replaceAll("Đ", "D\u0335")
const outer = text => text.replaceAll("d\u0335", "đ").replaceAll("D\u0335", "Đ")
const typed = () => field.value.normalize("NFC").trim()

// Misspellings and other names, in words without diacritics (docs/search.toml).
const fold = text => inner(text.toLowerCase()).normalize("NFD").replace(/\p{M}/gu, "")
let also = {}
function meant(text) {
  const plain = ` ${fold(text).replace(/\s+/g, " ")} `
  const better = Object.entries(also).reduce((done, [one, other]) => done.replaceAll(` ${one} `, ` ${other} `), plain)
  return better === plain ? text : better.trim()
}

// For a word that is nowhere, Pagefind finds what begins with its first letters. Each word has to share more than that with what was found.
const parts = text => fold(text).match(/[\p{L}\p{N}]+/gu) ?? []
function shared(one, other) {
  let length = 0
  while (length < one.length && one[length] === other[length]) length++
  return length
}
function fits(text, { content, locations, meta }) {
  const all = content.split(/\s+/), found = parts([...locations.map(place => all[place]), ...Object.values(meta)].join(" "))
  return parts(text).every(one => found.some(other => shared(one, other) > 0.4 * one.length))
}

let pagefind, tries = 0
const load = () => pagefind ??= Promise.all([
  import(new URL(`pagefind/pagefind.js${tries ? `?${tries}` : ""}`, root)), // a browser remembers an address that failed
  fetch(new URL("pagefind/also.json", root)).then(answer => answer.json()),
]).then(async ([found, names]) => {
  also = names
  await found.options({ baseUrl: root.pathname, excerptLength: 20, ranking: { metaWeights: { also: 6, title: 5, names: 2, aside: 1, page: 0.5 } } })
  await found.init()
  return found
})

function hit({ url, meta, excerpt }) {
  const anchor = url.split("#")[1], page = outer(meta.page), text = make("span")
  const kind = !anchor ? said.page : anchor.startsWith("card-") ? `${said.card} · ${page}` : anchor.startsWith("term-") ? said.term : page
  text.innerHTML = outer(excerpt).replace(/([^\p{L}\p{N}]+)<\/mark>/gu, "</mark>$1").replace(/^(?=\p{Ll})/u, "… ").replace(/(?<![.?!])$/, "\u00a0…") // its text is escaped; the rest is <mark>
  return make("li", {}, make("a", { href: url }, make("b", {}, outer(meta.title ?? meta.aside)), make("small", {}, kind), text))
}

let shown, eager = field.value && field.dataset.asked === field.value // Enter may have been pressed already
function show(text, told, hits, total) {
  const lists = Object.entries(said.lists).map(([name, title]) => make("a", { href: new URL(`${said.own}${name}/`, root) }, title))
  const examples = said.examples.map(one => make("button", { type: "button" }, one))
  shown = text
  status.textContent = text ? told : said.hint
  help.replaceChildren(...text ? hits.length ? [] : lists : examples)
  list.replaceChildren(...hits)
  list.ariaBusy = false
  more.hidden = hits.length >= total
  if (eager) list.querySelector("a")?.click()
  eager = false
}

async function search(count = STEP) {
  const text = typed()
  list.ariaBusy = true
  if (!text) return show(text, "", [], 0)
  try {
    const found = await (await load()).debouncedSearch(inner(meant(text)), {}, 120)
    const pages = found && await Promise.all(found.results.slice(0, count).map(one => one.data()))
    if (!found || text !== typed()) return
    const total = pages.some(page => fits(meant(text), page)) ? found.results.length : 0
    show(text, total ? said.found(total, meant(text) === text ? "" : said.instead(meant(text))) : said.none(text), total ? pages.map(hit) : [], total)
  } catch {
    pagefind = undefined // asked for again with the next letter
    tries++
    show(text, said.failed, [], 0)
  }
}

function begin() {
  search()
  load().catch(() => {}) // search tells it
}
if (dialog.open) begin()
else opener.addEventListener("click", begin, { once: true })
field.addEventListener("input", () => { eager = false; search() })
more.addEventListener("click", async () => {
  const before = list.children.length
  await search(before + STEP)
  list.children[before]?.firstChild.focus()
})
help.addEventListener("click", event => {
  if (!event.target.matches("button")) return
  field.value = event.target.textContent
  field.focus()
  search()
})
closer.addEventListener("click", () => dialog.close())
dialog.addEventListener("click", event => { if (event.target === dialog || event.target.closest("a")) dialog.close() })
dialog.addEventListener("keydown", event => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], links = [...list.querySelectorAll("a")]
  if (event.key === "Enter" && event.target === field && !event.isComposing) {
    eager = shown !== typed()
    if (!eager) links[0]?.click()
  } else if (step) {
    event.preventDefault();
    (links[links.indexOf(document.activeElement) + step] ?? field).focus()
  } else if (event.target.closest("ol") && (event.key.length === 1 && event.key !== " " || event.key === "Backspace") && !event.ctrlKey && !event.metaKey && !event.altKey) field.focus()
})
}
