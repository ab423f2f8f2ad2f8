import type { RouteOptions } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { features } from '../../../src/server/features.ts';
import { createWorld, type World } from '../../support/world.ts';

/** Routes that answer with a list and still may use the connections of changes, with what bounds the list. */
const bounded: Readonly<Record<string, string>> = {
  '/api/v1/me/passkeys': 'a member has at most 20',
  '/api/v1/organization/resource-servers': 'an organization has at most 50',
  '/api/v1/organization/scim-tokens': 'an organization has at most 10',
  '/api/v1/organization/single-sign-on': 'the domains of one provider',
  '/scim/v2/Users/:userId': 'the emails of one member',
};

const routes: RouteOptions[] = [];
let world: World;
beforeAll(async () => {
  const watching = {
    register: (server: { addHook: (name: 'onRoute', hook: (route: RouteOptions) => void) => unknown }) =>
      void server.addHook('onRoute', (route) => void routes.push(route)),
  };
  world = await createWorld({ features: [watching, ...features] });
});
afterAll(() => world.close());

/** Whether a schema has a list of objects, at any depth. */
function hasList(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  const { type, items } = schema as { readonly type?: unknown; readonly items?: { readonly type?: unknown } };
  if (type === 'array' && items?.type === 'object') return true;
  return Object.values(schema).some(hasList);
}

it('all read what they list on the connections of lists', () => {
  expect(routes.length).toBeGreaterThan(60);
  const lists = routes.filter(({ method, schema }) => {
    const { response } = (schema ?? {}) as { readonly response?: Readonly<Record<string, unknown>> };
    return method === 'GET' && hasList(response?.['200']);
  });
  expect(lists.length).toBeGreaterThan(15);
  const others = lists.filter(({ config }) => config?.load !== 'list').map(({ url }) => url);
  expect(others.toSorted()).toEqual(Object.keys(bounded).toSorted());
});
