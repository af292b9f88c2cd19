"""For machines that read: each page as Markdown beside it, and all cards in one file of JSON."""

import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import urljoin

from markdownify import MarkdownConverter

from exhibit import card, kept, records
from exhibit.snippet import Snippet, names
from exhibit.words import TEMPLATES, language

PRESSED = "headerlink|term-note|exhibit-tools|exhibit-tex|exhibit-foot|md-content__button|md-source-file|map"
SIMPLER = {
    rf'(?s)<(\w+) (?=[^>]*class="(?:[^"]* )?(?:{PRESSED})[ "]).*?</\1>|<img [^>]*only-dark">': "",
    r"(?s)<math([^>]*)>.*?<annotation[^>]*>(.*?)</annotation>.*?</math>": r"<math\1>\2</math>",
    r"</a> ?<span>": "</a>: <span>",
    r"<span[^>]*>((?:[^<]|<math[^>]*>[^<]*</math>)*)</span>": r"\1",
    r'(<a [^>]*?) title="[^"]*"|(?<=light.svg)#only-light': r"\1",
    r'(?=<ul [^>]*aria-label="([^"]*)")|<summary>(.*?)</summary>': r"<p><b>\1\2</b></p>",
}


class Plain(MarkdownConverter):
    """Formulas as LaTeX, code and what it printed in fences."""

    def convert_math(self, node, text, parent_tags):
        return f"\n\n$${node.text}$$\n\n" if node.get("display") == "block" else f"${node.text}$"

    def convert_pre(self, node, text, parent_tags):
        kinds = " ".join([*node.get("class", []), *node.parent.get("class", [])])
        kind = "text" if "-output" in kinds else [*re.findall(r"language-(\w+)", kinds), "python"][0]
        of = kind == "python" and node.find_parent("section", attrs={"data-snippet": True})  # a card shows its file without the head
        code = Snippet(of["data-snippet"]).text if of else node.text
        fence, end = max(["``", *re.findall("`+", code)], key=len) + "`", "" if code.endswith("\n") else "\n"
        return f"\n\n{fence}{kind}\n{code}{end}{fence}\n\n"

    def convert_td(self, node, text, parent_tags):
        return super().convert_td(node, text.replace("|", r"\|"), parent_tags)

    convert_th = convert_td


@lru_cache(500)
def markdown(html: str, base: str) -> str:
    """A part of a page at an address, as Markdown with whole addresses and nothing to press."""
    for long, short in SIMPLER.items():
        html = re.sub(long, short, html)
    html = re.sub(r'(?:(?<= href=")|(?<= src="))[^"]*', lambda link: urljoin(base, link[0]), html)
    return Plain(heading_style="atx", bullets="-").convert(html) + "\n"


def write(site: Path, address: str) -> None:
    """Write both into the folder of a built site, which stands at an address."""
    homes = dict[str, dict]()
    for path in sorted(site.rglob("index.html")):
        place = urljoin(address, path.parent.relative_to(site).as_posix() + "/")
        if found := re.search("<article.*</article>", path.read_text("utf-8"), re.S):
            path.with_suffix(".md").write_text(markdown(found[0], place), "utf-8")
            for one in re.findall(r'<section class="exhibit[^>]* id="([\w-]+)"', found[0]):
                homes.setdefault(one, {})[language(place.removeprefix(address))] = f"{place}#{one}"
    facts = dict(names=names(), snippet=Snippet, card=card, kept=kept, tried=records.found("matrix"), homes=homes, site=address)
    (site / "cards.json").write_text(TEMPLATES.get_template("cards.json").render(facts) + "\n", "utf-8")
