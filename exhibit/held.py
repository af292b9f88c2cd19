"""Within one build a question is asked once; a page is drawn again only if an answer that it needed is not what it was."""

import re
from functools import wraps
from importlib import import_module

from exhibit.words import attempt

ANSWERS, ASKED, DRAWN = dict[tuple, object](), list[tuple](), dict[str, tuple]()  # of this build; of this page; each page as it was
QUESTIONS = """card.Snippet pages.Snippet pages.cards pages.below pages.references runs.source kept.output
    kept.claims records.found records.reasons shapes.check archive.packed figure.drawn figure.data"""
PARTS = ("content", "toc", "_title_from_render", "present_anchor_ids")


def hold() -> None:
    """From now on, each of the functions that do nothing but answer is called once a build for each question."""
    for module, name in [(import_module(f"exhibit.{one}"), name) for one, name in re.findall(r"(\w+)\.(\w+)", QUESTIONS)]:
        setattr(module, name, held(getattr(module, name)))


def held(ask):
    @wraps(ask)
    def answer(*question):
        ASKED.append((answer, question))
        if (answer, question) not in ANSWERS:
            ANSWERS[answer, question] = ask(*question)
        return ANSWERS[answer, question]

    return answer


def remember(page, told: object, faults: list) -> None:
    """Let a page be as it was, if so are what it was told and all answers for which it asked; one with a fault is drawn anew."""
    draw, name = page.render, page.file.abs_src_path

    def render(config, files):
        before, answers, parts, links = DRAWN.get(name, (None, {}, {}, {}))
        if before == told and all(attempt({"report": str}, ask, *question) == old for (ask, question), old in answers.items()):
            return vars(page).update(parts, links_to_anchors={files.get_file_from_path(one): anchors for one, anchors in links.items()})
        ASKED.clear()
        count = len(faults)
        draw(config, files)
        if len(faults) == count and ANSWERS.keys() >= {*ASKED}:
            links = {one.src_uri: anchors for one, anchors in (page.links_to_anchors or {}).items()}
            DRAWN[name] = told, {one: ANSWERS[one] for one in ASKED}, {part: getattr(page, part) for part in PARTS}, links

    page.render = render
