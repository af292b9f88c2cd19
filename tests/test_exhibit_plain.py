"""A page as Markdown keeps formulas, code and outputs to the letter, and leaves out what is there to be pressed."""

import json

import pytest

from exhibit import plain, runs
from exhibit.plain import markdown
from exhibit.words import mathml

from .exhibit_project import CARD, SNIPPET, in_folder

project = pytest.fixture(in_folder)
BASE = "https://example.org/repo/en/page/"


def made(html):
    return markdown(html, BASE)


def test_formulas_are_latex_to_the_letter():
    tex = r"\|a_i^*\| < b_1 \& \text{if } x"
    assert made(f"<p>So {mathml(tex)}.</p>") == f"So ${tex}$.\n"
    assert made(f"<p>So</p><div>{mathml(tex, display=True)}</div><p>and</p>") == f"So\n\n$${tex}$$\n\nand\n"


def test_in_a_table_a_bar_of_a_formula_or_of_code_does_not_end_the_cell():
    head = "<thead><tr><th>a|b</th><th>c</th></tr></thead>"
    norm = mathml(r"\|V\|")
    rows = f"<tbody><tr><td>{norm}</td><td><code>(|V|, d)</code></td></tr></tbody>"
    assert made(f"<table>{head}{rows}</table>").splitlines() == [r"| a\|b | c |", "| --- | --- |", r"| $\\|V\\|$ | `(\|V\|, d)` |"]


@pytest.mark.parametrize("text", ["x = 1\n", "\tx_1 * 2\n\n\n  # <b> & `\n", "```\nin it\n```\n", "no end"])
def test_code_is_kept_to_the_letter_in_a_fence_that_it_does_not_close(text):
    shown = text.replace("&", "&amp;").replace("<", "&lt;").replace("x", '<span class="n">x</span>')
    fence = "````" if "```" in text else "```"
    body = text if text.endswith("\n") else text + "\n"
    assert made(f'<div class="highlight"><pre><span></span><code>{shown}</code></pre></div>') == f"{fence}python\n{body}{fence}\n"
    assert made(f'<div class="language-bibtex highlight"><pre><code>{shown}</code></pre></div>').startswith(f"{fence}bibtex\n")
    assert made(f'<pre class="exhibit-output">{shown}</pre>') == f"{fence}text\n{body}{fence}\n"


def test_addresses_are_whole_and_pictures_stand_once():
    assert made('<p><a href="../other/#F1" title="Go">F1</a></p>') == "[F1](https://example.org/repo/en/other/#F1)\n"
    light, dark = (f'<img alt="What is seen" src="../../assets/a.en.{one}.svg#only-{one}">' for one in ("light", "dark"))
    shown = made(f"<figure>{light}{dark}<figcaption><p>Look.</p></figcaption></figure>")
    assert shown == "![What is seen](https://example.org/repo/assets/a.en.light.svg)\n\nLook.\n"


def test_what_is_there_to_be_pressed_is_left_out():
    parts = '<a class="headerlink" href="#a">¶</a>', '<span class="term-note" role="tooltip">Meaning</span>', "<script>1</script>"
    assert made(f"<h2>Title{parts[0]}</h2><p><dfn>term{parts[1]}</dfn>{parts[2]}</p>") == "## Title\n\nterm\n"
    assert made('<a class="md-content__button" href="x">Edit</a><p class="md-source-file">Last changed</p><p>a</p>') == "a\n"


def test_what_folds_out_is_there_under_its_name():
    assert made("<details><summary>Hint</summary><p>Think.</p></details>") == "**Hint**\n\nThink.\n"


def test_a_whole_card_is_markdown(project):
    shown = made(project.draw(CARD))
    assert not project.faults and "<" not in shown.replace(SNIPPET, "")
    assert f"```python\n{SNIPPET}```" in shown and "```text\ntwice 3: 6\n```" in shown and "\n$$y = 2x$$\n" in shown
    assert "- [F1](https://example.org/repo/en/page/#F1-code): it doubles $x$" in shown
    assert "**Verified**\n\n- It doubles a number\n" in shown and "| $x$ | `x` | `()` | number |" in shown
    assert not [word for word in ("Copy", "LaTeX", "Download", "Report", "no credit") if word in shown]


def test_each_page_has_its_markdown_and_each_card_its_facts(project):
    for place in ("", "en/"):
        page = project.write(f"site/{place}page/index.html", f"<nav>menu</nav><article>{project.draw(CARD)}</article>")
    project.write("site/old/index.html", "<p>moved</p>")
    plain.write(project.root / "site", "https://example.org/repo/")
    assert page.with_suffix(".md").read_text("utf-8") == made(page.read_text("utf-8")[len("<nav>menu</nav>") :])
    assert not (project.root / "site/old/index.md").exists()
    told = json.loads((project.root / "site/cards.json").read_text("utf-8"))
    (card,) = told["cards"]
    assert card["addresses"] == {lang: f"https://example.org/repo/{at}page/#card-one" for lang, at in (("vi", ""), ("en", "en/"))}
    assert card["formulas"] == {"F1": {"vi": "y = 2x", "en": "y = 2x"}} and card["code"] == SNIPPET
    (test, claim), said = *card["claims"].items(), {"vi": "Gấp đôi một số", "en": "It doubles a number", "outcome": "passed"}
    assert (
        test == "tests/test_one.py::test_doubles"
        and said.items() <= claim.items()
        and card["output"] == runs.output("one") == "twice 3: 6\n"
        and card["tried"] is None
    )
    assert card["file"] == "https://example.org/repo/snippets/one.py" and card["symbols"][0]["variable"] == "x"


def test_a_card_has_its_whole_file(project):
    card = '<section class="exhibit" data-snippet="one"><pre><code>twice(3)</code></pre><pre class="exhibit-output">6\n</pre></section>'
    assert made(card) == f"```python\n{SNIPPET}```\n\n```text\n6\n```\n"
