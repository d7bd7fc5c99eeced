import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mint } from '../../benchmarks/mint/benchmark.ts';
import { replyIn } from '../../benchmarks/mint/records.ts';
import type { MintSample } from '../../benchmarks/mint/sample.ts';
import { mintTasks } from '../../benchmarks/mint/source.ts';
import { decodeCompletion, decodeTurn, type Message, type TurnEffect } from '../../src/core/index.ts';
import { type ScriptedServer, startServer } from '../../src/scripted/index.ts';
import { allSamples } from '../benchmarks/support.ts';
import { runCli } from '../support/cli.ts';
import { type Cause, causesOf, type ShownTwice } from '../support/mint-replay.ts';
import { dataDirectory, describeWithOutputs, outputsDirectory } from '../support/requires.ts';
import { rounds } from '../support/thorough.ts';

const models = ['gpt-3.5-turbo-0613', 'deepseek-coder-33b-instruct'] as const;
const protocol = mint.protocols['interact@mint'];
if (protocol?.interaction === undefined) throw new Error('interact@mint is gone');

type Episode = {
  readonly sample: MintSample;
  readonly replies: readonly string[];
  /** What the user said after each reply; one fewer where the episode ended with it. */
  readonly users: readonly string[];
  readonly reason: string;
};

type Recorded = {
  readonly state: { readonly history: readonly Message[]; readonly terminate_reason: string };
};

const ends: Readonly<Record<string, string>> = {
  ...{ task_success: 'solved', max_propose_steps: 'max-proposals' },
  ...{ max_steps: 'max-steps', error: 'too-long' },
};

const firstTurn = (sample: MintSample): string => {
  const prompt = protocol.prompt(sample, []);
  return prompt.kind === 'chat' ? (prompt.messages[0]?.content ?? '') : '';
};

/** The question of mmlu/36 is there again as mmlu/40: the server could not tell whose turn it is. */
const twin = 'mmlu/40';
/** Its last solution needs seconds of the 10 it has, which a busy machine does not give it. */
const slow = 'gpt-3.5-turbo-0613/mbpp/15';
/** Asked in an older wording, and judged by the scorer of then, by which the episode went on. */
const judgedOtherwise = 'gpt-3.5-turbo-0613/theoremqa/48';

const recordedOf = async (model: string): Promise<readonly Episode[]> => {
  const samples = await allSamples(mint);
  return mintTasks.flatMap(({ name }) =>
    gunzipSync(readFileSync(join(outputsDirectory, 'mint', model, name, 'results.jsonl.gz')))
      .toString('utf8')
      .trimEnd()
      .split('\n')
      .flatMap((line, row): readonly Episode[] => {
        const sample = samples.get(`${name}/${row}`);
        if (sample === undefined) throw new Error(`no sample ${name}/${row}`);
        const { history, terminate_reason: reason } = (JSON.parse(line) as Recorded).state;
        const said = (role: Message['role']) =>
          history.filter(one => one.role === role).map(one => one.content);
        const users = said('user').slice(1);
        // Cells of half a minute prove nothing but that they are ended.
        const isLeftOut = sample.id === twin || `${model}/${sample.id}` === slow;
        if (isLeftOut || users.some(text => text.includes('Timed out after'))) return [];
        return [{ sample, replies: said('assistant').map(replyIn), users, reason }];
      }),
  );
};

/** A model that says what was recorded, turn by turn, and has no room for more where the recorded one had none. */
const serve = (episodes: readonly Episode[], model: string): Promise<ScriptedServer> => {
  const byQuestion = new Map(episodes.map(episode => [firstTurn(episode.sample), episode]));
  return startServer({
    models: [model],
    answer: ({ messages }) => {
      const episode = byQuestion.get(messages[0]?.content ?? '');
      const turn = messages.filter(({ role }) => role === 'assistant').length;
      const reply = episode?.replies[turn];
      if (reply !== undefined) return reply;
      const message =
        "This model's maximum context length is 4097 tokens. Please reduce the length of the messages.";
      return { status: 400, body: { error: { message } } };
    },
  });
};

/** All of them take four minutes. */
const step = rounds({ usual: 8, thorough: 4, whole: 1 });

