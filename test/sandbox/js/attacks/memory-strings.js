// Outcome: out-of-memory|raised|timed-out
// Texts that are kept.
const all = [];
for (let i = 0; ; i++) all.push(Array.from({ length: 1000 }, (_, j) => String(i * j)).join('-'));
