export { type BallotBox, ballotBox, canVote, countVotes, wrongClassesIn } from './count.ts';
export { decodeVoteRow, type VoteRow, writeVoteRows } from './vote-rows.ts';
export { noVotes, type Votes, votesOf } from './votes-of.ts';
