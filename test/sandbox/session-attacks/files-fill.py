# Takes all the room for files; others have their own.
attempt('no end of files', lambda: [open('/tmp/%d' % number, 'wb').write(bytes(1 << 20)) for number in range(200)])
