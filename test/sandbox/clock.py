"""Runs the clock of the native sandbox, whose file and stretch are the arguments, on a time that is made up. Each line of stdin is a
limit in milliseconds, the figures of a program as shares of the time on the wall (or null when they cannot be had), and
when they stop to grow; answers with when the clock ended it, and what it says."""

import json
import sys
import types

clock = types.ModuleType('server_clock')
with open(sys.argv[1], encoding='utf-8') as file:
    exec(compile(file.read(), sys.argv[1], 'exec'), clock.__dict__)
clock.STRETCH = (float(sys.argv[2]), float(sys.argv[3]))


def looker(shares, until_ms, now_ms):
    def look():
        passed_ms = min(now_ms(), until_ms)
        threads = {
            str(number): clock.Thread(ran * passed_ms, delayed * passed_ms, ready)
            for number, (ran, delayed, ready) in enumerate(shares['threads'])
        }
        ran, delayed = shares.get('tests', (0, 0))
        tests = clock.Thread(ran * passed_ms, delayed * passed_ms, False)
        return clock.Figures(shares['cpu'] * passed_ms, threads), tests

    return look if shares is not None else lambda: None


for line in sys.stdin:
    limit_ms, shares, until_ms = json.loads(line)
    time_ms, looks = 0.0, 0
    it = clock.Clock(limit_ms, looker(shares, until_ms, lambda: time_ms), lambda: time_ms / 1000)
    while not it.is_over():
        looks += 1
        time_ms += max(it.left_ms(), 0.1)
    print(json.dumps({'ended_ms': round(time_ms), 'looks': looks, **it.facts()}), flush=True)
