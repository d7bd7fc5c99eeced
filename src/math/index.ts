export { type Equality, equal, maxAnswerLength } from './equal.ts';
export { type NumericAnswer, numericAnswer } from './numeric.ts';
export { isClose, pythonFloat } from './python-float.ts';
export type { ReferenceEquality } from './reference/decision.ts';
export { eurus2404Equal, eurusEqual } from './reference/eurus.ts';
export { gsmPlusEqual } from './reference/gsm-plus.ts';
export { lmEvalHendrycksEqual, minervaEqual } from './reference/lm-eval.ts';
export { hendrycksEqual, prm800kEqual } from './reference/math-graders.ts';
export { qwenEqual } from './reference/qwen.ts';
