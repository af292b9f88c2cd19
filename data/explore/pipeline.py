"""The small model of `snippets/pipeline.py` for the browser: its merges, and its matrices bit for bit, float64 in base64."""

import base64
import contextlib
import io
import json
import runpy

with contextlib.redirect_stdout(io.StringIO()):
    shown = runpy.run_path("snippets/pipeline.py", run_name="__main__")
model = {"text": shown["text"], "d": shown["m"].E.shape[1], "merges": shown["m"].merges}
model |= {name: base64.b64encode(M.astype("<f8").tobytes()).decode() for name, M in shown["m"]._asdict().items() if name != "merges"}
JAVASCRIPT = f"explore.data.pipeline = {json.dumps(model, ensure_ascii=False, separators=(',', ':'))}\n"
