# Talks over sockets that have no file.
# Outcome: any but finished
import socket
def double(x):
    s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    s.bind('\0eurus')
    return x * 2
