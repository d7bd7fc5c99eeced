import { decodeTurn, type Message } from '../core/index.ts';
import { newestTurns, openPlaces, type Place, type TaskRecord, type TrialRecord } from '../record/index.ts';

/** What was said in the episodes of a task; places of turns are in memory, and the texts of one trial at a time. */
export type Dialogues = {
  /** What stands between the first prompt and the last reply; nothing for a trial of one turn. */
  between(trial: Pick<TrialRecord, 'key' | 'completion'>): Promise<readonly Message[]>;
  close(): Promise<void>;
};

/** @throws EurusError `RECORDS_UNREADABLE` */
export const openDialogues = async ({ turns: path }: Pick<TaskRecord, 'turns'>): Promise<Dialogues> => {
  const episodes = await newestTurns(path, (_, place) => place);
  const reader = openPlaces(path, decodeTurn);
  const readTurn = async (reply: Place, effect: Place): Promise<readonly Message[]> => {
    const [said, done] = [await reader.read(reply), await reader.read(effect)];
    if (said.record !== 'reply' || done.record !== 'effect') return [];
    return [
      { role: 'assistant', content: said.text },
      { role: 'user', content: done.next ?? '' },
    ];
  };
  return {
    between: async ({ key, completion }) => {
      const before = (completion.episode?.turns ?? 1) - 1;
      const messages: Message[] = [];
      for (const { reply, effect } of (episodes.get(key) ?? []).slice(0, before)) {
        if (effect !== null) messages.push(...(await readTurn(reply, effect)));
      }
      return messages;
    },
    close: () => reader.close(),
  };
};
