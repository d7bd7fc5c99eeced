export { type BallotBox, ballotBox } from './ballot-box.ts';
export { canVote, countVotes, type Onlooker, wrongClassesIn } from './count.ts';
export { decodeVoteRow, type VoteRow, writeVoteRows } from './vote-rows.ts';
export { noVotes, type Votes, votesOf } from './votes-of.ts';
