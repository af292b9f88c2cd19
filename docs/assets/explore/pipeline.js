// A sentence of the reader's through the whole pipeline, step by step; the same numbers as snippets/pipeline.py.
{
  const { say, show, make, place, load, bytes } = explore
  const dot = (a, b) => a.reduce((sum, one, i) => sum + one * b[i], 0), range = n => [...Array(n).keys()]
  const product = (A, B) => A.map(row => B[0].map((_, j) => row.reduce((sum, one, i) => sum + one * B[i][j], 0)))

  // The model as the build wrote it, its matrices as rows of numbers.
  explore.model = ({ text, d, merges, ...matrices }) => {
    const rows = numbers => range(numbers.length / d).map(i => [...numbers.subarray(i * d, i * d + d)])
    return { text, d, merges, ...Object.fromEntries(Object.entries(matrices).map(([name, base64]) => [name, rows(new Float64Array(bytes(base64).buffer))])) }
  }

  function encodeWord(word, merges) {
    let ids = [...new TextEncoder().encode(word)]
    merges.forEach(([left, right], rank) => {
      const merged = []
      for (const one of ids) merged.at(-1) === left && one === right ? merged.push((merged.pop(), 256 + rank)) : merged.push(one)
      ids = merged
    })
    return ids
  }

  // Every matrix on the way, under its name in the snippet.
  explore.pipeline = (text, { d, merges, E, W_Q, W_K, W_V }) => {
    const words = text.match(/\n| ?[^ \n]+| +/g), t = words.flatMap(word => encodeWord(word, merges))
    const x = t.map(id => E.map((_, i) => +(i === id))), v = t.map(id => [...E[id]]) // one row of x times E
    const p = t.map((_, pos) => range(d).map(i => (i % 2 ? Math.cos : Math.sin)(pos / 10000 ** ((i - i % 2) / d))))
    const z = v.map((row, i) => row.map((one, j) => one + p[i][j])), [Q, K, V] = [W_Q, W_K, W_V].map(W => product(z, W))
    const scores = Q.map((q, i) => K.map((k, j) => j <= i ? dot(q, k) / Math.sqrt(d) : -Infinity)) // the causal mask
    const A = scores.map(row => {
      const largest = Math.max(...row), powers = row.map(one => Math.exp(one - largest))
      return powers.map(one => one / powers.reduce((sum, other) => sum + other))
    })
    return { words, t, x, v, p, z, Q, K, V, scores, A, c: product(A, V) } // F27
  }

  // A matrix with its name and shape; of one-hot rows, the columns that hold a 1, and between them dots.
  function matrix(name, rows, digits = 3, columns = range(rows[0].length)) {
    const label = `${name} (${rows.length}, ${rows[0].length})`, gap = columns.length < rows[0].length
    const line = (tag, cells) => make("tr", {}, ...cells.map(one => make(one === "" ? "td" : tag, {}, one)).flatMap(cell => gap ? [cell, make("td", {}, "…")] : [cell]))
    const table = make("table", { class: "explore-table" }, line("th", ["", ...columns]), ...rows.map((row, i) => line("td", [make("b", {}, i), ...columns.map(j => show(row[j], digits))])))
    return make("figure", {}, make("figcaption", {}, label), make("div", { class: "explore-scroll", tabindex: 0, role: "group", "aria-label": label }, table))
  }

  const more = (name, rows) => make("details", {}, make("summary", {}, `${name} (${rows.length}, ${rows[0].length})`), matrix(name, rows))

  place("pipeline", (box, still) => load("pipeline", box, say("Đi với câu của bạn", "Walk with your own sentence"), data => {
    const model = explore.model(data), told = [...still.querySelectorAll("tbody tr")], title = make("p", { role: "status" }), body = make("div")
    const input = make("input", { maxlength: 40, value: model.text, oninput: () => walk() })
    const buttons = [[-1, say("Bước trước", "Back")], [1, say("Bước sau", "Next")]].map(([way, name]) => make("button", { type: "button", onclick: event => { step += way; draw(); if (event.target.disabled) buttons.find(one => !one.disabled).focus() } }, name))
    let step = 0, all

    function walk() {
      all = input.value ? explore.pipeline(input.value.toWellFormed?.() ?? input.value, model) : null
      draw()
    }
    function draw() {
      buttons.forEach((button, i) => { button.disabled = step === [0, told.length - 1][i] })
      body.replaceChildren()
      if (!all) return void (title.textContent = say("Hãy gõ một câu.", "Type a sentence."))
      const { words, t, x, v, p, z, Q, K, V, scores, A, c } = all, quiet = text => text.replaceAll(" ", "␣"), used = [...new Set(t)].sort((one, other) => one - other)
      const shown = [
        () => [make("p", {}, words.map(quiet).join(" | ")), make("p", {}, say(`${[...input.value].length} ký tự, ${words.length} từ`, `${[...input.value].length} characters, ${words.length} words`))],
        () => [make("p", {}, `t (${t.length},) = ${t.join(" ")}`)], () => [matrix("x", x, 0, used)], () => [matrix("v", v), more("E", model.E)], () => [matrix("p", p), matrix("z", z)],
        () => [matrix("Q", Q), matrix("K", K), matrix("V", V), ...["W_Q", "W_K", "W_V"].map(name => more(name, model[name]))], () => [matrix("QKᵀ/√d", scores), matrix("A", A)], () => [matrix("c", c)],
      ]
      const [name, formula, , card] = told[step].cells
      title.textContent = `${step + 1}/${told.length}: ${name.textContent}`
      body.append(make("div", { class: "explore-scroll" }, ...formula.cloneNode(true).childNodes), make("p", {}, ...card.cloneNode(true).childNodes), ...shown[step]())
    }
    box.append(make("label", {}, say("Câu của bạn", "Your sentence"), input), make("p", {}, buttons[0], " ", buttons[1]), title, body)
    walk()
    still.hidden = true
  }))
}
