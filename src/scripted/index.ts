export type { Answer, ScriptedAnswer, ScriptedRequest } from './answer.ts';
export { type ScriptedServer, type ServerOptions, type Speaks, startServer } from './server.ts';
