// Outcome: raised
// Climbs from a function of the host to its constructor.
const outer = console.log.constructor('return this')();
outer.process.exit(0);
