// Outcome: raised
// A number in a box.
function double() {
  const box = new Number(4);
  box.valueOf = () => 4;
  return box;
}
