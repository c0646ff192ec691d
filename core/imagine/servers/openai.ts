/** Servers that speak OpenAI's chat API: vLLM, llama.cpp, SGLang, LM Studio, `transformers serve`, OpenAI's own. */
import { ZodError, type z } from 'zod';
import { type Address, addressOf, Call } from './call.ts';
import { type Capabilities, ChatFailure, type ChatRequest, type ChatServer, type ServerOptions } from './chat.ts';
import { type Asked, noModel, ofWords, truncated, unreadable, withModels, wordsOf } from './failure.ts';
import { probe } from './openai-probe.ts';
import { bodyOf, type Dialect, llamaAdapters, llamaProps, modelList, saidOf, streamed } from './openai-wire.ts';
import { events, type Said } from './said.ts';
import { Shared } from './shared.ts';

/** Milliseconds until a server has to answer what no model is asked for. */
const SOON = 15_000;

/** The package, with nothing of the environment: keys and addresses that stand there are for other programs. */
async function client(address: Address, { fetch }: Pick<Call, 'fetch'>) {
  const { default: OpenAI } = await import('openai');
  return new OpenAI({
    baseURL: address.url,
    apiKey: 'sent by `Call`',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    // `Call` has time-outs of its own; the package's is for the time until the headers come.
    timeout: 2 ** 31 - 1,
    logLevel: 'off',
    dangerouslyAllowBrowser: true,
    fetch,
  });
}

/** What an error of the package means. */
function told(asked: Asked, call: Call): (error: unknown) => ChatFailure {
  return (error) => {
    const words = typeof error === 'object' && error !== null && 'error' in error ? wordsOf(error) : '';
    if (words !== '') return ofWords(asked, words);
    // What is not of the form that it has to be came whole.
    if (call.cut && !(error instanceof ZodError)) return truncated(asked, error);
    if (error instanceof ZodError || error instanceof SyntaxError)
      return unreadable(asked, 'something in another form');
    return truncated(asked, error);
  };
}

/** JSON, or the text itself, which is then of another form. What was to be JSON and breaks off throws a `SyntaxError`. */
function parsed(text: string): unknown {
  return /^\s*[[{]/.test(text) ? JSON.parse(text) : text;
}

interface Known {
  dialect: Dialect;
  capabilities: Capabilities;
}

/**
 * A server by its address, with or without `/v1`. Of llama.cpp, a model with one of the adapters that it has loaded is named
 * `model#adapter`; the model alone has them as strong as the server was told. Throws a `ChatFailure` where the address is none.
 */
export function openaiServer(options: ServerOptions): ChatServer {
  const address = addressOf('openai', options);
  const { url, secrets } = address;
  const asked: Asked = { kind: 'openai', url, secrets };
  const known = new Shared<Known>();

  async function list(signal: AbortSignal) {
    const call = new Call({ asked, address, options, signal, first: SOON });
    try {
      const ai = await client(address, call);
      const given = await ai.get('/models');
      // JSON that does not say that it is some is given as text.
      return modelList.parse(typeof given === 'string' ? parsed(given) : given).data;
    } catch (error) {
      throw call.because(error, told(asked, call));
    } finally {
      call.close();
    }
  }

  /** What llama.cpp tells of itself at a path of its own; nothing where it is another server. */
  async function llama<T>(path: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T | undefined> {
    const call = new Call({ asked, address, options, signal, first: SOON });
    try {
      const response = await call.fetch(url.replace(/\/v1$/, path));
      return schema.safeParse(await response.json()).data;
    } catch (error) {
      // Another server has no such route, and answers it in any way it likes.
      if (signal.aborted) throw error;
      return undefined;
    } finally {
      call.close();
    }
  }

  /** llama.cpp's adapters by the names that models with them have here; none of another server. */
  async function adapters(signal: AbortSignal) {
    const all = (await llama('/lora-adapters', llamaAdapters, signal)) ?? [];
    return all.map((each) => ({ ...each, name: each.path.replace(/^.*[\\/]/, '').replace(/\.gguf$/, '') }));
  }

  async function* chat(
    request: ChatRequest,
    dialect: Dialect,
    signal: AbortSignal,
    { thinks, context }: Partial<Capabilities> = {},
  ) {
    const of = { ...asked, model: request.model };
    const call = new Call({ asked: of, address, options, signal });
    async function* parts(): AsyncGenerator<Said> {
      const ai = await client(address, { fetch: async (...asked) => streamed(await call.fetch(...asked)) });
      for await (const event of await ai.chat.completions.create(bodyOf(request, dialect))) yield saidOf(event);
    }
    yield* events(parts(), request, of, call, told(of, call), thinks, context);
  }

  async function find(model: string, signal: AbortSignal): Promise<Known> {
    const listed = list(signal).catch((error: unknown) => {
      // Some that chat have no such list, or one that fails. Where the server itself is gone, the probe says so.
      if (error instanceof ChatFailure) return [];
      throw error;
    });
    const [models, props, loaded] = await Promise.all([listed, llama('/props', llamaProps, signal), adapters(signal)]);
    const named = loaded.find(({ name }) => model.endsWith(`#${name}`));
    const base = named ? model.slice(0, -named.name.length - 1) : model;
    const own = models.find(({ id, aliases }) => id === base || aliases?.includes(base));
    // llama.cpp answers by any name with the model that it has, and what that says would be taken for another's.
    if (props && models.length > 0 && !own) throw noModel({ ...asked, model });
    const lora = loaded.map(({ id, scale }) => ({ id, scale: named ? Number(id === named.id) : scale }));
    const given = { progress: props !== undefined, model: base, ...(lora.length > 0 && { lora }) };
    const { dialect, capabilities } = await probe(chat, model, given, signal);
    const context = props?.default_generation_settings.n_ctx ?? own?.max_model_len ?? own?.context_length;
    const weights = loaded.map(({ path }, n) => [path, lora[n]?.scale]).filter(([, scale]) => scale);
    // How long a context the model is given is nothing that the model is.
    const { n_ctx: _given, ...meta } = own?.meta ?? {};
    const told = [own?.root, own?.meta && meta, props?.model_path, props?.build_info, ...weights].filter(
      (each) => each != null,
    );
    return {
      dialect,
      capabilities: {
        ...capabilities,
        ...(context != null && { context }),
        ...(told.length > 0 && { digest: JSON.stringify(told) }),
      },
    };
  }

  const names = async (signal: AbortSignal) => {
    const [models, loaded] = await Promise.all([list(signal), adapters(signal)]);
    return models.flatMap(({ id }) => [id, ...loaded.map(({ name }) => `${id}#${name}`)]);
  };
  const know = (model: string, signal: AbortSignal) =>
    known
      .get(model, (shared) => find(model, shared), signal)
      .catch(async (error: unknown) => {
        throw await withModels({ ...asked, model }, error, () => names(signal));
      });
  return {
    kind: 'openai',
    url,
    models: names,
    capabilities: async (model, signal) => (await know(model, signal)).capabilities,
    async *chat(request, signal) {
      const { dialect, capabilities } = await know(request.model, signal);
      try {
        yield* chat(request, dialect, signal, capabilities);
      } catch (error) {
        // What answers there next may be another server or another model.
        if (error instanceof ChatFailure && (error.kind === 'refused' || error.kind === 'no model'))
          known.forget(request.model);
        throw error;
      }
    },
  };
}
