/**
 * What the page asks for and is given: the only types that its two sides share. The server answers each from the run
 * directories as they are now; a static site holds the same answers as files. Everything here is JSON, and every text in
 * it is untrusted.
 */
import type {
  Cell,
  ComparedCell,
  EpisodeEnd,
  ExecutionRecord,
  Manifest,
  RunComparison,
  SampleRecord,
  SessionLoss,
  Summary,
  Verdict,
  VerdictName,
} from '../core/index.ts';
import type { FigureName } from '../plot/data.ts';

/** Names a run on the page: the path of its directory below the folder that is shown, `/` between parts. */
export type RunId = string;

/** `GET api/runs` */
export type RunList = {
  readonly version: string;
  /** The folder that is shown, as the user named it. */
  readonly folder: string;
  readonly runs: readonly RunCard[];
  /** Directories that look like runs and cannot be read, and why. */
  readonly broken: readonly { readonly directory: string; readonly why: string }[];
};

export type RunCard = {
  readonly id: RunId;
  readonly model: string;
  readonly createdAt: string;
  /** A command is writing there. */
  readonly live: boolean;
  readonly summary: Summary;
  /** By task (`gsm8k.cot`), the grader whose score is the headline; where it is left out, the first. */
  readonly headlines?: Readonly<Record<string, string>>;
};

/** `GET api/run?run=` */
export type RunPage = RunCard & {
  readonly manifest: Manifest;
  readonly tasks: readonly TaskCard[];
  /** What `figure.svg` draws of the run; left out where nothing draws. */
  readonly figures?: readonly FigureAsk[];
};

/** One figure about one task of a run, or about all its tasks where none is named. */
export type FigureAsk = {
  readonly name: FigureName;
  readonly run: RunId;
  readonly task?: string;
  readonly grader?: string;
  /** A dimension of the groups. */
  readonly by?: string;
};

