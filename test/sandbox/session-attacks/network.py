# Reaches other sessions or the host by sockets.
import socket
for family in (socket.AF_INET, getattr(socket, 'AF_UNIX', None), getattr(socket, 'AF_NETLINK', None)):
    attempt(family, lambda: socket.socket(family))
attempt('a name', lambda: socket.getaddrinfo('localhost', 80)[9])
