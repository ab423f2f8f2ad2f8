import type { ReactNode } from 'react';
import { type Answer, jsonSchemaOf, type Parameter, type Schema } from '../../api/reference/api-document.ts';
import { CodeBlock } from './code-block.tsx';
import { curlLine } from './curl-line.ts';
import { exampleOf } from './example-of.ts';
import type { Operation } from './operations.ts';
import { Prose } from './prose.tsx';
import { FieldList, FieldRow } from './schema-fields.tsx';

/** An operation's parameters, request body and responses. */
export function OperationDetails({ operation }: { readonly operation: Operation }) {
  const { description, parameters = [], requestBody, responses } = operation;
  const curl = curlLine(operation, window.location.origin);
  const body = jsonSchemaOf(requestBody);
  return (
    <>
      {description && (
        <p className="max-w-prose">
          <Prose text={description} />
        </p>
      )}
      {parameters.length > 0 && (
        <Part title="Parameters">
          <Parameters parameters={parameters} />
        </Part>
      )}
      {body && (
        <Part title="Request body">
          <FieldList schema={body} />
          <CodeBlock label="example body" text={JSON.stringify(exampleOf(body), null, 2)} />
        </Part>
      )}
      {curl && (
        <Part title="Try it">
          <CodeBlock label="curl command" text={curl} />
        </Part>
      )}
      <Part title="Responses">
        <Answers responses={responses} />
      </Part>
    </>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <h3 className="font-medium text-muted text-sm">{title}</h3>
      {children}
    </section>
  );
}

function Parameters({ parameters }: { readonly parameters: readonly Parameter[] }) {
  return (
    <ul className="divide-y divide-line rounded-md border border-line">
      {parameters.map(({ name, in: place, required = false, description, schema }) => (
        <FieldRow
          key={`${place} ${name}`}
          name={name}
          place={place}
          isRequired={required}
          schema={description === undefined ? schema : { ...schema, description }}
        />
      ))}
    </ul>
  );
}

function Answers({ responses }: Pick<Operation, 'responses'>) {
  const errors = Object.entries(responses).filter(([status]) => isError(status));
  const form = errors.map(([, answer]) => formOfErrors(answer)).find((schema) => schema !== null);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {Object.entries(responses).map(([status, answer]) => (
        <AnswerItem key={status} status={status} answer={answer} />
      ))}
      {form && (
        <details>
          <summary className="w-fit rounded">The body of an error</summary>
          <div className="pt-2">
            <FieldList schema={form} />
          </div>
        </details>
      )}
    </div>
  );
}

function isError(status: string): boolean {
  return /^[45]/.test(status);
}

/** Returns the schema that the errors of all codes share. */
function formOfErrors(answer: Answer): Schema | null {
  const schema = jsonSchemaOf(answer);
  const one = schema?.oneOf?.[0] ?? schema;
  return one?.allOf?.[0] ?? one;
}

function AnswerItem({ status, answer }: { readonly status: string; readonly answer: Answer }) {
  const schema = jsonSchemaOf(answer);
  const heading = (
    <>
      <code className="font-mono font-semibold">{status}</code> <Prose text={answer.description} />
    </>
  );
  if (isError(status) || !schema?.properties) return <p>{heading}</p>;
  return (
    <details>
      <summary className="w-fit rounded">{heading}</summary>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2 pt-2">
        <FieldList schema={schema} />
        <CodeBlock label={`example response ${status}`} text={JSON.stringify(exampleOf(schema), null, 2)} />
      </div>
    </details>
  );
}
