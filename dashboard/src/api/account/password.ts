import { useMutation } from '@tanstack/react-query';
import { api, call } from '../client.ts';
import type { paths } from '../schema.ts';
import { sessionsQuery } from './sessions.ts';

type PasswordChange = paths['/api/v1/me/password']['put']['requestBody']['content']['application/json'];

/** The minimum and maximum length of a password, in characters. */
const passwordLength = { min: 12, max: 200 } as const;

/** Returns the problem with a new password, or null. The server checks it too. */
export function passwordProblem(password: string): string | null {
  const length = [...password].length;
  const { min, max } = passwordLength;
  if (length >= min && length <= max) return null;
  return `Use a password of ${min} to ${max} characters.`;
}

/** Changes the member's password and ends their other sessions. */
export function useChangePassword() {
  return useMutation({
    gcTime: 0,
    mutationFn: (body: PasswordChange) => call(() => api.PUT('/api/v1/me/password', { body })),
    onSuccess: (_done, _body, _result, { client }) =>
      client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}
