"""Cards that bind an equation, its code, what the code printed and what was proved about it."""

from exhibit.claims import claim as claim
from exhibit.deviation import agree as agree
