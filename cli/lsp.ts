/** `deepimagine lsp --stdio`: the language server, for any editor. */
import type { Command } from 'commander';

export function register(program: Command): void {
  program
    .command('lsp')
    .description('the language server; speaks LSP on standard input and output')
    .option('--stdio', 'speak on standard input and output (the default)')
    // Editors add this one on their own.
    .option('--clientProcessId <pid>', 'end with this process')
    .action(async () => {
      const { createConnection } = await import('vscode-languageserver/node');
      const { serve } = await import('../server/connection.ts');
      serve(createConnection(process.stdin, process.stdout));
    });
}
