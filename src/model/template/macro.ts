import type { Engine, Environment, Node, Value } from './engine.ts';

type Macro = { value: (args: readonly Value[], scope: Environment) => Value };

/** Makes a macro that was just defined see what stands where it is defined, not what stands where it is called. */
export const closeMacro = (jinja: Engine, { name }: Node, defined: Environment): void => {
  const macro = defined.variables.get(String(name?.value)) as (Macro & Value) | undefined;
  if (macro === undefined) return;
  const call = macro.value;
  macro.value = (args, called) => {
    const scope = new jinja.Environment(defined);
    // The body of a `{% call %}` is given with the call.
    const caller = called.variables.get('caller');
    if (caller !== undefined) scope.setVariable('caller', caller);
    return call(args, scope);
  };
};
