// What the explorables of a page share: the reader's language, elements, numbers, sliders, and data that is loaded when asked for.
window.explore ??= (() => {
  const base = document.currentScript.src.replace(/[^/]*$/, ""), vi = document.documentElement.lang === "vi"
  const say = (one, other) => vi ? one : other
  const show = (x, digits = 3) => x === -Infinity ? "−∞" : x.toFixed(digits).replace(/^-(?=[0.]*$)/, "").replace("-", "−").replace(".", say(",", "."))

  // An element; a fact whose name begins with "on" is a listener.
  function make(tag, facts = {}, ...inside) {
    const svg = /^(svg|line|circle|path|text)$/.test(tag)
    const one = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag)
    for (const [key, value] of Object.entries(facts)) key.startsWith("on") ? one.addEventListener(key.slice(2), value) : one.setAttribute(key, value)
    one.append(...inside)
    return one
  }

  // A labelled slider; `call` gets its value and gives the text beside it.
  function slider(label, facts, call) {
    const text = make("span", { "aria-hidden": "true" }), input = make("input", { type: "range", ...facts, oninput: () => tell() })
    const tell = () => input.setAttribute("aria-valuetext", text.textContent = call(+input.value))
    const all = make("label", { class: "explore-slider" }, label, input, text)
    queueMicrotask(tell)
    return all
  }

  // Calls `build(box, still)` for the explorable of that name; its still content stays until `build` hides it.
  function place(name, build) {
    const section = document.querySelector(`[data-explore=${name}]`), still = make("div"), box = make("div", { class: "explore-live" })
    const reached = section.contains(document.activeElement) // by the keyboard, which loses its place with what is hidden
    still.append(...section.childNodes)
    section.append(still, box)
    build(box, still)
    if (reached) box.querySelector("input, button, textarea")?.focus()
  }

  // A button that loads the data of that name, then calls `ready(data)`.
  function load(name, box, label, ready) {
    const size = box.parentElement.dataset.size
    const told = make("span", { role: "status" }), button = make("button", { type: "button", onclick: fetched }, `${label} (${size}\u00a0kB)`)
    function fetched() {
      button.disabled = true
      told.textContent = say("Đang tải…", "Loading…")
      const fail = () => { told.textContent = say("Không tải được.", "It could not be loaded."); button.disabled = false; button.focus() }
      document.head.append(make("script", { src: `${base}${name}.data.js`, onload: () => { box.replaceChildren(); ready(explore.data[name]); box.querySelector("input, textarea")?.focus() }, onerror: fail }))
    }
    box.append(make("p", {}, button, " ", told))
  }

  const bytes = text => Uint8Array.from(atob(text), one => one.charCodeAt())
  document.head.append(make("link", { rel: "stylesheet", href: `${base}explore.css` }))
  return { say, show, make, slider, place, load, bytes, data: {} }
})()
