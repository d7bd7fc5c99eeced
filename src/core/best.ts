/** The settings of which the paper reports the better one; a tie goes to the first. */
export const bestSettings: readonly string[] = ['cot', 'pot'];

/** `pot@eurus-2404` → `pot` and `eurus-2404`; the profile is empty when it is the default. */
export const splitProtocol = (name: string): { readonly setting: string; readonly profile: string } => {
  const at = name.indexOf('@');
  return at < 0
    ? { setting: name, profile: '' }
    : { setting: name.slice(0, at), profile: name.slice(at + 1) };
};

/** The name of a setting in a profile. */
export const joinProtocol = (setting: string, profile: string): string =>
  profile === '' ? setting : `${setting}@${profile}`;
