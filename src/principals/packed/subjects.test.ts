import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../access/policy.ts';
import type { Principal } from '../principal.ts';
import { isValid, Subjects } from './subjects.ts';

function memberOf(organization: string): Principal {
  return {
    organization: {
      id: organization,
      slug: organization,
      name: organization,
      plan: 'pro',
      policy: defaultPolicy,
    },
    user: { id: 'usr_1', email: 'ada@acme.test', name: 'Ada' },
    role: 'ADMIN',
    scopes: null,
    authentication: { method: 'pat', tokenId: 'tok_1', expiresAt: null },
  };
}

describe('Subjects', () => {
  it('leaves no member valid that a change of this ID would not mark, also if two organizations have it', () => {
    const subjects = new Subjects();
    const owners = [subjects.take(memberOf('org_1')), subjects.take(memberOf('org_2'))];
    expect(owners.map(isValid)).toEqual([false, true]);
    subjects.forget('usr_1');
    expect(owners.map(isValid)).toEqual([false, false]);
    for (const owner of owners) subjects.release(owner);
    expect(subjects.size).toBe(0);
  });
});
