"""GPT-2's merges for the browser, as `snippets/gpt2_tokens.bpe` has them, with the licence that goes with every copy."""

import json
from pathlib import Path

beside = Path("snippets/gpt2_tokens")
licence, merges = [beside.with_suffix(suffix).read_text("utf-8") for suffix in (".LICENSE", ".bpe")]
JAVASCRIPT = f"/*\n{licence}*/\nexplore.data.gpt2_tokens = {json.dumps(merges, ensure_ascii=False)}\n"
