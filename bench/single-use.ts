import type { Agent } from 'node:http';
import { drive, send } from './drive.ts';
import type { Sample } from './rounds.ts';
import type { SingleUse } from './subject.ts';

/**
 * Sends each value once until all are used or the time is over.
 * @param seconds the time limit
 */
export function exchangeAll(origin: string, use: SingleUse): (seconds: number) => Promise<Sample> {
  const left = [...use.values];
  return async (seconds) => {
    if (left.length === 0) throw new Error('all values are used');
    return drive(seconds, (agent) => async () => {
      const value = left.pop();
      if (value === undefined) return false;
      await sendOne(agent, origin, use, value);
      return true;
    });
  };
}

/** Refreshes tokens. Each new token replaces the used one for the next request. */
export function refreshOn(origin: string, use: SingleUse): (seconds: number) => Promise<Sample> {
  const tokens = [...use.values];
  return (seconds) =>
    drive(seconds, (agent) => async () => {
      const token = tokens.pop();
      if (token === undefined) throw new Error('there are fewer refresh tokens than clients');
      const { refresh_token: successor } = await sendOne(agent, origin, use, token);
      if (successor === undefined) throw new Error('the response has no new refresh token');
      tokens.push(successor);
      return true;
    });
}

async function sendOne(
  agent: Agent,
  origin: string,
  { path, headers, form, parameter }: SingleUse,
  value: string,
): Promise<{ refresh_token?: string }> {
  const body = new URLSearchParams({ ...form, [parameter]: value }).toString();
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await send(
    `${origin}${path}`,
    { method: 'POST', agent, headers: { ...type, ...headers } },
    body,
  );
  return JSON.parse(answer.body) as { refresh_token?: string };
}
