"""Solves exported pools to a relative gap with HiGHS by outer approximation and with SCIP.

    python pools.py FOLDER [--gap 1e-4] [--limit 60] [--only highs|products|scip]

"highs" gives the master the square of every factor. "products" first writes out the squares of factors
of a few contracts, those of single obligors, as products of binaries with their linear envelope, which is
exact where the contracts are whole. Times are of the processor; the limit is by the clock.
"""
import argparse, json, pathlib, time

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp


def read(path):
    p = json.loads(path.read_text())
    n, k = p["N"], p["K"]
    rows, cols, vals = [], [], []
    for i, loadings in enumerate(p["Factors"]):
        for e in loadings or []:
            rows.append(i), cols.append(e["Col"]), vals.append(e["Val"])
    F = sp.csr_matrix((vals, (rows, cols)), shape=(n, k))
    rows, cols, vals = [], [], []
    for r, row in enumerate(p["Rows"]):
        for e in row["Coef"]:
            rows.append(r), cols.append(e["Col"]), vals.append(e["Val"])
    A = sp.csr_matrix((vals, (rows, cols)), shape=(len(p["Rows"]), n))
    far = lambda v: np.where(v >= 1e30, np.inf, np.where(v <= -1e30, -np.inf, v))
    lo, hi = far(np.array([r["Lo"] for r in p["Rows"]])), far(np.array([r["Hi"] for r in p["Rows"]]))
    # The square of a whole contract is the contract.
    cost = np.array(p["Diagonal"]) + np.array(p["Linear"])
    return dict(n=n, k=k, F=F, A=A, lo=lo, hi=hi, cost=cost, upper=np.array(p["Upper"]),
                whole=(np.array(p["Lot"]) == 1).astype(int), constant=p["Constant"])


def products(p, most=7):
    """The problem with the squares of factors of few binaries as products w >= z_i + z_j - 1, w >= 0."""
    F = p["F"].tocsc()
    cost, keep, pairs = p["cost"].copy(), [], []
    for j in range(p["k"]):
        i, v = F.indices[F.indptr[j]:F.indptr[j + 1]], F.data[F.indptr[j]:F.indptr[j + 1]]
        if not 0 < len(i) <= most or not p["whole"][i].all() or (v < 0).any():
            keep.append(j)
            continue
        cost[i] += v * v
        pairs += [(i[a], i[b], 2 * v[a] * v[b]) for a in range(len(i)) for b in range(a)]
    n, m = p["n"], len(pairs)
    a, b, c = (np.array(x) for x in zip(*pairs)) if pairs else (np.zeros(0, int), np.zeros(0, int), np.zeros(0))
    rows = np.arange(m)
    join = sp.csr_matrix((np.r_[np.ones(2 * m), -np.ones(m)], (np.r_[rows, rows, rows], np.r_[a, b, n + rows])), shape=(m, n + m))
    wide = lambda M, r: sp.hstack([M, sp.csr_matrix((r, m))])
    return dict(n=n + m, k=len(keep), F=sp.vstack([F[:, keep], sp.csr_matrix((m, len(keep)))]).tocsr(),
                A=sp.vstack([wide(p["A"], p["A"].shape[0]), join]).tocsr(), lo=np.r_[p["lo"], np.full(m, -np.inf)],
                hi=np.r_[p["hi"], np.ones(m)], cost=np.r_[cost, c], upper=np.r_[p["upper"], np.ones(m)],
                whole=np.r_[p["whole"], np.zeros(m, int)], constant=p["constant"])


def value(p, z):
    f = p["F"].T @ z
    return float(f @ f + p["cost"] @ z + p["constant"])


