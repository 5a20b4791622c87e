"""M/M/1 at 80 % load in SimPy: the model of tests/oracles/P1.json, for benches/engine.rs.

Usage: mm1_simpy.py OPERATIONS SEED
Prints: operations, trace entries, mean sojourn in milliseconds, seconds of the run alone
(neither the start of Python nor the import of SimPy is counted, and one run goes before).

Like the engine it keeps a trace in memory, but a smaller one: three entries for an operation
(arrived, started, finished), where the engine keeps nine records with causes.
"""

import random
import sys
import time

import simpy

ARRIVALS_PER_MS = 0.08
SERVICE_MEAN_MS = 10.0


def arrivals(env, server, operations, draw, trace):
    for operation in range(operations):
        env.process(serve(env, server, operation, draw, trace))
        yield env.timeout(draw(ARRIVALS_PER_MS))


def serve(env, server, operation, draw, trace):
    trace.append((env.now, "arrived", operation))
    with server.request() as turn:
        yield turn
        trace.append((env.now, "started", operation))
        yield env.timeout(draw(1.0 / SERVICE_MEAN_MS))
    trace.append((env.now, "finished", operation))


def run(operations, seed):
    draw = random.Random(seed).expovariate
    trace = []
    begun = time.perf_counter()
    env = simpy.Environment()
    server = simpy.Resource(env, capacity=1)
    env.process(arrivals(env, server, operations, draw, trace))
    env.run()
    return trace, time.perf_counter() - begun


def main():
    operations, seed = int(sys.argv[1]), int(sys.argv[2])
    run(operations, seed + 1000)
    trace, seconds = run(operations, seed)
    sign = {"arrived": -1.0, "started": 0.0, "finished": 1.0}
    sojourn_ms = sum(sign[what] * at for at, what, _ in trace) / operations
    print(operations, len(trace), sojourn_ms, seconds)


main()
