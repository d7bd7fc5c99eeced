# Ignores what is to stop it.
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except BaseException:
        pass
while True:
    pass
