# Sends a datagram.
# Outcome: raised
import socket
def double(x):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', PORT))
    return x * 2
