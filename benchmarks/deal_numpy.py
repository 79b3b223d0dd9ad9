"""The deal of BenchmarkSimulate (tranche/simulate_bench_test.go) as straightforward vectorised NumPy.

100 leases with level quarterly rents over five years, one global factor of weight 0.4, 20 quarterly payments,
three classes paid one after the other and a residual, two fees, a reserve, a promisor with a cap that may
fall. It counts losses alone: no coverage test, no triggers, no records, checks or yields. Money is in floating
point and days are rounded to quarters for contracts, so that the figures agree with the library's up to that
and the standard errors.

    python3 benchmarks/deal_numpy.py [paths] [yearly default probability]
"""

import math
import sys
import time

import numpy as np

N, QUARTERS, WEIGHT, LGD = 100, 20, 0.4, 0.6


def normal_quantile(p):
    from statistics import NormalDist

    return NormalDist().inv_cdf(p)


def schedule():
    """Principal and interest of every lease by quarter: level rents at 6 % a year, 30E/360."""
    balance = 1_000_000.0 + 100_000.0 * (np.arange(N) % 13)
    rate = 0.06 / 4
    rent = balance * rate / (1 - (1 + rate) ** -QUARTERS)
    principal, interest, opening = [], [], []
    for _ in range(QUARTERS):
        opening.append(balance)
        interest.append(balance * rate)
        principal.append(rent - balance * rate)
        balance = balance - principal[-1]
    return np.array(principal), np.array(interest), np.array(opening)  # quarters × leases


def simulate(rng, paths, pd, principal, interest, opening):
    total = opening[0].sum()
    hazard = -math.log1p(-pd) / 365.0
    horizon = 5 * 365.25
    # Default times of the lessees and of the promisor.
    factor = rng.standard_normal((paths, 1))
    x = WEIGHT * factor + math.sqrt(1 - WEIGHT**2) * rng.standard_normal((paths, N + 1))
    limit = normal_quantile(1 - math.exp(-hazard * horizon))
    falls = x < limit
    rows, who = np.nonzero(falls)
    u = np.array([0.5 * math.erfc(-v / math.sqrt(2)) for v in x[rows, who]])
    days = np.minimum(np.ceil(-np.log1p(-u) / hazard), horizon)
    promisor = np.full(paths, np.inf)
    is_promisor = who == N
    promisor[rows[is_promisor]] = days[is_promisor]
    rows, who, days = rows[~is_promisor], who[~is_promisor], days[~is_promisor]
    quarter = np.minimum((days / (365.25 / 4)).astype(int), QUARTERS - 1)
    # What defaults take away.
    p = np.tile(principal.sum(1), (paths, 1))
    i = np.tile(interest.sum(1), (paths, 1))
    recovered = np.zeros((paths, QUARTERS))
    defaulted = np.zeros((paths, QUARTERS))
    for k in range(QUARTERS):
        gone = quarter <= k
        np.subtract.at(p[:, k], rows[gone], principal[k, who[gone]])
        np.subtract.at(i[:, k], rows[gone], interest[k, who[gone]])
        now = quarter == k
        np.add.at(defaulted[:, k], rows[now], opening[k, who[now]])
        np.add.at(recovered[:, k], rows[now], (1 - LGD) * opening[k, who[now]])
    # The waterfall.
    sizes = [math.floor(total * 0.50), math.floor(total * 0.25), math.floor(total * 0.12)]
    sizes.append(total - sum(sizes))
    rates = [0.03, 0.036, 0.05]
    balance = [np.full(paths, s) for s in sizes]
    unpaid = [np.zeros(paths) for _ in rates]
    fee_due = np.zeros(paths)
    reserve = np.full(paths, total / 100)
    called, owed, cap = np.zeros(paths), np.zeros(paths), total / 20
    pool = np.full(paths, total)
    for k in range(QUARTERS):
        cash = p[:, k] + i[:, k] + recovered[:, k]
        pool = pool - p[:, k] - defaulted[:, k]
        fee_due += sum(balance) * 0.0015 / 4
        for c, r in enumerate(rates):
            unpaid[c] += balance[c] * r / 4
        day = (k + 1) * 365.25 / 4
        stands = promisor > day

        def pay(due, supported=True):
            nonlocal cash, reserve, called, owed
            paid = np.minimum(cash, due)
            cash = cash - paid
            if supported:
                short = due - paid
                drawn = np.minimum(short, reserve)
                reserve = reserve - drawn
                short = short - drawn
                call = np.where(stands, np.minimum(short, cap - called), 0)
                called = called + call
                owed = owed + call
                paid = paid + drawn + call
            return paid

        fee_due -= pay(fee_due)
        both = unpaid[0] + unpaid[1]
        paid = pay(both)
        part = np.divide(paid, both, out=np.zeros(paths), where=both > 0)
        unpaid[0] = unpaid[0] * (1 - part)
        unpaid[1] = unpaid[1] * (1 - part)
        unpaid[2] -= pay(unpaid[2], supported=False)
        last = k == QUARTERS - 1
        for c in range(3):
            paid = np.minimum(cash, balance[c])
            cash = cash - paid
            balance[c] = balance[c] - paid
            if last:
                balance[c] = balance[c] - pay(balance[c])
        target = np.where(sum(balance) > 0, 0.01 * (balance[0] + balance[1]), 0)
        move = np.clip(target - reserve, -reserve, cash)
        reserve, cash = reserve + move, cash - move
        back = np.minimum(cash, owed)
        owed, cash = owed - back, cash - back
        free = (balance[0] + balance[1] + balance[2] + unpaid[0] + unpaid[1] + unpaid[2]) <= 1e-6
        out = np.where(free, cash, 0)
        cash = cash - out
        balance[3] = balance[3] - np.minimum(out, balance[3])
        p[:, min(k + 1, QUARTERS - 1)] += np.where(free, 0, cash) if not last else 0
        cash = np.zeros(paths)
    return [b + (unpaid[c] if c < 3 else 0) for c, b in enumerate(balance)], sizes


def main():
    paths = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    pd = float(sys.argv[2]) if len(sys.argv) > 2 else 0.02
    principal, interest, opening = schedule()
    rng = np.random.default_rng(1)
    start, done, losses = time.process_time(), 0, [[] for _ in range(4)]
    while done < paths:
        batch = min(10_000, paths - done)
        result, sizes = simulate(rng, batch, pd, principal, interest, opening)
        for c in range(4):
            losses[c].append(result[c] / sizes[c])
        done += batch
    seconds = time.process_time() - start
    print(f"{paths / seconds:,.0f} paths a second of processor time")
    for name, x in zip(("A1", "A2", "B", "Sub"), losses):
        x = np.concatenate(x)
        print(f"{name}: expected loss {x.mean():.3e} ± {x.std() / math.sqrt(len(x)):.1e}, hit {np.mean(x > 1e-9):.3e}")


if __name__ == "__main__":
    main()
