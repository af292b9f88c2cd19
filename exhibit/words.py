"""The words of the card in each language, and how each language writes a number."""

import re
import tomllib
from pathlib import Path

WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
NUMBER = r"[-+]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?|\bnan\b|\binf\b"
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def local(number: str, lang: str) -> str:
    """A printed number as prose writes it: 50,257 becomes 50 257 in Vietnamese, 1e-12 becomes 10⁻¹² in both."""
    mantissa, _, exponent = number.replace(",", "").partition("e")
    sign, whole, fraction = re.fullmatch(r"([-+]?)(\d+|nan|inf)(\.\d+)?", mantissa).groups()
    if whole.isdigit() and len(whole) > (4 if lang == "vi" else 3):
        whole = f"{int(whole):,}".replace(",", "\u202f" if lang == "vi" else ",")  # a thin space that does not break
    text = sign.replace("-", "−") + whole + (fraction or "").replace(".", "," if lang == "vi" else ".")
    power = f"10{str(int(exponent)).translate(RAISED)}" if exponent else ""
    return power if power and text == "1" else f"{text} × {power}" if power else text
