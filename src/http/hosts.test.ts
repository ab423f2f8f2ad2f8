import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSlug, organizationOrigin, reservedSlugs, subdomainOf } from './hosts.ts';

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
  ])('%s under %s is %j', (host, url, subdomain) => {
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
  ])('%j under %s is foreign', (host, url) => {
    expect(subdomainOf(host, url)).toBeNull();
  });

  it('finds what organizationOrigin puts there, in any letter case and with or without the dot', () => {
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

  it('never throws, and finds nothing in a host that does not end with ours', () => {
    fc.assert(
      fc.property(fc.string(), (host) => {
        const subdomain = subdomainOf(host, base);
        expect(subdomain === null || host.toLowerCase().includes('localhost')).toBe(true);
      }),
    );
  });
});

describe('the default organization', () => {
  it('has the bare domain as its origin; every other has its subdomain', () => {
    const hosting = { baseUrl: base, defaultOrganization: 'acme-corp' };
    expect(organizationOrigin(hosting, 'acme-corp')).toBe(base.origin);
    expect(organizationOrigin(hosting, 'other-corp')).toBe(`${base.protocol}//other-corp.${base.host}`);
  });
});

describe('isSlug', () => {
  it('takes every DNS label in lower case that is not the product’s own', () => {
    fc.assert(fc.property(label, (slug) => isSlug(slug) !== reservedSlugs.includes(slug)));
  });

  it.each(['', '-a', 'a-', 'a.b', 'A', 'ä', 'a_b', 'a b', 'a\n', 'a'.repeat(64), ...reservedSlugs])(
    'does not take %j',
    (slug) => {
      expect(isSlug(slug)).toBe(false);
    },
  );
});
