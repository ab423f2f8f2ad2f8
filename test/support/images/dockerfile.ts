import {
  DockerfileParser,
  type Flag,
  JSONInstruction,
  ModifiableInstruction,
  type Instruction as Parsed,
} from 'dockerfile-ast';

/** One instruction: its flags without dashes, and its arguments as they are written or as a JSON array. */
export type Instruction = {
  readonly keyword: string;
  readonly flags: Readonly<Record<string, string>>;
  readonly text: string;
  readonly words: readonly string[];
};

export type Stage = {
  readonly image: string;
  readonly name: string | null;
  readonly instructions: readonly Instruction[];
};

export type ParsedDockerfile = {
  /** The defaults of the arguments before the first stage. */
  readonly args: Readonly<Record<string, string>>;
  readonly stages: readonly Stage[];
};

/** Splits a Dockerfile into its stages. */
export function parseDockerfile(source: string): ParsedDockerfile {
  const args: Record<string, string> = {};
  const stages: { image: string; name: string | null; instructions: Instruction[] }[] = [];
  for (const parsed of DockerfileParser.parse(source).getInstructions()) {
    const instruction = instructionOf(parsed);
    const stage = stages.at(-1);
    if (instruction.keyword === 'FROM') {
      const [image = '', as, name] = instruction.words;
      stages.push({
        image: image.replaceAll(/\$\{(\w+)\}/g, (_all, arg: string) => args[arg] ?? ''),
        name: as?.toUpperCase() === 'AS' && name !== undefined ? name : null,
        instructions: [],
      });
    } else if (stage !== undefined) stage.instructions.push(instruction);
    else if (instruction.keyword === 'ARG') Object.assign(args, pairsOf(instruction.text));
    else throw new Error(`${instruction.keyword} before FROM`);
  }
  return { args, stages };
}

function instructionOf(parsed: Parsed): Instruction {
  const flags = Object.fromEntries(flagsOf(parsed).map((flag) => [flag.getName(), flag.getValue() ?? '']));
  const words: string[] = [];
  const text = (parsed.getRawArgumentsContent() ?? '').trim();
  if (parsed instanceof JSONInstruction && text.startsWith('['))
    words.push(...parsed.getJSONStrings().map((item) => item.getJSONValue()));
  else words.push(...text.replaceAll(/\\\n/g, ' ').split(/\s+/));
  return { keyword: parsed.getKeyword(), flags, text, words };
}

function flagsOf(parsed: Parsed): readonly Flag[] {
  return parsed instanceof ModifiableInstruction ? parsed.getFlags() : [];
}

/** Returns the pairs of `NAME=value NAME="another value"`. */
export function pairsOf(text: string): Record<string, string> {
  const pairs = [...text.replaceAll(/\\\n/g, ' ').matchAll(/([\w.-]+)=(?:"([^"]*)"|(\S*))/g)];
  return Object.fromEntries(pairs.map(([, name, quoted, plain]) => [name, quoted ?? plain ?? '']));
}
