// Outcome: raised
// A result nested without end.
function double() {
  const ring = [];
  ring.push(ring);
  return ring;
}
