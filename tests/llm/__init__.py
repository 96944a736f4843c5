"""Stories against a real language model, which `make test-llm` installs and runs."""
