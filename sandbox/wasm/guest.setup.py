"""Runs once, when an image is made: imports what programs commonly use, so that no program waits for it, and
takes away what leads out of the interpreter."""

import abc, argparse, array, ast, base64, binascii, bisect, builtins, calendar, cmath, collections, contextlib
import copy, csv, dataclasses, datetime, decimal, difflib, enum, fractions, functools, gc, hashlib, heapq, html
import inspect, io, itertools, json, keyword, linecache, logging, math, numbers, operator, os, pathlib, pickle
import pprint, queue, random, re, secrets, shutil, signal, statistics, string, struct, sys, tempfile, textwrap
import threading, time, timeit, tokenize, traceback, types, typing, unicodedata, unittest, uuid, warnings, weakref
import zlib

# The bridge to JavaScript, foreign functions, and modules that exist to break an interpreter. Without these
# names a program meets the second wall: the imports behind them are not there.
CLOSED = (
    'js pyodide_js _pyodide_core pyodide _pyodide pyodide_kernel _ctypes _posixsubprocess _ssl webbrowser '
    '_testcapi _testinternalcapi _testlimitedcapi _testclinic _testclinic_limited _testbuffer _xxtestfuzz xxsubtype '
    '_remote_debugging faulthandler'
).split()


def make_sleep(write, clock=3):
    def sleep(seconds, /):
        """Waits on the host's clock, which ends the program at its deadline."""
        wait = float(seconds)
        if wait != wait:
            raise ValueError('Invalid value NaN (not a number)')
        if wait < 0:
            raise ValueError('sleep length must be non-negative')
        write(clock, repr(min(wait, 1e9)).encode())

    return sleep


def close_doors():
    for name in CLOSED:
        sys.modules[name] = None


def settle():
    time.sleep = make_sleep(os.write)
    close_doors()
    # Every program starts from the same state of the random generator, which is part of the image.
    random.seed(20240404)
    sys.argv[:] = ['program.py']
    sys.stdout.reconfigure(line_buffering=True, errors='backslashreplace', encoding='utf-8')
    sys.stderr.reconfigure(line_buffering=True, errors='backslashreplace', encoding='utf-8')
    sys.stdin.reconfigure(encoding='utf-8', errors='replace')
    for name in [name for name in sys.modules if name.startswith('guest_')]:
        del sys.modules[name]
    gc.collect()
    gc.freeze()
    for name in [name for name in globals() if not name.startswith('__')]:
        del globals()[name]


# Compiles the patterns and fills the caches that most programs would fill again.
re.match(r'\s*(\w+)', ' warm').group(1)
str(decimal.Decimal(1) / 3)
json.loads(json.dumps({'warm': [1, 2.5, None]}))
