import type { Scope } from '../../../api/account/tokens.ts';

/** A ready-made choice of scopes, or the member's own. */
export type Choice = 'read' | 'write' | 'full' | 'custom';
/** The chosen permissions. `scopes` is the member's own choice, which stays while another one is selected. */
export type Permissions = { readonly choice: Choice; readonly scopes: readonly Scope[] };

const readOnly: readonly Scope[] = ['profile:read', 'tickets:read'];
const readAndWrite: readonly Scope[] = [...readOnly, 'tickets:write'];

/** The least that most scripts need. */
export const leastPermissions: Permissions = { choice: 'read', scopes: readOnly };

/** Returns the scopes of a choice; null for everything that the member can do. */
export function scopesOf({ choice, scopes }: Permissions): readonly Scope[] | null {
  switch (choice) {
    case 'read':
      return readOnly;
    case 'write':
      return readAndWrite;
    case 'full':
      return null;
    case 'custom':
      return scopes;
  }
}

/** Selects another choice. The member's own starts with the scopes of the choice before. */
export function choose(choice: Choice, before: Permissions): Permissions {
  return { choice, scopes: scopesOf(before) ?? before.scopes };
}

/** Returns the choice that has exactly these scopes. */
export function permissionsOf(scopes: readonly Scope[]): Permissions {
  for (const choice of ['read', 'write'] as const) {
    const own = choice === 'read' ? readOnly : readAndWrite;
    if (own.length === scopes.length && own.every((scope) => scopes.includes(scope)))
      return { choice, scopes };
  }
  return { choice: 'custom', scopes };
}