def highs(p, gap, limit):
    """Tangents of each factor's square, added where the master's solution falls short of it."""
    n, k, start = p["n"], p["k"], time.time()
    best, bound = np.inf, -np.inf
    touch, at = [], []
    root = milp(np.r_[p["cost"]], constraints=LinearConstraint(p["A"], p["lo"], p["hi"]), bounds=Bounds(0, p["upper"]))
    f = np.abs(p["F"].T @ root.x) if root.x is not None else np.ones(k)
    for j in range(k):
        for t in (0.5, 1, 1.5):
            touch.append(j), at.append(t * f[j])
    link = sp.hstack([p["F"].T, -sp.eye(k), sp.csr_matrix((k, k))])
    rows = sp.hstack([p["A"], sp.csr_matrix((p["A"].shape[0], 2 * k))])
    reach = np.abs(p["F"]).T @ p["upper"]
    while True:
        left = limit - (time.time() - start)
        if left <= 0:
            break
        m = len(touch)
        # theta_j >= 2 t f_j - t^2
        cut = sp.csr_matrix((np.r_[-2 * np.array(at), np.ones(m)],
                             (np.r_[np.arange(m), np.arange(m)], np.r_[n + np.array(touch), n + k + np.array(touch)])),
                            shape=(m, n + 2 * k))
        res = milp(np.r_[p["cost"], np.zeros(k), np.ones(k)], integrality=np.r_[p["whole"], np.zeros(2 * k)],
                   bounds=Bounds(np.r_[np.zeros(n), -reach, np.zeros(k)], np.r_[p["upper"], reach, np.full(k, np.inf)]),
                   constraints=[LinearConstraint(link, 0, 0), LinearConstraint(rows, p["lo"], p["hi"]),
                                LinearConstraint(cut, -np.array(at) ** 2, np.inf)],
                   options=dict(time_limit=left, mip_rel_gap=gap / 2))
        if res.mip_dual_bound is not None:
            bound = max(bound, res.mip_dual_bound + p["constant"])
        if res.x is None:
            break
        z = res.x[:n]
        z[p["whole"] == 1] = np.round(z[p["whole"] == 1])
        best = min(best, value(p, z))
        if best - bound <= gap * abs(best):
            break
        f, theta = p["F"].T @ z, res.x[n + k:]
        new = np.flatnonzero(f * f - theta > 1e-7 * best / 10)
        if len(new) == 0:
            break
        touch += list(new)
        at += list(f[new])
    return best, bound, time.time() - start


def scip(p, gap, limit):
    from pyscipopt import Model, quicksum
    m, start = Model(), time.time()
    m.hideOutput()
    m.setParam("limits/time", limit), m.setParam("limits/gap", gap)
    z = [m.addVar(vtype="B" if w else "C", lb=0, ub=float(u)) for w, u in zip(p["whole"], p["upper"])]
    f = [m.addVar(lb=None) for _ in range(p["k"])]
    theta = m.addVar(lb=0)
    FT, A = p["F"].T.tocsr(), p["A"]
    for j in range(p["k"]):
        r = FT[j]
        m.addCons(quicksum(v * z[i] for i, v in zip(r.indices, r.data)) == f[j])
    for r in range(A.shape[0]):
        row = A[r]
        e = quicksum(v * z[i] for i, v in zip(row.indices, row.data))
        if p["lo"][r] == p["hi"][r]:
            m.addCons(e == p["lo"][r])
            continue
        if np.isfinite(p["lo"][r]):
            m.addCons(e >= p["lo"][r])
        if np.isfinite(p["hi"][r]):
            m.addCons(e <= p["hi"][r])
    m.addCons(quicksum(v * v for v in f) <= theta)
    m.setObjective(theta + quicksum(c * v for c, v in zip(p["cost"], z) if c))
    m.optimize()
    best = m.getObjVal() + p["constant"] if m.getNSols() else np.inf
    return best, m.getDualbound() + p["constant"], time.time() - start


if __name__ == "__main__":
    a = argparse.ArgumentParser()
    a.add_argument("folder")
    a.add_argument("--gap", type=float, default=1e-4)
    a.add_argument("--limit", type=float, default=60)
    a.add_argument("--only")
    a = a.parse_args()
    solvers = (("highs", highs), ("products", lambda p, gap, limit: highs(products(p), gap, limit)), ("scip", scip))
    for path in sorted(pathlib.Path(a.folder).glob("pool-*.json")):
        p = read(path)
        for name, solve in solvers:
            if a.only in (None, name):
                before = time.process_time()
                best, bound, took = solve(p, a.gap, a.limit)
                used = time.process_time() - before
                print(f"{path.stem} {name}: {best:.8g}, bound {bound:.8g}, gap {(best - bound) / abs(best):.2g}, {used:.2f} s ({took:.2f} s by the clock)", flush=True)
