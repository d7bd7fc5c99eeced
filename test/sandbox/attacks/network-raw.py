# Opens sockets of every family.
# Outcome: raised
import socket
def double(x):
    for family in range(50):
        for kind in (1, 2, 3, 5):
            try:
                socket.socket(family, kind)
                return x * 2
            except OSError: pass
    return x
