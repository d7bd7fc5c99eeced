import { createRequire } from 'node:module';

/**
 * What is used of `@huggingface/jinja` (pinned exactly; its own types lead nowhere under Node's way of finding modules).
 * Some of it is not meant for others: `rules.ts` says why it is used, and the tests of exact bytes guard it.
 */
export type Engine = {
  tokenize(source: string): readonly unknown[];
  parse(tokens: readonly unknown[]): Node;
  readonly Environment: new (parent?: Environment) => Environment;
  readonly Interpreter: new (environment: Environment) => Interpreter;
};

/** A piece of a template; which fields it has depends on the type. */
export type Node = {
  readonly type: string;
  /** Identifier: its name. */
  readonly value?: unknown;
  /** MemberExpression. */
  readonly object?: Node;
  readonly property?: Node;
  readonly computed?: boolean;
  /** CallExpression. */
  readonly callee?: Node;
  readonly args?: readonly Node[];
  /** Macro. */
  readonly name?: Node;
  /** TestExpression (`test` too). */
  readonly operand?: Node;
  readonly negate?: boolean;
  /** BinaryExpression. */
  readonly left?: Node;
  readonly right?: Node;
  readonly operator?: { readonly value: string };
  /** For; the iterable is a SelectExpression (`lhs`, `test`) where the loop has an `if`. */
  readonly loopvar?: Node;
  readonly iterable?: Node;
  readonly lhs?: Node;
  readonly test?: Node;
  readonly body?: readonly Node[];
  readonly defaultBlock?: readonly Node[];
};

/** A value of the template's world; what `value` is depends on the type. */
export type Value = {
  readonly type: string;
  readonly value: unknown;
  __bool__(): { readonly value: boolean };
  toString(): string;
};

export type Environment = {
  /** Declares a variable as a copy in the template's world; a function is called with plain values. */
  set(name: string, value: unknown): Value;
  setVariable(name: string, value: Value): Value;
  readonly variables: ReadonlyMap<string, Value>;
  readonly parent?: Environment;
};

export type Interpreter = {
  run(program: Node): Value;
  /** Every evaluation of every node goes through here, so what replaces it sees all. */
  evaluate(node: Node | undefined, environment: Environment): Value;
  evaluateBlock(nodes: readonly Node[], environment: Environment): Value;
  evaluateFor(node: Node, environment: Environment): Value;
  evaluateBinaryExpression(node: Node, environment: Environment): Value;
  evaluateIdentifier(node: Node, environment: Environment): Value;
  evaluateMacro(node: Node, environment: Environment): Value;
  evaluateTestExpression(node: Node, environment: Environment): Value;
  evaluateCallExpression(node: Node, environment: Environment): Value;
  applyFilter(operand: Value, filter: Node, environment: Environment): Value;
};

const require = createRequire(import.meta.url);

/** Loaded when a template is first read, and at once: backends are made without waiting. */
export const engine = (): Engine => require('@huggingface/jinja') as Engine;
