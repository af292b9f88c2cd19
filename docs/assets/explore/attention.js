// An attention grid: pointing at a token shows what it looks at; the same numbers as snippets/attention.py.
{
  const { say, show, make, place } = explore
  const product = (A, B) => A.map(row => B[0].map((_, j) => row.reduce((sum, one, i) => sum + one * B[i][j], 0)))

  // Rows of probabilities, exactly 0 where `mask(row, column)` is false.
  function softmax(scores, mask) {
    return scores.map((row, i) => {
      const seen = row.map((one, j) => mask(i, j) ? one : -Infinity), largest = Math.max(...seen)
      const powers = seen.map(one => Math.exp(one - largest)), sum = powers.reduce((one, other) => one + other)
      return powers.map(one => one / sum)
    })
  }

  explore.attention = (Q, K, V, causal = false) => {
    const scores = Q.map(q => K.map(k => q.reduce((sum, one, i) => sum + one * k[i], 0) / Math.sqrt(k.length)))
    const weights = softmax(scores, (i, j) => !causal || j <= i)
    return { weights, output: product(weights, V) } // F26
  }
  explore.project = (X, ...weights) => weights.map(W => product(X, W)) // F23, F24, F25

  // The sentence of the card: noun, verb, pronoun, other; verb and pronoun seek nouns.
  explore.sentence = (() => {
    const X = [3, 0, 1, 3, 2].map(kind => [0, 1, 2, 3].map(i => i === kind ? 2 : 0))
    return { words: ["the", "cat", "sleeps", "and", "it"], X, W_Q: [[0, 1], [1, 0], [1, 0], [0, 0]], W_K: [[1, 0], [0, 0], [0, 0], [0, 1]], W_V: [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]] }
  })()

  place("attention", (box, still) => {
    const { words, X, W_Q, W_K, W_V } = explore.sentence, [Q, K, V] = explore.project(X, W_Q, W_K, W_V), told = make("p", { role: "status" })
    const cells = words.map(() => words.map(() => make("td"))), look = i => ({ onpointerenter: () => point(i), onclick: () => point(i), onfocus: () => point(i) })
    const buttons = words.map((word, i) => make("button", { type: "button", ...look(i) }, word))
    const rows = words.map((_, i) => make("tr", { onpointerenter: () => point(i), onclick: () => point(i) }, make("th", { scope: "row" }, buttons[i]), ...cells[i]))
    const causal = make("input", { type: "checkbox", onchange: () => draw() }), heads = words.map(word => make("th", { scope: "col" }, word))
    let pointed = 4

    function point(i) {
      pointed = i
      rows.forEach((row, j) => row.classList.toggle("explore-pointed", i === j))
      buttons.forEach((button, j) => button.setAttribute("aria-pressed", i === j))
      const seen = cells[i].map((cell, j) => [words[j], cell.textContent]).filter((_, j) => !causal.checked || j <= i)
      told.textContent = `${words[i]} ${say("nhìn", "looks at")}: ` + seen.map(pair => pair.join(" ")).join(" · ")
    }
    function draw() {
      explore.attention(Q, K, V, causal.checked).weights.forEach((row, i) => row.forEach((weight, j) => {
        cells[i][j].textContent = show(weight)
        cells[i][j].style.setProperty("--weight", weight)
      }))
      point(pointed)
    }
    box.append(make("label", {}, causal, " ", say("mặt nạ nhân quả", "causal mask")), make("div", { class: "explore-scroll" }, make("table", { class: "explore-table explore-heat" }, make("tr", {}, make("td"), ...heads), ...rows)), told)
    draw()
    still.hidden = true
  })
}
