"""The explorables: the browser computes what the snippets compute, by keyboard, touch and pointer, and loads nothing unasked."""

import base64
import itertools
import re
import runpy

import numpy as np
import pytest

from snippets import analogy as analogies
from snippets import gpt2_tokens as gpt2
from snippets.attention import attention, causal_mask, project
from snippets.cosine_similarity import cosine_similarity
from snippets.positional_encoding import positional_encoding
from snippets.softmax import softmax

from .conftest import ROOT
from .reading import LANGUAGES, pages

PLACES = {
    "gpt2_tokens": "embeddings/01-tokens/",
    "positional_encoding": "embeddings/04-positional-encoding/",
    "cosine_similarity": "embeddings/05-similarity/",
    "analogy": "embeddings/05-similarity/",
    "softmax": "embeddings/06-training/",
    "attention": "embeddings/09-attention/",
    "pipeline": "embeddings/10-pipeline/",
}
DATA = sorted(path.stem for path in ROOT.glob("data/explore/*.py"))
PHONE = {"width": 360, "height": 740}
SOURCES = sorted((ROOT / "docs/assets/explore").glob("*.js"))


def url(name, lang):
    return ("" if lang == "vi" else "en/") + PLACES[name]


@pytest.fixture
def visit(browser, address):
    """Opens the page of an explorable in a fresh context; what was asked for stands in `page.asked`."""
    contexts = []

    def go(name, lang="en", start=None, **options):
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.asked, page.errors = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto((start or address) + url(name, lang) + ("index.html" if start else ""))
        if options.get("java_script_enabled", True):
            page.add_style_tag(content=".md-typeset .exhibit { content-visibility: visible !important }")
        page.box = page.locator(f"[data-explore={name}]")
        if options.get("java_script_enabled", True):
            page.box.scroll_into_view_if_needed()
            page.box.locator(".explore-live > *").first.wait_for()
        return page

    yield go
    for context in contexts:
        context.close()


def load(page, name):
    """Ask for the data of an explorable by keyboard."""
    page.box.get_by_role("button").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(f"explore.data.{name} && !document.querySelector('[data-explore={name}] [disabled][type=button]:only-child')")
    page.box.locator("input, textarea").first.wait_for()


def close(mine, expected):
    np.testing.assert_allclose(np.array(mine, dtype=float), expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_a_script_is_small_classic_and_needs_no_library(path):
    text = path.read_text("utf-8")
    assert len(text.encode()) < 6000
    assert not re.search(
        r"\b(import|export|fetch|XMLHttpRequest|setInterval|requestAnimationFrame|animate)\b|https?://(?!www\.w3\.org/2000/svg)", text
    )


def test_every_script_has_its_place_and_stands_on_no_other_page(site):
    assert {path.stem for path in SOURCES} == {*PLACES, "explore"}
    for lang in LANGUAGES:
        for name, page in pages(site, lang).items():
            wanted = {one for one, place in PLACES.items() if name == f"{place}index.html"}
            assert not page.select("script[src*='assets/explore/']"), name  # site.js asks for them when they are near
            assert [one["data-explore"] for one in page.select("section.explore")] == [one for one in PLACES if one in wanted]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PLACES)
def test_without_javascript_the_still_content_shows_numbers(visit, name, lang):
    page = visit(name, lang, java_script_enabled=False)
    assert page.box.locator("table").is_visible() and len(re.findall(r"\d", page.box.inner_text())) > 8
    assert not page.box.locator("button, input").count()


@pytest.mark.parametrize("name", DATA)
def test_data_is_what_its_script_makes_and_its_size_is_told(site, name, monkeypatch):
    monkeypatch.chdir(ROOT)
    written = (site / f"assets/explore/{name}.data.js").read_bytes()
    assert written.decode() == runpy.run_path(f"data/explore/{name}.py")["JAVASCRIPT"]
    for lang, gap in (("vi", "\u202f"), ("en", ",")):
        told = pages(site, lang)[f"{PLACES[name]}index.html"].select_one(f"[data-explore={name}]")["data-size"]
        assert int(told.replace(gap, "")) == round(len(written) / 1000)


