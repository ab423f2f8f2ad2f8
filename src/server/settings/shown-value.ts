import type { Setting } from './setting.ts';

/** What is shown in place of a secret. */
const hidden = '[hidden]';

/** A value for a person: as it was given, or the default, without secrets. */
export function shownValue(
  { shownDefault, hides }: Setting<unknown>,
  text: string | null,
  port: number,
): string {
  if (text === null) return shownDefault.replace('{PORT}', String(port));
  if (hides === 'all') return hidden;
  return hides === 'password' ? withoutPassword(text) : text;
}

/** A value for a program: a number, a string, a boolean, a list, or null. Secrets are replaced. */
export function jsonValue(value: unknown, text: string | null, hides: Setting<unknown>['hides']): unknown {
  if (hides === 'all') return text === null ? null : hidden;
  if (hides === 'password')
    return typeof value === 'string' ? withoutPassword(value) : text && withoutPassword(text);
  if (value instanceof URL) return value.origin;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? text : value;
}

/** Replaces the password of a URL, and all parameters, which can contain one too. */
function withoutPassword(text: string): string {
  if (text.startsWith('sqlite:')) return text;
  if (!URL.canParse(text)) return hidden;
  const { protocol, username, password, host, pathname, search } = new URL(text);
  const login = username === '' ? '' : `${username}${password === '' ? '' : `:${hidden}`}@`;
  return `${protocol}//${login}${host}${pathname}${search === '' ? '' : `?${hidden}`}`;
}
