"""Within one build a question is asked once; a page is drawn again only if an answer that it needed is not what it was."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from exhibit.words import attempt

ANSWERS = dict[Any, Any]()  # of the running build
ASKED = list[Any]()  # by the page that is being drawn
DRAWN = dict[str, tuple]()  # each page as it last was
Question, Answer = ParamSpec("Question"), TypeVar("Answer")
BEGUN = "begun"
PARTS = ("content", "toc", "_title_from_render", "present_anchor_ids")


def begin() -> None:
    """Forget all answers, and keep those that follow until the end."""
    ANSWERS.clear()
    ANSWERS[BEGUN] = True


def end() -> None:
    ANSWERS.clear()


def held(ask: Callable[Question, Answer]) -> Callable[Question, Answer]:
    """A function that does nothing but answer: between begin and end it is called once for each question."""

    @wraps(ask)
    def answer(*question: Question.args, **named: Question.kwargs) -> Answer:
        if BEGUN not in ANSWERS or named:
            return ask(*question, **named)
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
            vars(page).update(parts, links_to_anchors={files.get_file_from_path(one): anchors for one, anchors in links.items()})
            return
        ASKED.clear()
        count = len(faults)
        draw(config, files)
        if len(faults) == count and ANSWERS.keys() >= {*ASKED}:
            links = {one.src_uri: anchors for one, anchors in (page.links_to_anchors or {}).items()}
            DRAWN[name] = told, {one: ANSWERS[one] for one in ASKED}, {part: getattr(page, part) for part in PARTS}, links

    page.render = render
