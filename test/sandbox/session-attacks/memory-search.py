# Looks for another session's names in its own interpreter.
import gc, sys
wanted = 'victim-' + 'secret'
frame = sys._getframe()
while frame:
    found += [name for name, value in frame.f_locals.items() if isinstance(value, str) and value == wanted]
    frame = frame.f_back
for module in list(sys.modules.values()):
    found += [name for name, value in getattr(module, '__dict__', {}).items() if value is not wanted and isinstance(value, str) and value == wanted and module.__name__ != '__main__']
for thing in gc.get_objects():
    if isinstance(thing, dict) and any(isinstance(value, str) and value is not wanted and value == wanted for value in list(thing.values())):
        found.append('a dict')