@pytest.mark.parametrize("name", DATA)
def test_data_is_loaded_when_asked_for_and_not_before(visit, name):
    page = visit(name)
    button = page.box.get_by_role("button")
    assert page.box.get_attribute("data-size") + "\u00a0kB" in button.inner_text()
    assert page.box.locator("table").is_visible() and not [one for one in page.asked if ".data.js" in one]
    load(page, name)
    assert [one.rpartition("/")[2] for one in page.asked if ".data.js" in one] == [f"{name}.data.js"]
    assert not page.box.locator("table").first.is_visible() or name == "pipeline"


@pytest.mark.parametrize("name", DATA)
def test_a_load_that_fails_is_told_and_may_be_tried_again(visit, name):
    page = visit(name)
    page.route("**/*.data.js", lambda route: route.abort())
    page.box.get_by_role("button").click()
    page.box.get_by_text("It could not be loaded.").wait_for()
    assert page.box.get_by_role("button").evaluate("one => one === document.activeElement")
    page.unroute("**/*.data.js")
    load(page, name)


@pytest.mark.parametrize("name", PLACES)
def test_it_works_from_a_folder(visit, site, name):
    page = visit(name, start=f"{site.as_uri()}/")
    if name in DATA:
        load(page, name)
    assert page.box.locator(".explore-live [role=status]").inner_text() and not page.errors


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PLACES)
def test_on_a_phone_it_speaks_the_language_and_nothing_scrolls_sideways_or_moves(visit, name, lang):
    page = visit(name, lang, viewport=PHONE, has_touch=True, reduced_motion="reduce", color_scheme="dark")
    if name in DATA:
        page.box.get_by_role("button").tap()
        page.box.locator("input, textarea").first.wait_for()
    for _ in range(8 if name == "pipeline" else 1):
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        outside = page.evaluate(
            """name => [...document.querySelectorAll(`[data-explore=${name}] .explore-live *`)].filter(one =>
            !one.closest(".explore-scroll > *, svg") && one.getBoundingClientRect().right > innerWidth).length""",
            name,
        )
        assert not outside
        if name == "pipeline" and page.box.get_by_role("button").nth(1).is_enabled():
            page.box.get_by_role("button").nth(1).tap()
    assert page.evaluate("name => document.querySelector(`[data-explore=${name}]`).getAnimations({ subtree: true }).length", name) == 0
    assert bool(re.search("[à-ýăđơưạ-ỹ]", page.box.inner_text())) == (lang == "vi")
    assert not page.errors


def test_every_control_has_a_name(visit):
    for name in PLACES:
        page = visit(name)
        if name in DATA:
            load(page, name)
        unnamed = page.evaluate(
            """name => [...document.querySelectorAll(`[data-explore=${name}] :is(input, textarea, button, [tabindex])`)]
            .filter(one => !(one.getAttribute("aria-label") || one.labels?.[0]?.textContent.trim() || one.textContent.trim())).length""",
            name,
        )
        assert unnamed == 0, name
        assert page.box.locator("[role=status]").count() == 1


def test_softmax_is_the_snippet(visit):
    page, rng = visit("softmax"), np.random.default_rng(0)
    cases = [(rng.normal(0, scale, size).tolist(), float(rng.uniform(0.05, 10))) for scale in (1, 30, 1000) for size in (1, 2, 4, 9)]
    for (z, temperature), mine in zip(cases, page.evaluate("cases => cases.map(([z, t]) => explore.softmax(z, t))", cases), strict=True):
        close(mine, softmax(np.array(z) / temperature))


