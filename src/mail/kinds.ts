/** Where and when something happened. */
type Event = {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The address of the client; null for the operator's commands. */
  readonly address: string | null;
};

/**
 * What each kind of message says. Times are milliseconds since the epoch. The values come from members, so every one may
 * contain any character that a name can have.
 */
export type MailFields = {
  readonly invitation: {
    readonly inviter: string;
    readonly role: string;
    readonly expiresAt: number;
  };
  readonly password_reset: {
    /** The name of the administrator who requested it; null for the member, or the operator. */
    readonly by: string | null;
    readonly expiresAt: number;
  };
  readonly email_change_current: {
    readonly current: string;
    readonly new: string;
    readonly expiresAt: number;
  };
  readonly email_change_new: { readonly current: string; readonly new: string; readonly expiresAt: number };
  readonly new_sign_in: Event & { readonly userAgent: string | null };
  readonly second_factor_changed: Event & {
    readonly change:
      | 'enabled'
      | 'disabled'
      /** The authenticator app, by a member who has passkeys. */
      | 'app_removed'
      | 'backup_codes_renewed'
      | 'reset'
      | 'passkey_added'
      | 'passkey_removed';
  };
  readonly password_changed: Event;
  /** Its kind is that of the notice. */
  readonly credential_leaked: { readonly credential: string; readonly name: string; readonly at: number };
  readonly token_created: Event & { readonly name: string; readonly expiresAt: number | null };
  readonly token_expiring: { readonly name: string; readonly expiresAt: number };
  readonly member_removed: { readonly at: number };
  /** An administrator's way to sign in was reset by someone else. */
  readonly admin_reset: Event & {
    /** The email of the administrator. */
    readonly of: string;
    /** Who did it; null for the operator. */
    readonly by: string | null;
    readonly what: 'password' | 'second_factor';
  };
  /** An administrator, or the operator if `by` is null, deleted the organization. */
  readonly organization_deleted: Event & { readonly by: string | null; readonly restorableUntil: number };
};
export type MailKind = keyof MailFields;

type Kind = {
  /** What administrators and operators call it. */
  readonly title: string;
  /** Whether the newest waiting message to an address replaces the others, as with a link that replaces the last one. */
  readonly newestOnly?: true;
  /** Whether members can turn it off: it informs, and is not about the security of the account. */
  readonly optional?: true;
  /** Whether there is a notice in the dashboard anyway. */
  readonly hasNotice?: true;
};

/** All kinds of messages. */
export const mailKinds: Readonly<Record<MailKind, Kind>> = {
  invitation: { title: 'Invitation', newestOnly: true },
  password_reset: { title: 'Link to reset a password', newestOnly: true },
  email_change_current: { title: 'Change of an email, to the current one', newestOnly: true },
  email_change_new: { title: 'Change of an email, to the new one', newestOnly: true },
  new_sign_in: { title: 'New sign-in' },
  second_factor_changed: { title: 'Second factor changed' },
  password_changed: { title: 'Password changed' },
  credential_leaked: { title: 'Leaked token revoked', hasNotice: true },
  token_created: { title: 'Token created', optional: true },
  token_expiring: { title: 'Token about to expire', optional: true },
  member_removed: { title: 'Member removed' },
  admin_reset: { title: "Administrator's sign-in reset" },
  organization_deleted: { title: 'Organization deleted' },
};

export const mailKindNames = Object.keys(mailKinds) as MailKind[];

/** The kinds that members can turn off. */
export type OptionalKind = 'token_created' | 'token_expiring';

/** Whether a stored kind is known. A newer release may know more. */
export function isMailKind(kind: string): kind is MailKind {
  return mailKindNames.some((name) => name === kind);
}
