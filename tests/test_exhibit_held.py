"""What a build asks twice, and when a page is drawn again."""

from types import SimpleNamespace

import pytest

from exhibit import held, words


class File:
    def __init__(self, src_uri):
        self.src_uri = src_uri


@pytest.fixture
def world(monkeypatch):
    """A function that answers from a dictionary and counts, held; a page that quotes two answers; a way to build it."""
    monkeypatch.setattr(held, "ANSWERS", {})
    monkeypatch.setattr(held, "DRAWN", {})
    facts, calls, drawn, faults = {"a": 1, "b": 2}, [], [], []

    def ask(name):
        calls.append(name)
        if facts[name] is None:
            raise words.Fault("a.py", 1, "it stopped", "mend it")
        return facts[name]

    answer = held.held(ask)
    others = {"other.md": object()}

    def build(told="text", links=("other.md",), report=faults.append):
        held.ANSWERS.clear()
        page = SimpleNamespace(file=SimpleNamespace(abs_src_path="/page.md"), links_to_anchors=None, toc="toc", _title_from_render="t")
        files = SimpleNamespace(get_file_from_path=others.get)

        def draw(config, files):
            drawn.append(told)
            page.content = " ".join(str(words.attempt({"report": report}, answer, one)) for one in "aab")
            page.present_anchor_ids = {"here"}
            page.links_to_anchors = {File(one): {"there": one} for one in links}

        page.render = draw
        held.remember(page, told, faults)
        page.render({}, files)
        return page

    return SimpleNamespace(facts=facts, calls=calls, drawn=drawn, faults=faults, others=others, build=build)


def test_a_question_is_asked_once_a_build(world):
    assert world.build().content == "1 1 2" and world.calls == ["a", "b"]
    world.build()
    assert world.calls == ["a", "b", "a", "b"]


def test_a_page_is_drawn_again_only_if_its_text_or_an_answer_changed(world):
    first, second = world.build(), world.build()
    assert world.drawn == ["text"] and second.content == first.content and second.present_anchor_ids == {"here"} and second.toc == "toc"
    world.facts["c"] = 3
    assert world.build().content == "1 1 2" and world.drawn == ["text"]
    world.facts["b"] = 4
    assert world.build().content == "1 1 4" and len(world.drawn) == 2
    assert world.build("other text").content == "1 1 4" and world.drawn[2:] == ["other text"]


def test_links_lead_to_the_files_of_this_build(world):
    world.build()
    world.others["other.md"] = "the new file"
    assert world.build().links_to_anchors == {"the new file": {"there": "other.md"}}


@pytest.mark.parametrize("told_before", [False, True], ids=["told-here", "told-on-an-earlier-page"])
def test_a_page_with_a_fault_is_drawn_until_it_is_mended(world, told_before):
    world.facts["b"] = None
    report = (lambda fault: None) if told_before else world.faults.append
    for _ in range(2):
        assert "it stopped" in world.build(report=report).content
    assert len(world.drawn) == 2
    world.facts["b"] = 2
    assert [world.build().content for _ in range(2)] == ["1 1 2"] * 2 and len(world.drawn) == 3


def test_an_answer_that_becomes_a_fault_draws_the_page_again(world):
    world.build()
    world.facts["a"] = None
    assert "it stopped" in world.build().content


def test_every_question_that_is_held_is_a_function_of_the_build(monkeypatch):
    from exhibit import archive, card, figure, kept, pages, records, runs, shapes

    modules = dict(archive=archive, card=card, figure=figure, kept=kept, pages=pages, records=records, runs=runs)
    modules |= dict(shapes=shapes)
    named = [one.split(".") for one in held.QUESTIONS.split()]
    before = {(module, name): getattr(modules[module], name) for module, name in named}
    for module, name in named:
        monkeypatch.setattr(modules[module], name, before[module, name])  # to be put back
    held.hold()
    assert all(getattr(modules[module], name).__wrapped__ is before[module, name] for module, name in named)
