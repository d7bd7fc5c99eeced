// Outcome: raised
// Says something else when it is made JSON.
Object.prototype.toJSON = () => 4;
function double() {
  return 5;
}
