"""Times cvxopt on the 2000 published points of OR-Library frontiers, one quadratic program a point.

    python frontier.py DIR [port1 port2 ...]     DIR holds port1.txt … and portef1.txt …

Prints processor time and the worst relative error of a variance against the published one.
"""
import sys, time
from pathlib import Path

import numpy as np
from cvxopt import matrix, solvers


def read(path):
    words = path.read_text().split()
    n = int(words[0])
    head = np.array(words[1:1 + 2 * n], float).reshape(n, 2)
    rest = np.array(words[1 + 2 * n:], float).reshape(-1, 3)
    i, j = rest[:, 0].astype(int) - 1, rest[:, 1].astype(int) - 1
    q = np.zeros((n, n))
    q[i, j] = q[j, i] = rest[:, 2] * head[i, 1] * head[j, 1]
    return head[:, 0], q


def main(folder, names):
    solvers.options.update(show_progress=False, abstol=1e-12, reltol=1e-10, feastol=1e-10)
    for name in names:
        mean, q = read(folder / f"{name}.txt")
        published = np.loadtxt(folder / f"{name.replace('port', 'portef')}.txt")
        n = len(mean)
        P, c, A, b = matrix(2 * q), matrix(0.0, (n, 1)), matrix(1.0, (1, n)), matrix(1.0)
        G = matrix(np.vstack([-np.eye(n), -mean]))
        begun, worst, failed = time.process_time(), 0.0, 0
        for target, variance in published:
            r = solvers.qp(P, c, G, matrix(np.r_[np.zeros(n), -target]), A, b)
            if r["status"] != "optimal":
                failed += 1
                continue
            worst = max(worst, abs(r["primal objective"] - variance) / variance)
        spent = time.process_time() - begun
        print(f"{name}: {n} assets, {len(published)} programs, {spent:.2f} s of processor, worst error {worst:.2e}, {failed} not solved", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or [f"port{k}" for k in range(1, 6)])
