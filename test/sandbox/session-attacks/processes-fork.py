# Leaves children behind.
import os, subprocess, multiprocessing
attempt('fork', lambda: os.fork())
attempt('vfork and exec', lambda: subprocess.Popen(['/bin/sleep', '60']))
attempt('spawn', lambda: os.posix_spawn('/bin/sleep', ['sleep', '60'], {}))
attempt('process', lambda: multiprocessing.Process(target=print).start())
