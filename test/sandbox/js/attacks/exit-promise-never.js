// Outcome: raised
// Answers with a promise that is never kept.
function double() {
  return new Promise(() => {});
}
