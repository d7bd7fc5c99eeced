// Outcome: raised
// Replaces the functions that make its answers.
Map.prototype.get = () => 0;
Map.prototype.set = () => 0;
Reflect.apply = () => 4;
Array.isArray = () => false;
Object.keys = () => ['h'];
function double() {
  return 5;
}
