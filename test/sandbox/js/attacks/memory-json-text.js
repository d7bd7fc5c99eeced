// Outcome: out-of-memory|timed-out|raised
// One text, four hundred times.
const text = 'x'.repeat(1e6);
const all = [];
for (;;) all.push(JSON.stringify(new Array(300).fill(text)));
