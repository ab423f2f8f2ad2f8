/**
 * Why a sign-in with the identity provider failed, as recorded in the audit log, and who can do something about it.
 * `nobody`: there is no provider; `member`: the person; `provider`: the identity provider, later; `administrator`: the settings here or there.
 */
export const problemReasons = {
  not_configured: 'nobody',
  expired: 'member',
  canceled: 'member',
  settings_changed: 'member',
  too_many: 'provider',
  provider_unreachable: 'provider',
  provider_error: 'administrator',
  response_rejected: 'administrator',
  no_email: 'administrator',
  email_not_verified: 'administrator',
  foreign_domain: 'administrator',
  other_account: 'administrator',
  no_role: 'administrator',
  deactivated: 'administrator',
} as const;
export type ProblemReason = keyof typeof problemReasons;

/** The member or the email that a problem is about, for the audit log. */
type About = { readonly userId?: string; readonly email?: string };

/** A sign-in with the identity provider failed. The message is for the person who signs in. */
export class SignInProblem extends Error {
  override readonly name = 'SignInProblem';
  readonly reason: ProblemReason;
  readonly about: About;
  /** The path that the sign-in was for. */
  readonly returnTo: string;

  constructor(
    reason: ProblemReason,
    message: string,
    {
      cause,
      returnTo = '/',
      ...about
    }: About & { readonly cause?: unknown; readonly returnTo?: string } = {},
  ) {
    super(message, { cause });
    this.reason = reason;
    this.about = about;
    this.returnTo = returnTo;
  }

  /** The same problem of a sign-in for a path. */
  returningTo(returnTo: string): SignInProblem {
    return new SignInProblem(this.reason, this.message, { ...this.about, cause: this.cause, returnTo });
  }
}

/** Returns the problem that an error of the OpenID client was caused by, if any. */
export function problemIn(error: unknown): SignInProblem | undefined {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 10; cause = cause.cause, depth += 1)
    if (cause instanceof SignInProblem) return cause;
  return undefined;
}
