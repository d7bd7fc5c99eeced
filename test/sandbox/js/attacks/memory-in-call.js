// Outcome: out-of-memory|timed-out
// The same when the tests call.
function double() {
  const map = new Map();
  for (let i = 0; ; i++) map.set(i, {});
}
