/** The language server as a program of its own: `--stdio`, or `--node-ipc` as an editor's child. */
import { createConnection } from 'vscode-languageserver/node';
import { serve } from './connection.ts';

serve(createConnection());
