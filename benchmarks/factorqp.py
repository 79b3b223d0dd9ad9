"""Times (of the processor) cvxopt and Clarabel on factor programs of the shape of BenchmarkFactorQP.

    python factorqp.py [n] [rows]
"""
import sys, time

import numpy as np
import scipy.sparse as sp


def pool(n, k, groups, seed=7):
    rng, m = np.random.default_rng(seed), groups + 4
    a = 0.5 + rng.random(n)
    i = np.arange(n)
    half = (k - 1) // 2
    F = sp.csr_matrix((np.r_[a * (0.2 + rng.random(n)), a * (0.2 + rng.random(n)), a * (0.2 + rng.random(n))] / 10,
                       (np.r_[i, i, i], np.r_[0 * i, 1 + i % half, 1 + half + rng.integers(0, k - 1 - half, n)])), shape=(n, k))
    g3 = groups // 3
    member = [sp.csr_matrix((a, (g * g3 + rng.integers(0, g3, n), i)), shape=(m, n)) for g in range(3)]
    dense = [sp.csr_matrix((a * (1 if g == 0 else rng.random(n)), (groups + g + 0 * i, i)), shape=(m, n)) for g in range(4)]
    A, total = sum(member) + sum(dense), 0.3 * n
    lo, hi = np.full(m, -np.inf), np.full(m, np.inf)
    hi[:groups] = 1.5 * total / g3
    lo[groups], hi[groups] = total, 1.01 * total
    lo[groups + 1], hi[groups + 2], hi[groups + 3] = 0.52 * total, 0.5 * total, 0.6 * total
    return F, A.tocsr(), lo, hi, a * a * rng.random(n)


def lifted(F, A, lo, hi, q):
    """min f'f + q'z with F'z - f = 0 and one-sided rows."""
    n, k = F.shape
    P = sp.block_diag([sp.csc_matrix((n, n)), 2 * sp.eye(k)]).tocsc()
    E = sp.hstack([F.T, -sp.eye(k)]).tocsc()
    up, down = np.isfinite(hi), np.isfinite(lo)
    none = lambda m: sp.csr_matrix((m, k))
    G = sp.vstack([sp.hstack([A[up], none(up.sum())]), sp.hstack([-A[down], none(down.sum())]),
                   sp.hstack([-sp.eye(n), none(n)]), sp.hstack([sp.eye(n), none(n)])]).tocsc()
    h = np.r_[hi[up], -lo[down], np.zeros(n), np.ones(n)]
    return P, np.r_[q, np.zeros(k)], E, G, h


def cvxopt_time(P, c, E, G, h):
    from cvxopt import matrix, solvers, spmatrix
    to = lambda M: spmatrix(M.tocoo().data.tolist(), M.tocoo().row.tolist(), M.tocoo().col.tolist(), M.shape)
    solvers.options.update(show_progress=False, reltol=1e-8)
    args = to(P), matrix(c), to(G), matrix(h), to(E), matrix(np.zeros(E.shape[0]))
    start = time.process_time()
    r = solvers.qp(*args)
    return time.process_time() - start, r["primal objective"]


def clarabel_time(P, c, E, G, h):
    import clarabel
    s = clarabel.DefaultSettings()
    s.verbose = False
    M, b = sp.vstack([E, G]).tocsc(), np.r_[np.zeros(E.shape[0]), h]
    start = time.process_time()
    r = clarabel.DefaultSolver(P, c, M, b, [clarabel.ZeroConeT(E.shape[0]), clarabel.NonnegativeConeT(G.shape[0])], s).solve()
    return time.process_time() - start, r.obj_val


if __name__ == "__main__":
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 225
    args = lifted(*pool(n, 22, rows - 4))
    for name, f in (("cvxopt", cvxopt_time), ("clarabel", clarabel_time)):
        if name == "cvxopt" and n > 5000:
            continue
        took, value = f(*args)
        print(f"{name} n={n} rows={rows}: {took:.3f} s, {value:.9g}", flush=True)
