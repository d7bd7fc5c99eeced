# Reads about processes and changes what it can in /proc and /sys.
# Outcome: raised
import os
def double(x):
    for path in ('/proc/1/environ', '/proc/2/environ', '/proc/self/mem', '/proc/self/root/etc/passwd', '/proc/sysrq-trigger',
                 '/proc/sys/kernel/core_pattern', '/sys/kernel/uevent_helper'):
        for mode in ('rb', 'wb'):
            try:
                open(path, mode).close()
                return x * 2
            except OSError: pass
    return x
