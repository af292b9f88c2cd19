// Position against wavelength: one pair of columns as a wave, and where a position stands on it; the same numbers as snippets/positional_encoding.py.
{
  const { say, show, make, slider, place } = explore

  explore.positional_encoding = (pos, d) => Array.from({ length: d }, (_, column) => {
    const angle = pos / 10000 ** (2 * Math.floor(column / 2) / d)
    return column % 2 ? Math.cos(angle) : Math.sin(angle) // F11, F10
  })
  explore.wavelength = (k, d) => 2 * Math.PI * 10000 ** (2 * k / d)

  place("positional_encoding", (box, still) => {
    const d = 32, far = 100, at = { k: 2, pos: 10 }, told = make("p", { role: "status" })
    const waves = [0, 1].map(i => make("path", { class: `explore-wave explore-${i}` })), hand = make("line", { class: "explore-vector", y1: -1.2, y2: 1.2 })
    const dots = [0, 1].map(i => make("circle", { class: `explore-dot explore-${i}`, r: .12 })), names = ["sin", "cos"].map((name, i) => make("text", { class: `explore-name explore-${i}`, x: 10.1, y: i ? -.9 : .9 }, name))
    const picture = make("svg", { viewBox: "-.3 -1.4 11.3 2.8", role: "img", "aria-label": say("Sóng sin và cos của một cặp cột", "The sine and cosine wave of a pair of columns") }, make("line", { class: "explore-axis", x2: 10 }), hand, ...waves, ...dots, ...names)
    const across = pos => pos / far * 10, column = (pos, i) => explore.positional_encoding(pos, d)[2 * at.k + i]

    function draw() {
      waves.forEach((wave, i) => {
        const points = Array.from({ length: 5 * far + 1 }, (_, n) => `${across(n / 5).toFixed(3)} ${(-column(n / 5, i)).toFixed(3)}`)
        wave.setAttribute("d", "M" + points.join("L"))
        dots[i].setAttribute("cx", across(at.pos))
        dots[i].setAttribute("cy", -column(at.pos, i))
      })
      for (const key of ["x1", "x2"]) hand.setAttribute(key, across(at.pos))
      const wavelength = explore.wavelength(at.k, d), [sin, cos] = [0, 1].map(i => show(column(at.pos, i), 4))
      told.textContent = say(
        `Bước sóng ${show(wavelength, 1)} vị trí; đến vị trí ${at.pos}, kim đã quay ${show(at.pos / wavelength, 3)} vòng. Cột ${2 * at.k}: sin = ${sin}; cột ${2 * at.k + 1}: cos = ${cos}.`,
        `Wavelength ${show(wavelength, 1)} positions; at position ${at.pos} the hand has made ${show(at.pos / wavelength, 3)} turns. Column ${2 * at.k}: sin = ${sin}; column ${2 * at.k + 1}: cos = ${cos}.`)
    }
    const set = key => value => { at[key] = value; draw(); return `${value}` }
    box.append(
      slider(say("Cặp cột k", "Pair of columns k"), { min: 0, max: d / 2 - 1, value: at.k }, set("k")),
      slider(say("Vị trí pos", "Position pos"), { min: 0, max: far, value: at.pos }, set("pos")), picture, told)
    still.hidden = true
  })
}
