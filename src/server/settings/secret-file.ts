import type { Setting } from './setting.ts';
import { readTextFile } from './text-file.ts';

/** A secret is a line, not a document. */
const mostBytes = 65_536;

/** The variable that names a file with the value of a secret setting, as Docker and Kubernetes provide secrets. */
export function secretFileVariable({ variable, hides }: Setting<unknown>): string | null {
  return hides ? `${variable}_FILE` : null;
}

type SecretFile = { readonly path: string; readonly text: string; readonly problem: string | null };

/**
 * Reads the value of a secret setting from the file that its variable names. Null if the variable is unset. The content is
 * never part of a problem.
 */
export function readSecretFile(env: NodeJS.ProcessEnv, declared: Setting<unknown>): SecretFile | null {
  const variable = secretFileVariable(declared);
  const path = variable === null ? undefined : env[variable]?.trim();
  if (!path) return null;
  const failed = (problem: string) => ({ path, text: '', problem });
  if (env[declared.variable]?.trim())
    return failed(`${declared.variable} and ${variable} are both set: unset one of them`);
  const { text, failure } = readTextFile(path, mostBytes);
  if (failure !== null) return failed(`Cannot read ${path} (${variable}): ${failure}`);
  const value = text.trim();
  if (/[\r\n\0]/.test(value)) return failed(`${path} (${variable}) must have one line, the value alone`);
  return { path, text: value, problem: null };
}
