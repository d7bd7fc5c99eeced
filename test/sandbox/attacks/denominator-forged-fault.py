# Outcome: raised
# Forges a failure of the harness.
class SandboxError(Exception):
    pass

def double(x):
    raise SandboxError("the worker went away")
