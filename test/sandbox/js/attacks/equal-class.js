// Outcome: raised
// An object that converts to anything.
class Any {
  valueOf() {
    return 4;
  }
  toString() {
    return 'aa';
  }
}
function double() {
  return new Any();
}