def test_softmax_by_keyboard(visit):
    page = visit("softmax")
    page.box.get_by_role("slider").focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    assert page.box.locator(".explore-slider span").inner_text() == "0.5"
    shown = [float(one) for one in page.box.locator(".explore-live td:last-child").all_inner_texts()]
    assert shown == softmax(np.array([2, 1, 0, -1]) / 0.5).round(4).tolist()


def test_cosine_similarity_is_the_snippet(visit):
    page, rng = visit("cosine_similarity"), np.random.default_rng(1)
    cases = [(rng.normal(0, scale, (2, d))).tolist() for scale in (1e-200, 1, 1e200) for d in (1, 2, 3, 50)] + [
        [[1, 2], [2, 4]],
        [[1, 2], [-2, -4]],
    ]
    for (a, b), mine in zip(cases, page.evaluate("cases => cases.map(([a, b]) => explore.cosine_similarity(a, b))", cases), strict=True):
        close(mine, cosine_similarity(a, b))
    assert page.evaluate("(() => { try { explore.cosine_similarity([0, 0], [1, 0]) } catch { return 'refused' } })()") == "refused"


def vectors(page):
    return [
        [float(one) for one in re.findall(r"-?[\d.]+", hand.get_attribute("aria-valuetext").replace("−", "-"))]
        for hand in page.box.get_by_role("slider").all()
    ]


def told_cosine(page):
    return float(re.search(r"cosine (−?[\d.]+)", page.box.get_by_role("status").inner_text())[1].replace("−", "-"))


def test_a_vector_moves_by_keyboard_and_the_zero_vector_has_no_cosine(visit):
    page = visit("cosine_similarity")
    page.box.get_by_role("slider").first.focus()
    for key in ("ArrowUp", "ArrowLeft", "Shift+ArrowUp"):
        page.keyboard.press(key)
    assert vectors(page) == [[2.9, 2.1], [1, 3]]
    assert told_cosine(page) == round(float(cosine_similarity(*vectors(page))), 4)
    for key in ["ArrowLeft"] * 29 + ["ArrowDown"] * 21:
        page.keyboard.press(key)
    assert vectors(page)[0] == [0, 0] and "no cosine" in page.box.get_by_role("status").inner_text()


def test_a_vector_follows_the_pointer_and_a_finger(visit):
    page = visit("cosine_similarity", viewport=PHONE, has_touch=True)
    page.box.locator("svg").scroll_into_view_if_needed()
    a, b = page.box.get_by_role("slider").all()
    box = page.box.locator("svg").bounding_box()
    middle, one = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2), box["width"] / 10.8
    page.mouse.move(
        *[side["x"] + side["width"] / 2 if i == 0 else side["y"] + side["height"] / 2 for i, side in enumerate([a.bounding_box()] * 2)]
    )
    page.mouse.down()
    page.mouse.move(middle[0] - 2 * one, middle[1] - 4 * one, steps=4)
    page.mouse.up()
    assert np.abs(np.array(vectors(page)[0]) - [-2, 4]).max() <= 0.1
    before, finger = page.evaluate("scrollY"), page.context.new_cdp_session(page)
    at = b.bounding_box()
    points = [
        (at["x"] + at["width"] / 2, at["y"] + at["height"] / 2),
        (middle[0], middle[1] + one),
        (middle[0] + 3 * one, middle[1] + 3 * one),
    ]
    for kind, (x, y) in zip(("touchStart", "touchMove", "touchMove"), points, strict=True):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function("one => !one.getAttribute('aria-valuetext').startsWith('(0.0')", arg=b.element_handle())
    assert np.abs(np.array(vectors(page)[1]) - [3, -3]).max() <= 0.1 and page.evaluate("scrollY") == before
    assert told_cosine(page) == round(float(cosine_similarity(*vectors(page))), 4)


def test_the_table_holds_every_float16_to_the_bit(visit):
    page = visit("analogy")
    halves = np.arange(65536, dtype=np.uint16).view(np.float16)
    finite = halves[np.isfinite(halves)]
    mine = page.evaluate("one => explore.table(one, 2).flat()", base64.b64encode(finite.tobytes()).decode())
    assert np.array_equal(mine, finite.astype(float))


