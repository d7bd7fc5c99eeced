# Returns containers that look like tags of the wire.
# Outcome: raised
def double(x): return {'i': '0x4'}
