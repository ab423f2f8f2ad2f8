import { describe, expect, it } from 'vitest';
import type { ApiDocument } from '../../api/reference/api-document.ts';
import { curlLine } from './curl-line.ts';
import { boundsOf, exampleOf, typeText } from './example-of.ts';
import { groupsOf, search } from './operations.ts';

const answer = { 200: { description: 'OK' } };
const document: ApiDocument = {
  info: { title: 'API', version: '1' },
  tags: [{ name: 'Tokens', description: 'Tokens.' }, { name: 'Empty' }, { name: 'Tokens' }],
  paths: {
    '/api/v1/me/tokens': {
      get: {
        summary: 'List',
        tags: ['Tokens'],
        security: [{ token: [] }, { session: [] }],
        responses: answer,
      },
      post: {
        summary: 'Create',
        tags: ['Tokens'],
        security: [{ token: [] }, { session: [] }],
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['name'],
                properties: { name: { type: 'string', examples: ["Tim's"] }, expiresAt: { type: 'string' } },
              },
            },
          },
        },
        responses: answer,
      },
    },
    '/api/v1/me/sessions/{sessionId}': {
      delete: {
        tags: ['Sessions'],
        security: [{ session: [] }],
        parameters: [{ name: 'sessionId', in: 'path', schema: { type: 'string' } }],
        responses: answer,
      },
    },
    '/healthz': { get: { summary: 'Alive', security: [], responses: answer } },
  },
};
const groups = groupsOf(document);
const operation = (anchor: string) => {
  const found = groups.flatMap(({ operations }) => operations).find((one) => one.anchor === anchor);
  if (!found) throw new Error(`no ${anchor}`);
  return found;
};

describe('the operations of a document', () => {
  it('are grouped by tag, each with its own anchor', () => {
    expect(groups.map(({ name, operations }) => [name, operations.map(({ anchor }) => anchor)])).toEqual([
      ['Tokens', ['get-api-v1-me-tokens', 'post-api-v1-me-tokens']],
      ['Sessions', ['delete-api-v1-me-sessions-sessionid']],
      ['Other', ['get-healthz']],
    ]);
  });

  it.each([
    ['tokens post', ['post-api-v1-me-tokens']],
    ['  CREATE ', ['post-api-v1-me-tokens']],
    ['sessionid', ['delete-api-v1-me-sessions-sessionid']],
    ['no such thing', []],
    ['', groups.flatMap(({ operations }) => operations.map(({ anchor }) => anchor))],
  ])('are found by %j', (text, anchors) => {
    const found = search(groups, text).flatMap(({ operations }) => operations.map(({ anchor }) => anchor));
    expect(found).toEqual(anchors);
  });

  it('have a curl command to paste, if a token can call them', () => {
    const origin = 'http://acme-corp.localhost:3000';
    expect(curlLine(operation('get-healthz'), origin)).toBe(`curl \\\n  "${origin}/healthz"`);
    expect(curlLine(operation('post-api-v1-me-tokens'), origin)).toBe(
      [
        'curl -X POST',
        '-H "Authorization: Bearer $SPEDY_TOKEN"',
        "-H 'Content-Type: application/json'",
        `-d '{"name":"Tim'\\''s"}'`,
        `"${origin}/api/v1/me/tokens"`,
      ].join(' \\\n  '),
    );
    expect(curlLine(operation('delete-api-v1-me-sessions-sessionid'), origin)).toBeNull();
  });
});

describe('a schema', () => {
  it('has an example', () => {
    const schema = {
      type: 'object',
      properties: {
        id: { type: 'string', examples: ['tok_…'] },
        at: { type: ['string', 'null'], format: 'date-time' },
        state: { enum: ['TODO', 'DONE'] },
        list: { type: 'array', items: { type: 'integer', minimum: 3 } },
        page: { type: 'integer', default: 1 },
        flag: { type: 'boolean' },
        either: { anyOf: [{ type: 'null' }, { type: 'string' }] },
      },
    };
    expect(exampleOf(schema)).toEqual({
      id: 'tok_…',
      at: '2026-03-15T10:30:00.000Z',
      state: 'TODO',
      list: [3],
      page: 1,
      flag: true,
      either: null,
    });
  });

  it('is described in words', () => {
    expect(typeText({ type: ['array', 'null'], items: { enum: ['a'] } })).toBe('array of string or null');
    expect(typeText({ type: 'string', format: 'date-time' })).toBe('string (date-time)');
    expect(typeText({ const: 'Bearer' })).toBe('"Bearer"');
    expect(typeText({})).toBe('any');
    expect(boundsOf({ type: 'integer', minimum: 1, maximum: 100, default: 20 })).toEqual([
      '1 to 100',
      'default 20',
    ]);
    expect(boundsOf({ maxLength: 5, minItems: 1 })).toEqual(['at most 5 characters', 'at least 1 items']);
  });
});
