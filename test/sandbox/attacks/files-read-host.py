# Reads files of the host.
# Outcome: raised
def double(x):
    for path in ('/etc/passwd', '/proc/self/environ', '/proc/1/cmdline', '/root/.bashrc', '../../../etc/hosts'):
        try:
            if open(path).read(): return x * 2
        except OSError: pass
    return x
