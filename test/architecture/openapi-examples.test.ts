import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { apiDocument } from '../support/answers/api-document.ts';

type Media = { readonly schema?: { readonly format?: string }; readonly example?: unknown };
type Body = { readonly content?: Readonly<Record<string, Media>> };
type Parameter = { readonly name: string; readonly example?: unknown; readonly examples?: unknown };
type Operation = {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Body>>;
};
type Document = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, { readonly examples?: unknown[] }>> };
};

describe('the examples of /openapi.json', () => {
  let document: Document;
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  beforeAll(async () => {
    document = JSON.parse(await apiDocument());
    ajv.addSchema(document, 'api');
  });
  const pointer = (parts: readonly string[]) =>
    parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
  const errorsAt = (parts: readonly string[], value: unknown) => {
    const validate = ajv.compile({ $ref: `api#/${pointer(parts)}` });
    return validate(value) ? null : ajv.errorsText(validate.errors);
  };

  /** Every body that is not an error, by where it is. */
  const bodies = () =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).flatMap(([method, operation]) => {
        const at = ['paths', path, method];
        const successes = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
        return [
          { at: [...at, 'requestBody'], body: operation.requestBody },
          ...successes.map(([status, body]) => ({ at: [...at, 'responses', status], body })),
        ].flatMap(({ at, body }) =>
          Object.entries(body?.content ?? {}).map(([type, media]) => ({
            at: [...at, 'content', type],
            media,
          })),
        );
      }),
    );

  it('exist for every request body and success, and its schema allows them', () => {
    const json = bodies().filter(({ media }) => media.schema?.format !== 'binary');
    expect(json.length).toBeGreaterThan(150);
    const problems = json.flatMap(({ at, media }) => {
      const problem = media.example === undefined ? 'has none' : errorsAt([...at, 'schema'], media.example);
      return problem === null ? [] : [`${at.join(' ')}: ${problem}`];
    });
    expect(problems).toEqual([]);
  });

  it('exist for every parameter', () => {
    const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
    const without = operations.flatMap(({ operationId, parameters = [] }) =>
      parameters
        .filter((parameter) => parameter.example === undefined && parameter.examples === undefined)
        .map(({ name }) => `${operationId} ${name}`),
    );
    expect(without).toEqual([]);
  });

  it('exist for every error code', () => {
    const errors = Object.entries(document.components.schemas).filter(([name]) => /.Error$/.test(name));
    expect(errors.length).toBeGreaterThan(30);
    for (const [name, { examples = [] }] of errors)
      for (const example of examples)
        expect(errorsAt(['components', 'schemas', name], example), name).toBeNull();
  });
});
