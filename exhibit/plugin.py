"""What a Markdown extension cannot know: the page, the run of everything at once, the files to serve, the end of the build."""

import os
from pathlib import Path

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File

from exhibit import font, lab, pages, runs
from exhibit.snippet import FOLDER

log = get_plugin_logger("exhibit")
WATCHED = (FOLDER, Path("tests"), lab.SOURCES)


class ExhibitConfig(Config):
    issues = config_options.Type(str, default="")
    font = config_options.Type(str, default="assets/stix-two-math.woff2")


class ExhibitPlugin(BasePlugin[ExhibitConfig]):
    """Runs what is stale, tells the card its page and its language, and stops the build at its end if anything is wrong."""

    def on_startup(self, *, command, dirty):
        self.serving, self.faults = command == "serve", []

    def on_config(self, config):
        config.watch += [str(path.resolve()) for path in WATCHED if str(path.resolve()) not in config.watch]

    def on_pre_build(self, config):
        if not config.plugins["i18n"].building:
            runs.warm()
            for fault in pages.check():
                self.report(fault)

    def on_files(self, files, config):
        for path in sorted(FOLDER.glob("*.py")):
            files.append(File.generated(config, path.as_posix(), abs_src_path=str(path.resolve())))
        return files

    def on_page_markdown(self, markdown, page, config, files):
        lang = getattr(page.file, "locale", None) or "vi"
        source = os.path.relpath(page.file.abs_src_path) if page.file.abs_src_path else page.file.src_uri
        root = "../" * page.url.rstrip("/").count("/") + ("../" if page.url.strip("./") else "")
        told = {"lang": lang, "source": source, "root": root, "issues": self.config.issues, "report": self.report}
        config.mdx_configs.setdefault("exhibit.card", {}).update(told)
        config.mdx_configs.setdefault("exhibit.maths", {})
        config.mdx_configs.setdefault("exhibit.glossary", {}).update(lang=lang, mark="glossary." not in source)

    def report(self, fault):
        if str(fault) not in self.faults:
            self.faults.append(str(fault))
            log.error(str(fault))

    @event_priority(-200)  # after static-i18n has built the other language
    def on_post_build(self, config):
        if config.plugins["i18n"].building:
            return
        font.write(Path(config.site_dir), self.config.font)
        faults, self.faults = self.faults, []
        if faults and not self.serving:
            raise PluginError(f"{len(faults)} faults, each told above; the site was not accepted")
