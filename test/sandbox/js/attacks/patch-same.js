// Outcome: raised
// Defines the helper of the tests.
function same() {
  return true;
}
function double() {
  return 5;
}
