// Outcome: raised
// A proxy of a list that tells another length each time.
let asked = 0;
function double() {
  return new Proxy([], { get: (_list, key) => (key === 'length' ? asked++ : 1) });
}
