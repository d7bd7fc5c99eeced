# Looks for another session's names in its own interpreter.
import gc, sys
half = 'victim-'
frame = sys._getframe()
while frame:
    found += [name for name, value in list(frame.f_locals.items()) if isinstance(value, str) and value == half + 'secret']
    frame = frame.f_back
for thing in gc.get_objects():
    if isinstance(thing, dict) and any(isinstance(value, str) and value == half + 'secret' for value in list(thing.values())):
        found.append('a dict')
