// A sentence of the reader's as GPT-2's tokens; the same ids as snippets/gpt2_tokens.py.
{
  const { say, make, place, load } = explore
  const space = "\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
  const word = RegExp(`'(?:[sdmt]|ll|ve|re)| ?\\p{L}+| ?\\p{N}+| ?[^${space}\\p{L}\\p{N}]+|[${space}]+(?![^${space}])|[${space}]+`, "gu")

  // The printable letter that the file of merges has for each byte, in GPT-2's order of bytes.
  function letters() {
    const all = Array.from({ length: 256 }, (_, byte) => byte), plain = byte => byte > 32 && byte < 127 || byte > 160 && byte !== 173
    return new Map([...all.filter(plain).map(byte => [byte, byte]), ...all.filter(byte => !plain(byte)).map((byte, i) => [byte, 256 + i])].map(([byte, code]) => [byte, String.fromCharCode(code)]))
  }

  // From the text of the merges: pair -> rank, token -> id, and the tokens as letters.
  explore.merges = text => {
    const pairs = text.split("\n").slice(1).filter(Boolean), tokens = [...letters().values(), ...pairs.map(pair => pair.replace(" ", ""))]
    return { ranks: new Map(pairs.map((pair, rank) => [pair, rank])), ids: new Map(tokens.map((token, i) => [token, i])), tokens }
  }

  // Start from the bytes; join the pair learned first, until none is.
  function encodeWord(text, { ranks, ids }) {
    const letter = letters()
    let t = Array.from(new TextEncoder().encode(text), byte => letter.get(byte))
    for (;;) {
      const known = t.slice(1).map((right, i) => `${t[i]} ${right}`).filter(pair => ranks.has(pair))
      if (!known.length) return t.map(token => ids.get(token))
      const best = known.reduce((one, other) => ranks.get(other) < ranks.get(one) ? other : one), joined = []
      for (const token of t) `${joined.at(-1)} ${token}` === best ? joined.push(joined.pop() + token) : joined.push(token)
      t = joined
    }
  }

  explore.gpt2_tokens = (text, merges) => (text.match(word) ?? []).flatMap(one => encodeWord(one, merges))

  // A token as text, a byte that is no character as \xNN.
  explore.shown = (i, { tokens }) => {
    const byte = new Map(Array.from(letters(), ([number, letter]) => [letter, "%" + number.toString(16).padStart(2, "0")]))
    return Array.from(tokens[i], letter => byte.get(letter)).join("").replace(/%[0-7].|%[cd].%[89ab].|%e.(?:%[89ab].){2}|%f.(?:%[89ab].){3}|%../g, one => {
      try { return decodeURIComponent(one) } catch { return one.replaceAll("%", "\\x") }
    })
  }

  place("gpt2_tokens", (box, still) => load("gpt2_tokens", box, say("Tải các phép gộp của GPT-2", "Load GPT-2's merges"), text => {
    const merges = explore.merges(text), told = make("p", { role: "status" }), list = make("ol", { class: "explore-tokens" })
    const input = make("textarea", { rows: 2, maxlength: 400, spellcheck: "false", oninput: draw })
    input.value = say("Cô ấy cho tôi mượn cuốn sách cũ.", "She lent me an old book.")

    function draw() {
      const t = explore.gpt2_tokens(input.value.toWellFormed?.() ?? input.value, merges), size = new TextEncoder().encode(input.value).length
      list.replaceChildren(...t.map(i => make("li", {}, make("code", {}, explore.shown(i, merges).replaceAll(" ", "␣").replaceAll("\n", "⏎")), make("span", {}, i))))
      told.textContent = say(`${[...input.value].length} ký tự, ${size} byte, ${t.length} token`, `${[...input.value].length} characters, ${size} bytes, ${t.length} tokens`)
    }
    box.append(make("label", {}, say("Câu của bạn", "Your sentence"), input), told, list)
    draw()
    still.hidden = true
  }))
}