def test_analogy_is_the_snippet_on_the_whole_table(visit):
    page, rng = visit("analogy"), np.random.default_rng(2)
    load(page, "analogy")
    words, E, _ = analogies.load()
    asked = [[words.index(word) for word in question.split()[::2]] for question in analogies.SHOWN] + rng.integers(
        0, len(E), (6, 3)
    ).tolist()
    found = page.evaluate(
        """asked => { const { E: text, d, words } = explore.data.analogy, E = explore.table(text, d)
        return [words.split(" ").length, E[E.length - 1], asked.map(([b, a, c]) => {
            const v = explore.analogy(E, a, b, c); return [v, explore.nearest(E, v, 5), explore.nearest(E, v, 5, [a, b, c])] })] }""",
        asked,
    )
    assert found[0] == len(words) and found[1] == E[-1].tolist()
    for (b, a, c), (v, every, rest) in zip(asked, found[2], strict=True):
        close(v, analogies.analogy(E, a, b, c))
        for mine, exclude in ((every, ()), (rest, (a, b, c))):
            expected = analogies.nearest(E, analogies.analogy(E, a, b, c), 5, exclude)
            assert [i for i, _ in mine] == [i for i, _ in expected]
            close([x for _, x in mine], [x for _, x in expected])


def test_cosines_that_agree_to_twelve_decimals_go_to_the_lower_id(visit):
    E = [[1.0, 0.0], [2.0, 1e-14], [1.0, 1.0], [3.0, 0.0]]
    mine = visit("analogy").evaluate("E => explore.nearest(E, [1, 1e-14], 4)", E)
    assert [i for i, _ in mine] == [i for i, _ in analogies.nearest(E, [1, 1e-14], 4)] == [0, 1, 3, 2]


def test_three_words_by_keyboard(visit):
    page = visit("analogy")
    load(page, "analogy")
    for word in ("bigger", "big", "Small "):
        page.keyboard.press("Control+a")
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    shown = page.box.locator("ol").all_inner_texts()
    expected = (ROOT / "snippets/expected/analogy.txt").read_text("utf-8")
    for which, mine in zip(("all", "rest"), shown, strict=True):
        assert "  ".join(mine.splitlines()[:3]) == re.search(rf"^bigger - big \+ small, {which}: (.*)$", expected, re.M)[1]
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("qwxz")
    page.keyboard.press("Enter")
    assert page.box.get_by_role("status").inner_text() == "Not in the table: qwxz"
    assert page.box.locator("ol").count() == 0


def texts():
    """Sentences, and texts drawn from letters, marks, spaces, digits, signs and whatever else parts words."""
    yield from (
        "She lent me an old book.",
        "Cô ấy cho tôi mượn cuốn sách cũ.",
        "it's we'll I'D don’t",
        "  a\n\n b \t c\u00a0\u2003 d\x85e  ",
        "1234 ½ ²३",
        "🙂👩‍👩‍👧 漢字かな",
        "'s",
        " ",
        "\x1c\x1d a\x1f",
        "",
    )
    rng = np.random.default_rng(3)
    letters = [
        *"aAzZéđệ ợ\u0301\u0323'stll0９½.,!?-_\n\t \r\u00a0\u2028\u3000\x85\x1c",
        "\u200b",
        "\ufeff",
        "🙂",
        "漢",
        "ʰ",
        "ⅷ",
        " the",
        "ing",
    ]
    for _ in range(300):
        yield "".join(rng.choice(letters, rng.integers(1, 14)))


def test_tokens_are_the_snippets(visit):
    page, cases = visit("gpt2_tokens"), list(texts())
    load(page, "gpt2_tokens")
    mine = page.evaluate(
        "cases => { const merges = explore.merges(explore.data.gpt2_tokens); return cases.map(one => explore.gpt2_tokens(one, merges)) }",
        cases,
    )
    assert [(text, ids) for text, ids in zip(cases, mine, strict=True)] == [(text, gpt2.encode(text)) for text in cases]


