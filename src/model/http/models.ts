import { isObject } from '../../core/index.ts';
import type { ModelList } from './dialect.ts';

/** How most servers list their models. */
export const openAiModels: ModelList = {
  path: '/models',
  read: value => {
    const data = isObject(value) ? value.data : null;
    if (!Array.isArray(data)) return null;
    return data
      .map((one: unknown) => (isObject(one) ? one.id : null))
      .filter((id): id is string => typeof id === 'string');
  },
};
