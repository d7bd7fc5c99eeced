// Outcome: raised
// Recurses without end.
function double(x) {
  return double(x) + 1;
}
