// The temperature of a softmax; the same numbers as snippets/softmax.py.
{
  const { say, show, make, slider, place } = explore

  explore.softmax = (z, temperature = 1) => {
    const scaled = z.map(one => one / temperature), largest = Math.max(...scaled)
    const powers = scaled.map(one => Math.exp(one - largest)), sum = powers.reduce((one, other) => one + other)
    return powers.map(one => one / sum) // F16
  }

  place("softmax", (box, still) => {
    const z = [2, 1, 0, -1], bars = z.map(() => make("span", { class: "explore-bar" })), shares = z.map(() => make("td"))
    const rows = z.map((one, i) => make("tr", {}, make("th", { scope: "row" }, show(one, 0)), make("td", { class: "explore-wide" }, bars[i]), shares[i]))
    const head = ["z", "", say("xác suất", "probability")].map(one => one ? make("th", { scope: "col" }, one) : make("td"))
    const told = make("p", { role: "status" })

    function draw(temperature) {
      const p = explore.softmax(z, temperature)
      p.forEach((one, i) => { bars[i].style.width = `${100 * one}%`; shares[i].textContent = show(one, 4) })
      told.textContent = say(
        `Logit lớn nhất nhận ${show(100 * p[0], 1)}%, logit nhỏ nhất nhận ${show(100 * p[3], 1)}%.`,
        `The largest logit gets ${show(100 * p[0], 1)}%, the smallest ${show(100 * p[3], 1)}%.`)
      return show(temperature, 1)
    }
    box.append(slider(say("Nhiệt độ T", "Temperature T"), { min: .1, max: 5, step: .1, value: 1 }, draw), make("table", { class: "explore-table" }, make("tr", {}, ...head), ...rows), told)
    still.hidden = true
  })
}
