"""How the weights of the offline summariser are learnt; no part of what is installed."""
