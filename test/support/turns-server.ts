import { dataDirectory } from '../../src/dataset/index.ts';
import { readTurnsName } from '../../src/interaction/index.ts';
import type { Task } from '../../src/run/index.ts';
import { type ScriptedRequest, type ScriptedServer, startServer } from '../../src/scripted/index.ts';
import { goldAnswers } from './gold/index.ts';
import { dataDirectory as dataRoot } from './requires.ts';

export type TurnsServer = ScriptedServer & {
  /** Every dialogue that was asked for, in the order of asking. */
  readonly asked: readonly ScriptedRequest[];
};

/**
 * A loopback server whose model answers each of the first samples rightly at the turn that `turnOf` names, wrongly before.
 * The question is found by the first user turn, the turn by how many user turns there are.
 */
export const startTurnsServer = async (options: {
  readonly tasks: readonly Pick<Task, 'benchmark' | 'protocolName' | 'protocol'>[];
  readonly first: number;
  readonly turnOf: (index: number) => number;
  /** What is said before the right answer; null: the wrong one of the benchmark. */
  readonly before?: (turn: number, index: number) => string | null;
}): Promise<TurnsServer> => {
  const { tasks, first, turnOf, before = () => null } = options;
  const known = new Map<string, { index: number; right: string; wrong: string }>();
  for (const { benchmark, protocolName, protocol } of tasks) {
    const gold = goldAnswers[benchmark.id];
    const setting = readTurnsName(protocolName)?.base ?? protocolName;
    let index = 0;
    for await (const row of benchmark.dataset.rows(dataDirectory(dataRoot))) {
      if (index === first) break;
      const sample = benchmark.sample(row);
      const prompt = protocol.prompt(sample, []);
      const question = prompt.kind === 'chat' ? (prompt.messages.at(-1)?.content ?? '') : '';
      const [right = '', wrong = ''] = [gold?.right(sample, setting), gold?.wrong(sample, setting)];
      known.set(question, { index, right, wrong });
      index += 1;
    }
  }
  const asked: ScriptedRequest[] = [];
  const server = await startServer({
    models: ['turns'],
    answer: request => {
      asked.push(request);
      const said = request.messages.filter(({ role }) => role === 'user');
      const entry = known.get(said[0]?.content ?? '');
      if (entry === undefined) return { status: 400, body: { error: { message: 'unknown question' } } };
      if (said.length >= turnOf(entry.index)) return entry.right;
      return before(said.length, entry.index) ?? entry.wrong;
    },
  });
  return { ...server, asked };
};
