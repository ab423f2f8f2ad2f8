import { Command, type ErrorOptions } from 'commander';
import { aliasNames } from './aliases.ts';
import { UsageError } from './failure.ts';
import { didYouMean } from './suggestion.ts';

type Explanation = {
  readonly summary: string;
  readonly details?: string;
  readonly examples: readonly string[];
};

/** A CLI command that turns parse errors into a one-line UsageError with the valid options. */
export class SpedyCommand extends Command {
  override createCommand(name?: string): SpedyCommand {
    return new SpedyCommand(name);
  }

  /** Adds a subcommand that contains others. */
  group(name: string, summary: string, example: string): SpedyCommand {
    return this.command(name)
      .summary(summary)
      .description(`${capitalize(summary)}.`)
      .addHelpText('after', `\nExample:\n  $ ${example}`);
  }

  /** Adds a subcommand with help text, examples and --json. */
  operation(name: string, explanation: Explanation): SpedyCommand {
    return this.plainOperation(name, explanation).option('--json', 'print one JSON object');
  }

  /** Adds a subcommand with help text and examples, whose output is not an object. */
  plainOperation(name: string, { summary, details, examples }: Explanation): SpedyCommand {
    const lines = examples.map((example) => `  $ ${example}`);
    return this.command(name)
      .summary(summary)
      .description(`${capitalize(summary)}.${details === undefined ? '' : ` ${details}`}`)
      .addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
  }

  override error(message: string, { code }: ErrorOptions = {}): never {
    throw new UsageError(
      `${this.#explain(message.replace(/^error: /, ''), code)} See: ${this.#path()} --help`,
    );
  }

  #explain(message: string, code: string | undefined): string {
    // The part after `=` may be a password.
    const word = (/'([^'=]*)/.exec(message)?.[1] ?? '').trim();
    switch (code) {
      case 'commander.unknownCommand': {
        const names = this.createHelp()
          .visibleCommands(this)
          .map((command) => command.name());
        const known = [...names, ...aliasNames(this)];
        return `unknown command '${word}'${didYouMean(word, known) || '.'} Available: ${names.join(', ')}.`;
      }
      case 'commander.unknownOption': {
        const names = this.createHelp()
          .visibleOptions(this)
          .map((option) => option.long ?? option.flags);
        return `unknown option '${word}'${didYouMean(word, names) || '.'} Available: ${names.join(', ')}.`;
      }
      case 'commander.missingMandatoryOptionValue': {
        const typo = this.args.find((arg) => /^-+[a-z]/i.test(arg));
        if (typo !== undefined) return this.#explain(`unknown option '${typo}'`, 'commander.unknownOption');
        const missing = this.options
          .filter((option) => option.mandatory && this.getOptionValue(option.attributeName()) === undefined)
          .map((option) => `${option.flags} (${option.description})`);
        return `missing ${missing.join(', ')}.`;
      }
      case 'commander.missingArgument': {
        const argument = this.registeredArguments.find((known) => known.name() === word);
        return `missing argument <${word}> (${argument?.description ?? ''}).`;
      }
      case 'commander.excessArguments':
        return `too many arguments: expected ${this.registeredArguments.length}. Quote values that contain spaces.`;
      default:
        return `${message}.`;
    }
  }

  #path(): string {
    const names = [this.name()];
    for (let above = this.parent; above; above = above.parent) names.unshift(above.name());
    return names.join(' ');
  }
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
