import { describe, expect, it } from 'vitest';
import { changeLines, changeOf, entriesOf, problemsOf } from './policy-entries.ts';

const saved = {
  patsEnabled: true,
  maxLifetimeDays: 90,
  expiryRequired: false,
  idleRevocationDays: null,
  registration: 'open',
  twoFactorRequired: false,
  twoFactor: 'off',
  sessionIdleHours: 168,
  sessionLifetimeHours: 720,
  auditRetentionDays: null,
  usageRetentionDays: null,
} as const;
const entries = entriesOf(saved);

describe('the policy form', () => {
  it('has no changes at first', () => {
    expect(changeOf(saved, entries)).toEqual({});
    expect(problemsOf(entries)).toEqual({});
    expect(changeLines(saved, {})).toEqual([]);
  });

  it('returns only the changed parts', () => {
    const typed = { ...entries, patsEnabled: false, maxLifetimeDays: ' ', idleRevocationDays: ' 030 ' };
    const change = changeOf(saved, typed);
    expect(change).toEqual({ patsEnabled: false, maxLifetimeDays: null, idleRevocationDays: 30 });
    expect(changeLines(saved, change)).toEqual([
      { name: 'Personal access tokens', before: 'on', after: 'off' },
      { name: 'Maximum lifetime', before: '90 days', after: 'no limit' },
      { name: 'Revoke unused tokens', before: 'never', after: 'after 30 days' },
    ]);
  });

  it.each(['0', '-1', '3651', '1.5', '1e2', 'soon', '٣', '00001'])(
    'rejects %j as a number of days',
    (text) => {
      const typed = { ...entries, maxLifetimeDays: text };
      expect(Object.keys(problemsOf(typed))).toEqual(['maxLifetimeDays']);
      expect(changeOf(saved, typed)).toEqual({});
    },
  );

  it.each(['1', '3650'])('accepts %s days', (text) => {
    const typed = { ...entries, idleRevocationDays: text };
    expect(problemsOf(typed)).toEqual({});
    expect(changeOf(saved, typed)).toEqual({ idleRevocationDays: Number(text) });
  });

  it('describes changes of sign-in', () => {
    const typed = { ...entries, twoFactor: 'phishing-resistant', sessionIdleHours: '1' } as const;
    const change = changeOf(saved, typed);
    expect(change).toEqual({ twoFactor: 'phishing-resistant', sessionIdleHours: 1 });
    expect(changeLines(saved, change)).toEqual([
      { name: 'Two-factor authentication', before: 'optional', after: 'passkey required' },
      { name: 'Sign out unused sessions', before: 'after 168 hours', after: 'after 1 hour' },
    ]);
  });

  it('describes how long data is kept', () => {
    const typed = { ...entries, auditRetentionDays: '365', usageRetentionDays: '30' };
    const change = changeOf(saved, typed);
    expect(change).toEqual({ auditRetentionDays: 365, usageRetentionDays: 30 });
    expect(changeLines(saved, change)).toEqual([
      {
        name: 'Delete events of the audit log',
        before: "as the server's operator sets it",
        after: 'after 365 days',
      },
      { name: 'Delete the use of tokens', before: 'after 90 days', after: 'after 30 days' },
    ]);
    expect(problemsOf({ ...entries, auditRetentionDays: '89' })).toEqual({
      auditRetentionDays: 'Enter a whole number from 90 to 3,650, or leave it empty.',
    });
  });

  it.each(['', '0', '8761', 'soon'])('rejects %j as a number of hours', (text) => {
    const typed = { ...entries, sessionLifetimeHours: text };
    expect(Object.keys(problemsOf(typed))).toEqual(['sessionLifetimeHours']);
    expect(changeOf(saved, typed)).toEqual({});
  });
});
