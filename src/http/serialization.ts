import fastJson from 'fast-json-stringify';
import type { FastifySerializerCompiler } from 'fastify';

type Serialize = ReturnType<FastifySerializerCompiler<object>>;

/** By schema, not by route: what most routes share, such as the form of an error, is compiled once. */
const compiled = new WeakMap<object, Serialize>();

/** Compiles the schemas of answers, each at its first use: a start would spend its time on what it may never need. */
export const compileSerializer: FastifySerializerCompiler<object> = ({ schema }) => {
  let serialize: Serialize | undefined;
  return (answer) => {
    serialize ??= serializerOf(schema);
    return serialize(answer);
  };
};

function serializerOf(schema: object): Serialize {
  const known = compiled.get(schema);
  if (known) return known;
  const serialize = fastJson(schema);
  compiled.set(schema, serialize);
  return serialize;
}