describeWithOutputs('the recorded episodes of MINT, played again', () => {
  describe.each(models)('of %s', model => {
    const root = mkdtempSync(join(tmpdir(), 'eurus-replay-'));
    const cells: ShownTwice[][] = [];
    let episodes: readonly Episode[] = [];
    const ended = new Map<string, string>();
    let [turns, differentTurns] = [0, [] as string[]];

    beforeAll(async () => {
      episodes = (await recordedOf(model)).filter((_, index) => index % step === 0);
      const server = await serve(episodes, model);
      const outcome = await runCli([
        ...['run', 'mint.interact@mint', '--model', `vllm/${model}`, '--base-url', server.url],
        ...['--ids', episodes.map(({ sample }) => sample.id).join(','), '--data-dir', dataDirectory],
        ...['--results', root, '--run-name', 'replay', '--json', '--concurrency', '8'],
        // The harness let models of OpenAI say more than the 512 tokens of the others.
        ...['--max-tokens', '4096'],
      ]);
      await server.close();
      if (outcome.code !== 0) throw new Error(outcome.stderr);
      const run = join(root, 'replay');
      const linesOf = (path: string): readonly unknown[] =>
        readFileSync(path, 'utf8')
          .trimEnd()
          .split('\n')
          .map((line): unknown => JSON.parse(line));
      for (const line of linesOf(join(run, 'completions', 'mint.interact@mint.jsonl'))) {
        const completion = decodeCompletion(line);
        if (completion?.episode) ended.set(completion.id, completion.episode.ended);
      }
      const effects = new Map<string, TurnEffect>();
      for (const line of linesOf(join(run, 'turns', 'mint.interact@mint.jsonl'))) {
        const turn = decodeTurn(line);
        if (turn?.record === 'effect') effects.set(`${turn.id} ${turn.turn}`, turn);
      }
      for (const { sample, users } of episodes) {
        if (`${model}/${sample.id}` === judgedOtherwise) continue;
        const shown: ShownTwice[] = [];
        for (const [index, user] of users.entries()) {
          const name = `${model}/${sample.id}#${index + 1}`;
          const effect = effects.get(`${sample.id} ${index + 1}`);
          turns += 1;
          const framed = /^Observation:\n([\s\S]*)\nYou have \d+ steps left/.exec(user);
          if (effect?.action.kind !== 'code' || framed === null) {
            if (effect?.next !== user) differentTurns.push(name);
            continue;
          }
          const recorded = framed[1] ?? '';
          // All but the observation is equal.
          const rest = user.slice('Observation:\n'.length + recorded.length);
          if (effect.next !== `Observation:\n${effect.observation}${rest}`) differentTurns.push(name);
          shown.push({ name, code: effect.action.text, recorded, here: effect.observation });
        }
        cells.push(shown);
      }
    }, 900_000);
    afterAll(() => rmSync(root, { recursive: true, force: true }));

    it('end as they did', () => {
      const different = episodes
        .filter(({ sample }) => `${model}/${sample.id}` !== judgedOtherwise)
        .filter(({ sample, reason }) => ended.get(sample.id) !== ends[reason])
        .map(({ sample, reason }) => `${sample.id} ${reason} ${ended.get(sample.id)}`);
      expect(different).toEqual([]);
    });

    it('are answered turn by turn as they were, but for what their cells showed', () => {
      expect(turns).toBeGreaterThan(100);
      expect(differentTurns).toEqual([]);
    });

    it('show in every cell what they showed, but for documented differences', () => {
      const causes = cells.flatMap(causesOf);
      const counts = new Map<Cause, number>();
      for (const { cause } of causes) counts.set(cause, (counts.get(cause) ?? 0) + 1);
      const all = cells.reduce((sum, { length }) => sum + length, 0);
      process.stderr.write(
        `${model}: ${all - causes.length} of ${all} cells equal ${JSON.stringify([...counts])}\n`,
      );
      expect(causes.filter(({ cause }) => cause === null).map(({ cell }) => cell)).toEqual([]);
      // Where the libraries are there at all, most are equal to the letter.
      expect((all - causes.length) / all).toBeGreaterThan(0.75);
    });
  });
});
