import { expect, it } from 'vitest';
import { resolveReferences } from './resolve-references.ts';

it('resolves references within references, and names each schema', () => {
  const reference = { $ref: '#/components/schemas/Outer' };
  const { paths } = resolveReferences({
    info: { title: 'API', version: '1' },
    tags: [],
    paths: {
      '/a': {
        get: {
          responses: { 200: { description: 'OK', content: { 'application/json': { schema: reference } } } },
        },
      },
    },
    components: {
      schemas: {
        Outer: { type: 'object', properties: { inner: { $ref: '#/components/schemas/Inner' } } },
        Inner: { type: 'string' },
      },
    },
  });
  expect(paths['/a']?.get?.responses[200]?.content?.['application/json']?.schema).toEqual({
    title: 'Outer',
    type: 'object',
    properties: { inner: { title: 'Inner', type: 'string' } },
  });
});
