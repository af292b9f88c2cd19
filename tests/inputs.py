"""Generated numbers that include the edges: equal and whole ones, zeros, sizes far apart, huge and tiny ones, float32 and float64."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes

KINDS = ["different", "whole", "equal rows", "equal", "far apart"]


@st.composite
def reals(draw, shape=None, sizes=(1.0,), dtypes=(np.float64,), kinds=KINDS):
    """An array of a shape (or a strategy of one), its numbers about one of the sizes: hypothesis chooses the kind, NumPy the digits."""
    shape = draw(array_shapes(min_dims=1, max_dims=3, max_side=6) if shape is None else shape if hasattr(shape, "map") else st.just(shape))
    kind = draw(st.sampled_from(kinds))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x = rng.normal(size=shape)
    if kind == "whole":
        x = np.rint(3 * x)
    if kind == "equal rows":
        x[...] = x[(0,) * (x.ndim - 1)]
    if kind == "equal":
        x[...] = x.flat[0]
    if kind == "far apart":
        x *= 10.0 ** rng.integers(-9, 1, shape)
    return (x * draw(st.sampled_from(sizes))).astype(draw(st.sampled_from(dtypes)))