export type TaskCard = {
  /** `gsm8k.cot` */
  readonly name: string;
  readonly benchmark: string;
  readonly protocol: string;
  /** Headline first. */
  readonly graders: readonly string[];
  /** Completions on disk. */
  readonly completions: number;
  /** Planned trials; null where that is not known. */
  readonly planned: number | null;
  /** By dimension, the values there are. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly cells: readonly Cell[];
};

/** Which rows of a task are wanted; every field but the first three may be left out. */
export type RowQuery = {
  readonly run: RunId;
  readonly task: string;
  readonly grader: string;
  readonly verdicts?: readonly VerdictName[];
  /** By dimension: one of these values. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  /** Only answers that were cut off by the token limit (`true`), or only others. */
  readonly truncated?: boolean;
  /** Only trials on which the graders of the task differ. */
  readonly differing?: boolean;
  /**
   * Only samples that this other run has scored too and on which one of the two did better, as `api/compare` counts them:
   * `fixed` when it is this one (its share of correct trials is larger), `broken` when it is the other.
   */
  readonly against?: { readonly run: RunId; readonly flips: 'fixed' | 'broken' | 'either' };
  /** Words that stand in the id, the answer, the gold answer or the reason; letters of either case. */
  readonly search?: string;
  /** Words that stand in the completion: every text is read, which takes a while in large runs. */
  readonly text?: string;
  readonly sort?: { readonly by: RowOrder; readonly descending: boolean };
  readonly offset?: number;
  /** At most 500; 100 when left out. */
  readonly limit?: number;
};

export const rowOrders = ['data', 'id', 'verdict', 'tokens', 'latency'] as const;
export type RowOrder = (typeof rowOrders)[number];

/** `GET api/rows?q=` with the query as JSON. */
export type RowPage = {
  /** Trials of the task. */
  readonly total: number;
  /** Those that match. */
  readonly matched: number;
  readonly offset: number;
  readonly rows: readonly Row[];
  /** Over all that match. */
  readonly counts: Readonly<Record<VerdictName, number>>;
  /**
   * Share (0–1) of the task's records that these rows are taken from; left out when it is all of them. The rest is being
   * read: ask again in a moment. Verdicts are read first, what completions say (tokens, latency, cut off) after them.
   */
  readonly indexed?: number;
};

/** One trial in a list; texts are shortened to what a line can show. */
export type Row = {
  readonly key: string;
  readonly id: string;
  readonly trial: number;
  /** Null while there is none yet. */
  readonly verdict: VerdictName | null;
  readonly extracted: string | null;
  readonly target: string | null;
  readonly reason: string;
  readonly groups: Readonly<Record<string, string>>;
  readonly truncated: boolean;
  readonly outputTokens: number | null;
  readonly latencyMs: number | null;
};

/** `GET api/sample?run=&task=&id=` : everything about one sample in one run. */
export type SamplePage = {
  readonly run: RunId;
  readonly task: string;
  readonly id: string;
  /** Null for runs that were made before samples were kept. */
  readonly sample: SampleRecord | null;
  readonly trials: readonly TrialPage[];
  /** The same sample in the other runs that are shown, first trial each. */
  readonly others: readonly {
    readonly run: RunId;
    readonly model: string;
    readonly verdict: VerdictName | null;
    readonly extracted: string | null;
    /** Its gold answer where that is another: the runs had other data, and the id names another question there. */
    readonly gold?: string;
  }[];
  /** Other runs whose records are still being read, and are not among the `others` yet; left out when 0. */
  readonly othersLeft?: number;
  /** True while turns or rewards are still being read: ask again in a moment; left out when all are there. */
  readonly unread?: boolean;
  /** True while a command is writing there; left out when none is. */
  readonly live?: boolean;
};

export type TrialPage = {
  readonly trial: number;
  readonly text: string;
  /** Characters that `text` lacks of the completion: beyond a million (less where there are many trials) they are not sent. */
  readonly left: number;
  readonly reasoning: string | null;
  /** The same for `reasoning`; left out when 0. */
  readonly reasoningLeft?: number;
  readonly finishReason: string | null;
  readonly prefill: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly model: string;
  readonly tokens: {
    readonly input: number | null;
    readonly output: number | null;
    readonly reasoning: number | null;
  };
  readonly latencyMs: number | null;
  /** Left out where there is one turn. */
  readonly episode?: EpisodePage;
  /** Left out where there is none. */
  readonly rewards?: readonly RewardPage[];
  /** Every grader's, headline first; with the file and line where it stands. */
  readonly verdicts: readonly (Omit<Verdict, 'key' | 'benchmark' | 'protocol' | 'id' | 'trial'> & {
    readonly file: string;
    readonly line: number;
  })[];
};

/** A text, and how many characters it lacks of what stands in the file. */
export type CutText = { readonly text: string; readonly left: number };

/** The dialogue that a trial was. */
export type EpisodePage = {
  /** Why it ended; null while it goes on, or where it broke off. */
  readonly ended: EpisodeEnd | null;
  /** Turns there were; `turns` may hold fewer of them. */
  readonly taken: number;
  /** Recorded episodes of others may keep their proposals and nothing else. */
  readonly from: 'turns' | 'proposals';
  readonly turns: readonly TurnPage[];
};

export type TurnPage = {
  /** From 1. */
  readonly turn: number;
  readonly reply: CutText;
  readonly reasoning: CutText | null;
  readonly finishReason: string | null;
  readonly outputTokens: number | null;
  readonly latencyMs: number | null;
  /** What came of it; null where that is not kept, or has not happened yet. */
  readonly effect: EffectPage | null;
};

export type EffectPage = {
  readonly kind: 'code' | 'proposal' | 'nothing';
  /** The code, the proposed answer, or why the reply was nothing. */
  readonly action: CutText;
  readonly observation: CutText;
  readonly execution: ExecutionRecord | null;
  readonly lost: SessionLoss | null;
  /** What the environment's judge said of a proposal. */
  readonly judged: { readonly grader: string; readonly verdict: VerdictName; readonly reason: string } | null;
  readonly feedback: (CutText & { readonly model: string; readonly latencyMs: number | null }) | null;
  /** The user turn that followed. */
  readonly next: CutText | null;
};

/** What a reward gave an answer. */
export type RewardPage = {
  readonly name: string;
  /** Higher is better; null where there is none, and `why` says why. */
  readonly score: number | null;
  readonly why: string | null;
};

/**
 * `GET api/tree?run=&task=&id=&grader=`: all that was answered to a sample, trials that took the same actions together;
 * null where nothing has a place in it.
 */
export type TreePage = {
  readonly grader: string;
  /** Trials that are in it. */
  readonly trials: number;
  /** Trials that are not: unfinished, failed, or without their turns. */
  readonly leftOut: number;
  readonly children: readonly TreeNodePage[];
};

/** An action; its text is that of its turn in any of its trials. */
export type TreeNodePage = {
  readonly id: string;
  /** From 1. */
  readonly turn: number;
  readonly kind: 'code' | 'proposal' | 'nothing';
  readonly verdict: 'correct' | 'incorrect' | 'unscored' | 'unjudged' | 'disputed';
  readonly reason: string;
  /** What the trials through it came to. */
  readonly leadsTo: 'correct' | 'incorrect' | null;
  /** Its text as one line, shortened to what that can show. */
  readonly line: string;
  /** Numbers of the trials that took it, from 0. */
  readonly trials: readonly number[];
  readonly children: readonly TreeNodePage[];
};

/**
 * `GET api/compare?a=&b=`: run b against run a, as `eurus-eval compare A B --json` says it. The samples that flipped are
 * rows of b `against` a: `fixed` are those that `gained` counts.
 */
export type ComparePage = Omit<RunComparison, 'a' | 'b' | 'cells'> & {
  readonly a: ComparedCard;
  readonly b: ComparedCard;
  readonly cells: readonly Omit<ComparedCell, 'flips'>[];
};

export type ComparedCard = { readonly run: RunId; readonly model: string };

/**
 * `GET figure.svg?name=&run=…` (`figurePath`, in `figures.ts`): a figure of `eurus-eval plot` as a picture; 404 where the
 * run has nothing to draw for it.
 */

/** `GET api/events` (server-sent events): runs that have changed since the page asked; a client asks again for what it shows. */
export type ChangeEvent = { readonly runs: readonly RunId[] };
