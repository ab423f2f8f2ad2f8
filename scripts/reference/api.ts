import type { Document, Operation, Schema } from './document.ts';
import { fieldRows, meaningOf, resolve, typeOf } from './fields.ts';
import { code, origin, table } from './table.ts';

type Named = { readonly name: string; readonly operation: Operation };

/** The pages of the API's reference, by their path: an index, and one page for each tag. */
export function apiPages(document: Document): ReadonlyMap<string, string> {
  const sections = document.tags
    .map((tag) => ({
      ...tag,
      file: `api/${tag.name.toLowerCase()}.md`,
      operations: operationsOf(document, tag.name),
    }))
    .filter(({ operations }) => operations.length > 0);
  const lists = sections.map(({ name, description = '', file, operations }) => {
    const rows = operations.map((one) => [
      `[${code(one.name)}](${file}#${anchorOf(one.name)})`,
      one.operation.summary,
    ]);
    return `## ${name}\n\n${description}\n\n${table(['operation', 'what it does'], rows)}`;
  });
  const index = `# API\n\n${origin('the OpenAPI document')}\n\n${introduction}\n${lists.join('\n\n')}\n`;
  return new Map([
    ['README.md', index],
    ...sections.map(({ name, description = '', file, operations }) => {
      const parts = operations.map((one) => operationText(document, one));
      const text = `# ${name}\n\n${origin('the OpenAPI document')}\n\n${description} [All operations](../README.md).\n\n${parts.join('\n\n')}\n`;
      return [file, text] as const;
    }),
  ]);
}

const introduction = `Every operation of the server, with its parameters, fields and responses. A running server serves the same as
\`/openapi.json\`, and in the dashboard at \`/docs\`, with examples to try.

- Addresses are those of an organization's host, such as \`https://acme-corp.spedy.example\`. At the bare domain, the token
  says which organization is meant ([organizations and hosts](../concepts/organizations.md)).
- Send the credential as \`Authorization: Bearer …\`. What an operation needs is under its name: a token with a scope, a
  session of the dashboard, or the ID and secret of a client.
- Errors have a stable \`code\` ([errors](../errors.md)). Times are RFC 3339 in UTC. Lists come in pages
  ([tokens and the API](../guide.md#list)).
`;

function operationsOf(document: Document, tag: string): Named[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { tags = [] }]) => tags.includes(tag))
      .map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
  );
}

function operationText(document: Document, { name, operation }: Named): string {
  const { summary, description, parameters = [], requestBody, responses } = operation;
  const parameterRows = parameters.map((parameter) => [
    code(parameter.name),
    parameter.in,
    typeOf(document, parameter.schema),
    parameter.required ? 'yes' : 'no',
    parameter.description ?? meaningOf(resolve(document, parameter.schema)),
  ]);
  const parts = [
    `## ${name}`,
    [sentence(summary), description].filter((text) => text !== undefined).join(' '),
    /\bNeeds /.test(description ?? '') ? null : `Needs ${needOf(operation)}.`,
    parameterRows.length === 0
      ? null
      : table(['parameter', 'in', 'type', 'required', 'meaning'], parameterRows),
    ...bodies(document, 'Body', requestBody?.content),
    ...Object.entries(responses).flatMap(([status, { content }]) =>
      /^[45]/.test(status) ? [] : bodies(document, `Response ${status}`, content),
    ),
    statusesOf(operation),
  ];
  return parts.filter((part) => part !== null).join('\n\n');
}

/** The statuses of an operation: what succeeds, and the codes of its errors. */
function statusesOf({ responses }: Operation): string {
  const [good, bad] = [false, true].map((isError) =>
    Object.entries(responses).filter(([status]) => /^[45]/.test(status) === isError),
  );
  const successes = `Succeeds with ${(good ?? []).map(([status]) => code(status)).join(' or ')}.`;
  const errors = (bad ?? []).map(([status, { description = '' }]) => [code(status), codesIn(description)]);
  if (errors.every(([, codes]) => codes === '')) return successes;
  return `${successes} Its errors ([what to do](../../errors.md)):\n\n${table(['status', 'codes'], errors)}`;
}

/** The codes in the description of an error, such as "Not Found: `not_found`." */
function codesIn(description: string): string {
  return [...description.matchAll(/`[^`]+`/g)].join(', ');
}

function bodies(
  document: Document,
  title: string,
  content: Readonly<Record<string, { readonly schema?: Schema }>> = {},
): string[] {
  return Object.entries(content).map(([mediaType, { schema }]) => {
    const rows = fieldRows(document, schema);
    const kind = `**${title}**, ${code(mediaType)}`;
    if (rows.length === 0) return `${kind}: ${typeOf(document, schema)}.`;
    return `${kind}\n\n${table(['field', 'type', 'required', 'meaning'], rows)}`;
  });
}

/** The credentials that an operation accepts. */
function needOf({ security = [] }: Operation): string {
  const words = security.flatMap((scheme) =>
    Object.entries(scheme).map(([name, scopes]) => {
      const scope = scopes.length === 0 ? '' : ` with the scope ${scopes.map(code).join(', ')}`;
      return `${needs[name] ?? code(name)}${scope}`;
    }),
  );
  return words.length === 0 ? 'no credential' : words.join(', or ');
}

const needs: Readonly<Record<string, string>> = {
  token: 'a token',
  session: 'a session of the dashboard',
  client: 'the ID and secret of a client or a resource server',
  scim: 'a SCIM token',
};

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}

/** The anchor of a heading, as code hosts write it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}
