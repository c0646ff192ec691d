"""Runs llama.cpp's own HTTP server on a free port of 127.0.0.1 until stdin is closed: it cannot outlive who started it.

Prints one line of JSON when it is ready: {"url": ...}. The server's log goes to stderr.
"""

import argparse
import json
import os
import signal
import sys
import threading

import xllamacpp

parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("--lora", action="append", default=[], help="an adapter as GGUF; their ids are 0, 1, … in this order")
parser.add_argument("--ctx", type=int, default=4096, help="tokens of context, of all slots together")
parser.add_argument("--slots", type=int, default=1)
parser.add_argument("--batch", type=int, default=512)
parser.add_argument("--api-key")
parser.add_argument("--embedding", action="store_true")
arguments = parser.parse_args()

params = xllamacpp.CommonParams()
params.model.path = arguments.model
params.model_alias = {"tiny"}
params.hostnames, params.port = ["127.0.0.1"], 0
params.n_ctx, params.n_parallel = arguments.ctx, arguments.slots
params.n_batch = params.n_ubatch = arguments.batch
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
params.endpoint_slots = params.endpoint_metrics = params.endpoint_props = True
params.ui, params.offline, params.warmup, params.cache_ram_mib = False, True, False, 0
params.verbosity = 3
params.api_keys = [arguments.api_key] if arguments.api_key else []
if arguments.lora:
    params.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(file, 0.0) for file in arguments.lora]
if arguments.embedding:
    params.embedding, params.pooling_type = True, xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_LAST

over = threading.Event()
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, lambda *_: over.set())
threading.Thread(target=lambda: (sys.stdin.buffer.read(), over.set()), daemon=True).start()
server = xllamacpp.Server(params)
print(json.dumps({"url": server.listening_address}), flush=True)
over.wait()
sys.stderr.flush()
os._exit(0)  # an orderly close waits half a minute for streams that are open
