// Outcome: raised
// Returns what looks like the wire format.
function double() {
  return { h: [0, 'function'] };
}
