// Outcome: out-of-memory|crashed|timed-out
// Asks V8 for an object that it can only answer by aborting.
'x'.repeat(2 ** 29 - 24).split('');
