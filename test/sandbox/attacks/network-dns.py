# Asks a name server.
# Outcome: raised
import socket
def double(x):
    socket.gethostbyname('example.org')
    return x * 2
