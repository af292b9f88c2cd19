// Three words, b − a + c and what lies nearest in the table of GloVe; the same numbers as snippets/analogy.py.
{
  const { say, show, make, place, load, bytes } = explore
  const dot = (a, b) => a.reduce((sum, one, i) => sum + one * b[i], 0)
  const unit = v => v.map((length => one => one / length)(Math.sqrt(dot(v, v))))

  // 16 bits of IEEE 754 as a number: sign, 5 bits of exponent, 10 of fraction.
  function half(bits) {
    const power = bits >> 10 & 31, part = bits & 1023
    return (bits >> 15 ? -1 : 1) * (power ? 2 ** (power - 15) * (1 + part / 1024) : 2 ** -24 * part)
  }

  // The rows of the table, from base64.
  explore.table = (text, d) => {
    const bits = new Uint16Array(bytes(text).buffer), E = []
    for (let at = 0; at < bits.length; at += d) E.push(Array.from(bits.subarray(at, at + d), half))
    return E
  }

  explore.analogy = (E, a, b, c) => E[b].map((one, i) => one - E[a][i] + E[c][i]) // F13

  // [id, cosine] of the k rows that point most as v does; cosines that agree to 12 decimals are a tie, and the lower id wins.
  explore.nearest = (E, v, k, exclude = []) => {
    const wanted = unit(v), all = E.map((row, i) => [i, Math.max(-1, Math.min(1, dot(unit(row), wanted)))]).filter(([i]) => !exclude.includes(i))
    const rounded = x => Math.round(x * 1e12)
    return all.sort((one, other) => rounded(other[1]) - rounded(one[1]) || one[0] - other[0]).slice(0, k)
  }

  place("analogy", (box, still) => load("analogy", box, say("Tải bảng vector", "Load the table"), ({ d, words, E: text }) => {
    const list = words.split(" "), E = explore.table(text, d), ids = new Map(list.map((word, i) => [word, i]))
    const inputs = [["b", "king"], ["a", "man"], ["c", "woman"]].map(([name, value]) => make("input", { name, value, size: 9, autocomplete: "off", autocapitalize: "none", spellcheck: "false", "aria-label": `${say("từ", "word")} ${name}` }))
    const told = make("p", { role: "status" }), results = make("div", { class: "explore-columns" })

    function answer(event) {
      event?.preventDefault()
      results.replaceChildren()
      const asked = inputs.map(one => one.value.trim().toLowerCase()), unknown = asked.filter(one => !ids.has(one))
      if (unknown.length) return void (told.textContent = say("Không có trong bảng: ", "Not in the table: ") + unknown.join(", "))
      const [b, a, c] = asked.map(one => ids.get(one)), v = explore.analogy(E, a, b, c)
      if (!v.some(Boolean)) return void (told.textContent = say("Kết quả là vector 0, không có hướng.", "The result is the zero vector, which has no direction."))
      const rankings = [[say("mọi từ", "all words"), []], [say("không kể ba từ đã hỏi", "without the three words"), [a, b, c]]].map(([title, exclude]) => [title, explore.nearest(E, v, 5, exclude)])
      for (const [title, best] of rankings) results.append(make("div", {}, make("b", {}, title), make("ol", {}, ...best.map(([i, cosine]) => make("li", {}, `${list[i]} `, make("span", {}, show(cosine)))))))
      told.textContent = `${asked[0]} − ${asked[1]} + ${asked[2]}: ` + rankings.map(([title, [[i]]]) => `${list[i]} (${title})`).join(", ")
    }
    const [b, a, c] = inputs
    box.append(make("form", { class: "explore-form", onsubmit: answer }, b, " − ", a, " + ", c, " ", make("button", {}, say("Tìm", "Find"))), told, results)
    answer()
    still.hidden = true
  }))
}
