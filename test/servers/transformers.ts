/** `transformers serve` with a tiny checkpoint of random weights that is made on the spot. A real server, no stand-in. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ensurePython, root, transformersPackages } from '../../scripts/setup.mjs';
import { type Running, startChild } from './child.ts';

const scripts = path.join(root, 'test/servers/python');

/** Starts it, in some ten seconds once its packages are installed. `model`: the name to ask for. */
export async function startTransformers(): Promise<Running & { model: string }> {
  const python = await ensurePython(transformersPackages);
  // Nothing is downloaded: what is served is in the folder, and the list of models is that of an empty cache.
  const hub = path.join(root, 'out/servers/hub');
  mkdirSync(hub, { recursive: true });
  const env = { ...process.env, HF_HUB_OFFLINE: '1', HF_HUB_CACHE: hub };
  const script = path.join(scripts, 'tiny_checkpoint.py');
  const hash = createHash('sha256').update(readFileSync(script)).digest('hex').slice(0, 12);
  const model = path.join(root, 'out/servers', `checkpoint-${hash}`);
  if (!existsSync(model)) {
    const fresh = `${model}-${process.pid}`;
    await promisify(execFile)(python, [script, fresh], { env });
    renameSync(fresh, model);
  }
  return { ...(await startChild(python, [path.join(scripts, 'serve_transformers.py')], env)), model };
}
