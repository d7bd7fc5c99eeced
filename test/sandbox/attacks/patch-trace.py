# Watches and changes frames with a trace function.
# Outcome: raised|crashed
import sys
def spy(frame, event, arg):
    for name in list(frame.f_locals):
        try: frame.f_locals[name] = True
        except Exception: pass
    return spy
def double(x):
    sys.settrace(spy)
    sys.setprofile(spy)
    return x
