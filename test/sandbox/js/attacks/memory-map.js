// Outcome: out-of-memory|timed-out
// A table that grows.
const map = new Map();
for (let i = 0; ; i++) map.set(i, {});
