import fastJson from 'fast-json-stringify';
import type { FastifySerializerCompiler } from 'fastify';

type Serialize = ReturnType<FastifySerializerCompiler<object>>;

/** By schema, not by route: what most routes share, such as the form of an error, is compiled once. */
const serializers = new WeakMap<object, Serialize>();

/** Compiles the schemas of answers, each at its first use: a start would spend its time on what it may never need. */
export const compileSerializer: FastifySerializerCompiler<object> = ({ schema }) => {
  const serializer = serializers.get(schema) ?? lazily(() => fastJson(schema));
  serializers.set(schema, serializer);
  return serializer;
};

function lazily(compile: () => Serialize): Serialize {
  let serialize: Serialize | undefined;
  return (answer) => {
    serialize ??= compile();
    return serialize(answer);
  };
}
