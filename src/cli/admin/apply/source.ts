import { type Document, LineCounter, parseDocument } from 'yaml';
import { CommandFailure } from '../../failure.ts';

/** A path within a file, such as `organizations`, 0, `plan`. */
export type Place = readonly (string | number)[];

/** Characters that a file may have, and how often an alias may repeat a part of it. */
const maxLength = 1_048_576;
const maxAliasCount = 100;

/** A file of declarations, which knows where each part of it is. */
export class Source {
  readonly #name: string;
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;

  private constructor(name: string, document: Document.Parsed, lines: LineCounter) {
    this.#name = name;
    this.#document = document;
    this.#lines = lines;
  }

  /** @throws CommandFailure with file, line and column for what is not YAML */
  static parse(name: string, text: string): Source {
    if (text.length > maxLength)
      throw new CommandFailure(`${name}: the file is larger than 1 MiB; split it by organization`);
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const source = new Source(name, document, lines);
    const [problem] = document.errors;
    if (problem) throw source.#failureAt(problem.pos[0], firstLine(problem.message));
    return source;
  }

  /** The file as plain values. @throws CommandFailure for aliases that repeat too much */
  get value(): unknown {
    try {
      return this.#document.toJS({ maxAliasCount });
    } catch (error) {
      throw this.#failureAt(0, firstLine(error instanceof Error ? error.message : String(error)));
    }
  }

  /** An error about a part of the file: its place, or that of the nearest part around it. */
  failure(place: Place, message: string): CommandFailure {
    return this.#failureAt(this.#offsetOf(place), message);
  }

  #offsetOf(place: Place): number {
    for (let length = place.length; length > 0; length -= 1) {
      const offset = this.#offsetAt(place.slice(0, length));
      if (offset !== null) return offset;
    }
    return 0;
  }

  /** The start of a field's name, so that the message points at what is wrong, or of an item of a list. */
  #offsetAt(place: Place): number | null {
    const parent =
      place.length === 1 ? this.#document.contents : this.#document.getIn(place.slice(0, -1), true);
    const name = place.at(-1);
    const { items } = Object(parent) as { items?: readonly unknown[] };
    const pair = items?.find((item) => String(Object(Object(item).key).value) === String(name));
    const node = pair ? Object(pair).key : typeof name === 'number' ? items?.[name] : undefined;
    const { range } = Object(node) as { range?: readonly number[] };
    return range?.[0] ?? null;
  }

  #failureAt(offset: number, message: string): CommandFailure {
    const { line, col } = this.#lines.linePos(offset);
    return new CommandFailure(`${this.#name}:${Math.max(line, 1)}:${Math.max(col, 1)}: ${message}`);
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}
