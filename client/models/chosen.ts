/** Servers of language models and what is chosen of them, as the settings write it. Pure. */
import { addressIn } from '../../core/imagine/servers/address.ts';

export const SERVER_KINDS = ['ollama', 'openai'] as const;
export type ServerKind = (typeof SERVER_KINDS)[number];

export interface ServerEntry {
  kind: ServerKind;
  /** `http://127.0.0.1:11434`: no credentials, no slash at its end. */
  url: string;
}

/** A model on a server. */
export interface Chosen {
  model: string;
  url: string;
}

/** What stands in the setting for the embedded predictor. */
export const EVIDENCE = 'evidence';
const AT = ' @ ';

/** `qwen3:4b @ http://127.0.0.1:11434`, as the setting has it. */
export const chosenText = (chosen: Chosen | undefined): string =>
  chosen ? `${chosen.model}${AT}${chosen.url}` : EVIDENCE;

/** A model and its server; undefined for the embedded predictor, and for what is neither. */
export function chosenOf(text: string): Chosen | undefined {
  const at = text.lastIndexOf(AT);
  const model = text.slice(0, Math.max(at, 0)).trim();
  const url = addressIn(text.slice(at + AT.length));
  return at < 0 || model === '' || 'problem' in url ? undefined : { model, url: url.url };
}

/** Whether an address is of the machine that asks. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d+){3}$/.test(hostname)
  );
}