def test_every_token_is_written_as_the_snippet_writes_it(visit):
    page = visit("gpt2_tokens")
    load(page, "gpt2_tokens")
    mine = page.evaluate(
        "(() => { const merges = explore.merges(explore.data.gpt2_tokens); return merges.tokens.map((_, i) => explore.shown(i, merges))})()"
    )
    size = len(gpt2.load()[1]) - 1  # no text is cut into the last
    assert len(mine) == size and mine == [gpt2.shown([i]) for i in range(size)]


def test_a_sentence_by_keyboard_becomes_tokens(visit):
    page = visit("gpt2_tokens")
    load(page, "gpt2_tokens")
    page.keyboard.press("Control+a")
    page.keyboard.type("Đường về nhà")
    assert [int(one) for one in page.box.locator("li span").all_inner_texts()] == gpt2.encode("Đường về nhà")
    assert f"{len(gpt2.encode('Đường về nhà'))} tokens" in page.box.get_by_role("status").inner_text()


def test_positional_encoding_is_the_snippet(visit):
    page, rng = visit("positional_encoding"), np.random.default_rng(4)
    cases = [(int(pos), d) for d in (2, 4, 32, 512) for pos in [0, 1, *rng.integers(0, 5000, 5)]]
    for (pos, d), mine in zip(
        cases, page.evaluate("cases => cases.map(([pos, d]) => explore.positional_encoding(pos, d))", cases), strict=True
    ):
        close(mine, positional_encoding(pos, d))
    waves = [page.evaluate("k => explore.wavelength(k, 512)", k) for k in (0, 255)]
    printed = (ROOT / "snippets/expected/positional_encoding.txt").read_text("utf-8")
    assert [f"{waves[0]:.4f}", f"{waves[1]:.1f}"] == re.findall(r"(?:first|last) wavelength, k = \d+: ([\d.]+)", printed)


def test_position_and_wavelength_by_keyboard(visit):
    page = visit("positional_encoding")
    for slider, key, times in ((0, "ArrowRight", 3), (1, "ArrowLeft", 4)):
        page.box.get_by_role("slider").nth(slider).focus()
        for _ in range(times):
            page.keyboard.press(key)
    sin, cos = positional_encoding(6, 32)[10:12]
    assert f"Column 10: sin = {sin:.4f}; column 11: cos = {cos:.4f}." in page.box.get_by_role("status").inner_text().replace("−", "-")


def test_attention_is_the_snippet(visit):
    page, rng = visit("attention"), np.random.default_rng(5)
    for n, T, d_k, d_v in ((1, 1, 1, 1), (5, 5, 2, 3), (7, 7, 4, 2), (9, 9, 16, 16)):
        for scale, causal in itertools.product((1, 30), (True, False)):
            Q, K, V = rng.normal(0, scale, (n, d_k)), rng.normal(0, scale, (T, d_k)), rng.normal(0, scale, (T, d_v))
            mine = page.evaluate("([Q, K, V, causal]) => explore.attention(Q, K, V, causal)", [Q.tolist(), K.tolist(), V.tolist(), causal])
            output, weights = attention(Q, K, V, causal_mask(T) if causal else True)
            close(mine["weights"], weights)
            close(mine["output"], output)


