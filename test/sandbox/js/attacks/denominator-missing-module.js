// Outcome: raised
// Forges the error of a module that is missing.
throw new Error("Cannot find module 'crypto'");
