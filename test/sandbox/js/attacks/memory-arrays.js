// Outcome: out-of-memory|timed-out
// Lists of lists.
let all = [];
for (;;) all = [all, all, new Array(1000).fill({})];
