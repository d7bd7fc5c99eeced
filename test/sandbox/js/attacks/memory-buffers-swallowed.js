// Outcome: out-of-memory|timed-out
// Does not take no for an answer.
const all = [];
for (;;) {
  try {
    all.push(new Uint8Array(1_000_000).fill(1));
  } catch {}
}
