// Outcome: timed-out|out-of-memory|raised
// Squares a number for ever, in C++.
let x = 3n;
for (;;) x = x * x;
