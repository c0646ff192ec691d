"""How long bm25s takes for the same words: `bench/retrieval.ts` calls this with a file of tokens."""
import json
import sys
import time

import bm25s

with open(sys.argv[1], encoding="utf-8") as file:
    words = json.load(file)
began = time.perf_counter()
index = bm25s.BM25()
index.index(words["documents"], show_progress=False)
print(f"bm25s: index of {len(words['documents'])} in {time.perf_counter() - began:.1f} s")
waits = []
for query in words["queries"]:
    began = time.perf_counter()
    index.retrieve([query], k=60, show_progress=False)
    waits.append((time.perf_counter() - began) * 1000)
waits.sort()
print(f"bm25s (numpy), one field: p50 {waits[len(waits) // 2]:.1f} ms, p95 {waits[int(len(waits) * 0.95)]:.1f} ms of {len(waits)}")
