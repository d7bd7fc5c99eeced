# Reads other processes through the kernel's files.
import os
for path in ('/proc/1/environ', '/proc/2/mem', '/proc/self/maps', '/proc/1/fd', '/sys/kernel'):
    attempt(path, lambda: os.listdir(path) or open(path, 'rb').read(1))
