import { STATUS_CODES } from 'node:http';
import { extractComponents } from './components.ts';
import { exampleOf } from './examples.ts';

type Media = { readonly schema?: unknown; readonly example?: unknown };
type Body = { readonly description?: string; readonly content?: Readonly<Record<string, Media>> };
type Parameter = { readonly name: string; readonly schema: unknown };
type Operation = {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Body>>;
};
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;
type Document = { readonly paths: Paths; readonly components: Readonly<Record<string, unknown>> };

/** Adds examples to a document that was generated from the routes, and gives each schema with a title its own place. */
export function finishDocument(generated: unknown): Document {
  const document = generated as Document;
  const withExamples = mapValues(document.paths, (item) => mapValues(item, addExamples));
  const { paths, schemas } = extractComponents(withTextTypes(withExamples));
  return { ...document, paths: paths as Paths, components: { ...document.components, schemas } };
}

/** Says of each list of texts that they are texts, which generators of clients want to know. */
function withTextTypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTextTypes);
  if (typeof value !== 'object' || value === null) return value;
  const copy = mapValues(value as Readonly<Record<string, unknown>>, withTextTypes);
  const isTexts = Array.isArray(copy.enum) && copy.enum.every((choice) => typeof choice === 'string');
  return isTexts && !('type' in copy) ? { type: 'string', ...copy } : copy;
}

function addExamples(operation: Operation): Operation {
  const { parameters, requestBody, responses } = operation;
  return {
    ...operation,
    ...(parameters ? { parameters: parameters.map(withParameterExample) } : {}),
    ...(requestBody ? { requestBody: withBodyExample(requestBody) } : {}),
    responses: mapValues(responses, (response, status) =>
      /^2/.test(status)
        ? described(withBodyExample(withoutNullBody(response)), status)
        : withoutNullBody(response),
    ),
  };
}

function withParameterExample(parameter: Parameter): Parameter {
  if ('example' in parameter || 'examples' in parameter) return parameter;
  return { ...parameter, ...{ example: exampleOf(parameter.schema, parameter.name) } };
}

function withBodyExample(body: Body): Body {
  if (!body.content) return body;
  return { ...body, content: mapValues(body.content, (media) => ({ ...media, ...exampleOfMedia(media) })) };
}

/** A binary body has no example that could be written down. */
function exampleOfMedia({ schema, example }: Media): { readonly example?: unknown } {
  const { format, examples } = Object(schema);
  if (example !== undefined || (format === 'binary' && examples === undefined)) return {};
  return { example: exampleOf(schema, 'body') };
}

/** A response such as 304 has no body, although its schema is documented as null. */
function withoutNullBody(response: Body): Body {
  const { content, ...rest } = response;
  const isNull = Object.values(content ?? {}).every(({ schema }) => Object(schema).type === 'null');
  return content && isNull ? rest : response;
}

/** The generator's text says nothing. */
function described(response: Body, status: string): Body {
  if (response.description !== 'Default Response') return response;
  return { ...response, description: `${STATUS_CODES[status]}.` };
}

function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value, key: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
