export { type Equality, equal, maxAnswerLength } from './equal.ts';
