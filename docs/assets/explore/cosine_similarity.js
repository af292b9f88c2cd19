// Two vectors to drag, and their cosine; the same numbers as snippets/cosine_similarity.py.
{
  const { say, show, make, place } = explore
  const point = v => `(${v.map(one => show(one, 1)).join(say("; ", ", "))})`
  const dot = (a, b) => a.reduce((sum, one, i) => sum + one * b[i], 0)

  // The largest entry to 1, so that no square overflows or vanishes.
  function unscale(v) {
    const largest = Math.max(...v.map(Math.abs))
    if (!(largest > 0 && largest < Infinity)) throw RangeError("a vector must be finite and not zero")
    return v.map(one => one / largest)
  }

  explore.cosine_similarity = (v_i, v_j) => {
    const a = unscale(v_i), b = unscale(v_j)
    return Math.max(-1, Math.min(1, dot(a, b) / (Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b))))) // F12
  }

  place("cosine_similarity", (box, still) => {
    const vectors = [[3, 1], [1, 3]], told = make("p", { role: "status" }), edge = 5
    const picture = make("svg", { viewBox: "-5.4 -5.4 10.8 10.8", class: "explore-plane", role: "group", "aria-label": say("Hai vector trên mặt phẳng", "Two vectors in the plane") })
    for (let at = -edge; at <= edge; at++) {
      const facts = { class: at ? "explore-grid" : "explore-axis" }
      picture.append(make("line", { ...facts, x1: at, x2: at, y1: -edge, y2: edge }), make("line", { ...facts, y1: at, y2: at, x1: -edge, x2: edge }))
    }
    const lines = vectors.map((_, i) => make("line", { class: `explore-vector explore-${i}`, x1: 0, y1: 0 }))
    const hands = vectors.map((_, i) => make("circle", { class: `explore-hand explore-${i}`, r: .45, tabindex: 0, role: "slider", ontouchstart: event => event.preventDefault(), "aria-valuemin": -180, "aria-valuemax": 180, onkeydown: event => step(i, event), onpointerdown: event => hands[i].setPointerCapture(event.pointerId), onpointermove: event => drag(i, event) }))
    const names = vectors.map((_, i) => make("text", { class: "explore-name" }, "ab"[i]))
    picture.append(...lines, ...hands, ...names)

    function move(i, x, y) {
      vectors[i] = [x, y].map(one => Math.round(10 * Math.max(-edge, Math.min(edge, one))) / 10)
      draw()
    }
    function step(i, event) {
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key]
      if (!way) return
      event.preventDefault()
      const far = event.shiftKey ? 1 : .1
      move(i, vectors[i][0] + far * way[0], vectors[i][1] + far * way[1])
    }
    function drag(i, event) {
      if (!hands[i].hasPointerCapture(event.pointerId)) return
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse())
      move(i, at.x, -at.y)
    }
    function draw() {
      vectors.forEach(([x, y], i) => {
        const value = point([x, y])
        for (const [key, one] of Object.entries({ x2: x, y2: -y })) lines[i].setAttribute(key, one)
        for (const [key, one] of Object.entries({ cx: x, cy: -y, "aria-label": `Vector ${"ab"[i]}`, "aria-valuenow": Math.round(Math.atan2(y, x) * 180 / Math.PI), "aria-valuetext": value })) hands[i].setAttribute(key, one)
        for (const [key, one] of Object.entries({ x: x, y: -y })) names[i].setAttribute(key, one)
      })
      const [a, b] = vectors, length = v => Math.sqrt(dot(v, v)), all = [a, b].map((v, i) => `${"ab"[i]} = ${point(v)}`).join(", ")
      if (!(length(a) && length(b))) return void (told.textContent = `${all}. ` + say("Vector 0 không có hướng nên không có cosine.", "The zero vector has no direction, so there is no cosine."))
      const cosine = explore.cosine_similarity(a, b)
      told.textContent = `${all}. a · b = ${show(dot(a, b), 2)}, ‖a‖ = ${show(length(a), 2)}, ‖b‖ = ${show(length(b), 2)}: ` + say(
        `cosine ${show(cosine, 4)}, góc ${show(Math.acos(cosine) * 180 / Math.PI, 1)} độ.`, `cosine ${show(cosine, 4)}, angle ${show(Math.acos(cosine) * 180 / Math.PI, 1)} degrees.`)
    }
    draw()
    box.append(picture, told)
    still.hidden = true
  })
}
