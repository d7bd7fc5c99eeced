export { type PairFile, pairsOf } from './file.ts';
export { type JudgeOptions, judgePairs, type PairJudge, referenceName } from './judges.ts';
export { type PairScorer, type ScoredPairs, type ScorePairsOptions, scorePairs } from './score-pairs.ts';
