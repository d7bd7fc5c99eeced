# Sends from one end of a pair to an address.
# Outcome: any but finished
import socket
def double(x):
    for kind in (socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        try:
            socket.socketpair(socket.AF_UNIX, kind)
            return x * 2
        except OSError: pass
    a, b = socket.socketpair()
    a.sendto(b'x', '\0eurus')
    return x * 2
