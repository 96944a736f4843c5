"""
Logistic regression over several classes, solved to the end.

The loss is strictly convex: there is one best answer, and whoever comes close enough to it comes to
the same rounded weights. So Newton's steps are taken until the gradient is all but zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from training.rounding import Numbers

ROUGHLY, TO_THE_END = 1e-8, 1e-10  # the largest part of the gradient that is left


@dataclass(frozen=True, slots=True)
class Softmax:
    """Weights: a row a class, a column a feature; and each class's own bias."""

    weights: Numbers
    bias: Numbers


def fitted(
    features: csr_matrix, classes: Numbers, trust: Numbers, *, strength: float, left: float
) -> Softmax:
    """
    The best weights for rows of *features* and their *classes*, each row counted by its *trust*.

    *strength* is what the data weigh against small weights; *left* the gradient's largest part.
    """
    solver = LogisticRegression(C=strength, solver="newton-cg", tol=left, max_iter=300)
    solver.fit(features, classes, sample_weight=trust)
    return Softmax(np.asarray(solver.coef_), np.asarray(solver.intercept_))
