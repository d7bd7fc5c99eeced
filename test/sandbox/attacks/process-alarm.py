# Has itself called by timers while it loops.
# Outcome: timed-out|raised|crashed
import signal
def double(x):
    if not hasattr(signal, 'setitimer'): raise OSError
    signal.signal(signal.SIGALRM, lambda *a: None)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    while True: pass
