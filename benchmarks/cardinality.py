"""Runs SCIP on weights with minimum lots: OR-Library with at most 10 assets of at least 1 % at the mean of
all means, and mean-variance instances with minimum buy-ins.

    python cardinality.py ORLIB-DIR [--pard MV-DIR] [--limit SECONDS]

MV-DIR is the unpacked archive (size200/…). The quadratic objective is a constraint with a free variable;
shares of zero or within limits are binary variables with linear rows.
"""
import argparse, time
from pathlib import Path

import numpy as np
from pyscipopt import Model, quicksum

from frontier import read


def solve(mean, q, lot, upper, target, most, limit):
    n, m = len(mean), Model()
    m.hideOutput()
    m.setParam("timing/clocktype", 1)  # processor time
    m.setParam("limits/time", limit)
    m.setParam("limits/gap", 1e-4)
    scale = 1 / np.diag(q).min()
    z = [m.addVar(lb=0, ub=upper[i]) for i in range(n)]
    y = [m.addVar(vtype="B") for _ in range(n)]
    t = m.addVar(lb=0, obj=1)
    m.addCons(quicksum(z) == 1)
    m.addCons(quicksum(mean[i] * z[i] for i in range(n)) >= target)
    for i in range(n):
        m.addCons(z[i] >= lot[i] * y[i])
        m.addCons(z[i] <= upper[i] * y[i])
    if most:
        m.addCons(quicksum(y) <= most)
    m.addCons(quicksum(float(scale * q[i, j]) * z[i] * z[j] for i in range(n) for j in range(n) if q[i, j]) <= t)
    begun = time.process_time()
    m.optimize()
    spent = time.process_time() - begun
    value = m.getObjVal() / scale if m.getNSols() else float("inf")
    return spent, m.getStatus(), value, m.getDualbound() / scale


def main():
    a = argparse.ArgumentParser()
    a.add_argument("orlib", type=Path)
    a.add_argument("--pard", type=Path)
    a.add_argument("--letters", default="abcdefghij", help="of the pard200 instances")
    a.add_argument("--limit", type=float, default=60, help="seconds of processor for each")
    o = a.parse_args()

    def say(name, r):
        gap = f"gap {(r[2] - r[3]) / abs(r[2]):.2e}" if np.isfinite(r[2]) else "no solution"
        print(f"{name}: {r[1]} after {r[0]:.1f} s of processor, {r[2]:.9g}, bound {r[3]:.9g}, {gap}", flush=True)

    for k in range(1, 6):
        mean, q = read(o.orlib / f"port{k}.txt")
        n = len(mean)
        say(f"port{k}", solve(mean, q, [0.01] * n, [1.0] * n, mean.mean(), 10, o.limit))
    if o.pard:
        for letter in o.letters:
            stem = o.pard / "size200" / f"pard200_{letter}"
            number = lambda end: [float(w) for line in stem.with_suffix(end).read_text().splitlines() for w in line.split("//")[0].split()]
            mean = np.array(number(".txt")[1:][::2])
            n = len(mean)
            q = np.array(number(".mat")[1:]).reshape(n, n)
            bounds = np.array(number(".bds")).reshape(n, 2)
            say(stem.name, solve(mean, q, bounds[:, 0], bounds[:, 1], number(".rho")[0], 0, o.limit))


if __name__ == "__main__":
    main()
