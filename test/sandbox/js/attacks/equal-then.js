// Outcome: raised
// Pretends to be a promise when it is awaited.
function double() {
  return { then: resolve => resolve(4) };
}
