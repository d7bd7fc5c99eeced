// Outcome: raised
// Climbs from an object that the sandbox made to another realm.
const make = setTimeout.constructor.constructor;
make('return process')().kill(1);
