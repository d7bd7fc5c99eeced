# Claims that the sandbox is at fault.
# Outcome: any but finished
import os, struct
report = b'fault the machine is out of memory'
for fd in range(3, 16):
    try: os.write(fd, struct.pack('>I', len(report)) + report)
    except OSError: pass
def double(x): raise OSError(12, 'Cannot allocate memory')
