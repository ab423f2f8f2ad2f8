import { useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';
import { sessionsQuery } from './sessions.ts';

type PasswordChange = paths['/api/v1/me/password']['put']['requestBody']['content']['application/json'];

/** Shortest and longest password taken, in characters. */
export const passwordLength = { min: 12, max: 200 } as const;

/** What is wrong with a password that somebody chose, or null. The server judges the same. */
export function passwordProblem(password: string): string | null {
  const length = [...password].length;
  const { min, max } = passwordLength;
  if (length >= min && length <= max) return null;
  return `Choose a password of ${min} to ${max} characters.`;
}

/** Changes my password; my other sessions end. */
export function useChangePassword() {
  return useMutation({
    gcTime: 0,
    mutationFn: (body: PasswordChange) => call(() => api.PUT('/api/v1/me/password', { body })),
    onSuccess: (_done, _body, _result, { client }) =>
      client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}
