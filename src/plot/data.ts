/** A number with how sure it is, fractions 0–1; the interval is null where nobody knows it. */
export type Estimate = {
  readonly value: number;
  readonly ci95: readonly [number, number] | null;
};

/** What every figure may carry. All names and texts may be anybody's: they are drawn as text and nothing else. */
export type Titled = {
  /** Stands above the picture and is its accessible name; left out: the figure says what it is; '': only the name. */
  readonly title?: string;
  /** Lines below the picture: settings, what an interval is, what was left out. */
  readonly notes?: readonly string[];
};

/** One bar: a model in a category (a benchmark, a level, a subject). At most one for each pair. */
export type Bar = Estimate & {
  readonly model: string;
  readonly category: string;
  /** Samples behind the number, where known; only said, not drawn. */
  readonly samples?: number;
};

/** Accuracy of models on benchmarks, or on one. */
export type LeaderboardData = Titled & {
  /** `pass@1` */
  readonly metric: string;
  readonly bars: readonly Bar[];
};

/** Accuracy by level, subject, task or any other part of one benchmark; categories are drawn in the order given. */
export type GroupsData = Titled & {
  readonly metric: string;
  readonly benchmark: string;
  /** What the categories are: `level`. */
  readonly dimension: string;
  readonly bars: readonly Bar[];
};

/** Models by two numbers: one benchmark against another. */
export type ScatterData = Titled & {
  /** What is drawn across, in words with its metric: `LeetCode pass@1`. */
  readonly x: string;
  readonly y: string;
  readonly points: readonly ScatterPoint[];
};

export type ScatterPoint = {
  readonly model: string;
  readonly x: Estimate;
  readonly y: Estimate;
  /** Points of one kind share colour and shape: `runs`, `published`. */
  readonly kind?: string;
};

/** Metrics over the number of trials, or of turns. */
export type CurvesData = Titled & {
  readonly benchmark: string;
  readonly curves: readonly Curve[];
};

export type Curve = {
  readonly model: string;
  /** `pass@k`, `pass^k`, `maj@k`, `best@k` */
  readonly metric: string;
  readonly points: readonly (Estimate & { readonly k: number })[];
};

/** How trials ended, a stacked bar a row. */
export type VerdictsData = Titled & { readonly rows: readonly VerdictsRow[] };

export type VerdictsRow = {
  readonly model: string;
  readonly benchmark: string;
  readonly counts: {
    readonly correct: number;
    readonly incorrect: number;
    readonly 'no-answer': number;
    readonly unscored: number;
  };
};

/** Counted values, a panel a model: seconds (`latency`) or output tokens (`tokens`). */
export type HistogramData = Titled & { readonly histograms: readonly Histogram[] };

export type Histogram = {
  readonly model: string;
  readonly bins: readonly Bin[];
  /** Of the values themselves, where known: drawn as a line. */
  readonly median?: number;
};

/** Values from `from` (included) to `to` (excluded), in the unit of the figure. */
export type Bin = { readonly from: number; readonly to: number; readonly count: number };

/** Mean rewards that checkpoints of policies give implicitly; a panel for each way to train. */
export type ImplicitRewardsData = Titled & {
  /** What is drawn across: `step`, `checkpoint`. */
  readonly across: string;
  readonly panels: readonly RewardPanel[];
};

export type RewardPanel = {
  readonly name: string;
  /** By `x`, ascending. */
  readonly points: readonly RewardPoint[];
};

/** Numbers in the unit of the reward, not fractions. */
export type RewardPoint = {
  readonly checkpoint: string;
  readonly x: number;
  readonly chosen: Estimate;
  readonly rejected: Estimate;
  readonly margin: Estimate;
};

/** What each figure is drawn from. */
export type FigureData = {
  readonly leaderboard: LeaderboardData;
  readonly scatter: ScatterData;
  readonly curves: CurvesData;
  /** k is the number of turns. */
  readonly 'success-at-turn': CurvesData;
  readonly 'implicit-rewards': ImplicitRewardsData;
  readonly groups: GroupsData;
  readonly verdicts: VerdictsData;
  readonly latency: HistogramData;
  readonly tokens: HistogramData;
};

export type FigureName = keyof FigureData;
