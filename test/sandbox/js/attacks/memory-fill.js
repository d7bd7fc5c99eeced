// Outcome: out-of-memory|timed-out
// One list of 300 million.
new Array(3e8).fill(0);
