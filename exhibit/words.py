"""The words of the site in each language, the markup that holds them, and how each language writes a number."""

import re
import tomllib
from pathlib import Path

import jinja2

LANGUAGES = ("vi", "en")
WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")), autoescape=jinja2.select_autoescape()
)
NUMBER = r"[-+]?(?:(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+)(?:\.\d+)?(?:e[-+]?\d+)?|\b(?:nan|inf)\b)"
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def local(number: str, lang: str) -> str:
    """A printed number as prose writes it: 50,257 with a thin space in Vietnamese, 1e-12 as 10⁻¹² in both."""
    sign, whole, fraction, power = re.fullmatch(r"([-+]?)(\w+?)(\.\d+)?(?:e([-+]?\d+))?", number.replace(",", "")).groups("")
    if whole.isdigit() and len(whole) > (4 if lang == "vi" else 3):
        whole = f"{int(whole):,}".replace(",", "\u202f" if lang == "vi" else ",")  # a thin space that does not break
    text = sign.replace("-", "−") + whole + fraction.replace(".", "," if lang == "vi" else ".")
    raised = f"10{str(int(power)).translate(RAISED)}" if power else ""
    return (raised if text == "1" else f"{text} × {raised}") if raised else text
