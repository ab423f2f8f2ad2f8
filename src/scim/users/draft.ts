import type { Role } from '../../access/roles.ts';
import { roles } from '../../access/roles.ts';
import { parseStoredWord } from '../../access/words.ts';
import { emailKey } from '../../storage/email-key.ts';
import type { UserRow } from './queries.ts';

/** What an identity provider wants a member to be. Operations change it one after another. */
export type UserDraft = {
  userName: string;
  externalId: string | null;
  displayName: string | null;
  /** The name if there is no displayName. Null: made of the other names. */
  formattedName: string | null;
  givenName: string | null;
  familyName: string | null;
  /** Null: the userName. */
  email: string | null;
  active: boolean;
  /** Null: the role of the SCIM token. */
  role: Role | null;
};

/** The draft of a new member. */
export function emptyDraft(): UserDraft {
  return {
    userName: '',
    externalId: null,
    displayName: null,
    formattedName: null,
    givenName: null,
    familyName: null,
    email: null,
    active: true,
    role: null,
  };
}

/** The draft of a member as they are. A name that is made of the others, and an email that is the userName, follow them. */
export function draftOf(row: UserRow): UserDraft {
  const { givenName, familyName } = row;
  const userName = row.userName ?? row.email;
  return {
    userName,
    externalId: row.externalId,
    displayName: null,
    formattedName: row.name === joined(givenName, familyName) ? null : row.name,
    givenName,
    familyName,
    email: emailKey(userName) === row.emailKey ? null : row.email,
    active: row.state === 'active',
    role: parseStoredWord(roles, row.role),
  };
}

/**
 * The draft that a replacement begins with. What a request does not name is removed, except for what every member has:
 * email, role and state.
 */
export function replacementOf(row: UserRow): UserDraft {
  const { email, active, role } = draftOf(row);
  return { ...emptyDraft(), email, active, role };
}

/** The member's name: the one to display, or one made of the other names, or the userName. */
export function nameOf(draft: UserDraft): string {
  const { displayName, formattedName, givenName, familyName, userName } = draft;
  return displayName ?? formattedName ?? joined(givenName, familyName) ?? userName;
}

function joined(givenName: string | null, familyName: string | null): string | null {
  const names = [givenName, familyName].filter((name) => name !== null);
  return names.length > 0 ? names.join(' ') : null;
}
