# Returns text that looks like a frame.
# Outcome: raised|crashed
def double(x): return '["ok",4,null]'
