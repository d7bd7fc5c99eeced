// Outcome: raised
// Sends a key that sets a prototype.
function double() {
  return JSON.parse('{"__proto__": {"polluted": true}}');
}
