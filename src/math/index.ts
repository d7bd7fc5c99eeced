export { type Equality, equal, maxAnswerLength } from './equal.ts';
export { type NumericAnswer, numericAnswer } from './numeric.ts';
export { isClose, pythonFloat } from './python-float.ts';
export { type EurusEquality, eurus2404Equal, eurusEqual } from './reference/eurus.ts';
export { hendrycksEqual, prm800kEqual } from './reference/math-graders.ts';
