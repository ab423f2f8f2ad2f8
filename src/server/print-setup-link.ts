export function printSetupLink(link: string): void {
  process.stdout.write(
    `\nThis database is empty. Open this one-time link to create the first organization and its administrator:\n\n  ${link}\n\n`,
  );
}
