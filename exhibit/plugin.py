"""What a Markdown extension cannot know: the page, the run of everything at once, the files to serve, the end of the build."""

import os
import re
from pathlib import Path

from mkdocs.config import config_options
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File

from exhibit import font, pages, runs
from exhibit.snippet import FOLDER

log = get_plugin_logger("exhibit")
FONT = "assets/stix-two-math.woff2"


class ExhibitPlugin(BasePlugin):
    """Runs what is stale, tells the card its page and its language, and stops the build at its end if anything is wrong."""

    config_scheme = (("issues", config_options.Type(str, default="")),)

    def on_startup(self, *, command, dirty):
        self.serving, self.faults = command == "serve", []

    def on_config(self, config):
        config.watch += {str(Path(one).resolve()) for one in (FOLDER, "tests", "labs")} - {*config.watch}

    def on_pre_build(self, config):
        if not config.plugins["i18n"].building:
            runs.warm()
            for fault in pages.check():
                self.report(fault)

    def on_files(self, files, config):
        for path in sorted(FOLDER.glob("[!_]*.py")):
            files.append(File.generated(config, path.as_posix(), abs_src_path=str(path.resolve())))
        return files

    def on_page_markdown(self, markdown, page, config, files):
        source, lang = os.path.relpath(page.file.abs_src_path), getattr(page.file, "locale", "vi")
        told = {"lang": lang, "source": source, "issues": self.config["issues"], "report": self.report}
        told |= {"root": "../" * len(page.url.strip("./").split("/")) if page.url.strip("./") else "", "terms": "glossary." not in source}
        config.mdx_configs.setdefault("exhibit.card", {}).update(told)
        return re.sub(r"^\{\{ all: (formulas|verified|glossary) \}\}$", lambda m: getattr(pages, m[1])(lang), markdown, flags=re.M)

    def report(self, fault):
        if str(fault) not in self.faults:
            self.faults.append(str(fault))
            log.error(str(fault))

    @event_priority(-200)  # after static-i18n has built the other language
    def on_post_build(self, config):
        if not config.plugins["i18n"].building:
            font.write(Path(config.site_dir), FONT)
            faults, self.faults = self.faults, []
            if faults and not self.serving:
                raise PluginError(f"{len(faults)} faults, each told above; the site was not accepted")
