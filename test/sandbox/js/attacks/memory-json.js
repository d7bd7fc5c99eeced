// Outcome: out-of-memory|timed-out|raised
// A small tree that is long as text.
let tree = {};
for (let i = 0; i < 30; i++) tree = [tree, tree];
JSON.stringify(tree);
