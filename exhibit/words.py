"""What the site says, and how: words, numbers and formulas to readers in their language, faults to authors in one line."""

import html
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import jinja2
import math_core
from mkdocs.exceptions import PluginError

LANGUAGES = ("vi", "en")
WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
TEMPLATES = jinja2.Environment(loader=jinja2.PackageLoader("exhibit"), autoescape=jinja2.select_autoescape())
MATHML = math_core.LatexToMathML(annotation=True, fancy_error=False)
NUMBER = r"[-+]?(?:(?:\d{1,3}(?:,\d{3})+(?!,?\d)|\d+)(?:\.\d+)?(?:e[-+]?\d+)?|\b(?:nan|inf)\b)"
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Fault(PluginError):
    """A mistake of the author's, shown as one line (and what details it) and never with a traceback."""

    def __init__(self, path: str | Path, line: int, what: str, mend: str, detail: str = "") -> None:
        super().__init__(f"{Path(path).as_posix()}:{line}: {what}; {mend}{detail}")


def language(address: str) -> str:
    """The language of a page, by its address within the site."""
    return next((one for one in LANGUAGES if address.startswith(f"{one}/")), LANGUAGES[0])


def line_of(path: str | Path, needle: str, nth: int = 1) -> int:
    """The number of the nth line of a file that holds the needle; 1 where there is none."""
    lines = Path(path).read_text("utf-8").splitlines() if Path(path).is_file() else []
    return [*(number for number, line in enumerate(lines, 1) if needle in line), *[1] * nth][nth - 1]


def stop(fault: Fault) -> None:
    """What becomes of a fault where nobody collects them."""
    raise fault


def told(config: dict, fault: Fault) -> str:
    """Report a fault to the collector in `config` and give the HTML that stands in its place."""
    config["report"](fault)
    return f'<span class="exhibit-error" role="alert">{html.escape(str(fault))}</span>'


def attempt(config: dict, call: Callable, *arguments):
    """What a call gives or, if it raises a fault, what stands in its place."""
    try:
        return call(*arguments)
    except Fault as fault:
        return told(config, fault)


def mathml(tex: str, path: str | Path = "", near: str = "", display: bool = False) -> str:
    """LaTeX as a `<math>` element that keeps it; Fault names the place in it, and the line of the file that holds it or what is near."""
    try:
        return MATHML.convert_with_local_state(tex, displaystyle=display)
    except math_core.LatexError as error:
        place, _, why = str(error).partition(": ")
        what, line = f"the formula {tex!r} does not parse at character {int(place) + 1}: {why}", line_of(path, near or tex.splitlines()[0])
        raise Fault(path, line, what, "correct the LaTeX") from None


def local(number: str, lang: str) -> str:
    """A printed number as prose writes it: 50,257 with a thin space in Vietnamese, 1e-12 as 10⁻¹² in both."""
    ((sign, whole, fraction, power),) = re.findall(r"^([-+]?)(\w+?)(\.\d+)?(?:e([-+]?\d+))?$", number.replace(",", ""))
    if whole.isdigit() and len(whole) > (4 if lang == "vi" else 3):
        whole = f"{int(whole):,}".replace(",", "\u202f" if lang == "vi" else ",")  # a thin space that does not break
    text = sign.replace("-", "−") + whole + fraction.replace(".", "," if lang == "vi" else ".")
    raised = f"10{str(int(power)).translate(RAISED)}" if power else ""
    return (raised if text == "1" else f"{text} × {raised}") if raised else text


TEMPLATES.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
TEMPLATES.globals |= {"WORDS": WORDS, "languages": LANGUAGES, "mathml": mathml, "local": local}
