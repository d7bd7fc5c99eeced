# Opens a connection.
# Outcome: raised
import socket
def double(x):
    socket.create_connection(('127.0.0.1', PORT), timeout=1)
    return x * 2
