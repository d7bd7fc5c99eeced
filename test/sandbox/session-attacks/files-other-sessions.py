# Looks everywhere for what another session has written.
import os
for folder, _folders, names in os.walk('/'):
    for name in names:
        try:
            if 'victim' in name or b'victim-' + b'note' in open(os.path.join(folder, name), 'rb').read(1000):
                found.append(os.path.join(folder, name))
        except BaseException:
            pass
    if folder.count('/') > 2:
        _folders.clear()
