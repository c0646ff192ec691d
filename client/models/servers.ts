/** The servers that the settings name, each with its key and time-outs. One client each, which remembers what it learned of its models. */
import type * as vscode from 'vscode';
import { ChatFailure, type ChatServer, type Timeouts } from '../../core/imagine/servers/chat.ts';
import { type OllamaServer, ollamaServer } from '../../core/imagine/servers/ollama.ts';
import { openaiServer } from '../../core/imagine/servers/openai.ts';
import type { ServerEntry } from './chosen.ts';
import { keyOf } from './keys.ts';
import { modelSettings } from './settings.ts';

const made = new WeakMap<vscode.ExtensionContext, Map<string, ChatServer>>();

/** The server at an address, as the settings know it; one that they do not name is taken for OpenAI-compatible. */
export async function serverAt(context: vscode.ExtensionContext, url: string): Promise<ChatServer> {
  const entry = modelSettings().servers.find((server) => server.url === url);
  return serverOf(context, entry ?? { kind: 'openai', url });
}

export async function serverOf(context: vscode.ExtensionContext, entry: ServerEntry): Promise<ChatServer> {
  return entry.kind === 'ollama' ? ollamaAt(context, entry.url) : kept(context, entry, openaiServer);
}

export function ollamaAt(context: vscode.ExtensionContext, url: string): Promise<OllamaServer> {
  return kept(context, { kind: 'ollama', url }, ollamaServer);
}

async function kept<Server extends ChatServer>(
  context: vscode.ExtensionContext,
  { kind, url }: ServerEntry,
  make: (options: { url: string; key?: string; timeouts: Timeouts }) => Server,
): Promise<Server> {
  const key = await keyOf(context, url);
  const { timeouts } = modelSettings();
  const servers = made.get(context) ?? new Map<string, ChatServer>();
  made.set(context, servers);
  const id = JSON.stringify([kind, url, key, timeouts]);
  const known = servers.get(id) as Server | undefined;
  const server = known ?? make({ url, ...(key !== undefined && { key }), timeouts });
  servers.set(id, server);
  return server;
}

/** Which kind of server answers at an address: Ollama has its own API, the others speak OpenAI's. Throws what the last one says. */
export async function kindAt(url: string, key: string | undefined, signal: AbortSignal): Promise<ServerEntry['kind']> {
  const options = { url, ...(key !== undefined && { key }) };
  try {
    await ollamaServer(options).models(signal);
    return 'ollama';
  } catch (error) {
    if (!(error instanceof ChatFailure)) throw error;
    await openaiServer(options).models(signal);
    return 'openai';
  }
}
