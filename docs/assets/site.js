// What a reader's hand needs and the theme lacks: copying a file or a formula to the letter, a sentence beside its line, the same place in the other language.
const all = (selector, root = document) => [...root.querySelectorAll(selector)]

function say(text) {
  const box = document.querySelector("[data-md-component=dialog]")
  box.firstElementChild.textContent = text
  box.classList.add("md-dialog--active")
  setTimeout(() => box.classList.remove("md-dialog--active"), 2000)
}

addEventListener("click", async event => {
  const button = event.target.closest(".exhibit-copy, .exhibit-tex")
  if (!button) return
  const source = button.matches(".exhibit-copy") ? button.closest(".exhibit-code").querySelector("code") : button.parentElement.querySelector("annotation")
  await navigator.clipboard.writeText(source.textContent)
  say(document.documentElement.lang === "vi" ? "Đã chép" : "Copied")
})

// The page as Markdown lies beside it; where it cannot be fetched, as from a folder, the link leads there.
addEventListener("click", async event => {
  const link = event.target.closest("a.page-markdown")
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  const text = fetch(link.href).then(async found => found.ok ? new Blob([await found.text()], { type: "text/plain" }) : Promise.reject(found))
  try {
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]) // Safari wants the promise, not its text
    say(document.documentElement.lang === "vi" ? "Đã chép" : "Copied")
  } catch {
    location.assign(link.href)
  }
})

// Each sentence stands at the height of its marked line; two that would overlap follow one another.
function place() {
  const wide = matchMedia("(min-width: 76.25em)").matches
  for (const list of all(".exhibit-notes")) {
    const lines = all(".hll", list.parentElement), top = list.getBoundingClientRect().top
    const lineOf = item => lines.findIndex(one => one.textContent.includes(`# ${item.dataset.formula}`))
    let free = 0
    for (const item of all("li", list).sort((one, other) => lineOf(one) - lineOf(other))) {
      item.classList.toggle("placed", wide)
      const at = Math.max(free, lines[lineOf(item)].getBoundingClientRect().top - top)
      item.style.top = wide ? `${at}px` : ""
      free = at + item.offsetHeight + 8
    }
    list.style.minHeight = wide ? `${free}px` : ""
  }
}
place()
addEventListener("resize", place)
document.fonts?.ready.then(place)
addEventListener("keydown", event => { if (event.key === "Escape") document.activeElement.closest?.(".term")?.blur() })

// The other language at the same place: the last anchor above the upper third of the screen, and how far below it the reader is.
const anchors = () => all("article :is(h1, h2, h3)[id], article section[id]")
const third = () => innerHeight / 3
const edges = (list, index) => [list[index].getBoundingClientRect().top, (list[index + 1] ?? document.querySelector("footer")).getBoundingClientRect().top]

for (const link of all("a[hreflang]")) link.addEventListener("click", () => {
  const list = anchors(), index = list.findLastIndex(one => one.getBoundingClientRect().top <= third())
  if (index < 0) return
  const [top, next] = edges(list, index)
  sessionStorage.place = JSON.stringify([list[index].id, (third() - top) / (next - top)])
})

if (sessionStorage.place) {
  const [id, part] = JSON.parse(sessionStorage.place), list = anchors(), index = list.findIndex(one => one.id === id)
  delete sessionStorage.place
  if (index >= 0) {
    const [top, next] = edges(list, index)
    scrollBy({ top: top + part * (next - top) - third(), behavior: "instant" })
  }
}
