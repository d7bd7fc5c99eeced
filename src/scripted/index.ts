export type { Answer, ScriptedAnswer, ScriptedRequest } from './answer.ts';
export { type ScriptedServer, type ServerOptions, startServer } from './server.ts';
