import { generatePassword, passwordLength } from '../credentials/password.ts';
import { CommandFailure } from './failure.ts';
import { readLine } from './read-line.ts';
import type { SpedyCommand } from './spedy-command.ts';
import type { Terminal } from './terminal.ts';

export type PasswordOptions = { readonly passwordStdin?: true; readonly prompt?: true };
export type ChosenPassword = {
  readonly password: string;
  readonly generated: boolean;
  /** To be told once the command has succeeded. */
  readonly warning: string | null;
};

/** Adds the ways to give a password: as the argument `flag`, on standard input, or at a prompt. */
export function addPasswordOptions(command: SpedyCommand, flag: string): SpedyCommand {
  const ways = [
    command
      .createOption(`${flag} <password>`, 'the password; other users of this machine can read it')
      .conflicts(['passwordStdin', 'prompt']),
    command.createOption('--password-stdin', 'read the password from the first line of standard input'),
    command.createOption('--prompt', 'ask for the password on the terminal').conflicts('passwordStdin'),
  ];
  for (const way of ways) command.addOption(way);
  return command.addHelpText(
    'after',
    `\nThe password has ${passwordLength.min} to ${passwordLength.max} characters. Without these options it is taken from SPEDY_PASSWORD in the\nenvironment; without that, one is generated and printed, once.`,
  );
}

/**
 * The new member's password, by the way that was asked for.
 * @param argument the password as an option's value; undefined when it was not given so
 * @param flag the option's name, for the warning
 * @throws CommandFailure when standard input or the terminal gives none
 */
export async function choosePassword(
  { env, stdin, stderr }: Terminal,
  { passwordStdin, prompt }: PasswordOptions,
  { argument, flag, email }: { argument: string | undefined; flag: string; email: string },
): Promise<ChosenPassword> {
  const given = (password: string) => ({ password, generated: false, warning: null });
  if (argument !== undefined) {
    const warning = `Warning: other users of this machine can read ${flag} in the list of processes, and the shell keeps it in its history. Prefer --prompt, --password-stdin or SPEDY_PASSWORD.`;
    return { password: argument, generated: false, warning };
  }
  if (passwordStdin) {
    if (stdin.isTTY) throw new CommandFailure('--password-stdin would show what you type: use --prompt');
    return given(await readLine(stdin));
  }
  if (prompt) {
    if (!stdin.isTTY)
      throw new CommandFailure('--prompt needs a terminal: use --password-stdin or SPEDY_PASSWORD');
    const { promptForPassword } = await import('./prompt.ts');
    return given(await promptForPassword(email, stdin, stderr));
  }
  const fromEnvironment = env.SPEDY_PASSWORD;
  if (fromEnvironment) return given(fromEnvironment);
  return { password: generatePassword(), generated: true, warning: null };
}

/** The line that shows a generated password; none where the operator knows it. */
export function passwordLines({ password, generated }: ChosenPassword): string[] {
  return generated ? [`Password: ${password} (shown this once)`] : [];
}
