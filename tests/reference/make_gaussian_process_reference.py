"""Writes gaussian_process.json: what a Gaussian process expects, with numpy's inverse in place of a factorisation.

Rasmussen & Williams 2006: equations 2.25, 2.26 and 2.30, and a grid of lengths and noises as in gaussian_process.cpp.
Run from the root of the project: build/python/bin/python tests/reference/make_gaussian_process_reference.py
"""

import itertools
import json
import math
import pathlib

import numpy

LENGTHS = (0.25, 0.5, 1.0, 2.0)
NOISES = (1e-3, 1e-2, 1e-1, 0.5)


def kernel(one, other, length):
    return numpy.array([[math.exp(-0.5 * sum((p - q) ** 2 for p, q in zip(r, s)) / length**2) for s in other]
                        for r in one])


def expected(rows, values, asked):
    rows, values, asked = map(numpy.array, (rows, values, asked))
    mean, deviation = rows.mean(axis=0), rows.std(axis=0)
    rows, asked = (rows - mean) / deviation, (asked - mean) / deviation
    targets = (values - values.mean()) / values.std()
    best = None
    for share, noise in itertools.product(LENGTHS, NOISES):
        length = share * math.sqrt(rows.shape[1])
        covariance = kernel(rows, rows, length) + noise * numpy.eye(len(rows))
        likelihood = -0.5 * targets @ numpy.linalg.inv(covariance) @ targets - 0.5 * numpy.linalg.slogdet(covariance)[1]
        if best is None or likelihood > best[0]:
            best = (likelihood, length, noise, numpy.linalg.inv(covariance))
    _, length, noise, inverse = best
    near = kernel(asked, rows, length)
    means = values.mean() + values.std() * near @ inverse @ targets
    variances = 1 - numpy.einsum("qi,ij,qj->q", near, inverse, near)
    return length, noise, means, values.std() * numpy.sqrt(variances)


def main():
    random = numpy.random.default_rng(7)
    cases = []
    for name, count, columns, scatter in (("smooth", 30, 2, 0.0), ("noisy", 40, 3, 0.5), ("few", 5, 6, 0.1)):
        rows = random.normal(size=(count, columns)) * 10.0 ** numpy.arange(columns) + 3.0
        clean = numpy.sin((rows[:, 0] - 3.0)) + 0.03 * rows[:, 1]
        values = clean + scatter * random.normal(size=count)
        asked = random.normal(size=(6, columns)) * 10.0 ** numpy.arange(columns) + 3.0
        length, noise, means, deviations = expected(rows, values, asked)
        cases.append({"name": name, "length": length, "noise": noise, "rows": rows.tolist(), "values": values.tolist(),
                      "asked": asked.tolist(), "means": means.tolist(), "deviations": deviations.tolist()})
    reference = {"command": "build/python/bin/python tests/reference/make_gaussian_process_reference.py",
                 "versions": {"numpy": numpy.__version__}, "cases": cases}
    pathlib.Path("tests/reference/gaussian_process.json").write_text(json.dumps(reference, indent=1) + "\n")


main()
