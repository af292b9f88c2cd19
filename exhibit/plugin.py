"""What a Markdown extension cannot know: the page, the run of everything at once, the files to serve, the end of the build."""

import fcntl
import functools
import os
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import forkserver
from pathlib import Path

import jinja2
from babel.dates import format_date
from mkdocs import plugins
from mkdocs.exceptions import PluginError

from exhibit import archive, figure, glossary, held, history, lab, pages, plain, runs, search, shapes, snippet, style, wire, words


class ExhibitPlugin(plugins.BasePlugin):
    """Runs what is stale, tells the card its page and its language, and stops the build at its end if anything is wrong."""

    def on_startup(self, *, command, dirty):
        self.serving, self.faults, self.pool = command == "serve", [], ThreadPoolExecutor(1)
        self.index, self.changed = self.pool.submit(lambda: None), history.changed()
        if self.serving:
            forkserver.ensure_running()  # ready before a snippet changes
        else:
            fcntl.flock(os.open(".", os.O_RDONLY), fcntl.LOCK_EX)  # two builds at once take turns
        os.environ.setdefault("SOURCE_DATE_EPOCH", subprocess.getoutput("git log -1 --format=%ct 2>/dev/null") or "0")
        lab.patch(self.report)
        wire.plain_colours()
        held.hold()

    def report(self, fault):
        if str(fault) not in self.faults:
            self.faults.append(str(fault))
            plugins.get_plugin_logger("exhibit").error(str(fault))

    @plugins.event_priority(-50)  # after mkdocs-jupyter, which runs its notebooks here already
    def on_pre_build(self, config):
        if not config.plugins["i18n"].building:
            config.strict = False  # MkDocs counts already what is said from here on, of all languages; one is not to stop the next
            held.ANSWERS.clear()
            self.index.result()  # of the build before: the site's folder is emptied next
            labs = functools.partial(lab.run, self.report), [config]
            runs.warm(labs, (figure.drawn, snippet.names(figure.FOLDER)), (shapes.check, snippet.names()))
            config.plugins["mkdocs-jupyter"].config["cache"] &= os.access(".cache", os.W_OK)
            if runs.UNSAVED:
                plugins.get_plugin_logger("exhibit").info(f"{runs.CACHE} cannot be written: this build goes on without it")
            pages.check(self.report)

    def on_page_markdown(self, markdown, page, config, files):
        source, lang = os.path.relpath(page.file.abs_src_path), page.file.locale
        told = {"lang": lang, "source": source, "root": "../" * page.url.count("/")}
        told |= {"issues": f"{config.extra['repository']}/issues/new", "report": self.report, "below": pages.below}
        config.mdx_configs["exhibit.card"] = told
        config.mdx_configs["toc"]["permalink_title"] = words.WORDS[page.file.locale]["here"]
        page.edit_url = f"{config.extra['repository']}/edit/main/{lab.edited(source)}"
        page.changed = self.changed.get(str(lab.edited(source)))
        markdown = re.sub(r"(?m)^\{\{ all: ([\w ]+) \}\}$", lambda found: words.attempt(told, pages.made, found[1], lang, source), markdown)
        if "render" not in vars(page):  # mkdocs-jupyter remembers its own
            held.remember(page, (markdown, [*files.src_uris]), self.faults)
        return markdown

    def on_env(self, env, config, files):
        env.globals |= {"WORDS": words.WORDS, "languages": words.LANGUAGES, "glossary": glossary, "format_date": format_date}
        env.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False}
        env.bytecode_cache = jinja2.FileSystemBytecodeCache()  # else every build compiles the theme anew
        return env

    def on_page_content(self, html, page, config, files):
        figure.share(config.site_name, page, pages.stated(pages.DOCS / page.file.src_uri, page.file.locale))
        return html if page.file.name == "glossary" else glossary.marked(html, page.file.locale, glossary.text())

    def on_post_template(self, output_content, template_name, config):
        """The page for an address that is none stands in the folder of its language; MkDocs keeps the first if the second is empty."""
        if template_name != "404.html" or not config.plugins["i18n"].building:
            return output_content
        Path(config.site_dir, config.plugins["i18n"].current_language, template_name).write_text(output_content, "utf-8")
        return ""

    @plugins.event_priority(-200)  # after static-i18n has built the other language
    def on_post_build(self, config):
        if not config.plugins["i18n"].building:
            history.redirect(Path(config.site_dir), config.site_url, self.report)
            copies = Path(config.site_dir, runs.FOLDER)
            shutil.copytree(runs.FOLDER, copies, ignore=shutil.ignore_patterns("[._]*", "expected", "*.toml"), dirs_exist_ok=True)
            archive.write(copies)
            words.attempt({"report": self.report}, plain.write, Path(config.site_dir), config.site_url)
            style.write(Path(config.site_dir), wire.write(Path(config.site_dir), self.serving))
            # after the stylesheet, which would take words of the explorables' data for names
            figure.write(Path(config.site_dir), self.report)
            self.index = self.pool.submit(search.write, Path(config.site_dir), "pagefind")
            if not self.serving:  # there it may be late
                self.index.result()
            faults, self.faults = self.faults, []
            if faults:
                shutil.rmtree(".cache/mkdocs-jupyter", ignore_errors=True)  # it may hold a page whose cell stopped
            if faults and not self.serving:
                raise PluginError(f"{len(faults)} faults, each told above; the site was not accepted")
