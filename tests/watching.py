"""Watches every call of a snippet's functions while its tests run: what is given stays as it was, and what comes back is as promised.

The promises are read from the docstring: `NAME: …, shape (T, d)` of an argument, `Returns float64, shape (T, d)` or the first paragraph of
the result. A letter is one number in the whole call, `...` stands for any leading axes.
"""

import functools
import inspect
import os
import pickle
import re
import sys

import numpy as np

SHAPE = re.compile(r"\((\.\.\.|[\w|]+,|(?:\.\.\.|[\w|]+)(?:, [\w|]+)+)\)")
INSIDE = set[str]()
REALS = ("float32", "float64", "int64")


def shapes(text):
    return [[part.strip() for part in found.rstrip(",").split(",")] for found in SHAPE.findall(text)]


@functools.cache
def promised(function):
    """The shape of each argument, those of the results, and what is said of the results, as the docstring has it."""
    doc = " ".join((function.__doc__ or "").split())
    arguments = {}
    for name in inspect.signature(function).parameters:
        found = re.search(rf"(?:^|[.;,] ){name}(?:, \w+)*: ((?:(?!\w+: |broadcast|Returns|Raises)[^(])*{SHAPE.pattern})", doc)
        if found:
            arguments[name] = shapes(found[1])[-1]
    return arguments, shapes(said(function.__doc__ or "")), doc


def said(docstring):
    """What a docstring says of the result: after `Returns`, else after `shape` in the first paragraph, else all of that."""
    first, found = " ".join(docstring.split("\n\n")[0].split()), re.search(r"Returns\b.*?(?=Raises|Source:|$)", " ".join(docstring.split()))
    return found[0] if found else next(iter(re.findall(r"\bshape \([^)]*\)", first)), first)


def fit(shape, wanted, sizes, prefixes):
    """Bind the letters of a promised shape to an actual one; AssertionError if they do not agree."""
    axes = [one for one in wanted if one != "..."]
    tail = shape[len(shape) - len(axes) :]
    assert len(tail) == len(axes) and (len(shape) == len(axes) or "..." in wanted), f"{shape} is not {wanted}"
    for axis, size in zip(axes, tail, strict=True):
        assert sizes.setdefault(axis, int(axis) if axis.isdigit() else size) == size, f"{shape} is not {wanted} with {sizes}"
    if "..." in wanted:
        prefixes.append(shape[: len(shape) - len(axes)])


def check(function, bound, result):
    """Hold a result against the promises of its function."""
    arguments, results, doc = promised(function)
    sizes = {name: int(value) for name, value in bound.items() if isinstance(value, int | np.integer)}
    prefixes, given = [], [np.asarray(value) for value in bound.values() if isinstance(value, np.ndarray | list)]
    for name, wanted in arguments.items():
        if bound.get(name) is not None:
            fit(np.shape(bound[name]), wanted, sizes, prefixes)
    arrays = [one for one in (result if isinstance(result, tuple) else (result,)) if isinstance(one, np.ndarray)]
    leading = np.broadcast_shapes(*prefixes) if prefixes else None
    for array, wanted in zip(arrays, results, strict=False):
        own = []
        fit(array.shape, wanted, sizes, own)
        assert not own or leading is None or own == [leading], f"{array.shape} is not {wanted} with {leading} for ..."
    kinds = {one.dtype.name for one in given if one.dtype.kind in "fiu"}
    if kinds <= set(REALS) and "float64" in doc:
        kept = "float32" if kinds == {"float32"} and "float32" in doc else "float64"
        assert all(array.dtype == kept for array in arrays if array.dtype.kind == "f"), f"{[one.dtype for one in arrays]}, not {kept}"


def watched(function):
    """The function, with each call from outside its snippet held against what it promises."""
    signature = inspect.signature(function)

    @functools.wraps(function)
    def call(*arguments, **named):
        if "call" in INSIDE:  # of another function of the snippet
            return function(*arguments, **named)
        before = [pickle.dumps(one) for one in (*arguments, *named.values()) if isinstance(one, np.ndarray | list | dict)]
        INSIDE.add("call")
        try:
            result = function(*arguments, **named)
        finally:
            INSIDE.clear()
            after = [pickle.dumps(one) for one in (*arguments, *named.values()) if isinstance(one, np.ndarray | list | dict)]
            assert after == before, f"{function.__name__} changed what it was given"
        if any(isinstance(one, np.ndarray) for one in (result if isinstance(result, tuple) else (result,))):
            check(function, signature.bind(*arguments, **named).arguments, result)
        return result

    return call


def watch(module):
    """Put watched functions in the place of a module's own."""
    for name, one in list(vars(module).items()):
        if inspect.isfunction(one) and one.__module__ == module.__name__ and not hasattr(one, "watched"):
            setattr(module, name, watched(one))
            getattr(module, name).watched = True


def state():
    """What a snippet must leave alone: NumPy's settings and generator, the environment, and the data of every snippet."""
    data = [
        pickle.dumps(value)
        for name in sorted(sys.modules)
        if name.startswith("snippets.")
        for key, value in vars(sys.modules[name]).items()
        if not key.startswith("_") and isinstance(value, str | int | float | tuple | list | dict | np.ndarray)
    ]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    return np.geterr(), np.get_printoptions(), pickle.dumps(np.random.get_state()), environment, data
