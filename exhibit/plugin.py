"""What a Markdown extension cannot know: the page, the run of everything at once, the files to serve, the end of the build."""

import os
import re
import shutil
from pathlib import Path

from mkdocs import plugins
from mkdocs.exceptions import PluginError

from exhibit import card, font, lab, pages, runs, words
from exhibit.words import Fault

USED = re.compile(rf"^{card.FENCE} \| *(\w+)|\{{\{{ *(\w+):", re.M)
DRAWN = {"content", "toc", "_title_from_render", "present_anchor_ids", "links_to_anchors"}


def attempt(call, *arguments):
    try:
        return call(*arguments)
    except Fault as fault:
        return fault


class ExhibitPlugin(plugins.BasePlugin):
    """Runs what is stale, tells the card its page and its language, and stops the build at its end if anything is wrong."""

    def on_startup(self, *, command, dirty):
        self.serving, self.faults, self.drawn = command == "serve", [], {}
        lab.patch(self.report)

    def report(self, fault):
        if str(fault) not in self.faults:
            self.faults.append(str(fault))
            plugins.get_plugin_logger("exhibit").error(str(fault))

    def on_pre_build(self, config):
        if not config.plugins["i18n"].building:
            runs.warm()
            lab.write(pages.DOCS, config.site_url or "")
            pages.check(self.report)

    def on_page_markdown(self, markdown, page, config, files):
        source, lang = os.path.relpath(page.file.abs_src_path), page.file.locale
        told = {"lang": lang, "source": source, "root": "../" * page.url.count("/"), "terms": "glossary." not in source}
        config.mdx_configs["exhibit.card"] = told | {"issues": config.extra["issues"], "report": self.report}
        lists = {kind: attempt(pages.made, kind, lang) for kind in re.findall(r"^\{\{ all: (\w+) \}\}$", markdown, re.M)}
        for kind, made in lists.items():
            made = words.told(told | {"report": self.report}, made) if isinstance(made, Fault) else made
            markdown = markdown.replace(f"{{{{ all: {kind} }}}}", made)
        if self.serving:
            self.remember(page, markdown, told)
        return markdown

    def remember(self, page, markdown, told):
        """While serving, a page whose text, terms and cards are what they were is not drawn again, unless it held a fault."""
        names = sorted({card or number for card, number in USED.findall(markdown)})
        inputs = repr([markdown, told, card.terms(), [attempt(call, one) for one in names for call in (runs.output, runs.claims)]])
        texts = [path.read_text("utf-8") for one in names for path in runs.FOLDER.glob(f"{one}.py")]
        (before, kept), draw = self.drawn.get(page.file.src_uri, (None, {})), page.render

        def render(config, files):
            if before == (inputs, texts):
                return vars(page).update(kept)
            faults = len(self.faults)
            draw(config, files)
            if len(self.faults) == faults:
                result = {key: value for key, value in vars(page).items() if key in DRAWN}
                self.drawn[page.file.src_uri] = (inputs, texts), result

        page.render = render

    @plugins.event_priority(-200)  # after static-i18n has built the other language
    def on_post_build(self, config):
        if not config.plugins["i18n"].building:
            font.write(Path(config.site_dir), "assets/stix-two-math.woff2")
            copies = Path(config.site_dir, runs.FOLDER)
            shutil.copytree(runs.FOLDER, copies, ignore=shutil.ignore_patterns("[._]*", "expected", "*.toml"), dirs_exist_ok=True)
            faults, self.faults = self.faults, []
            if faults:
                shutil.rmtree(".cache/mkdocs-jupyter", ignore_errors=True)  # it may hold a page whose cell stopped
            if faults and not self.serving:
                raise PluginError(f"{len(faults)} faults, each told above; the site was not accepted")
