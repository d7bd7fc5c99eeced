// Outcome: raised
// Leaves as in Node.
function double() {
  process.exit(0);
}
