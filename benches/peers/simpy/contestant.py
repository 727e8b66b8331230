"""The work in SimPy, as its documentation recommends: generators, a `Resource` for servers and connections, an `Event`
to wait for.

`python contestant.py KIND READERS TIMES` prints `digest <tab> nanoseconds of processor time <tab> peak memory in KiB`.
Times are whole numbers of ticks.
"""

import resource
import sys
import time

import simpy

from work import CONNECTIONS, OPENING, SERVERS, STORE, Work, after, warm_up


class Site:
    """The state that the processes of one simulation share."""

    def __init__(self, work):
        self.work = work
        self.env = simpy.Environment()
        self.places = simpy.Resource(self.env, SERVERS if work.kind == "mm10" else CONNECTIONS)
        self.opened = self.env.event()
        self.locked = False
        self.digest = 0


def hold(site, sleeper):
    env, sleeps = site.env, site.work.sleeps
    first = sleeper * site.work.steps
    for index in range(first, first + site.work.steps):
        yield env.timeout(sleeps[index])
    site.digest += env.now


def readers(site, reader):
    env, sleeps = site.env, site.work.sleeps
    yield env.timeout(sleeps[2 * reader])
    yield env.timeout(sleeps[2 * reader + 1])
    site.digest += env.now


def stampede(site, reader):
    env, work = site.env, site.work
    yield env.timeout(work.look_ups[reader])
    with site.places.request() as connection:
        yield connection
        yield env.timeout(work.queries[reader])
    yield env.timeout(STORE)
    site.digest += env.now


def lock(site, reader):
    env, work = site.env, site.work
    yield env.timeout(work.look_ups[reader])
    if site.locked:
        yield site.opened
        yield env.timeout(work.look_ups[reader])
    else:
        site.locked = True
        yield env.timeout(work.queries[reader])
        yield env.timeout(STORE)
        site.opened.succeed()
    site.digest += env.now


def blocked(site, reader):
    yield site.opened
    site.digest = after(site.digest, reader)


def opener(site):
    yield site.env.timeout(OPENING)
    site.opened.succeed()


def customer(site, number):
    env = site.env
    arrival = env.now
    with site.places.request() as server:
        yield server
        site.digest += env.now - arrival
        yield env.timeout(site.work.services[number])


def arrivals(site):
    env = site.env
    for number, gap in enumerate(site.work.gaps):
        yield env.timeout(gap)
        env.process(customer(site, number))


ALL_AT_ONCE = {"hold": hold, "readers": readers, "stampede": stampede, "lock": lock, "blocked": blocked}


def once(work):
    site = Site(work)
    if work.kind == "mm10":
        site.env.process(arrivals(site))
    else:
        process = ALL_AT_ONCE[work.kind]
        for reader in range(work.readers):
            site.env.process(process(site, reader))
        if work.kind == "blocked":
            site.env.process(opener(site))
    site.env.run()
    return site.digest


def run(work):
    return sum(once(work) for _ in range(1 if work.kind == "hold" else work.times))


def main():
    kind, size, times = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    run(warm_up(kind, size, times))
    work = Work(kind, size, times)
    start = time.process_time_ns()
    digest = run(work)
    nanos = time.process_time_ns() - start
    print(digest, nanos, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, sep="\t")


main()
