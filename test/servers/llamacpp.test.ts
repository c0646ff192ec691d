/** What every other test relies on: the real server starts, answers as asked, tells of aborts, and ends with its starter. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/setup.mjs';
import { startLlama } from './llamacpp.ts';

const ask = (url: string, body: object, headers = {}) =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close', ...headers },
    body: JSON.stringify({ model: 'tiny', messages: [{ role: 'user', content: 'hello' }], ...body }),
  });
const said = async (response: Response) =>
  ((await response.json()) as { choices: { message: { content: string } }[] }).choices[0]?.message.content;
const plain = { chat_template_kwargs: { enable_thinking: false } };

test('a scripted answer through the real server, and a schema that it keeps to', async () => {
  const llama = await startLlama();
  try {
    expect(await said(await ask(llama.url, { ...plain, grammar: 'root ::= "higher, “é”"' }))).toBe('higher, “é”');
    const schema = {
      type: 'object',
      properties: { a: { enum: ['x', 'y'] } },
      required: ['a'],
      additionalProperties: false,
    };
    const response_format = { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } };
    const answer = await said(await ask(llama.url, { ...plain, response_format, max_tokens: 50 }));
    expect(['x', 'y']).toContain(JSON.parse(answer ?? '').a);
  } finally {
    await llama.stop();
  }
  expect(llama.log()).toContain('listening');
  await expect(ask(llama.url, {})).rejects.toThrow('fetch failed');
});

test('adapters change the answer; a key is asked for', async () => {
  const llama = await startLlama({ lora: [1, 2], apiKey: 'sesame', slots: 2 });
  try {
    const headers = { authorization: 'Bearer sesame' };
    const scales = [
      [0, 0],
      [1, 0],
      [0, 1],
    ];
    const answers = [];
    for (const scale of scales) {
      const lora = scale.map((value, id) => ({ id, scale: value }));
      const body = { ...plain, lora, temperature: 0, max_tokens: 12, cache_prompt: false };
      answers.push(await said(await ask(llama.url, body, headers)));
    }
    expect(new Set(answers).size).toBe(3);
    expect((await ask(llama.url, {})).status).toBe(401);
  } finally {
    await llama.stop();
  }
});

test('the server ends with the process that started it, also where that is killed', async () => {
  const module = JSON.stringify(path.join(root, 'test/servers/llamacpp.ts'));
  const code = `import { startLlama } from ${module}; console.log((await startLlama()).url); setInterval(() => {}, 1000);`;
  const starter = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    starter.stdout.once('data', (data) => resolve(String(data).trim()));
    starter.once('exit', () => reject(new Error('The starter ended early.')));
  });
  expect((await fetch(`${url}/health`)).ok).toBe(true);
  starter.kill('SIGKILL');
  await expect
    .poll(
      () =>
        fetch(`${url}/health`).then(
          () => 'alive',
          () => 'gone',
        ),
      { interval: 50 },
    )
    .toBe('gone');
});
