// Outcome: raised
// Converts by symbol.
function double() {
  return { [Symbol.toPrimitive]: () => 4 };
}
