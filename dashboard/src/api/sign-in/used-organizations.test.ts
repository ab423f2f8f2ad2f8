import { array, assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bareHost,
  forgettingCookie,
  isSlug,
  rememberingCookie,
  usedOrganizations,
} from './used-organizations.ts';

const at = { bareHost: 'spedy.example:8443', protocol: 'https:' };
/** What a browser then sends. */
const kept = (cookie: string) => cookie.split(';')[0] ?? '';

describe('used organizations', () => {
  it('are in the order of their use, at most ten, each once', () => {
    let cookies = 'other=1';
    for (let count = 0; count < 12; count += 1)
      cookies = `other=1; ${kept(rememberingCookie(cookies, `corp-${count}`, at))}`;
    cookies = kept(rememberingCookie(cookies, 'corp-5', at));
    expect(usedOrganizations(cookies)).toEqual(
      [5, 11, 10, 9, 8, 7, 6, 4, 3, 2].map((count) => `corp-${count}`),
    );
  });

  it('can be forgotten', () => {
    const cookies = 'spedy_organizations=acme.beta';
    expect(usedOrganizations(kept(forgettingCookie(cookies, 'acme', at)))).toEqual(['beta']);
    expect(forgettingCookie('spedy_organizations=acme', 'acme', at)).toContain('max-age=0');
  });

  it('are shared by the hosts below the bare domain, and sent over TLS only', () => {
    expect(rememberingCookie('', 'acme', at)).toBe(
      'spedy_organizations=acme; path=/; max-age=31536000; samesite=lax; domain=spedy.example; secure',
    );
    expect(rememberingCookie('', 'acme', { bareHost: 'localhost:3000', protocol: 'http:' })).toBe(
      'spedy_organizations=acme; path=/; max-age=31536000; samesite=lax',
    );
  });

  it('are only labels of host names, whatever the cookie has', () => {
    assert(
      property(array(string()), (parts) => {
        const slugs = usedOrganizations(`spedy_organizations=${parts.join('.')}`);
        expect(slugs.every(isSlug)).toBe(true);
        expect(slugs.length).toBeLessThanOrEqual(10);
      }),
    );
  });

  it('are below the host without the own label', () => {
    expect(bareHost('acme.spedy.example:8443', 'acme')).toBe('spedy.example:8443');
    expect(bareHost('spedy.example', 'acme')).toBe('spedy.example');
    expect(bareHost('spedy.example', null)).toBe('spedy.example');
  });
});