def test_the_grid_shows_what_the_card_printed_and_what_a_token_looks_at(visit):
    page = visit("attention", has_touch=True)
    printed = (ROOT / "snippets/expected/attention.txt").read_text("utf-8")
    for name in ("no mask", "causal "):
        rows = re.findall(rf"^{name}: \w+ +(\d.*)$", printed, re.M)
        shown = [" ".join(row.locator("td").all_inner_texts()) for row in page.box.locator(".explore-live tr").all()[1:]]
        assert shown == [" ".join(row.split()) for row in rows] and len(rows) == 5
        page.box.get_by_role("checkbox").focus()
        page.keyboard.press("Space")
    status = page.box.get_by_role("status")
    page.keyboard.press("Tab")
    assert status.inner_text() == "the looks at: the 0.200 · cat 0.200 · sleeps 0.200 · and 0.200 · it 0.200"
    page.box.get_by_role("button", name="sleeps").tap()
    assert status.inner_text().startswith("sleeps looks at: the 0.048 · cat 0.809")
    page.box.get_by_role("row").nth(2).hover()
    assert status.inner_text().startswith("cat looks at: the 0.459")
    sentence = page.evaluate("explore.sentence")
    close(
        page.evaluate("(({ X, W_Q, W_K, W_V }) => explore.project(X, W_Q, W_K, W_V)[2])(explore.sentence)"),
        project(*(sentence[one] for one in ("X", "W_Q", "W_K", "W_V")))[2],
    )


@pytest.fixture(scope="module")
def shown():
    """What the demonstration of the pipeline has: its steps, and its model m."""
    return runpy.run_path(str(ROOT / "snippets/pipeline.py"), run_name="__main__")


STEPS = ["cà phê thiếu đường", "đường xa", "a", "  two  spaces\nand a line ", "xe chạy trên đường trên đường 🙂"]


def test_the_walk_is_the_snippet_matrix_by_matrix(visit, shown):
    page = visit("pipeline")
    load(page, "pipeline")
    m = shown["m"]
    for text in STEPS:
        mine = page.evaluate("text => explore.pipeline(text, explore.model(explore.data.pipeline))", text)
        t = shown["tokenize"](text, m)
        assert mine["words"] == shown["split"](text) and mine["t"] == t.tolist()
        x = shown["one_hot"](t, m)
        v = shown["embed"](x, m)
        z = shown["place"](v)
        close(mine["x"], x)
        close(mine["v"], v)
        close(mine["p"], z - v)
        close(mine["z"], z)
        for name, W in (("Q", m.W_Q), ("K", m.W_K), ("V", m.W_V)):
            close(mine[name], z @ W)
        close(mine["A"], shown["look"](z, m))
        close(mine["c"], shown["contextual"](text, m))


def test_the_walk_by_keyboard_shows_each_step_with_formula_card_shape_and_numbers(visit, shown):
    page, text = visit("pipeline"), "đường xa"
    load(page, "pipeline")
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Tab")
    T, captions, cards = len(shown["tokenize"](text, shown["m"])), [], []
    for step in range(8):
        assert page.box.get_by_role("status").inner_text().startswith(f"{step + 1}/8: ")
        assert page.box.locator(".explore-live math").first.is_visible()
        cards.append(page.box.locator(".explore-live a").get_attribute("href").partition("#")[2])
        captions += page.box.locator(".explore-live figcaption:visible").all_inner_texts()
        if step < 7:
            page.box.get_by_role("button", name="Next").focus()
            page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Back"  # at the end there is no Next
    assert captions == [
        f"{name} ({T}, {width})"
        for name, width in (
            ("x", 293),
            ("v", 16),
            ("p", 16),
            ("z", 16),
            ("Q", 16),
            ("K", 16),
            ("V", 16),
            ("QKᵀ/√d", T),
            ("A", T),
            ("c", 16),
        )
    ]
    assert len(set(cards)) == 7 and cards[-1] == "card-pipeline"
    numbers = [
        [float(one.replace("−", "-")) for one in row.locator("td").all_inner_texts()[1:]]
        for row in page.box.locator(".explore-live tr").all()[1:]
    ]
    np.testing.assert_allclose(numbers, shown["contextual"](text, shown["m"]), atol=5.001e-4)
    page.box.locator("input").fill("")
    assert page.box.get_by_role("status").inner_text() == "Type a sentence." and not page.errors
