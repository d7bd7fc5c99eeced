import { dataCall, dataNames, siteAnswers } from '../../site.ts';
import { type Source, SourceError } from './source.ts';

/** The data of a site that is opened as files: there browsers load nothing but scripts. */
export const fileSource = (): Source => ({ ...siteAnswers(scriptLoader()), watch: null });

/** Loads `data/<name>.js`, which calls one function with its name and its JSON. */
const scriptLoader = (): ((name: string) => Promise<unknown>) => {
  const arrived = new Map<string, string>();
  Object.defineProperty(globalThis, dataCall, {
    value: (name: string, json: string): void => {
      arrived.set(name, json);
    },
  });
  const policy = scriptPolicy();
  return name =>
    new Promise((resolve, reject) => {
      const script = document.createElement('script');
      const end = (): void => {
        script.remove();
        const json = arrived.get(name);
        arrived.delete(name);
        if (json === undefined) reject(missing(name));
        else resolve(JSON.parse(json));
      };
      script.onload = end;
      script.onerror = end;
      // The policy gives back an object that stands for a string, and only browsers know its type.
      script.src = policy.createScriptURL(name) as string;
      document.head.append(script);
    });
};

const missing = (name: string): SourceError =>
  new SourceError(`The file data/${name}.js of this site cannot be read.`, 'Was the folder copied whole?');

type ScriptPolicy = { createScriptURL(name: string): unknown };

/** The only way to an address of a script: files of data by their names, and nothing else. */
const scriptPolicy = (): ScriptPolicy => {
  const rules = {
    createScriptURL: (name: string): string => {
      if (!dataNames.test(name)) throw new SourceError('This site names a file of data that it cannot have.');
      return `data/${name}.js`;
    },
  };
  const { trustedTypes } = globalThis as {
    trustedTypes?: { createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy };
  };
  return trustedTypes?.createPolicy('eurus-eval-data', rules) ?? rules;
};
