"""Starts a worker inside bubblewrap: loads the modules that the harness sends, forks off the process that makes
guests, checks the walls, and then serves. Our own code: no text of a program is ever run here."""

import json
import os
import sys
import time
import types

STARTED = time.monotonic()


def load_modules(sources):
    """Modules from text, so that no file of the harness has to be visible to a guest."""
    for name, source in sources:
        module = types.ModuleType(name)
        sys.modules[name] = module
        exec(compile(source, name + '.py', 'exec', dont_inherit=True), module.__dict__)


def main():
    greeting = json.loads(sys.stdin.buffer.readline())
    load_modules(greeting['modules'])
    import guest_candidate
    import server_clock
    import server_sessions
    import server_supervisor
    import server_zygote

    clock = greeting['clock']
    server_clock.PROCESSES, server_clock.STRETCH = clock['processes'], tuple(clock['stretch'])
    zygote = server_zygote.start({1: greeting['filter'], 2: greeting['testsFilter']}, sorted(guest_candidate.COMMON))
    serve = server_sessions.serve if greeting['serves'] == 'sessions' else server_supervisor.serve
    serve(zygote, greeting['trial'], STARTED)


try:
    main()
except Exception as error:
    sys.stderr.write('%s: %s\n' % (type(error).__name__, error))
    sys.stderr.flush()
    os._exit(1)
