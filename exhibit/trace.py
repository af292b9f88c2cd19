"""Runs a snippet and prints, behind its output, what its variables held: `python trace.py VARIABLE… FILE`.

The last line is JSON: each different call as its function and variable -> [shape, value of a whole number], read when the call
returns; one that raises counts for nothing. The demonstration, which may use a name again, is read at each of its lines, name by name.
"""

import dis
import json
import runpy
import sys

import numpy as np

*NAMES, PATH = sys.argv[1:]
CALLS = dict[str, None]()


def held(value):
    """The shape that NumPy gives it, else what it is; and its value, if it is a whole number."""
    shape = np.shape(value) if isinstance(value, np.ndarray | np.generic | int | float | str | list | tuple) else type(value).__name__
    return shape, int(value) if isinstance(value, int | np.integer) else None


def watch(frame, event, arg):
    code, space, top = frame.f_code, frame.f_locals, frame.f_code.co_name == "<module>"
    inside = code.co_filename == PATH and (top or not code.co_name.startswith("<"))
    frame.f_trace_lines = top
    if inside and (top or (event == "return" and dis.opname[code.co_code[frame.f_lasti]].startswith("RETURN"))):
        values = {name: held(space[name]) for name in NAMES if name in space}
        calls = [{name: values[name]} for name in values] if top else [values]
        CALLS.update((json.dumps([code.co_name, call]), None) for call in calls)
    return watch if inside else None


sys.settrace(watch)
runpy.run_path(PATH, run_name="__main__")
print(f"\n[{','.join(CALLS)}]")
