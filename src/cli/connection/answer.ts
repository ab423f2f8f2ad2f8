import { CommandFailure, SignInNeeded } from '../failure.ts';
import type { Source } from './credential.ts';
import { hostOf } from './origin.ts';

/** An error of the API (docs/errors.md). */
export type ApiError = {
  readonly code: string;
  readonly message: string;
  /** What is wrong with each field. */
  readonly details: readonly string[];
};

type Sender = {
  readonly origin: URL;
  /** Where the credential comes from; `new` for one that is being stored. */
  readonly source: Source | 'new';
};

/** Reads the error of an answer; null if it does not have the API's form. */
export async function readApiError(answer: Response): Promise<ApiError | null> {
  const body: unknown = await answer.json().catch(() => null);
  if (typeof body !== 'object' || body === null || !('code' in body) || !('message' in body)) return null;
  const details = 'details' in body && Array.isArray(body.details) ? body.details : [];
  return { code: String(body.code), message: String(body.message), details: details.map(detailOf) };
}

function detailOf(detail: { path?: unknown; message?: unknown }): string {
  return `${detail.path}: ${detail.message}`;
}

/**
 * What an answer with an error means for the person, and what to do about it.
 * @param path what was asked for, to be named if it was not found
 */
export async function failureOfAnswer(
  answer: Response,
  sender: Sender,
  path: string | null = null,
): Promise<CommandFailure> {
  const error = await readApiError(answer);
  const host = hostOf(sender.origin);
  if (!error)
    return new CommandFailure(
      `${host} answered with status ${answer.status}, not as a Spedy server does: check the host`,
    );
  const advice = error.code === 'not_found' ? path : adviceFor(error.code, host, sender, answer.headers);
  const text = `${sentencesOf(error)}${advice === null ? '' : `: ${advice}`}`;
  if (answer.status === 401 && sender.source !== 'new') return new SignInNeeded(`${text} (${error.code})`);
  return new CommandFailure(`${text} (${error.code})`);
}

/** The message, and what it does not already say of each field. */
function sentencesOf({ message, details }: ApiError): string {
  const news = details.filter((detail) => !message.includes(detail));
  return [message.replace(/\.$/, ''), ...news].join('; ');
}

function adviceFor(code: string, host: string, { source }: Sender, headers: Headers): string | null {
  switch (code) {
    case 'authentication_required':
    case 'token_invalid':
    case 'token_revoked':
    case 'token_expired':
      if (source === 'environment')
        return `set SPEDY_TOKEN to a token of ${host}, or unset it and run spedy login`;
      return source === 'new' ? `use a token of ${host}` : `run spedy login --host ${host}`;
    case 'organization_not_found':
      return `the host is ${host}`;
    case 'insufficient_scope':
      return source === 'oauth'
        ? `run spedy login --host ${host} without --scope`
        : 'use a token that has it';
    case 'plan_required':
      return source === 'environment' || source === 'token'
        ? `ask an administrator to change the plan, or use spedy login --host ${host}, which works on every plan`
        : 'ask an administrator to change the plan';
    case 'rate_limited':
      return `try again in ${headers.get('retry-after') ?? '60'} seconds`;
    case 'unavailable':
    case 'internal_error':
      return 'try again; if it stays, tell the operator';
    default:
      return null;
  }
}
