// Outcome: timed-out|out-of-memory|raised
// Prints an object whose shape never ends.
const endless = new Proxy({}, {
  ownKeys: () => ['a'],
  getOwnPropertyDescriptor: () => {
    for (;;);
  },
});
console.log(endless);
