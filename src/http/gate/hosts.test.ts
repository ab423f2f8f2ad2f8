import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSlug, organizationOrigin, reservedSlugs } from '../../contract/organization-address.ts';
import { subdomainOf } from './hosts.ts';

const base = new URL('http://localhost:3000');
const secure = new URL('https://spedy.app');
const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);

describe('subdomainOf', () => {
  it.each([
    ['localhost:3000', base, ''],
    ['acme.localhost:3000', base, 'acme'],
    ['ACME.LocalHost.:3000', base, 'acme'],
    ['a.b.localhost:3000', base, 'a.b'],
    ['acme.spedy.app', secure, 'acme'],
    ['acme.spedy.app:443', secure, 'acme'],
    ['spedy.app.', secure, ''],
  ])('parses %s under %s as %j', (host, url, subdomain) => {
    expect(subdomainOf(host, url)).toBe(subdomain);
  });

  it.each([
    ['', base],
    [':3000', base],
    ['.localhost:3000', base],
    ['.:3000', base],
    ['localhost', base],
    ['localhost:80', base],
    ['localhost:03000', base],
    ['localhost:3000:3000', base],
    ['localhost..:3000', base],
    ['xlocalhost:3000', base],
    ['[::1]:3000', base],
    ['acme.spedy.app:80', secure],
    ['acme.spedy.app:', secure],
    ['spedy.app.evil.example', secure],
    ['evilspedy.app', secure],
  ])('rejects %j under %s', (host, url) => {
    expect(subdomainOf(host, url)).toBeNull();
  });

  it('parses every origin of organizationOrigin, in any case and with a trailing dot', () => {
    fc.assert(
      fc.property(
        label,
        fc.constantFrom(base, secure),
        fc.boolean(),
        fc.boolean(),
        (slug, url, upper, dot) => {
          const hosting = { baseUrl: url, defaultOrganization: null };
          const { hostname, port } = new URL(organizationOrigin(hosting, slug));
          const host = `${hostname}${dot ? '.' : ''}${port && `:${port}`}`;
          expect(subdomainOf(upper ? host.toUpperCase() : host, url)).toBe(slug);
        },
      ),
    );
  });

  it('never throws, and returns null for a host outside the base URL', () => {
    fc.assert(
      fc.property(fc.string(), (host) => {
        const subdomain = subdomainOf(host, base);
        expect(subdomain === null || host.toLowerCase().includes('localhost')).toBe(true);
      }),
    );
  });
});

describe('the default organization', () => {
  it('uses the bare domain as its origin; all others use their subdomain', () => {
    const hosting = { baseUrl: base, defaultOrganization: 'acme-corp' };
    expect(organizationOrigin(hosting, 'acme-corp')).toBe(base.origin);
    expect(organizationOrigin(hosting, 'other-corp')).toBe(`${base.protocol}//other-corp.${base.host}`);
  });
});

describe('isSlug', () => {
  it('accepts every lower-case DNS label that is not reserved', () => {
    fc.assert(fc.property(label, (slug) => isSlug(slug) !== reservedSlugs.includes(slug)));
  });

  it.each(['', '-a', 'a-', 'a.b', 'A', 'ä', 'a_b', 'a b', 'a\n', 'a'.repeat(64), ...reservedSlugs])(
    'rejects %j',
    (slug) => {
      expect(isSlug(slug)).toBe(false);
    },
  );
});
