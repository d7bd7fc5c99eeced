# Uses the names of the interactive shell.
# Outcome: raised|exited-early
def double(x): quit()
