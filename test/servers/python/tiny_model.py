"""Writes a tiny Qwen3 with random weights as GGUF: a real model for llama.cpp, made on the spot, that knows nothing.

python tiny_model.py model OUT.gguf [--seed N]
python tiny_model.py lora OUT.gguf [--seed N]      an adapter of random weights that fits the model

It writes printable ASCII only: the stray bytes of a random model are no UTF-8, which the server answers with an error.
"""

import argparse

import gguf
import numpy as np

WIDTH, INNER, LAYERS, HEADS, KEY_HEADS, HEAD = 64, 128, 2, 4, 2, 16
CONTEXT = 131072
SPECIAL = ["<|im_start|>", "<|im_end|>", "<|endoftext|>"]
THINK = ["<think>", "</think>"]
# ChatML whose answers open with a thought, unless `enable_thinking` is false. That earlier answers are written with their
# `reasoning_content` is what makes the server tell thoughts from answers.
TEMPLATE = """\
{%- for m in messages -%}
{{ '<|im_start|>' + m.role + '\\n' }}
{%- if m.reasoning_content -%}{{ '<think>\\n' + m.reasoning_content + '\\n</think>\\n\\n' }}{%- endif -%}
{{ m.content + '<|im_end|>\\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{ '<|im_start|>assistant\\n<think>\\n' }}
{%- if enable_thinking is defined and not enable_thinking -%}{{ '\\n</think>\\n\\n' }}{%- endif -%}
{%- endif -%}"""

# Name, rows, columns: as the weights of a linear layer lie in memory.
LINEAR = [
    ("attn_q", HEADS * HEAD, WIDTH),
    ("attn_k", KEY_HEADS * HEAD, WIDTH),
    ("attn_v", KEY_HEADS * HEAD, WIDTH),
    ("attn_output", WIDTH, HEADS * HEAD),
    ("ffn_gate", INNER, WIDTH),
    ("ffn_up", INNER, WIDTH),
    ("ffn_down", WIDTH, INNER),
]
NORMS = [("attn_norm", WIDTH), ("ffn_norm", WIDTH), ("attn_q_norm", HEAD), ("attn_k_norm", HEAD)]


def byte_letters():
    """The printable letters that byte-level BPE writes bytes with, in the order of the bytes."""
    printable = set(range(33, 127)) | set(range(161, 173)) | set(range(174, 256))
    spare = iter(range(256, 512))
    return [chr(byte if byte in printable else next(spare)) for byte in range(256)]


def vocabulary():
    """llama.cpp wants at least one merge, here of two spaces."""
    return SPECIAL + THINK + byte_letters() + ["\u0120\u0120"]


def weights(seed):
    rng = np.random.default_rng(seed)
    words = vocabulary()

    def random(*shape):
        return rng.normal(0, 0.3, shape).astype(np.float32)

    # Channel 0 is a constant that no layer writes to, so that column 0 of the output is a bias for every word.
    embedding, output = random(len(words), WIDTH), random(len(words), WIDTH)
    embedding[:, 0], output[:, 0] = 3, -1000
    output[[words.index(chr(code)) for code in range(33, 127)] + [words.index("\u0120")], 0] = 0
    tensors = {
        "token_embd.weight": embedding,
        "output.weight": output,
        "output_norm.weight": np.ones(WIDTH, np.float32),
    }
    for layer in range(LAYERS):
        for name, rows, columns in LINEAR:
            tensor = random(rows, columns)
            if name in ("attn_output", "ffn_down"):
                tensor[0] = 0
            tensors[f"blk.{layer}.{name}.weight"] = tensor
        for name, size in NORMS:
            tensors[f"blk.{layer}.{name}.weight"] = np.ones(size, np.float32)
    return tensors


def close(writer, tensors):
    for name, tensor in tensors.items():
        writer.add_tensor(name, tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_model(out, seed):
    writer = gguf.GGUFWriter(out, "qwen3")
    writer.add_name("tiny")
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_feed_forward_length(INNER)
    writer.add_block_count(LAYERS)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KEY_HEADS)
    writer.add_key_length(HEAD)
    writer.add_value_length(HEAD)
    writer.add_rope_freq_base(10000.0)
    writer.add_layer_norm_rms_eps(1e-6)
    words = vocabulary()
    kinds = [gguf.TokenType.CONTROL] * len(SPECIAL) + [gguf.TokenType.USER_DEFINED] * len(THINK)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(words)
    writer.add_token_types(kinds + [gguf.TokenType.NORMAL] * (len(words) - len(kinds)))
    writer.add_token_merges(["\u0120 \u0120"])
    writer.add_eos_token_id(words.index("<|im_end|>"))
    writer.add_pad_token_id(words.index("<|endoftext|>"))
    writer.add_bos_token_id(words.index("<|endoftext|>"))
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)
    close(writer, weights(seed))


def write_lora(out, seed, rank=4):
    rng = np.random.default_rng(seed)
    writer = gguf.GGUFWriter(out, "qwen3")
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", 2.0 * rank)
    tensors = {}
    for layer in range(LAYERS):
        for name, rows, columns in LINEAR:
            if name in ("attn_q", "attn_k", "attn_v", "ffn_gate", "ffn_up"):
                key = f"blk.{layer}.{name}.weight"
                tensors[f"{key}.lora_a"] = rng.normal(0, 0.3, (rank, columns)).astype(np.float32)
                tensors[f"{key}.lora_b"] = rng.normal(0, 0.3, (rows, rank)).astype(np.float32)
    close(writer, tensors)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["model", "lora"])
    parser.add_argument("out")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    write = write_model if arguments.what == "model" else write_lora
    write(arguments.out, arguments.seed)
