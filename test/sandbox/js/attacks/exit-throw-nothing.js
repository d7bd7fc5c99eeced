// Outcome: raised
// Throws something without a text.
function double() {
  throw undefined;
}
